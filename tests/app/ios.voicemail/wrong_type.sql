CREATE TABLE voicemail (ROWID INTEGER PRIMARY KEY, remote_uid, date, token, sender, callback_num, duration, expiration, trashed_date, flags, receiver, label);
INSERT INTO voicemail VALUES (1,'u','today',1,x'00',5,-3,'never','x',1.5,x'01',NULL);
