-- Every kind of detail that has a field of its own, two of what there can be one of, and one of another app.
CREATE TABLE raw_contacts(_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER, contact_id INTEGER, deleted INTEGER NOT NULL DEFAULT 0, starred INTEGER NOT NULL DEFAULT 0, display_name TEXT);
CREATE TABLE accounts(_id INTEGER PRIMARY KEY AUTOINCREMENT, account_name TEXT, account_type TEXT, data_set TEXT);
CREATE TABLE mimetypes(_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype TEXT NOT NULL);
CREATE TABLE data(_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype_id INTEGER NOT NULL, raw_contact_id INTEGER NOT NULL, data1 TEXT, data2 TEXT, data3 TEXT, data4 TEXT, data5 TEXT);
INSERT INTO mimetypes VALUES(1,'vnd.android.cursor.item/email_v2'),(2,'vnd.android.cursor.item/im'),(5,'vnd.android.cursor.item/phone_v2'),(7,'vnd.android.cursor.item/name'),(8,'vnd.android.cursor.item/postal-address_v2'),(4,'vnd.android.cursor.item/organization'),(12,'vnd.android.cursor.item/note'),(20,'vnd.com.example.profile');
INSERT INTO accounts VALUES(1,'ann@example.org','com.google',NULL);
INSERT INTO raw_contacts VALUES(1,1,11,0,1,'Ann Other'),(2,NULL,12,1,0,NULL),(3,9,NULL,0,0,'No Details');
INSERT INTO data VALUES(1,7,1,'Ann Other','Ann','Other',NULL,NULL);
INSERT INTO data VALUES(2,5,1,'020 7946 0958','2',NULL,'+442079460958',NULL);
INSERT INTO data VALUES(3,5,1,'+44 20 7946 0959','0','Boat',NULL,NULL);
INSERT INTO data VALUES(4,1,1,'ann@example.org','1',NULL,NULL,NULL);
INSERT INTO data VALUES(5,8,1,'1 High St' || char(10) || 'Town','2',NULL,NULL,NULL);
INSERT INTO data VALUES(6,4,1,'ACME','1',NULL,'Director','Sales');
INSERT INTO data VALUES(7,4,1,'Other Ltd','1',NULL,NULL,NULL);
INSERT INTO data VALUES(8,12,1,'likes boats',NULL,NULL,NULL,NULL);
INSERT INTO data VALUES(9,2,1,'ann.im','3',NULL,NULL,'7');
INSERT INTO data VALUES(10,20,1,'441234@s.example','Example',NULL,NULL,NULL);
INSERT INTO data VALUES(11,5,2,'112',NULL,NULL,NULL,NULL);
