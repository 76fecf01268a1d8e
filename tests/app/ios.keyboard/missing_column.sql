CREATE TABLE usermodeldurablerecords ("ROWID" INTEGER PRIMARY KEY, "key", "value", "last_update_date");
INSERT INTO usermodeldurablerecords VALUES (1,'tium.totalWordsTyped',294,1712129204.25);
CREATE TABLE usermodeltransientrecords ("ROWID" INTEGER PRIMARY KEY, "key", "input_mode", "value", "secondary_value", "real_value", "last_update_date");
INSERT INTO usermodeltransientrecords VALUES (1,'tium.wordCount','en_US',7,0,0.5,1712172553.5);
CREATE TABLE vword_usage ("ROWID" INTEGER PRIMARY KEY, "app", "recipient", "vword", "usage_count", "last_use_timestamp");
INSERT INTO vword_usage VALUES (1,'com.apple.MobileSMS','+491700000001','mist',2,700000000.5);
CREATE TABLE rejections ("ROWID" INTEGER PRIMARY KEY, "typed", "correction", "hard_rejections", "soft_rejections", "last_hard_rejection", "last_soft_rejection");
INSERT INTO rejections VALUES (1,'teh','the',1,0,1712172553.5,-10000000000.0);
