CREATE VIRTUAL TABLE calls USING fts4(number, duration, date, type);
