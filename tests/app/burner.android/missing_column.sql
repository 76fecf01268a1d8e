-- An older table.
CREATE TABLE messages(_id integer primary key, message text, contact_phone_number text, message_type integer, date_created integer, direction integer);
INSERT INTO messages VALUES(1,'hi','+19195550100',2,1452868881609,1);
