-- All three names of the rowid are columns.
CREATE TABLE sms(rowid TEXT, oid TEXT, _rowid_ TEXT, thread_id INTEGER, address TEXT, date INTEGER, type INTEGER, read INTEGER, body TEXT);
INSERT INTO sms VALUES('x','y','z',7,'+442079460958',1383065788038,1,1,'hello');
