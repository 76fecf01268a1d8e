-- Version 1: downloads hold their address, times of downloads are time_t.
CREATE TABLE urls(id INTEGER PRIMARY KEY,url LONGVARCHAR,title LONGVARCHAR,visit_count INTEGER DEFAULT 0 NOT NULL,typed_count INTEGER DEFAULT 0 NOT NULL,last_visit_time INTEGER NOT NULL,hidden INTEGER DEFAULT 0 NOT NULL,favicon_id INTEGER DEFAULT 0 NOT NULL);
CREATE TABLE visits(id INTEGER PRIMARY KEY,url INTEGER NOT NULL,visit_time INTEGER NOT NULL,from_visit INTEGER,transition INTEGER DEFAULT 0 NOT NULL,segment_id INTEGER,is_indexed BOOLEAN);
CREATE TABLE keyword_search_terms(keyword_id INTEGER NOT NULL,url_id INTEGER NOT NULL,lower_term LONGVARCHAR NOT NULL,term LONGVARCHAR NOT NULL);
CREATE TABLE downloads(id INTEGER PRIMARY KEY,full_path LONGVARCHAR NOT NULL,url LONGVARCHAR NOT NULL,start_time INTEGER NOT NULL,received_bytes INTEGER NOT NULL,total_bytes INTEGER NOT NULL,state INTEGER NOT NULL);
INSERT INTO urls VALUES(1,'http://example.org/','Example',1,0,12900000000000000,0,0);
INSERT INTO visits VALUES(1,1,12900000000000000,0,6,0,1);
INSERT INTO keyword_search_terms VALUES(2,1,'old words','Old Words');
INSERT INTO downloads VALUES(1,'/home/ana/Downloads/a.exe','http://example.org/a.exe',1306139730,1132155,1132155,1);
INSERT INTO downloads VALUES(2,'/home/ana/Downloads/b.exe','http://example.org/b.exe',0,17,-1,2);
