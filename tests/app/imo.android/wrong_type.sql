-- Codes that nobody knows, values of other kinds, no JSON.
CREATE TABLE messages (_id INTEGER PRIMARY KEY, buid TEXT, imdata TEXT, last_message TEXT, timestamp INTEGER, message_type INTEGER, message_read INTEGER);
INSERT INTO messages VALUES(1, x'01', 'photo', x'ff', 'then', 5, 7);
INSERT INTO messages VALUES(2, 'a', x'00', 'x', 1.5, 'in', 'r');
