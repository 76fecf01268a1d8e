-- No title, no transition, no downloads; a column and a table more than is known.
CREATE TABLE urls(id INTEGER PRIMARY KEY,url LONGVARCHAR,visit_count INTEGER,typed_count INTEGER,last_visit_time INTEGER,fake INTEGER);
CREATE TABLE visits(id INTEGER PRIMARY KEY,url INTEGER,visit_time INTEGER,from_visit INTEGER,fake TEXT);
CREATE TABLE extra(x);
INSERT INTO urls VALUES(1,'https://example.org/',1,0,13350000000000000,5);
INSERT INTO visits VALUES(1,1,13350000000000000,0,'x');
