-- Ids that are a number, a type that nobody knows, no column for the archive; no addresses at all.
CREATE TABLE threads(_id INTEGER PRIMARY KEY,date INTEGER,message_count INTEGER,recipient_ids TEXT,snippet TEXT,read INTEGER,type INTEGER);
INSERT INTO threads VALUES(1,'now',1,7,x'ff','no',9);
