-- Values that the columns should not hold: the row stays, with what was stored in raw.
CREATE TABLE urls(id INTEGER PRIMARY KEY,url LONGVARCHAR,title LONGVARCHAR,visit_count INTEGER,typed_count INTEGER,last_visit_time INTEGER,hidden INTEGER);
CREATE TABLE visits(id INTEGER PRIMARY KEY,url INTEGER,visit_time INTEGER,from_visit INTEGER,transition INTEGER,segment_id INTEGER,visit_duration INTEGER);
CREATE TABLE visit_source(id INTEGER PRIMARY KEY,source INTEGER NOT NULL);
CREATE TABLE keyword_search_terms(keyword_id INTEGER,url_id INTEGER,term LONGVARCHAR);
CREATE TABLE downloads(id INTEGER PRIMARY KEY,current_path LONGVARCHAR,target_path LONGVARCHAR,start_time INTEGER,received_bytes INTEGER,total_bytes INTEGER,state INTEGER,danger_type INTEGER,interrupt_reason INTEGER,hash BLOB,end_time INTEGER,opened INTEGER,referrer VARCHAR,mime_type VARCHAR);
CREATE TABLE downloads_url_chains(id INTEGER,chain_index INTEGER,url LONGVARCHAR);
INSERT INTO urls VALUES(1,x'ff00','ok','many',1.5,'then',7);
INSERT INTO urls VALUES(2,CAST(x'68ff' AS TEXT),NULL,1,0,13350000000000000,0);
INSERT INTO visits VALUES(1,1,'yesterday','x','typed',0,-4);
INSERT INTO visits VALUES(2,2,9223372036854775807,0,1073741835,0,'long');
INSERT INTO visits VALUES(3,'one',-1,NULL,NULL,NULL,NULL);
INSERT INTO visit_source VALUES(1,99);
INSERT INTO keyword_search_terms VALUES(1,2,x'01');
INSERT INTO downloads VALUES(1,NULL,7,'x','y','z',9,77,4,x'0011','',5,NULL,NULL);
INSERT INTO downloads_url_chains VALUES(1,0,12);
INSERT INTO downloads_url_chains VALUES(8,0,'https://orphan.example/');
