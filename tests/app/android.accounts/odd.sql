-- Before Android 7: one file; a name that is a blob, a time that is text; no table of extras.
CREATE TABLE accounts(_id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, password TEXT, previous_name TEXT, last_password_entry_time_millis_epoch INTEGER);
CREATE TABLE authtokens(_id INTEGER PRIMARY KEY, accounts_id INTEGER, type TEXT, authtoken TEXT);
INSERT INTO accounts VALUES(1,x'00ff','com.google','p','old','then');
INSERT INTO authtokens VALUES(1,1,x'01','t');
