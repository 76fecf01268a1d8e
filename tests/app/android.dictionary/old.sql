CREATE TABLE words(_id INTEGER PRIMARY KEY, word TEXT, frequency TEXT, locale TEXT);
INSERT INTO words VALUES(1,'x','often','');
