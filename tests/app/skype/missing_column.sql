-- Fewer columns.
CREATE TABLE Messages (id INTEGER NOT NULL PRIMARY KEY, chatname TEXT, author TEXT, timestamp INTEGER, type INTEGER, body_xml TEXT);
INSERT INTO Messages VALUES(1,'c','a',1375219588,61,'hi');
