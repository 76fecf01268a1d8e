CREATE TABLE cloud_tab_devices (device_uuid TEXT PRIMARY KEY NOT NULL, system_fields BLOB NOT NULL, device_name TEXT, device_type_identifier TEXT, has_duplicate_device_name BOOLEAN DEFAULT 0, is_ephemeral_device BOOLEAN DEFAULT 0, last_modified REAL NOT NULL);
CREATE TABLE cloud_tabs (tab_uuid TEXT PRIMARY KEY NOT NULL, system_fields BLOB NOT NULL, device_uuid TEXT NOT NULL, position BLOB NOT NULL, title TEXT, url TEXT NOT NULL, is_showing_reader BOOLEAN DEFAULT 0, is_pinned BOOLEAN DEFAULT 0, scene_id TEXT, last_viewed_time REAL DEFAULT 0);
CREATE TABLE cloud_tab_close_requests (close_request_uuid TEXT PRIMARY KEY NOT NULL, system_fields BLOB NOT NULL, destination_device_uuid TEXT NOT NULL, url TEXT NOT NULL, tab_uuid TEXT NOT NULL);
INSERT INTO cloud_tab_devices VALUES (x'00ff', x'', x'00ff', 7, 0, 0, 'odd');
INSERT INTO cloud_tabs VALUES ('T-1', x'', x'00ff', x'', x'c3', x'00ff', 0, 'odd', NULL, 'odd');
