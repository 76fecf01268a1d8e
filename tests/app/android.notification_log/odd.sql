-- an older one, without some columns and without `key`; an unknown event and values of the wrong type
CREATE TABLE log (_id INTEGER PRIMARY KEY AUTOINCREMENT,event_user_id INT,event_type INT,event_time_ms INT,pkg TEXT,nid INT,tag TEXT,when_ms INT,defaults INT,flags INT,action_count INT);
INSERT INTO log VALUES(1,0,9,1700000000000,'org.example.chat',7,'ana',0,0,16,2);
INSERT INTO log VALUES(2,'me','posted','lately',x'ff',NULL,NULL,'x',0,0,0);
INSERT INTO log VALUES(3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
