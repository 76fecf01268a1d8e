-- Details of nobody, a type that is not in the list, a phone row that holds nothing.
CREATE TABLE raw_contacts(_id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER, contact_id INTEGER, deleted INTEGER NOT NULL DEFAULT 0, starred INTEGER NOT NULL DEFAULT 0, display_name TEXT);
CREATE TABLE accounts(_id INTEGER PRIMARY KEY AUTOINCREMENT, account_name TEXT, account_type TEXT, data_set TEXT);
CREATE TABLE mimetypes(_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype TEXT NOT NULL);
CREATE TABLE data(_id INTEGER PRIMARY KEY AUTOINCREMENT, mimetype_id INTEGER NOT NULL, raw_contact_id INTEGER NOT NULL, data1 TEXT, data2 TEXT, data3 TEXT, data4 TEXT, data5 TEXT);
INSERT INTO mimetypes VALUES(1,'vnd.android.cursor.item/email_v2'),(2,'vnd.android.cursor.item/im'),(5,'vnd.android.cursor.item/phone_v2'),(7,'vnd.android.cursor.item/name'),(8,'vnd.android.cursor.item/postal-address_v2'),(4,'vnd.android.cursor.item/organization'),(12,'vnd.android.cursor.item/note'),(20,'vnd.com.example.profile');
INSERT INTO accounts VALUES(1,'ann@example.org','com.google',NULL);
INSERT INTO raw_contacts VALUES(1,1,11,0,0,'Ann Other');
INSERT INTO data VALUES(1,5,99,'+442079460958','2',NULL,NULL,NULL),(2,77,1,'typeless',NULL,NULL,NULL,NULL),(3,5,1,NULL,NULL,NULL,NULL,NULL),(4,5,1,x'00ff','99',NULL,NULL,NULL);
