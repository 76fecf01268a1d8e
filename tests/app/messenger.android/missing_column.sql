-- An older version: no snippet, no calls; and a table that nobody knows.
CREATE TABLE messages (msg_id TEXT PRIMARY KEY, thread_key TEXT, text TEXT, sender TEXT, timestamp_ms INTEGER, attachments TEXT, shares TEXT);
INSERT INTO messages VALUES('m1', 'GROUP:5', 'hi', '{"user_key":"FACEBOOK:1002","name":"Anna"}', 1661417508123, NULL, NULL);
CREATE TABLE other (what TEXT);
