-- Payloads that are no base64, no protobuf, none at all; codes and times out of any range.
CREATE TABLE `conversations` (`conv_id` TEXT PRIMARY KEY, `conv_type` INTEGER DEFAULT 0, `payload` BLOB, `last_msg_id` INTEGER, `unread_count` INTEGER, `last_read_sent_msg_id` INTEGER, `conv_del_status` INTEGER DEFAULT 0);
CREATE TABLE `messages` (`msg_id` INTEGER PRIMARY KEY, `conv_id` TEXT, `type` INTEGER, `media_id` TEXT, `share_id` TEXT, `create_time` BIGINT, `send_time` BIGINT, `direction` INTEGER, `status` INTEGER, `payload` BLOB, `del_status` INTEGER);
CREATE TABLE `likes` (`msg_id` INTEGER PRIMARY KEY, `global_msg_id` TEXT, `conv_id` TEXT, `liker_aid` TEXT, `act_type` INTEGER, `status` INTEGER, `act_ts` BIGINT, `payload` BLOB);
INSERT INTO messages(msg_id, conv_id, type, create_time, send_time, direction, status, payload, del_status) VALUES(1, 'gone', 99, 'x', -1, 7, 1, '***', 0);
INSERT INTO messages(msg_id, conv_id, type, create_time, send_time, direction, status, payload, del_status) VALUES(2, NULL, 0, 1452868881609, 1452868881609, 2, 1, '/////w==', 'y');
INSERT INTO messages(msg_id, conv_id, type, create_time, send_time, direction, status, payload, del_status) VALUES(3, 'gone', 0, 4611686018427387904, 0, 1, 1, NULL, NULL);
