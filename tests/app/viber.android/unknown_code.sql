-- Codes that nobody knows.
CREATE TABLE messages (_id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER, participant_id INTEGER, msg_date INTEGER, body TEXT, send_type INTEGER, unread INTEGER, extra_uri TEXT);
CREATE TABLE participants (_id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id INTEGER, participant_info_id INTEGER);
CREATE TABLE participants_info (_id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT);
CREATE TABLE calls (_id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT, canonized_number TEXT, type INTEGER, date INTEGER, duration INTEGER, viber_call_type INTEGER);
CREATE TABLE phonebookcontact (_id INTEGER PRIMARY KEY, display_name TEXT);
CREATE TABLE phonebookdata (_id INTEGER PRIMARY KEY, contact_id INTEGER, data1 TEXT, data2 TEXT, data3 TEXT);
INSERT INTO messages(_id, conversation_id, participant_id, msg_date, body, send_type, unread) VALUES(1, 5, 1, 1661417508000, 'x', 8, 3);
INSERT INTO calls(_id, number, type, date, duration, viber_call_type) VALUES(1, '1', 9, 1661417508000, -5, 77);
