CREATE TABLE autofill(name VARCHAR,value VARCHAR,value_lower VARCHAR,date_created INTEGER,date_last_used INTEGER,count INTEGER);
CREATE TABLE addresses(guid VARCHAR,use_count INTEGER,use_date INTEGER);
CREATE TABLE address_type_tokens(guid VARCHAR,type INTEGER,value VARCHAR);
INSERT INTO autofill VALUES(x'01',NULL,NULL,'a','b','c');
INSERT INTO addresses VALUES('a','x','y');
INSERT INTO address_type_tokens VALUES('a','seven',x'02');
