CREATE TABLE access (service TEXT, client TEXT, auth_value INTEGER, auth_reason INTEGER, last_modified INTEGER);
INSERT INTO access VALUES (x'00ff', x'c3', 'odd', 'odd', 'odd');
