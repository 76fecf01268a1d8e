CREATE TABLE usermodeldurablerecords ("ROWID" INTEGER PRIMARY KEY, "key", "value", "creation_date", "last_update_date");
INSERT INTO usermodeldurablerecords VALUES (1,x'ff00','seven','half','half');
CREATE TABLE usermodeltransientrecords ("ROWID" INTEGER PRIMARY KEY, "key", "input_mode", "value", "secondary_value", "real_value", "last_update_date");
INSERT INTO usermodeltransientrecords VALUES (1,x'ff00',x'ff00','seven','seven','half','half');
CREATE TABLE vword_usage ("ROWID" INTEGER PRIMARY KEY, "app", "recipient", "vword", "usage_count", "last_use_timestamp");
INSERT INTO vword_usage VALUES (1,x'ff00',x'ff00',x'ff00','seven','half');
CREATE TABLE rejections ("ROWID" INTEGER PRIMARY KEY, "typed", "correction", "hard_rejections", "soft_rejections", "performed_count", "last_hard_rejection", "last_soft_rejection");
INSERT INTO rejections VALUES (1,x'ff00',x'ff00','seven','seven','seven','half','half');
