CREATE TABLE broadcasts(_id INTEGER PRIMARY KEY, date INTEGER, body TEXT, language TEXT, plmn TEXT, lac INTEGER, cid INTEGER, service_category INTEGER, read INTEGER);
INSERT INTO broadcasts VALUES(1,1700000000123,'Severe weather','en','23415',100,200,4370,1),(2,'x',NULL,NULL,NULL,-1,-1,NULL,0);
