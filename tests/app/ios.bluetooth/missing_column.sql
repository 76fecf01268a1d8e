CREATE TABLE PairedDevices ("Uuid", "Name", "NameOrigin", "Address", "LastSeenTime", "LastConnectionTime");
INSERT INTO PairedDevices VALUES ('00000000-0000-4000-8000-000000000001','Watch',1,'Public 02:00:5E:00:53:01',1234,5678);
CREATE TABLE OtherDevices ("Uuid", "Name", "Address", "LastSeenTime");
INSERT INTO OtherDevices VALUES ('00000000-0000-4000-8000-000000000002',NULL,'Random 02:00:5E:00:53:03',42);
