CREATE TABLE moz_downloads(id INTEGER PRIMARY KEY,name TEXT,source TEXT,target TEXT,startTime INTEGER,endTime INTEGER,state INTEGER,referrer TEXT,currBytes INTEGER,maxBytes INTEGER,mimeType TEXT);
INSERT INTO moz_downloads VALUES(1,x'00',x'01',5,'s','e',99,x'02','c','m',x'03');
