-- The account, and messages of a version with fewer columns.
CREATE TABLE account (uid TEXT, name TEXT);
INSERT INTO account VALUES('1001', 'Olga');
CREATE TABLE messages (_id INTEGER PRIMARY KEY, buid TEXT, imdata TEXT, last_message TEXT, timestamp INTEGER, message_type INTEGER);
INSERT INTO messages VALUES(1, '1002', NULL, 'hi', 1661417508123456789, 1);
