-- Codes that nobody knows, a start that is text, a day that begins in the middle of one, a flag that is none.
CREATE TABLE Calendars(_id INTEGER PRIMARY KEY,account_name TEXT,account_type TEXT,calendar_displayName TEXT);
CREATE TABLE Events(_id INTEGER PRIMARY KEY,calendar_id INTEGER,title TEXT,eventStatus INTEGER,selfAttendeeStatus INTEGER,dtstart INTEGER,dtend INTEGER,eventTimezone TEXT,allDay INTEGER,availability INTEGER);
CREATE TABLE Attendees(_id INTEGER PRIMARY KEY,event_id INTEGER,attendeeName TEXT,attendeeEmail TEXT,attendeeStatus INTEGER,attendeeRelationship INTEGER,attendeeType INTEGER);
CREATE TABLE Reminders(_id INTEGER PRIMARY KEY,event_id INTEGER,minutes INTEGER,method INTEGER);
INSERT INTO Events VALUES(1,1,'a',9,9,'noon',1700003600000,5,0,9);
INSERT INTO Events VALUES(2,1,'b',1,0,1714521600001,1714608000000,'UTC',1,0);
INSERT INTO Events VALUES(3,1,'c',1,0,1714521600000,NULL,'UTC',2,0);
INSERT INTO Attendees VALUES(1,1,'A',x'00',9,9,9);
INSERT INTO Reminders VALUES(1,1,'ten',9);
