CREATE TABLE app_install ("pid" INTEGER PRIMARY KEY, "account_id", "bundle_id", "bundle_name", "bundle_url", "bundle_version", "client_id", "evid", "install_finished_timestamp", "item_id", "last_start_date", "phase", "redownload", "source_type", "storefront", "timestamp", "transaction_id", "update_type", "vendor_name");
INSERT INTO app_install VALUES (-5,20758809832,'org.example.app','Example','file:///private/var/x.app/','7','com.apple.AppStore',853763432,692837200.5,553834731,694735297.6,10,0,0,'143441',692837113,'J20',1,'Example Inc.');
INSERT INTO app_install VALUES (-4,NULL,'org.example.b',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,10,0,0,NULL,692837113,NULL,0,NULL);
CREATE TABLE app_package ("pid" INTEGER PRIMARY KEY, "archive_type", "bytes_total", "compression", "package_type", "package_url", "parent_id", "request_count", "timestamp", "variant_id");
INSERT INTO app_package VALUES (1,1,45807541,0,0,'https://example.org/a.ipa',-5,0,694735403,'1:iPhone13,2:15');
CREATE TABLE app_updates ("pid" INTEGER PRIMARY KEY, "bundle_id", "current_version_release_date", "install_date", "is_background", "is_offloaded", "release_date", "store_item_id", "store_software_version_id", "timestamp", "update_state");
INSERT INTO app_updates VALUES (1,'org.example.c',694468899,NULL,1,0,694393200,333903271,854146880,694607336,4);
CREATE TABLE odr_asset_pack ("pid" INTEGER PRIMARY KEY, "bundle_key", "bundle_id", "file_size", "last_used_date", "local_url", "source_url", "timestamp");
INSERT INTO odr_asset_pack VALUES (1,'org.example.app.pack','org.example.app',40537,NULL,NULL,'https://example.org/p',725380709);
