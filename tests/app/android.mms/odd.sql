-- A box and a type that nobody knows, a date that is text, a subject that is a blob, a part without a type.
CREATE TABLE pdu(_id INTEGER PRIMARY KEY,thread_id INTEGER,date INTEGER,date_sent INTEGER,msg_box INTEGER,read INTEGER,m_id TEXT,sub TEXT,sub_cs INTEGER,m_type INTEGER,d_rpt INTEGER);
CREATE TABLE addr(_id INTEGER PRIMARY KEY,msg_id INTEGER,address TEXT,type INTEGER);
CREATE TABLE part(_id INTEGER PRIMARY KEY,mid INTEGER,seq INTEGER,ct TEXT,name TEXT,fn TEXT,cid TEXT,cl TEXT,_data TEXT,text TEXT);
INSERT INTO pdu VALUES(1,1,'then',0,17,2,'m',x'00ff',106,250,5);
INSERT INTO pdu VALUES(2,'t',1700000000,-1,1,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO addr VALUES(1,2,NULL,137),(2,2,x'2b31',151),(3,2,'+15550001','to');
INSERT INTO part VALUES(1,2,0,NULL,'n','',NULL,NULL,NULL,'words'),(2,2,0,'text/plain',NULL,NULL,NULL,NULL,NULL,CAST(x'c328' AS TEXT));
