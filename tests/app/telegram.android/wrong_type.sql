-- Values of other kinds.
CREATE TABLE messages_v2(mid INTEGER, uid INTEGER, read_state INTEGER, send_state INTEGER, date INTEGER, data BLOB, out INTEGER, ttl INTEGER, media INTEGER, replydata BLOB, imp INTEGER, mention INTEGER, forwards INTEGER, replies_data BLOB, thread_reply_id INTEGER, is_channel INTEGER, reply_to_message_id INTEGER, custom_params BLOB, group_id INTEGER, reply_to_story_id INTEGER, PRIMARY KEY(mid, uid));
INSERT INTO messages_v2(mid, uid, read_state, send_state, date, data, out, ttl) VALUES('m', 'u', 'r', 's', 'd', x'425234940000000000000000010000002217515902f2052a01000000243807630568656c6c6f0000', 'o', 't');
INSERT INTO messages_v2(mid, uid, read_state, send_state, date, data, out, ttl) VALUES(1.5, x'01', 1.5, 9, 1.5, 2.5, 7, x'02');
