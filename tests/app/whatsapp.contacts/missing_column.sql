-- An early table.
CREATE TABLE wa_contacts(_id INTEGER PRIMARY KEY, jid TEXT, number TEXT, display_name TEXT, wa_name TEXT, status TEXT);
INSERT INTO wa_contacts(_id, jid, number, display_name) VALUES(1, '491701234567@s.whatsapp.net', '0170 1234567', 'Old');
