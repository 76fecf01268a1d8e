-- Android 4: neither SIM nor creator, no text of parts; no table of addresses.
CREATE TABLE pdu(_id INTEGER PRIMARY KEY,thread_id INTEGER,date INTEGER,msg_box INTEGER,read INTEGER,m_id TEXT,sub TEXT,sub_cs INTEGER,m_type INTEGER);
CREATE TABLE part(_id INTEGER PRIMARY KEY,mid INTEGER,seq INTEGER,ct TEXT,name TEXT,chset INTEGER,cd TEXT,fn TEXT,cid TEXT,cl TEXT,_data TEXT);
INSERT INTO pdu VALUES(1,1,1300000000,1,1,'m','Hi',106,132);
INSERT INTO part VALUES(1,1,0,'text/plain','t.txt',106,NULL,NULL,NULL,NULL,'/data/data/t.txt');
