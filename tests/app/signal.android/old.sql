-- Until 2023: texts alone in one table, those with anything else in another.
CREATE TABLE recipient (_id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT, phone TEXT, group_id TEXT, blocked INTEGER DEFAULT 0, system_display_name TEXT, profile_joined_name TEXT);
CREATE TABLE sms (_id integer PRIMARY KEY, thread_id INTEGER, address INTEGER, address_device_id INTEGER DEFAULT 1, date INTEGER, date_sent INTEGER, date_server INTEGER DEFAULT -1, read INTEGER DEFAULT 0, type INTEGER, body TEXT, remote_deleted INTEGER DEFAULT 0);
CREATE TABLE mms (_id INTEGER PRIMARY KEY, thread_id INTEGER, date INTEGER, date_received INTEGER, read INTEGER DEFAULT 0, body TEXT, address INTEGER, msg_box INTEGER, quote_id INTEGER DEFAULT 0, quote_body TEXT, remote_deleted INTEGER DEFAULT 0);
CREATE TABLE part (_id INTEGER PRIMARY KEY, mid INTEGER, ct TEXT, _data TEXT, data_size INTEGER, file_name TEXT, caption TEXT);
CREATE TABLE thread (_id INTEGER PRIMARY KEY, date INTEGER DEFAULT 0, recipient_ids INTEGER);
INSERT INTO recipient(_id, uuid, phone, system_display_name) VALUES(2, 'u-anna', '+4915112345678', 'Anna B');
INSERT INTO sms(_id, thread_id, address, date, date_sent, type, body, read) VALUES(1, 1, 2, 1661417508009, 1661417508000, 10485780, 'in', 1);
INSERT INTO sms(_id, thread_id, address, date, date_sent, type, body, read) VALUES(2, 1, 2, 1661417508009, 1661417508000, 10485783, 'out', 1);
INSERT INTO sms(_id, thread_id, address, date, date_sent, type, body) VALUES(3, 1, 77, 1661417508000, 1661417508000, 10485780, 'from a missing recipient');
INSERT INTO mms(_id, thread_id, date, date_received, msg_box, address, body, quote_id, quote_body) VALUES(1, 1, 1661417508000, 1661417508001, 10485780, 2, 'with a picture', 1661417508000, 'out');
INSERT INTO part(_id, mid, ct, _data, data_size) VALUES(1, 1, 'image/jpeg', '/p.mms', 5);
INSERT INTO thread(_id, date, recipient_ids) VALUES(1, 1661417508000, 2);
