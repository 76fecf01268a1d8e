-- Somebody's tweets, a search, a direct message in the app's own serialisation.
CREATE TABLE users (_id INTEGER PRIMARY KEY,user_id INT UNIQUE NOT NULL,username TEXT,name TEXT,description TEXT,web_url TEXT,location TEXT,followers INT,friends INT,statuses INT,profile_created INT,image_url TEXT,updated INT,friendship INT,friendship_time INT);
CREATE TABLE statuses (_id INTEGER PRIMARY KEY,status_id INT UNIQUE NOT NULL,author_id INT,content TEXT,source TEXT,created INT,in_r_user_id INT,in_r_status_id INT,favorited INT,quoted_tweet_id INT,retweeted INT);
CREATE TABLE search_queries (_id INTEGER PRIMARY KEY,type INT,name TEXT NOT NULL,query TEXT NOT NULL,query_id INT,time INT);
CREATE TABLE conversation_entries (_id INTEGER PRIMARY KEY,entry_id INT UNIQUE NOT NULL,sort_entry_id INT UNIQUE NOT NULL,conversation_id TEXT,user_id INT,created INT,entry_type INT,data BLOB,request_id TEXT);
CREATE TABLE conversations (_id INTEGER PRIMARY KEY,conversation_id TEXT UNIQUE NOT NULL,title TEXT,avatar_url TEXT,type INT,sort_timestamp BIGINT);
CREATE TABLE conversation_participants (_id INTEGER PRIMARY KEY,conversation_id TEXT NOT NULL,user_id TEXT NOT NULL,join_time INT NOT NULL,participant_type INT NOT NULL);
INSERT INTO users(_id, user_id, username, name, description, web_url, location, followers, friends, statuses, profile_created, image_url, updated, friendship, friendship_time) VALUES(1, 100, 'zoe', 'Zoë 🙂', 'bio', 'http://t.co/x', 'Paris', 5, 6, 7, 1315730823000, 'https://pbs/x.jpg', 1452868881609, 0, 1452868881604);
INSERT INTO statuses(_id, status_id, author_id, content, source, created, in_r_status_id, favorited, retweeted, quoted_tweet_id) VALUES(1, 900, 100, 'hello world', 'Web', 1452868881609, 0, 0, 1, 0);
INSERT INTO statuses(_id, status_id, author_id, content, created, in_r_status_id, favorited, retweeted, quoted_tweet_id) VALUES(2, 901, 555, 'by nobody known', 1452868881610, 900, 1, 0, 899);
INSERT INTO search_queries(_id, type, name, query, time) VALUES(1, 0, 'gold', 'rose gold', 1452868881609);
INSERT INTO conversation_entries(_id, entry_id, sort_entry_id, conversation_id, user_id, created, entry_type, data) VALUES(1, 7, 7, '100-200', 100, 1452868881609, 0, x'491d0954436a0568656c6c6f');
INSERT INTO conversations(_id, conversation_id, title, sort_timestamp) VALUES(1, '100-200', NULL, 1452868881609);
INSERT INTO conversation_participants(_id, conversation_id, user_id, join_time, participant_type) VALUES(1, '100-200', '100', 0, 1);
INSERT INTO conversation_participants(_id, conversation_id, user_id, join_time, participant_type) VALUES(2, '100-200', '200', 1452868881609, 1);
