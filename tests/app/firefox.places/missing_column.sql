-- No title, no type of visit, no bookmarks' dates.
CREATE TABLE moz_places(id INTEGER PRIMARY KEY,url LONGVARCHAR,typed INTEGER);
CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY,from_visit INTEGER,place_id INTEGER,visit_date INTEGER);
CREATE TABLE moz_bookmarks(id INTEGER PRIMARY KEY,type INTEGER,fk INTEGER,parent INTEGER,title LONGVARCHAR);
INSERT INTO moz_places VALUES(1,'https://example.org/',0);
INSERT INTO moz_historyvisits VALUES(1,0,1,1700000000000000);
INSERT INTO moz_bookmarks VALUES(1,1,1,0,'t');
