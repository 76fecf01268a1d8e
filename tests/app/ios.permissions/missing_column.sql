CREATE TABLE access (service TEXT, client TEXT);
INSERT INTO access VALUES ('kTCCServiceCamera', 'org.example.app');
