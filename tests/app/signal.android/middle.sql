-- In between: one table, one other side.
CREATE TABLE recipient (_id INTEGER PRIMARY KEY AUTOINCREMENT, type INTEGER DEFAULT 0, e164 TEXT UNIQUE DEFAULT NULL, aci TEXT UNIQUE DEFAULT NULL, pni TEXT UNIQUE DEFAULT NULL, username TEXT UNIQUE DEFAULT NULL, group_id TEXT UNIQUE DEFAULT NULL, blocked INTEGER DEFAULT 0, system_joined_name TEXT DEFAULT NULL, profile_joined_name TEXT DEFAULT NULL);
CREATE TABLE message (_id INTEGER PRIMARY KEY, date_sent INTEGER, date_received INTEGER, thread_id INTEGER, recipient_id INTEGER, type INTEGER, body TEXT, read INTEGER);
INSERT INTO recipient(_id, e164) VALUES(2, '+4915112345678');
INSERT INTO message(_id, date_sent, date_received, thread_id, recipient_id, type, body, read) VALUES(1, 1661417508000, 1661417508001, 1, 2, 20, 'in', 0);
INSERT INTO message(_id, date_sent, date_received, thread_id, recipient_id, type, body, read) VALUES(2, 1661417508000, 1661417508001, 1, 2, 23, 'out', 1);
