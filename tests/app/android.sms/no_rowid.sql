-- Without rowids there is no address: rows are counted.
CREATE TABLE sms(_id TEXT PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, type INTEGER, read INTEGER, body TEXT) WITHOUT ROWID;
INSERT INTO sms VALUES('b',7,'+442079460958',1383065788038,1,1,'second');
INSERT INTO sms VALUES('a',7,'+442079460958',1383065788038,1,1,'first');
