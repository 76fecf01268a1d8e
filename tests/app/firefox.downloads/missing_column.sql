CREATE TABLE moz_downloads(id INTEGER PRIMARY KEY,name TEXT,source TEXT,target TEXT,state INTEGER);
INSERT INTO moz_downloads VALUES(1,'a','https://example.org/a','file:///a',8);
