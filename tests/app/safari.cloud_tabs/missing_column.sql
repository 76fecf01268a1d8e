CREATE TABLE cloud_tab_devices (device_uuid TEXT, device_name TEXT);
CREATE TABLE cloud_tabs (tab_uuid TEXT, device_uuid TEXT, url TEXT);
INSERT INTO cloud_tab_devices VALUES ('D-1', 'iPad');
INSERT INTO cloud_tabs VALUES ('T-1', 'D-1', 'https://example.org/');
