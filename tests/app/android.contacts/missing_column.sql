-- No table of types, no data1.
CREATE TABLE raw_contacts(_id INTEGER PRIMARY KEY, display_name TEXT, account_name TEXT, account_type TEXT);
CREATE TABLE data(_id INTEGER PRIMARY KEY, mimetype_id INTEGER, raw_contact_id INTEGER, data2 TEXT);
INSERT INTO raw_contacts VALUES(1,'Ann','ann@example.org','com.google');
INSERT INTO data VALUES(1,5,1,'2');
