CREATE TABLE workouts (data_id INTEGER PRIMARY KEY);
CREATE TABLE location_series_data (series_identifier INTEGER, timestamp REAL, latitude REAL);
INSERT INTO workouts VALUES (1);
INSERT INTO location_series_data VALUES (1, 700000000, 52.5);
