-- The details are a view: the contacts are read, the details are not.
CREATE TABLE raw_contacts(_id INTEGER PRIMARY KEY, display_name TEXT);
CREATE VIEW data AS SELECT 1 AS raw_contact_id;
INSERT INTO raw_contacts VALUES(1,'Ann');
