-- Two rows where there can be but one: never a second record.
CREATE TABLE jid(_id INTEGER, raw_string TEXT);
CREATE TABLE chat(_id INTEGER, jid_row_id INTEGER, subject TEXT, created_timestamp INTEGER);
CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL, key_id TEXT NOT NULL, sender_jid_row_id INTEGER, status INTEGER, broadcast INTEGER, recipient_count INTEGER, participant_hash TEXT, origination_flags INTEGER, origin INTEGER, timestamp INTEGER, received_timestamp INTEGER, receipt_server_timestamp INTEGER, message_type INTEGER, text_data TEXT, starred INTEGER, lookup_tables INTEGER, message_add_on_flags INTEGER, sort_id INTEGER NOT NULL DEFAULT 0 );
INSERT INTO jid(_id, raw_string) VALUES(1, '491701234567@s.whatsapp.net');
INSERT INTO jid(_id, raw_string) VALUES(1, '4915112345678@s.whatsapp.net');
INSERT INTO chat(_id, jid_row_id) VALUES(1, 1);
INSERT INTO message(_id, chat_row_id, from_me, key_id, sender_jid_row_id, status, timestamp, received_timestamp, receipt_server_timestamp, message_type, text_data, starred, origination_flags) VALUES(2, 1, 0, 'k', 0, 0, 1661417508000, 1661417508350, -1, 0, 'from whom?', 0, 0);
