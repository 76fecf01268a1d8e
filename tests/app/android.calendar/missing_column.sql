-- An old version: no names of calendars, no uid, no table of reminders.
CREATE TABLE Calendars(_id INTEGER PRIMARY KEY,account_name TEXT,account_type TEXT,displayName TEXT);
CREATE TABLE Events(_id INTEGER PRIMARY KEY,calendar_id INTEGER,title TEXT,dtstart INTEGER,dtend INTEGER,eventTimezone TEXT,allDay INTEGER);
CREATE TABLE Attendees(_id INTEGER PRIMARY KEY,event_id INTEGER,attendeeName TEXT,attendeeEmail TEXT,attendeeStatus INTEGER);
INSERT INTO Calendars VALUES(1,'ann@example.org','com.google','Ann');
INSERT INTO Events VALUES(1,1,'Tea',1300000000000,1300003600000,'Europe/London',0);
