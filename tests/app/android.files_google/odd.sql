-- No metadata, a type that nobody knows, a size that is text; the column of the folder is missing.
CREATE TABLE files_master_table(id INTEGER PRIMARY KEY, root_path TEXT, root_relative_file_path TEXT, file_name TEXT, size INTEGER, file_date_modified_ms INTEGER, storage_location INTEGER, mime_type TEXT, media_type INTEGER, uri TEXT, is_hidden INTEGER, title TEXT);
INSERT INTO files_master_table VALUES(1,'/s','a/b','b','much',1660685551000,0,NULL,42,'content://x',0,NULL);
