-- Values of other kinds.
CREATE TABLE users (_id INTEGER PRIMARY KEY,user_id INT UNIQUE NOT NULL,username TEXT,name TEXT,description TEXT,web_url TEXT,location TEXT,followers INT,friends INT,statuses INT,profile_created INT,image_url TEXT,updated INT,friendship INT,friendship_time INT);
CREATE TABLE statuses (_id INTEGER PRIMARY KEY,status_id INT UNIQUE NOT NULL,author_id INT,content TEXT,source TEXT,created INT,in_r_user_id INT,in_r_status_id INT,favorited INT,quoted_tweet_id INT,retweeted INT);
CREATE TABLE search_queries (_id INTEGER PRIMARY KEY,type INT,name TEXT NOT NULL,query TEXT NOT NULL,query_id INT,time INT);
INSERT INTO users(_id, user_id, username, name, profile_created, updated, followers) VALUES(1, 100, x'01', 5, 'x', -1, 'many');
INSERT INTO statuses(_id, status_id, author_id, content, created, favorited) VALUES(1, 1, x'02', x'ff', 1.5, 9);
INSERT INTO search_queries(_id, name, query, time) VALUES(1, 'n', x'00', 4611686018427387904);
