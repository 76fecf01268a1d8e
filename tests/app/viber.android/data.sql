-- Calls and the address book as Viber keeps them.
CREATE TABLE calls (_id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT, canonized_number TEXT, type INTEGER, date INTEGER, duration INTEGER, viber_call_type INTEGER);
CREATE TABLE phonebookcontact (_id INTEGER PRIMARY KEY, display_name TEXT);
CREATE TABLE phonebookdata (_id INTEGER PRIMARY KEY, contact_id INTEGER, data1 TEXT, data2 TEXT, data3 TEXT);
INSERT INTO calls(_id, number, canonized_number, type, date, duration, viber_call_type) VALUES(1, '0170 1', '+491701234567', 1, 1661417508000, 65, 1);
INSERT INTO calls(_id, number, canonized_number, type, date, duration, viber_call_type) VALUES(2, '0170 1', '+491701234567', 2, 1661417508000, 0, 4);
INSERT INTO phonebookcontact(_id, display_name) VALUES(1, 'Anna');
INSERT INTO phonebookdata(_id, contact_id, data1, data2) VALUES(1, 1, '0151', '+4915112345678');
