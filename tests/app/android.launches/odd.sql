-- A place of launch that nobody knows, a time that is text, no column for the rank, and none of the other tables.
CREATE TABLE EchoAppLaunchMetricsEvents(timestampMillis INTEGER NOT NULL, packageName TEXT NOT NULL, launchLocationId INTEGER NOT NULL, id INTEGER PRIMARY KEY);
INSERT INTO EchoAppLaunchMetricsEvents VALUES(1700000000000,'org.example.chat',77,1),('soon',x'00ff',4,2);
