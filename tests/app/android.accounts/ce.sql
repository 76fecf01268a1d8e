-- What is opened by the unlock: tokens are told by their type only.
CREATE TABLE accounts(_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, type TEXT NOT NULL, password TEXT, UNIQUE(name,type));
CREATE TABLE authtokens(_id INTEGER PRIMARY KEY AUTOINCREMENT, accounts_id INTEGER NOT NULL, type TEXT NOT NULL, authtoken TEXT);
CREATE TABLE extras(_id INTEGER PRIMARY KEY AUTOINCREMENT, accounts_id INTEGER, key TEXT NOT NULL, value TEXT);
INSERT INTO accounts VALUES(1,'ann@example.org','com.google','aas_et/secret'),(2,'WhatsApp','com.whatsapp',NULL);
INSERT INTO authtokens VALUES(5,1,'com.google.android.gms:oauth2','ya29.secret'),(6,9,'x','y');
INSERT INTO extras VALUES(7,1,'given_name','Ann'),(8,1,'flags',NULL);
