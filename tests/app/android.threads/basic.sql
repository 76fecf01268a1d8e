-- One person, a group, a group with an address that is gone, a thread without anybody; an address of no thread.
CREATE TABLE canonical_addresses(_id INTEGER PRIMARY KEY AUTOINCREMENT,address TEXT,sub_id INTEGER DEFAULT -1);
CREATE TABLE threads(_id INTEGER PRIMARY KEY AUTOINCREMENT,date INTEGER DEFAULT 0,message_count INTEGER DEFAULT 0,recipient_ids TEXT,snippet TEXT,snippet_cs INTEGER DEFAULT 0,read INTEGER DEFAULT 1,archived INTEGER DEFAULT 0,type INTEGER DEFAULT 0,error INTEGER DEFAULT 0,has_attachment INTEGER DEFAULT 0,sub_id INTEGER DEFAULT -1);
INSERT INTO canonical_addresses VALUES(1,'+442079460958',-1),(2,'020 7946 0959',-1),(3,'ann@example.org',-1),(4,'unused',-1);
INSERT INTO threads VALUES(5,1700000000123,3,'1','See you',0,1,0,0,0,0,-1);
INSERT INTO threads VALUES(6,1700000001000,2,'3 1 2','Lunch?',106,0,1,0,0,1,-1);
INSERT INTO threads VALUES(7,1700000002000,1,'2 9  x',NULL,0,1,0,1,0,0,-1);
INSERT INTO threads VALUES(8,0,0,'',NULL,0,1,0,0,0,0,-1);
INSERT INTO threads VALUES(9,0,0,NULL,NULL,0,1,0,0,0,0,-1);
