-- Planted: two types of one number, two contacts of one id. One record per row, whatever matches.
CREATE TABLE raw_contacts(_id INTEGER, account_id INTEGER, display_name TEXT, deleted INTEGER, starred INTEGER, contact_id INTEGER);
CREATE TABLE accounts(_id INTEGER, account_name TEXT, account_type TEXT);
CREATE TABLE mimetypes(_id INTEGER, mimetype TEXT);
CREATE TABLE data(_id INTEGER PRIMARY KEY, mimetype_id INTEGER, raw_contact_id INTEGER, data1 TEXT, data2 TEXT, data3 TEXT, data4 TEXT, data5 TEXT);
INSERT INTO mimetypes VALUES(5,'vnd.android.cursor.item/phone_v2'),(5,'vnd.android.cursor.item/note');
INSERT INTO accounts VALUES(1,'first','a'),(1,'second','b'),(1,'third','c');
INSERT INTO raw_contacts VALUES(1,1,'Ann',0,0,1),(1,1,'Also Ann',0,0,1),(NULL,NULL,'Nobody',0,0,1);
INSERT INTO data VALUES(1,5,1,'+442079460958','2',NULL,NULL,NULL),(2,5,NULL,'nobody''s','2',NULL,NULL,NULL);
