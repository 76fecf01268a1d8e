CREATE TABLE ObservedDomains (domainID INTEGER PRIMARY KEY, registrableDomain TEXT, lastSeen REAL);
INSERT INTO ObservedDomains VALUES (1, 'example.org', 1634560250);
