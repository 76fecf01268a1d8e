CREATE TABLE history_items (id INTEGER PRIMARY KEY,url TEXT,visit_count INTEGER);
CREATE TABLE history_visits (id INTEGER PRIMARY KEY,history_item INTEGER,visit_time REAL);
INSERT INTO history_items VALUES (1,'http://example.org/',1);
INSERT INTO history_visits VALUES (1,1,630000000);
