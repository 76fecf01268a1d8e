-- an older store, without the column `account`, and values of the wrong type
CREATE TABLE appstate (package_name STRING, auto_update INTEGER, desired_version INTEGER, download_uri STRING, delivery_data BLOB, delivery_data_timestamp_ms INTEGER,installer_state INTEGER, first_download_ms INTEGER, referrer STRING, title STRING,flags INTEGER, continue_url STRING,PRIMARY KEY (package_name));
INSERT INTO appstate VALUES('org.example.chat','yes',3,'https://example.org/a',NULL,1700000000001,10,'lately',NULL,x'00ff',0,NULL);
INSERT INTO appstate VALUES(NULL,1,1,NULL,NULL,NULL,0,1700000000000,NULL,'12',0,NULL);
