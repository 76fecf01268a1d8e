-- A picture with all that is known of it, one without, a file that is none, one that was opened.
CREATE TABLE files_master_table(id INTEGER PRIMARY KEY AUTOINCREMENT, media_store_id INTEGER, root_path TEXT NOT NULL DEFAULT '', root_relative_file_path TEXT NOT NULL DEFAULT '', file_name TEXT NOT NULL, size INTEGER NOT NULL, file_date_modified_ms INTEGER NOT NULL, storage_location INTEGER NOT NULL, mime_type TEXT, media_type INTEGER, uri TEXT NOT NULL, is_hidden INTEGER NOT NULL, title TEXT, artist TEXT, album TEXT, parent_folder_name TEXT COLLATE NOCASE);
CREATE TABLE files_metadata_table(file_id INTEGER UNIQUE NOT NULL, title TEXT, artist TEXT, album TEXT, latitude REAL, longitude REAL, width_px INTEGER, height_px INTEGER, file_hash TEXT, taken_date_ms INTEGER, device_description TEXT);
CREATE TABLE file_open_info_table(file_id INTEGER NOT NULL, file_open_time_stamp_ms INTEGER NOT NULL);
INSERT INTO files_master_table VALUES(1,1000000019,'/storage/emulated/0','DCIM/Camera/PXL_1.jpg','PXL_1.jpg',5274656,1660685551000,0,'image/jpeg',1,'content://media/external/file/1000000019',0,'PXL_1','','','Camera');
INSERT INTO files_master_table VALUES(2,1000000021,'/storage/emulated/0','Documents/plan.pdf','plan.pdf',120,1660685580000,0,'application/pdf',6,'content://media/external/file/1000000021',1,NULL,NULL,NULL,'Documents');
INSERT INTO files_metadata_table VALUES(1,NULL,NULL,NULL,30.2650666666667,-97.7378138888889,4032,3024,NULL,1660685548000,'Pixel 5a');
INSERT INTO files_metadata_table VALUES(2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'abc',NULL,NULL);
INSERT INTO file_open_info_table VALUES(2,1670072400000),(77,1670072500000);
