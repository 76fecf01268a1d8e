CREATE TABLE moz_downloads(id INTEGER PRIMARY KEY,name TEXT,source TEXT,target TEXT,tempPath TEXT,startTime INTEGER,endTime INTEGER,state INTEGER,referrer TEXT,entityID TEXT,currBytes INTEGER NOT NULL DEFAULT 0,maxBytes INTEGER NOT NULL DEFAULT -1,mimeType TEXT);
INSERT INTO moz_downloads VALUES(1,'map.zip','https://example.org/map.zip','file:///D:/map.zip','',1370000000000000,1370000009000000,1,'https://example.org/',NULL,500,500,'application/zip');
INSERT INTO moz_downloads VALUES(2,'b.zip','https://example.org/b.zip','file:///D:/b.zip','',1370000000000000,0,4,NULL,NULL,7,-1,NULL);
