-- Android 5: few columns; a slot that is text, a type that nobody knows.
CREATE TABLE siminfo(_id INTEGER PRIMARY KEY,icc_id TEXT NOT NULL,sim_id INTEGER,display_name TEXT,number TEXT,mcc INTEGER,mnc INTEGER,subscription_type INTEGER);
INSERT INTO siminfo VALUES(1,'89',x'00','A',NULL,'two',0,9);
