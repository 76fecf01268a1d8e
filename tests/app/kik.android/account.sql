-- Who uses the phone.
CREATE TABLE CoreTable (core_id VARCHAR, username VARCHAR, is_active INT);
INSERT INTO CoreTable VALUES('7f3a', 'olga', 1), ('8c00', NULL, 0);
