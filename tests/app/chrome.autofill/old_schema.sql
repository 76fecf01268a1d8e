-- Before version 35 the times of an entry stood in a table of their own.
CREATE TABLE autofill(name VARCHAR,value VARCHAR,value_lower VARCHAR,pair_id INTEGER PRIMARY KEY,count INTEGER DEFAULT 1);
CREATE TABLE autofill_dates(pair_id INTEGER DEFAULT 0,date_created INTEGER DEFAULT 0);
INSERT INTO autofill VALUES('email','ana@example.org','ana@example.org',4,2);
INSERT INTO autofill VALUES('city','Piraeus','piraeus',5,1);
INSERT INTO autofill_dates VALUES(4,1300000000);
INSERT INTO autofill_dates VALUES(4,1300000500);
