CREATE TABLE files(_id INTEGER PRIMARY KEY, _data TEXT, _size INTEGER, date_added INTEGER, date_modified INTEGER, mime_type TEXT, latitude TEXT, longitude TEXT, media_type INTEGER);
INSERT INTO files VALUES(7,'/storage/emulated/0/DCIM/b.jpg',5,1500000000,1500000001,'image/jpeg','51.5','-0.12',1);
INSERT INTO files VALUES(8,'/storage/emulated/0/x',5,'soon',1500000001,'image/jpeg',NULL,NULL,99);
