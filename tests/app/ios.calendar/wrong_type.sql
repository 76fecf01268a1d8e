CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary, location_id, description, start_date, start_tz, end_date, all_day, calendar_id);
INSERT INTO CalendarItem VALUES (1,x'00','x',x'41','soon',5,1e300,9,'c');
