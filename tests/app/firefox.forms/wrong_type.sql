CREATE TABLE moz_formhistory(id INTEGER PRIMARY KEY,fieldname TEXT,value TEXT,timesUsed INTEGER,firstUsed INTEGER,lastUsed INTEGER);
INSERT INTO moz_formhistory VALUES(1,NULL,x'ff','t','f','l');
INSERT INTO moz_formhistory VALUES(2,'searchbar-history',x'ff',1,0,1);
