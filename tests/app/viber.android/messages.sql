-- A message each way, one with a file, one whose sender is gone.
CREATE TABLE messages (_id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER, participant_id INTEGER, msg_date INTEGER, body TEXT, send_type INTEGER, unread INTEGER, extra_uri TEXT);
CREATE TABLE participants (_id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER, participant_info_id INTEGER);
CREATE TABLE participants_info (_id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT);
INSERT INTO participants_info(_id, number) VALUES(1, '+491701234567');
INSERT INTO participants_info(_id, number) VALUES(2, '+4915112345678');
INSERT INTO participants(_id, conversation_id, participant_info_id) VALUES(10, 5, 1);
INSERT INTO participants(_id, conversation_id, participant_info_id) VALUES(11, 5, 2);
INSERT INTO messages(_id, conversation_id, participant_id, msg_date, body, send_type, unread) VALUES(1, 5, 11, 1661417508000, 'in', 0, 0);
INSERT INTO messages(_id, conversation_id, participant_id, msg_date, body, send_type, unread) VALUES(2, 5, 10, 1661417508001, 'out', 1, 0);
INSERT INTO messages(_id, conversation_id, participant_id, msg_date, body, send_type, unread, extra_uri) VALUES(3, 5, 11, 1661417508002, NULL, 0, 1, 'content://media/external/images/1');
INSERT INTO messages(_id, conversation_id, participant_id, msg_date, body, send_type, unread) VALUES(4, 9, 99, 1661417508003, 'whose?', 0, 1);
