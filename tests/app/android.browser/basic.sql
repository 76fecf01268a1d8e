CREATE TABLE bookmarks(_id INTEGER PRIMARY KEY, title TEXT, url TEXT, visits INTEGER, date INTEGER, created INTEGER, bookmark INTEGER);
INSERT INTO bookmarks VALUES(1,'A','http://a.example/',3,1400000000123,NULL,0),(2,'B','http://b.example/',1,1400000000123,1390000000000,1),(3,NULL,'x','many',0,0,NULL);
