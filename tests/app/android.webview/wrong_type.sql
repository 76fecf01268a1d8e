CREATE TABLE cookies(_id INTEGER PRIMARY KEY,name TEXT,value TEXT,domain TEXT,path TEXT,expires INTEGER,secure INTEGER);
CREATE TABLE password(_id INTEGER PRIMARY KEY,host TEXT,username TEXT,password TEXT);
INSERT INTO cookies VALUES(1,x'00',x'01',7,NULL,'e',3);
INSERT INTO password VALUES(1,x'00',x'ff',NULL);
