CREATE TABLE tabs (id INTEGER PRIMARY KEY AUTOINCREMENT,uuid TEXT NOT NULL UNIQUE,title TEXT,url TEXT COLLATE NOCASE,user_visible_url TEXT COLLATE NOCASE,order_index INTEGER NOT NULL,last_viewed_time REAL DEFAULT NULL,opened_from_link BOOL DEFAULT 0,private_browsing BOOL DEFAULT 0);
CREATE TABLE tab_sessions (id INTEGER PRIMARY KEY AUTOINCREMENT,tab_uuid TEXT NOT NULL UNIQUE,session_data BLOB DEFAULT NULL,uncompressed_session_data_size INTEGER NOT NULL DEFAULT 0);
INSERT INTO tabs VALUES (1, x'00ff', x'00ff', x'c3', NULL, 0, 'odd', 'odd', 7);
INSERT INTO tabs VALUES (2, 'T-2', 'x', 'https://example.org/', NULL, 0, 1e300, 0, 0);
INSERT INTO tab_sessions VALUES (1, 'T-2', 'odd', 0);
