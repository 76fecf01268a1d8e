CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT, start_date REAL, calendar_id INTEGER);
INSERT INTO CalendarItem VALUES (1,'Bare',690550200,1);
