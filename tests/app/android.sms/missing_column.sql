-- An early version: no date_sent, sub_id, creator (expected); and no read (not expected).
CREATE TABLE sms(_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, type INTEGER, body TEXT);
INSERT INTO sms VALUES(1,7,'+442079460958',1383065788038,1,'hello');
