CREATE TABLE tabs (id INTEGER PRIMARY KEY, uuid TEXT, url TEXT, order_index INTEGER);
INSERT INTO tabs VALUES (1, 'T-1', 'https://example.org/', 0);
