-- Android 2: calls in contacts2.db, hidden numbers as -1.
CREATE TABLE calls(_id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT, date INTEGER, duration INTEGER, type INTEGER, new INTEGER, name TEXT, numbertype INTEGER, numberlabel TEXT);
INSERT INTO calls VALUES(1,'-1',1288858433593,5,1,0,NULL,NULL,NULL);
CREATE TABLE other(x);
