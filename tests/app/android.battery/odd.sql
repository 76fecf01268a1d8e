-- No zone column, no places, codes that nobody knows, a level that is text.
CREATE TABLE battery_event(timestamp_millis INTEGER PRIMARY KEY DESC, battery_level INTEGER, charge_type INTEGER, battery_saver INTEGER);
INSERT INTO battery_event VALUES(1700000000000,'full',9,7);
INSERT INTO battery_event VALUES(0,5,1,1);
