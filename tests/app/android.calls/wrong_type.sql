CREATE TABLE calls(_id INTEGER PRIMARY KEY, number, date, duration, type, name);
INSERT INTO calls VALUES(1,442079460958,'2020-05-07','63 s','incoming',x'00');
INSERT INTO calls VALUES(2,x'2b34',1588858433.5,1.5,1.0,5);
