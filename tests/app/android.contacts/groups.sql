-- Groups, a photo, the owner's own card, dates of last contact, a structured name, and contacts that are gone.
CREATE TABLE raw_contacts(_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER, sourceid TEXT, contact_id INTEGER, deleted INTEGER NOT NULL DEFAULT 0, starred INTEGER NOT NULL DEFAULT 0, display_name TEXT, display_name_alt TEXT, x_times_contacted INTEGER NOT NULL DEFAULT 0, x_last_time_contacted INTEGER, times_contacted INTEGER NOT NULL DEFAULT 0, last_time_contacted INTEGER);
CREATE TABLE contacts(_id INTEGER PRIMARY KEY AUTOINCREMENT, lookup TEXT, contact_last_updated_timestamp INTEGER);
CREATE TABLE accounts(_id INTEGER PRIMARY KEY AUTOINCREMENT, account_name TEXT, account_type TEXT, data_set TEXT);
CREATE TABLE groups(_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER, sourceid TEXT, title TEXT, notes TEXT, system_id TEXT, deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE deleted_contacts(contact_id INTEGER PRIMARY KEY, contact_deleted_timestamp INTEGER NOT NULL default 0);
CREATE TABLE mimetypes(_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype TEXT NOT NULL);
CREATE TABLE data(_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype_id INTEGER NOT NULL, raw_contact_id INTEGER NOT NULL, data1 TEXT, data2 TEXT, data3 TEXT, data4 TEXT, data5 TEXT, data14 TEXT, data15 TEXT);
INSERT INTO mimetypes VALUES(1,'vnd.android.cursor.item/group_membership'),(2,'vnd.android.cursor.item/photo'),(3,'vnd.android.cursor.item/name'),(4,'vnd.android.cursor.item/contact_event');
INSERT INTO accounts VALUES(1,'ann@example.org','com.google',NULL);
INSERT INTO groups VALUES(6,1,'6','My Contacts',NULL,'Contacts',0),(7,1,'g7','Crew','boats',NULL,0),(8,NULL,NULL,NULL,NULL,NULL,2);
INSERT INTO contacts VALUES(11,'0r1-2A4B',1700000000000);
INSERT INTO raw_contacts VALUES(1,1,'c1',11,0,1,'Ann Other','Other, Ann',7,1690000000000,0,0),(2,NULL,NULL,12,0,0,'Old Phone',NULL,0,NULL,3,1300000000000),(9223372034707292161,NULL,NULL,9223372034707292160,0,0,'Me',NULL,0,NULL,0,NULL);
INSERT INTO data VALUES(1,1,1,'7',NULL,NULL,NULL,NULL,NULL,NULL),(2,1,1,'6',NULL,NULL,NULL,NULL,NULL,NULL),(3,1,1,'99',NULL,NULL,NULL,NULL,NULL,NULL),(4,2,1,NULL,NULL,NULL,NULL,NULL,'3',x'ffd8'),(5,3,1,'Ann Other','Ann','Other',NULL,NULL,NULL,NULL),(6,4,1,'--05-01','3',NULL,NULL,NULL,NULL,NULL);
INSERT INTO deleted_contacts VALUES(5,1690000000000);
