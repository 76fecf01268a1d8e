-- Names of columns before version 9; nothing was encrypted. Row ids are the times.
CREATE TABLE cookies(creation_utc INTEGER NOT NULL UNIQUE PRIMARY KEY,host_key TEXT NOT NULL,name TEXT NOT NULL,value TEXT NOT NULL,path TEXT NOT NULL,expires_utc INTEGER NOT NULL,secure INTEGER NOT NULL,httponly INTEGER NOT NULL,last_access_utc INTEGER NOT NULL,has_expires INTEGER DEFAULT 1,persistent INTEGER DEFAULT 1);
INSERT INTO cookies VALUES(12958000000000000,'www.example.org','token','"x y"','/',12965000000000000,1,0,12958000001000000,1,1);
