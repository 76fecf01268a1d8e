-- Values of other kinds.
CREATE TABLE messages (_id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER, participant_id INTEGER, msg_date INTEGER, body TEXT, send_type INTEGER, unread INTEGER, extra_uri TEXT);
CREATE TABLE participants (_id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER, participant_info_id INTEGER);
CREATE TABLE participants_info (_id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT);
INSERT INTO messages(_id, conversation_id, participant_id, msg_date, body, send_type, unread, extra_uri) VALUES(1, x'01', 'x', 1.5, x'ff00', 'in', 'u', 7);
