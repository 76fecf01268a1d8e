-- Texts, a picture, a link, a call; a reaction, a thread, people.
CREATE TABLE messages (msg_id TEXT PRIMARY KEY, thread_key TEXT, text TEXT, sender TEXT, timestamp_ms INTEGER, timestamp_sent_ms INTEGER, attachments TEXT, shares TEXT, snippet TEXT, msg_type INTEGER, generic_admin_message_extensible_data TEXT);
INSERT INTO messages VALUES('m1', 'ONE_TO_ONE:1002:1001', 'hi', '{"user_key":"FACEBOOK:1002","name":"Anna"}', 1661417508123, 1661417508000, '[]', '[]', NULL, 0, NULL);
INSERT INTO messages VALUES('m2', 'ONE_TO_ONE:1002:1001', NULL, '{"user_key":"FACEBOOK:1001","name":"Olga"}', 1661417509000, 0, '[{"filename":"a.jpg"},{"filename":"b.jpg"}]', NULL, 'You sent two photos', 0, NULL);
INSERT INTO messages VALUES('m3', 'ONE_TO_ONE:1002:1001', 'look', '{"user_key":"FACEBOOK:1002","name":"Anna"}', 1661417510000, NULL, NULL, '[{"name":"Example","href":"https://example.org/"}]', NULL, 0, NULL);
INSERT INTO messages VALUES('m4', 'ONE_TO_ONE:1002:1001', 'Anna called you.', '{"user_key":"FACEBOOK:1002","name":"Anna"}', 1661417511000, NULL, NULL, NULL, NULL, 9, '{"caller_id":"1002","call_duration":65,"video":false}');
CREATE TABLE message_reactions (msg_id TEXT, user_key TEXT, reaction TEXT, reaction_timestamp INTEGER);
INSERT INTO message_reactions VALUES('m1', 'FACEBOOK:1001', '👍', 1661417512000);
CREATE TABLE threads (thread_key TEXT PRIMARY KEY, name TEXT, timestamp_ms INTEGER);
INSERT INTO threads VALUES('ONE_TO_ONE:1002:1001', NULL, 1661417511000);
CREATE TABLE thread_users (user_key TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, username TEXT, name TEXT, is_friend INTEGER);
INSERT INTO thread_users VALUES('FACEBOOK:1002', 'Anna', 'Abel', 'anna.abel', 'Anna Abel', 1);
