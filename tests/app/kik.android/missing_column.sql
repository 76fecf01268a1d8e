-- An old version: few columns, no contacts, and a table that nobody knows.
CREATE TABLE messagesTable (_id INTEGER PRIMARY KEY AUTOINCREMENT, body VARCHAR, partner_jid VARCHAR, was_me INT, timestamp LONG, bin_id VARCHAR);
INSERT INTO messagesTable VALUES(1, 'hi', 'anna@talk.kik.com', 0, 1661417508123, 'anna@talk.kik.com');
CREATE TABLE otherTable (what TEXT);
INSERT INTO otherTable VALUES('x');
