CREATE TABLE moz_formhistory(id INTEGER PRIMARY KEY,fieldname TEXT,value TEXT);
INSERT INTO moz_formhistory VALUES(1,'searchbar-history','x');
