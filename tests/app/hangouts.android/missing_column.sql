-- Columns that came later are not there, nor are participants.
CREATE TABLE messages (_id INTEGER PRIMARY KEY, message_id TEXT, conversation_id TEXT, author_chat_id TEXT, author_gaia_id TEXT, text TEXT, timestamp INT, status INT, type INT, local_url TEXT, remote_url TEXT, attachment_content_type TEXT, latitude DOUBLE, longitude DOUBLE);
INSERT INTO messages VALUES(1, 'm1', 'UgzA', '1002', '1002', 'hi', 1661417508123456, 4, 2, NULL, NULL, NULL, NULL, NULL);
