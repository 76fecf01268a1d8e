-- Fewest columns that any version has; no table that came later.
CREATE TABLE jid(_id INTEGER PRIMARY KEY, raw_string TEXT);
CREATE TABLE chat(_id INTEGER PRIMARY KEY, jid_row_id INTEGER UNIQUE, subject TEXT, created_timestamp INTEGER);
CREATE TABLE message(_id INTEGER PRIMARY KEY, chat_row_id INTEGER, from_me INTEGER, key_id TEXT, sender_jid_row_id INTEGER, status INTEGER, timestamp INTEGER, received_timestamp INTEGER, message_type INTEGER);
CREATE TABLE extra(_id INTEGER PRIMARY KEY, text_data TEXT);
INSERT INTO extra VALUES(1,'not ours');
INSERT INTO jid(_id, raw_string) VALUES(1, '491701234567@s.whatsapp.net');
INSERT INTO chat(_id, jid_row_id) VALUES(1, 1);
INSERT INTO message(_id, chat_row_id, from_me, key_id, sender_jid_row_id, status, timestamp, received_timestamp, message_type) VALUES(2, 1, 0, 'k', 0, 0, 1661417508000, 1661417508000, 0);
