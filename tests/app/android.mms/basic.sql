-- A group message with a picture that came in, one that went out with two texts, a notification, a draft, and a report.
CREATE TABLE pdu(_id INTEGER PRIMARY KEY AUTOINCREMENT,thread_id INTEGER,date INTEGER,date_sent INTEGER DEFAULT 0,msg_box INTEGER,read INTEGER DEFAULT 0,m_id TEXT,sub TEXT,sub_cs INTEGER,ct_t TEXT,ct_l TEXT,exp INTEGER,m_cls TEXT,m_type INTEGER,v INTEGER,m_size INTEGER,pri INTEGER,rr INTEGER,rpt_a INTEGER,resp_st INTEGER,st INTEGER,tr_id TEXT,retr_st INTEGER,retr_txt TEXT,retr_txt_cs INTEGER,read_status INTEGER,ct_cls INTEGER,resp_txt TEXT,d_tm INTEGER,d_rpt INTEGER,locked INTEGER DEFAULT 0,sub_id INTEGER DEFAULT -1,seen INTEGER DEFAULT 0,creator TEXT,text_only INTEGER DEFAULT 0);
CREATE TABLE addr(_id INTEGER PRIMARY KEY,msg_id INTEGER,contact_id INTEGER,address TEXT,type INTEGER,charset INTEGER,sub_id INTEGER DEFAULT -1);
CREATE TABLE part(_id INTEGER PRIMARY KEY AUTOINCREMENT,mid INTEGER,seq INTEGER DEFAULT 0,ct TEXT,name TEXT,chset INTEGER,cd TEXT,fn TEXT,cid TEXT,cl TEXT,ctt_s INTEGER,ctt_t TEXT,_data TEXT,text TEXT,sub_id INTEGER DEFAULT -1);
INSERT INTO pdu(_id,thread_id,date,date_sent,msg_box,read,m_id,sub,sub_cs,ct_t,exp,m_cls,m_type,v,m_size,pri,rr,d_rpt,tr_id,sub_id,seen,creator) VALUES(1,6,1700000000,1699999990,1,1,'mid-1',CAST(x'436166c383c2a9' AS TEXT),106,'application/vnd.wap.multipart.related',NULL,'personal',132,18,52000,129,129,129,'T1',1,1,'com.google.android.apps.messaging');
INSERT INTO pdu(_id,thread_id,date,date_sent,msg_box,read,m_id,m_type,v,exp,rr,d_rpt,tr_id,seen) VALUES(2,6,1700000100,0,2,1,'mid-2',128,18,604800,129,128,'T2',1);
INSERT INTO pdu(_id,thread_id,date,msg_box,read,m_type,ct_l,exp,tr_id,m_size) VALUES(3,5,1700000200,1,0,130,'http://mmsc.example/x',1700259400,'T3',40960);
INSERT INTO pdu(_id,thread_id,date,msg_box,read,m_type) VALUES(4,5,1700000300,3,1,128);
INSERT INTO pdu(_id,thread_id,date,msg_box,read,m_id,m_type,st) VALUES(5,NULL,1700000400,1,1,'mid-2',134,129);
INSERT INTO pdu(_id,thread_id,date,msg_box,read,m_id,m_type,read_status) VALUES(6,NULL,1700000500,1,1,'mid-2',136,128);
INSERT INTO addr VALUES(1,1,NULL,'+442079460958',137,106,-1),(2,1,NULL,'+442079460900',151,106,-1),(3,1,NULL,'020 7946 0959',151,106,-1),(4,1,NULL,'ann@example.org',130,106,-1);
INSERT INTO addr VALUES(5,2,NULL,'insert-address-token',137,106,-1),(6,2,NULL,'+442079460958',151,106,-1),(7,2,NULL,'hidden@example.org',129,106,-1),(8,2,NULL,'?',150,106,-1),(9,99,NULL,'+1',137,106,-1);
INSERT INTO part(_id,mid,seq,ct,name,cl,cid,text) VALUES(1,1,-1,'application/smil','smil.xml','smil.xml','<smil>','<smil><body/></smil>');
INSERT INTO part(_id,mid,seq,ct,name,chset,cd,fn,cid,cl,_data) VALUES(2,1,0,'image/jpeg','IMG.jpg',NULL,NULL,CAST(x'436166c383c2a92e6a7067' AS TEXT),'<image0>','image0.jpg','/data/user_de/0/com.android.providers.telephony/app_parts/PART_1700000000_image0.jpg');
INSERT INTO part(_id,mid,seq,ct,chset,cid,cl,text) VALUES(3,1,0,'text/plain',106,'<text0>','text0.txt','Look at this');
INSERT INTO part(_id,mid,seq,ct,chset,text) VALUES(4,2,0,'text/plain',106,'first'),(5,2,1,'text/plain',106,'second');
INSERT INTO part(_id,mid,seq,ct,text) VALUES(6,98,0,'text/plain','of a message that is gone');
INSERT INTO part(_id,mid,seq,ct,_data) VALUES(7,98,0,'video/mp4','/data/x.mp4');
