-- Values that the columns should not hold: the row stays, with what was stored in raw.
CREATE TABLE sms(_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER, date INTEGER, date_sent INTEGER DEFAULT 0, protocol INTEGER, read INTEGER DEFAULT 0, status INTEGER DEFAULT -1, type INTEGER, reply_path_present INTEGER, subject TEXT, body TEXT, service_center TEXT, locked INTEGER DEFAULT 0, sub_id INTEGER DEFAULT -1, error_code INTEGER DEFAULT 0, creator TEXT, seen INTEGER DEFAULT 0);
INSERT INTO sms VALUES(1,'x','+442079460958',NULL,'garbage',1.5,0,2,'a',1,0,NULL,x'00ff',NULL,0,1,0,NULL,1);
INSERT INTO sms VALUES(2,7,x'2b',NULL,9223372036854775807,-9223372036854775808,0,1,-1,2,0,NULL,CAST(x'61ff62c3' AS TEXT),NULL,0,1,0,NULL,1);
INSERT INTO sms VALUES(3,7,1.25,NULL,253402300800000,0,0,1,-1,1,0,NULL,'nul' || char(0) || 'in it',NULL,0,1,0,NULL,1);
