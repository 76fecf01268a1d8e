CREATE TABLE history_items (id INTEGER PRIMARY KEY,url,visit_count);
CREATE TABLE history_visits (id INTEGER PRIMARY KEY,history_item INTEGER,visit_time,title,load_successful,http_non_get,synthesized,redirect_source,redirect_destination,origin);
CREATE TABLE history_tombstones (id INTEGER PRIMARY KEY,start_time,end_time,url,generation);
INSERT INTO history_items VALUES (1,x'00ff','many');
INSERT INTO history_visits VALUES (1,1,'yesterday',x'41',2,'no',0,NULL,NULL,7),(2,1,1e300,'t',1,0,0,NULL,NULL,0);
INSERT INTO history_tombstones VALUES (1,'x',NULL,5,'g');
