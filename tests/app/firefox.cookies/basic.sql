-- Expiry in seconds, and in milliseconds as later versions have it.
CREATE TABLE moz_cookies(id INTEGER PRIMARY KEY,originAttributes TEXT NOT NULL DEFAULT '',name TEXT,value TEXT,host TEXT,path TEXT,expiry INTEGER,lastAccessed INTEGER,creationTime INTEGER,isSecure INTEGER,isHttpOnly INTEGER,inBrowserElement INTEGER DEFAULT 0,sameSite INTEGER DEFAULT 0);
INSERT INTO moz_cookies VALUES(1,'','lang','el','.example.org','/',1731536000,1700000001000000,1700000000000000,1,0,0,1);
INSERT INTO moz_cookies VALUES(2,'^userContextId=2','sid','abc','example.org','/a',1731536000123,1700000001000000,1700000000000000,0,1,0,256);
