CREATE TABLE cookies(creation_utc INTEGER,host_key TEXT,name TEXT,value TEXT,encrypted_value BLOB,path TEXT,expires_utc INTEGER,is_secure INTEGER,is_httponly INTEGER,last_access_utc INTEGER,samesite INTEGER);
INSERT INTO cookies VALUES('soon',x'00',NULL,x'ff',17,3,'later',2,'yes',1.5,9);
