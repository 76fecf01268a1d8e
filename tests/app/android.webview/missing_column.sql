CREATE TABLE cookies(_id INTEGER PRIMARY KEY,name TEXT,domain TEXT);
INSERT INTO cookies VALUES(1,'SC','example.org');
