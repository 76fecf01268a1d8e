-- Tables without columns of later versions.
CREATE TABLE users(_id INTEGER PRIMARY KEY, user_id INT, username TEXT, name TEXT, profile_created INT);
CREATE TABLE statuses(_id INTEGER PRIMARY KEY, author_id INT, content TEXT, created INT);
INSERT INTO users VALUES(1,100,'zoe','Zoe',0);
INSERT INTO statuses VALUES(1,100,'hi',1452868881609);
