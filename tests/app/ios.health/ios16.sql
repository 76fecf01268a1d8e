-- what was done stands in a table of its own
CREATE TABLE samples (data_id INTEGER PRIMARY KEY, start_date REAL, end_date REAL, data_type INTEGER);
CREATE TABLE objects (data_id INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB, provenance INTEGER);
CREATE TABLE data_provenances (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, origin_product_type TEXT);
CREATE TABLE workouts (data_id INTEGER PRIMARY KEY, total_distance REAL, goal_type INTEGER, goal REAL);
CREATE TABLE workout_activities (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB, owner_id INTEGER, is_primary_activity INTEGER, activity_type INTEGER, location_type INTEGER, start_date REAL, end_date REAL, duration REAL);
INSERT INTO data_provenances VALUES (1, 'iPhone12,1');
INSERT INTO objects VALUES (10, NULL, 1);
INSERT INTO samples VALUES (10, 700000000, 700001800, 79);
INSERT INTO workouts VALUES (10, 3.5, 1, 3.5);
INSERT INTO workout_activities VALUES (1, NULL, 10, 1, 52, 3, 700000000, 700001800, 1790.5), (2, NULL, 99, 0, 13, 2, NULL, NULL, NULL);
