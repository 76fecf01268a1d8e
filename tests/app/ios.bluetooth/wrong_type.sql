CREATE TABLE PairedDevices ("Uuid", "Name", "NameOrigin", "Address", "ResolvedAddress", "LastSeenTime", "LastConnectionTime");
INSERT INTO PairedDevices VALUES (x'ff00',x'ff00','seven',x'ff00',x'ff00','seven','seven');
CREATE TABLE OtherDevices ("Uuid", "Name", "Address", "LastSeenTime");
INSERT INTO OtherDevices VALUES (x'ff00',NULL,x'ff00','seven');
