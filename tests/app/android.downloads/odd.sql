-- No headers' table, a status that nobody knows, a size that is text, a missing required column.
CREATE TABLE downloads(_id INTEGER PRIMARY KEY AUTOINCREMENT,uri TEXT,_data TEXT,mimetype TEXT,status INTEGER,lastmod BIGINT,total_bytes INTEGER);
CREATE TABLE request_headers(id INTEGER PRIMARY KEY, value TEXT);
INSERT INTO downloads VALUES(1,'https://example.org/','/x',NULL,777,'yesterday','big');
