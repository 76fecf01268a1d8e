-- Fewer columns.
CREATE TABLE messages(_id INTEGER PRIMARY KEY, conversation_id INTEGER, participant_id INTEGER, msg_date INTEGER, body TEXT, send_type INTEGER);
INSERT INTO messages VALUES(1,5,1,1661417508000,'hi',0);
