-- A launch that three sources of predictions saw, a search and use of an app of conversations.
CREATE TABLE EchoAppLaunchMetricsEvents(timestampMillis INTEGER NOT NULL, packageName TEXT NOT NULL, launchLocationId INTEGER NOT NULL, predictionUiSurfaceId INTEGER NOT NULL, predictionSourceId INTEGER NOT NULL, predictionRank INTEGER NOT NULL, id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL);
CREATE TABLE SearchActionEvents(timestampMillis INTEGER NOT NULL, packageName TEXT NOT NULL, queryLength INTEGER NOT NULL, resultType INTEGER NOT NULL, actionType INTEGER NOT NULL, blockRank INTEGER NOT NULL, positionInBlock INTEGER NOT NULL, id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL);
CREATE TABLE PecanUsageEvents(eventId TEXT NOT NULL, packageName TEXT NOT NULL, timestampMillis INTEGER NOT NULL, PRIMARY KEY(eventId));
INSERT INTO EchoAppLaunchMetricsEvents VALUES(1700000000000,'org.example.chat',4,1,3,-1,7),(1700000000000,'org.example.chat',4,1,1,0,8),(1700000060000,'org.example.maps',1000,1,5,2,9);
INSERT INTO SearchActionEvents VALUES(1700000100000,'org.example.maps',4,1,2,0,0,1);
INSERT INTO PecanUsageEvents VALUES('a-b','org.example.chat',1700000200000);
