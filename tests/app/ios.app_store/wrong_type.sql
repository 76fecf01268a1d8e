CREATE TABLE app_install ("pid" INTEGER PRIMARY KEY, "account_id", "bundle_id", "bundle_name", "bundle_url", "bundle_version", "client_id", "evid", "install_finished_timestamp", "item_id", "last_start_date", "phase", "redownload", "source_type", "store_metadata", "storefront", "timestamp", "transaction_id", "update_type", "vendor_name");
INSERT INTO app_install VALUES (-5,'seven',x'ff00',x'ff00',x'ff00',x'ff00',x'ff00','seven','half','seven','half','seven','seven','seven','no bytes',x'ff00','seven',x'ff00','seven',x'ff00');
CREATE TABLE app_package ("pid" INTEGER PRIMARY KEY, "archive_type", "bytes_total", "compression", "disk_usage", "package_type", "package_url", "parent_id", "request_count", "timestamp", "variant_id");
INSERT INTO app_package VALUES (1,'seven','seven','seven','seven','seven',x'ff00','seven','seven','seven',x'ff00');
CREATE TABLE app_updates ("pid" INTEGER PRIMARY KEY, "bundle_id", "current_version_release_date", "install_date", "is_background", "is_offloaded", "release_date", "store_item_data", "store_item_id", "store_software_version_id", "timestamp", "update_state");
INSERT INTO app_updates VALUES (1,x'ff00','seven',NULL,'seven','seven','seven',x'ff00','seven','seven','seven','seven');
CREATE TABLE odr_asset_pack ("pid" INTEGER PRIMARY KEY, "bundle_key", "bundle_id", "file_size", "last_used_date", "local_url", "source_url", "timestamp");
INSERT INTO odr_asset_pack VALUES (1,x'ff00',x'ff00','seven',NULL,NULL,x'ff00','seven');
