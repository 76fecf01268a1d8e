-- Events of apps and of their parts; a package that the table of packages does not have.
CREATE TABLE packages (_id INTEGER PRIMARY KEY,package_name TEXT, UNIQUE(package_name) ON CONFLICT ABORT);
CREATE TABLE components(_id INTEGER PRIMARY KEY,component_name TEXT NOT NULL,package_id INTEGER NOT NULL);
CREATE TABLE component_events(_id INTEGER PRIMARY KEY,timestamp INTEGER NOT NULL,type INTEGER NOT NULL,component_id INTEGER NOT NULL);
CREATE TABLE events (_id INTEGER PRIMARY KEY,timestamp INTEGER NOT NULL,type INTEGER NOT NULL,package_id INTEGER NOT NULL,instance_id INTEGER DEFAULT NULL, task_root_package_id INTEGER DEFAULT NULL);
CREATE TABLE app_usage_periods(_id INTEGER PRIMARY KEY,package_id INTEGER NOT NULL, start_time_millis INTEGER NOT NULL,end_time_millis INTEGER NOT NULL, type INTEGER NOT NULL);
INSERT INTO packages VALUES(1,'android'),(2,'org.example.chat');
INSERT INTO components VALUES(4,'org.example.chat.Main',2);
INSERT INTO events VALUES(10,1700000000000,1,2,55,2),(11,1700000005000,2,2,55,2),(12,1700000006000,27,1,0,NULL),(13,1700000007000,12,99,NULL,NULL);
INSERT INTO component_events VALUES(5,1700000000500,1,4);
INSERT INTO app_usage_periods VALUES(3,2,1700000000000,1700000005000,1);
