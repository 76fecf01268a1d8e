-- Codes that no version of Android documents.
CREATE TABLE sms(_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER, date INTEGER, date_sent INTEGER DEFAULT 0, protocol INTEGER, read INTEGER DEFAULT 0, status INTEGER DEFAULT -1, type INTEGER, reply_path_present INTEGER, subject TEXT, body TEXT, service_center TEXT, locked INTEGER DEFAULT 0, sub_id INTEGER DEFAULT -1, error_code INTEGER DEFAULT 0, creator TEXT, seen INTEGER DEFAULT 0);
INSERT INTO sms VALUES(1,7,'+442079460958',NULL,1383065788038,0,0,1,77,99,0,NULL,'who sent this?',NULL,0,1,0,NULL,1);
INSERT INTO sms VALUES(2,7,'+442079460958',NULL,1383065788038,0,0,1,-1,NULL,0,NULL,'no type',NULL,0,1,0,NULL,1);
