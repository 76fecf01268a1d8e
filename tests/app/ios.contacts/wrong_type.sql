CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First, Last, Middle, Organization, Department, Note, Birthday, JobTitle, Nickname, Prefix, Suffix, CreationDate, ModificationDate, StoreID);
CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property, identifier, label, value);
CREATE TABLE ABMultiValueEntry (parent_id, key, value);
INSERT INTO ABPerson VALUES (1,x'ff','L',1,2,3,x'00',1.5,NULL,NULL,NULL,NULL,'then',1e300,'s');
INSERT INTO ABMultiValue VALUES (1,1,3,0,'x',x'41'),(2,1,'three',0,NULL,'v'),(3,1,NULL,0,NULL,NULL);
INSERT INTO ABMultiValueEntry VALUES ('a',NULL,x'00'),(3,1,'v');
