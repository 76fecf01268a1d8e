CREATE TABLE moz_cookies(id INTEGER PRIMARY KEY,name TEXT,value TEXT,host TEXT,path TEXT,expiry INTEGER,lastAccessed INTEGER,creationTime INTEGER,isSecure INTEGER,isHttpOnly INTEGER,sameSite INTEGER);
INSERT INTO moz_cookies VALUES(1,x'00',x'01',x'02',x'03','e','l','c','s',9,77);
