CREATE TABLE carriers(_id INTEGER PRIMARY KEY, name TEXT, mcc TEXT, mnc TEXT, apn TEXT, type TEXT, user TEXT, proxy TEXT, current INTEGER, edited INTEGER);
INSERT INTO carriers VALUES(1,'Example','234','15','internet','default,supl','','',1,0),(2,'Own',234,15,'own',NULL,'u',NULL,NULL,1);
