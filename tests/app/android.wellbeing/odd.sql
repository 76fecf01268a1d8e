-- An older version: no instances, no components; a type that nobody knows, and one that is text.
CREATE TABLE packages (_id INTEGER PRIMARY KEY,package_name TEXT);
CREATE TABLE events (_id INTEGER PRIMARY KEY,timestamp INTEGER NOT NULL,type INTEGER NOT NULL,package_id INTEGER NOT NULL);
INSERT INTO packages VALUES(1,'android');
INSERT INTO events VALUES(1,1700000000000,200,1),(2,1700000000001,'x',1);
