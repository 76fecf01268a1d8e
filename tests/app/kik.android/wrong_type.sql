-- Codes that nobody knows and values of other kinds.
CREATE TABLE messagesTable (_id INTEGER PRIMARY KEY AUTOINCREMENT, body VARCHAR, partner_jid VARCHAR, was_me INT, read_state INT, uid VARCHAR, length INT, timestamp LONG, bin_id VARCHAR, sys_msg VARCHAR, stat_msg VARCHAR, content_id VARCHAR, app_id VARCHAR);
INSERT INTO messagesTable(_id, body, partner_jid, was_me, read_state, uid, timestamp, bin_id) VALUES(1, x'ff00', 5, 7, 'read', 6, 'then', x'01');
INSERT INTO messagesTable(_id, body, partner_jid, was_me, timestamp, bin_id, content_id) VALUES(2, 'x', 'a', 'me', 1.5, 'a', 7);
