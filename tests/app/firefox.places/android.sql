-- Fenix: milliseconds, counts told apart by where the visit was made.
CREATE TABLE moz_places(id INTEGER PRIMARY KEY,url LONGVARCHAR NOT NULL,title LONGVARCHAR,visit_count_local INTEGER NOT NULL DEFAULT 0,visit_count_remote INTEGER NOT NULL DEFAULT 0,hidden INTEGER DEFAULT 0 NOT NULL,typed INTEGER DEFAULT 0 NOT NULL,frecency INTEGER DEFAULT -1 NOT NULL,last_visit_date_local INTEGER NOT NULL DEFAULT 0,last_visit_date_remote INTEGER NOT NULL DEFAULT 0,guid TEXT NOT NULL UNIQUE);
CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY,is_local INTEGER NOT NULL,from_visit INTEGER,place_id INTEGER NOT NULL,visit_date INTEGER NOT NULL,visit_type INTEGER NOT NULL);
CREATE TABLE moz_bookmarks(id INTEGER PRIMARY KEY,fk INTEGER DEFAULT NULL,type INTEGER NOT NULL,parent INTEGER,position INTEGER NOT NULL,title TEXT,dateAdded INTEGER NOT NULL DEFAULT 0,lastModified INTEGER NOT NULL DEFAULT 0,guid TEXT NOT NULL UNIQUE);
INSERT INTO moz_places VALUES(1,'https://example.org/','Example',3,1,0,0,1,1700000000123,0,'aaaaaaaaaaaa');
INSERT INTO moz_historyvisits VALUES(1,0,NULL,1,1700000000123,1);
INSERT INTO moz_bookmarks VALUES(1,1,1,5,0,'Mine',1700000000000,1700000000001,'bbbbbbbbbbbb');
