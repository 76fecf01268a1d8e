CREATE TABLE logins(origin_url VARCHAR,username_value VARCHAR,signon_realm VARCHAR,date_created INTEGER);
INSERT INTO logins VALUES('https://example.org/','ana','https://example.org/',0);
