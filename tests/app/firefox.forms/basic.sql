CREATE TABLE moz_formhistory(id INTEGER PRIMARY KEY,fieldname TEXT NOT NULL,value TEXT NOT NULL,timesUsed INTEGER,firstUsed INTEGER,lastUsed INTEGER,guid TEXT);
INSERT INTO moz_formhistory VALUES(1,'searchbar-history','βάρκα ενοικίαση',2,1600000000000000,1700000000000000,'a');
INSERT INTO moz_formhistory VALUES(2,'email','ana@example.org',1,1600000000000000,1600000000000000,'b');
