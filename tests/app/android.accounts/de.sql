-- What is there before: visibility, and what the service did.
CREATE TABLE accounts(_id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, previous_name TEXT, last_password_entry_time_millis_epoch INTEGER DEFAULT 0, UNIQUE(name,type));
CREATE TABLE visibility(accounts_id INTEGER NOT NULL, _package TEXT NOT NULL, value INTEGER, PRIMARY KEY(accounts_id,_package));
CREATE TABLE debug_table(_id INTEGER, action_type TEXT NOT NULL, time DATETIME, caller_uid INTEGER NOT NULL, table_name TEXT NOT NULL, primary_key INTEGER PRIMARY KEY);
INSERT INTO accounts VALUES(1,'ann@example.org','com.google',NULL,1700000000000),(2,'bob','org.example','robert',0);
INSERT INTO visibility VALUES(1,'org.example.chat',2);
INSERT INTO debug_table VALUES(1,'action_account_add','2023-11-14 22:13:20',1000,'accounts',0),(2,'action_set_password','2023-11-14 22:14:20',10123,'accounts',1);
