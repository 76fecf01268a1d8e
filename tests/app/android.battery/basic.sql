-- Readings with and without a place, a charger and a zone.
CREATE TABLE charging_places(_id INTEGER PRIMARY KEY, place_name TEXT, place_api_id TEXT, UNIQUE(place_api_id) ON CONFLICT IGNORE);
CREATE TABLE battery_event(timestamp_millis INTEGER PRIMARY KEY DESC, battery_level INTEGER, charge_type INTEGER, battery_saver INTEGER, timezone TEXT, place_key INTEGER);
INSERT INTO charging_places VALUES(3,'Home','ChIJhome');
INSERT INTO battery_event VALUES(1700000000000,99,0,2,'Europe/Paris',NULL);
INSERT INTO battery_event VALUES(1700000600000,100,3,1,'',3);
INSERT INTO battery_event VALUES(1700001200000,12,NULL,NULL,NULL,9);
