CREATE TABLE location_series_data (series_identifier INTEGER NOT NULL, timestamp REAL NOT NULL, latitude REAL, longitude REAL, altitude REAL, speed REAL, course REAL, horizontal_accuracy REAL);
CREATE TABLE samples (data_id INTEGER PRIMARY KEY, start_date REAL, end_date REAL);
CREATE TABLE workouts (data_id INTEGER PRIMARY KEY, activity_type INTEGER, duration REAL, total_distance REAL);
INSERT INTO location_series_data VALUES ('odd', 'odd', 'odd', 181.0, 'odd', 'odd', 'odd', 'odd');
INSERT INTO samples VALUES (1, 'odd', 1e300);
INSERT INTO workouts VALUES (1, 'odd', 'odd', 'odd');
