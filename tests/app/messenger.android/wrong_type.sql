-- What is no JSON, and values of other kinds.
CREATE TABLE messages (msg_id TEXT PRIMARY KEY, thread_key TEXT, text TEXT, sender TEXT, timestamp_ms INTEGER, timestamp_sent_ms INTEGER, attachments TEXT, shares TEXT, snippet TEXT, msg_type INTEGER, generic_admin_message_extensible_data TEXT);
INSERT INTO messages VALUES('m1', 'GROUP:5', 'hi', '{"user_key":', 1661417508123, NULL, 'x', 'y', NULL, NULL, '{');
INSERT INTO messages VALUES(x'01', 7, x'ff', 5, 'then', 1.5, x'00', 3.5, x'02', 't', 9);
