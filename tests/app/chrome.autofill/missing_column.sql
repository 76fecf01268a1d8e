CREATE TABLE autofill(name VARCHAR,value VARCHAR,date_last_used INTEGER);
CREATE TABLE credit_cards(guid VARCHAR PRIMARY KEY,name_on_card VARCHAR);
INSERT INTO autofill VALUES('q','x',1700000100);
INSERT INTO credit_cards VALUES('c','ANA');
