-- A generated column is an expression of the phone's choosing.
CREATE TABLE sms(_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, type INTEGER, read INTEGER, subject TEXT AS (upper(address)), body TEXT);
INSERT INTO sms(_id, thread_id, address, date, type, read, body) VALUES(1,7,'+442079460958',1383065788038,1,1,'hello');
