-- A message each way, one in a group, a picture, a notice; who they are.
CREATE TABLE messagesTable (_id INTEGER PRIMARY KEY AUTOINCREMENT, body VARCHAR, partner_jid VARCHAR, was_me INT, read_state INT, uid VARCHAR, length INT, timestamp LONG, bin_id VARCHAR, sys_msg VARCHAR, stat_msg VARCHAR, content_id VARCHAR, app_id VARCHAR);
CREATE TABLE KIKcontactsTable (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid VARCHAR, display_name VARCHAR, user_name VARCHAR, in_roster INT, is_blocked INT, photo_url VARCHAR, is_group INT, group_hashtag VARCHAR, local_name VARCHAR, group_size INT);
CREATE TABLE KIKContentTable (_id INTEGER PRIMARY KEY AUTOINCREMENT, content_id VARCHAR, content_type INT, content_name VARCHAR, content_string VARCHAR);
CREATE TABLE KIKContentURITable (_id INTEGER PRIMARY KEY AUTOINCREMENT, content_id VARCHAR, platform VARCHAR, content_uri VARCHAR, type VARCHAR, file_content_type VARCHAR);
INSERT INTO KIKcontactsTable VALUES(1, 'anna_abc@talk.kik.com', 'Anna', 'anna', 1, 0, 'https://example.org/p', 0, NULL, NULL, NULL);
INSERT INTO KIKcontactsTable VALUES(2, '110_g@groups.kik.com', 'Garden', NULL, 1, 0, NULL, 1, '#garden', NULL, 5);
INSERT INTO messagesTable(_id, body, partner_jid, was_me, read_state, uid, timestamp, bin_id) VALUES(1, 'hi', 'anna_abc@talk.kik.com', 0, 500, 'u1', 1661417508123, 'anna_abc@talk.kik.com');
INSERT INTO messagesTable(_id, body, partner_jid, was_me, read_state, uid, timestamp, bin_id) VALUES(2, 'hello', 'anna_abc@talk.kik.com', 1, 400, 'u2', 1661417509000, 'anna_abc@talk.kik.com');
INSERT INTO messagesTable(_id, body, partner_jid, was_me, read_state, uid, timestamp, bin_id) VALUES(3, 'dig', 'anna_abc@talk.kik.com', 0, 500, 'u3', 1661417510000, '110_g@groups.kik.com');
INSERT INTO messagesTable(_id, body, partner_jid, was_me, read_state, uid, timestamp, bin_id, content_id, app_id) VALUES(4, NULL, 'ben@talk.kik.com', 0, 500, 'u4', 1661417511000, 'ben@talk.kik.com', 'c1', 'com.kik.ext.gallery');
INSERT INTO messagesTable(_id, body, partner_jid, was_me, read_state, uid, timestamp, bin_id, sys_msg) VALUES(5, NULL, 'anna_abc@talk.kik.com', 0, 500, 'u5', 1661417512000, '110_g@groups.kik.com', 'Anna has joined the chat');
INSERT INTO KIKContentTable VALUES(1, 'c1', 1, 'file-name', 'a.jpg'), (2, 'c1', 1, 'file-size', '1234');
INSERT INTO KIKContentURITable VALUES(1, 'c1', 'android', 'https://example.org/a', 'x', 'image/jpeg');
