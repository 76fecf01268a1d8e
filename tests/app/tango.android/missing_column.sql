-- Columns and tables that are not there.
CREATE TABLE messages(msg_id INTEGER PRIMARY KEY, conv_id TEXT, create_time BIGINT, direction INTEGER, payload BLOB);
CREATE TABLE other(x);
INSERT INTO messages(msg_id, conv_id, create_time, direction, payload) VALUES(1, 'c', 1452868881609, 1, 'IgJoaQ==');
