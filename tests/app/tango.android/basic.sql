-- A message each way, a file, a like; what is said is a protobuf in base64.
CREATE TABLE `conversations` (`conv_id` TEXT PRIMARY KEY, `conv_type` INTEGER DEFAULT 0, `payload` BLOB, `last_msg_id` INTEGER, `unread_count` INTEGER, `last_read_sent_msg_id` INTEGER, `conv_del_status` INTEGER DEFAULT 0);
CREATE TABLE `messages` (`msg_id` INTEGER PRIMARY KEY, `conv_id` TEXT, `type` INTEGER, `media_id` TEXT, `share_id` TEXT, `create_time` BIGINT, `send_time` BIGINT, `direction` INTEGER, `status` INTEGER, `payload` BLOB, `del_status` INTEGER);
CREATE TABLE `likes` (`msg_id` INTEGER PRIMARY KEY, `global_msg_id` TEXT, `conv_id` TEXT, `liker_aid` TEXT, `act_type` INTEGER, `status` INTEGER, `act_ts` BIGINT, `payload` BLOB);
INSERT INTO conversations(conv_id, payload, conv_del_status) VALUES('conv-1', 'Eg0KBFpvw6saBWFjYy0xGgZjb252LTE=', 0);
INSERT INTO messages(msg_id, conv_id, type, create_time, send_time, direction, status, payload, del_status) VALUES(10, 'conv-1', 0, 1452868881609, 1452868881700, 2, 1, 'EgZjb252LTEYACIJSGV5ISDwn5mCqgEVCgRab8OrEgZNZW1iZXIaBWFjYy0x', 0);
INSERT INTO messages(msg_id, conv_id, type, create_time, send_time, direction, status, payload, del_status) VALUES(11, 'conv-1', 0, 1452868882609, 1452868882709, 1, 1, 'EgZjb252LTEYACIFaGVsbG8=', 2);
INSERT INTO messages(msg_id, conv_id, type, media_id, create_time, send_time, direction, status, payload, del_status) VALUES(12, 'conv-1', 3, 'm1', 1452868883609, 1452868883709, 2, 1, 'EgZjb252LTEYAyIAKhZodHRwOi8vY2dldC50YW5nby5tZS94qgEHGgVhY2MtMQ==', 0);
INSERT INTO messages(msg_id, conv_id, type, create_time, send_time, direction, status, payload, del_status) VALUES(13, 'conv-1', 61, 1452868884609, 1452868884509, 1, 1, 'EgZjb252LTHiBBdIYW5rIGxpa2VkIHRoZSBtZXNzYWdlLg==', 0);
INSERT INTO likes(msg_id, global_msg_id, conv_id, liker_aid, status, act_ts) VALUES(13, 'g', 'conv-1', 'acc-1', 2, 1452868884609);
