-- AOSP's first schema: no sizes, no RCS; codes that nobody knows, times that are text.
CREATE TABLE conversations(_id INTEGER PRIMARY KEY, name TEXT, sort_timestamp INT);
CREATE TABLE participants(_id INTEGER PRIMARY KEY, sub_id INT, normalized_destination TEXT, full_name TEXT);
CREATE TABLE messages(_id INTEGER PRIMARY KEY, conversation_id INT, sender_id INT, sent_timestamp INT, received_timestamp INT, message_protocol INT, message_status INT);
CREATE TABLE parts(_id INTEGER PRIMARY KEY, message_id INT, text TEXT, content_type TEXT);
CREATE TABLE conversation_participants(_id INTEGER PRIMARY KEY, conversation_id INT, participant_id INT);
INSERT INTO participants VALUES(1,'me','+1',NULL);
INSERT INTO messages VALUES(1,5,1,'a','b',9,999);
INSERT INTO parts VALUES(1,1,x'00','text/plain'),(2,1,'t',NULL);
