CREATE TABLE cache(_id INTEGER PRIMARY KEY,url TEXT,filepath TEXT);
INSERT INTO cache VALUES(1,'https://example.org/','aa');
