CREATE TABLE logins(origin_url VARCHAR,username_value VARCHAR,password_value BLOB,signon_realm VARCHAR,date_created INTEGER,blacklisted_by_user INTEGER,scheme INTEGER,times_used INTEGER);
INSERT INTO logins VALUES(x'68',5,'text',NULL,'never','no',77,'many');
