-- No value, no path.
CREATE TABLE cookies(creation_utc INTEGER,host_key TEXT,name TEXT,expires_utc INTEGER,last_access_utc INTEGER);
INSERT INTO cookies VALUES(13350000000000000,'example.org','a',0,0);
