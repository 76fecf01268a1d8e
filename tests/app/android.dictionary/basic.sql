CREATE TABLE words(_id INTEGER PRIMARY KEY, word TEXT, frequency INTEGER, locale TEXT, appid INTEGER, shortcut TEXT);
INSERT INTO words VALUES(1,'Mombasa',250,'en_GB',10061,NULL);
INSERT INTO words VALUES(2,x'00ff',250,NULL,0,'mo');
