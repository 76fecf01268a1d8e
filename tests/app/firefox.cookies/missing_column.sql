CREATE TABLE moz_cookies(id INTEGER PRIMARY KEY,name TEXT,host TEXT,path TEXT,creationTime INTEGER);
INSERT INTO moz_cookies VALUES(1,'a','example.org','/',1700000000000000);
