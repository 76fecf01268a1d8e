-- A message each way, a picture, somebody who is no friend.
CREATE TABLE messages (_id INTEGER PRIMARY KEY, buid TEXT, imdata TEXT, last_message TEXT, timestamp INTEGER, message_type INTEGER, message_read INTEGER);
CREATE TABLE friends (_id INTEGER PRIMARY KEY, buid TEXT, name TEXT);
INSERT INTO friends VALUES(1, '1002', 'Anna');
INSERT INTO messages VALUES(1, '1002', NULL, 'hi', 1661417508123456789, 1, 1);
INSERT INTO messages VALUES(2, '1002', '{"type":"text"}', 'hello', 1661417509000000000, 2, 0);
INSERT INTO messages VALUES(3, '1009', '{"type":"photo","original_path":"/sdcard/a.jpg","local_path":"/data/b.jpg"}', 'photo', 1661417510000000000, 1, 0);
INSERT INTO messages VALUES(4, '1002', '{"local_path":"/data/c.jpg"}', NULL, 1661417511000000000, 2, 0);
