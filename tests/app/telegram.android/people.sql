-- Users, chats, the address book, a message that is planned, and a table of another version.
CREATE TABLE users(uid INTEGER PRIMARY KEY, name TEXT, status INTEGER, data BLOB);
CREATE TABLE chats(uid INTEGER PRIMARY KEY, name TEXT, data BLOB);
-- user#215c4438: the owner (flag 10: self), somebody with a phone (11: contact), and one of another layer.
INSERT INTO users VALUES(700000001, 'olga owner;;;olga', 1661417600, x'38445c211e040000000000000127b92900000000044f6c6761000000054f776e65720000046f6c67610000000c343931373031323334353637000000');
INSERT INTO users VALUES(5000000002, 'anna;;;', -100, x'38445c21120800000000000002f2052a0100000004416e6e610000000d343931353131323334353637380000');
INSERT INTO users VALUES(600000003, 'ben bot;;;benbot', 0, x'c15884930a4000000346c3230342656e0662656e626f740007000000');
-- chat#41cbf256 and channel#83259464.
INSERT INTO chats VALUES(44, 'Allotment', x'56f2cb41010000002c0000000000000009416c6c6f746d656e7400001c01c137030000003c34076301000000');
INSERT INTO chats VALUES(1900000055, 'Village news', x'64942583600000000000000037b33f71000000000c56696c6c616765206e6577730000000b76696c6c6167656e6577731c01c137a0340763');
INSERT INTO users VALUES(1, 'x;;;', 'then', x'0102');
INSERT INTO users VALUES(2, 'hidden;;;', NULL, NULL);
CREATE TABLE user_contacts_v7(key TEXT PRIMARY KEY, uid INTEGER, fname TEXT, sname TEXT, imported INTEGER);
CREATE TABLE user_phones_v7(key TEXT, phone TEXT, sphone TEXT, deleted INTEGER, PRIMARY KEY(key, phone));
INSERT INTO user_contacts_v7 VALUES('k1', 5000000002, 'Anna', 'Abel', 1), ('k2', 0, 'Nobody', '', 0);
INSERT INTO user_phones_v7 VALUES('k1', '+49 151 12345678', '12345678', 0), ('k1', '030 1', '1', 0);
CREATE TABLE scheduled_messages_v2(mid INTEGER, uid INTEGER, send_state INTEGER, date INTEGER, data BLOB, ttl INTEGER, replydata BLOB, reply_to_message_id INTEGER, PRIMARY KEY(mid, uid));
INSERT INTO scheduled_messages_v2(mid, uid, send_state, date, data) VALUES(-5, 5000000002, 0, 1661503908, x'425234940201040000000000fbffffff221751590127b929000000002217515902f2052a01000000a489086308746f6d6f72726f77000000');
CREATE TABLE dialogs(did INTEGER PRIMARY KEY, date INTEGER, unread_count INTEGER, last_mid INTEGER, inbox_max INTEGER, outbox_max INTEGER, last_mid_i INTEGER, unread_count_i INTEGER, pts INTEGER, date_i INTEGER, pinned INTEGER, flags INTEGER, folder_id INTEGER, data BLOB);
INSERT INTO dialogs(did, date, unread_count, last_mid, pinned, folder_id) VALUES(5000000002, 1661417508, 3, 9, 1, 0), (-1900000055, 1661417508, 0, 4, 0, 1), (-44, 1661417508, 0, 4, 0, 0), (99, 0, 0, 0, 0, 0);
CREATE TABLE messages_v9(mid INTEGER, what TEXT);
INSERT INTO messages_v9 VALUES(1, 'of a version to come');
