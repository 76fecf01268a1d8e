CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, parent INTEGER, title TEXT, url TEXT, order_index INTEGER);
INSERT INTO bookmarks VALUES (1, NULL, 'Folder', NULL, 0), (2, 1, 'Example', 'https://example.org/', 0);
