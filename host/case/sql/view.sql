-- What the viewer asks for. Bundles lie in the store one behind the other, so that a bundle is a range of record ids.

-- :name view_schema
-- Records of each kind.
CREATE TABLE tally(bundle INT NOT NULL, kind INT NOT NULL, n INT NOT NULL, timeless INT NOT NULL, PRIMARY KEY(bundle, kind)) WITHOUT ROWID;
-- Where something stands how often.
CREATE TABLE spread(entity INT NOT NULL, bundle INT NOT NULL, n INT NOT NULL, first INT, last INT, PRIMARY KEY(entity, bundle)) WITHOUT ROWID;
-- The same by role and rule.
CREATE TABLE stands(entity INT NOT NULL, bundle INT NOT NULL, role TEXT NOT NULL, rule TEXT NOT NULL, n INT NOT NULL,
    PRIMARY KEY(entity, bundle, role, rule)) WITHOUT ROWID;
-- Locations; time -9223372036854775808: none; until: of a stay.
CREATE TABLE place(record INTEGER PRIMARY KEY, time INT NOT NULL, until INT, lat REAL NOT NULL, lon REAL NOT NULL, accuracy REAL,
    origin TEXT, meaning TEXT, whose TEXT, label TEXT);
-- What has no place though it could.
CREATE TABLE placeless(bundle INTEGER PRIMARY KEY, n INT NOT NULL);
-- Pictures, videos, sounds (1, 2, 3).
CREATE TABLE media(class INT NOT NULL, time INT NOT NULL, record INT NOT NULL, PRIMARY KEY(class, time, record)) WITHOUT ROWID;
-- The phone's files, and the folders they are in (kind 0; bytes and files: in all of it).
CREATE TABLE file(bundle INT NOT NULL, folder TEXT NOT NULL, kind INT NOT NULL, name TEXT NOT NULL, number INT NOT NULL,
    bytes INT NOT NULL, files INT NOT NULL, PRIMARY KEY(bundle, folder, kind, name, number)) WITHOUT ROWID;

-- :name place_add
INSERT INTO place(record, time, lat, lon, accuracy, origin, meaning, whose, label, until) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
-- :name placeless_add
INSERT INTO placeless(bundle, n) VALUES(?1, 1) ON CONFLICT(bundle) DO UPDATE SET n = n + 1;
-- :name media_add
INSERT OR IGNORE INTO media(class, time, record) VALUES(?1, ?2, ?3);
-- :name file_add
INSERT INTO file(bundle, folder, kind, name, number, bytes, files) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 1)
ON CONFLICT(bundle, folder, kind, name, number) DO UPDATE SET bytes = bytes + ?6, files = files + 1;
-- :name sum_kinds
INSERT INTO tally SELECT bundle, kind, count(*), count(*) - count(time) FROM record INDEXED BY record_kind WHERE bundle = ?1 GROUP BY kind;
-- :name sum_spread
INSERT INTO spread SELECT m.entity, ?1, count(DISTINCT m.record), min(r.time), max(r.time) FROM mention m JOIN record r ON r.id = m.record
WHERE m.record BETWEEN (SELECT first FROM bundle WHERE id = ?1) AND (SELECT last FROM bundle WHERE id = ?1) GROUP BY m.entity;

-- :name sum_stands
INSERT INTO stands SELECT entity, ?1, role, rule, count(*) FROM mention
WHERE record BETWEEN (SELECT first FROM bundle WHERE id = ?1) AND (SELECT last FROM bundle WHERE id = ?1) GROUP BY entity, role, rule;

-- :name bundle_range
SELECT coalesce(min(first), 0), coalesce(max(last), -1) FROM bundle WHERE ?1 IS NULL OR id = ?1;
-- :name marks
SELECT name FROM tag WHERE record = ?1 ORDER BY name;
-- :name marks_notes
SELECT count(*) FROM note WHERE record = ?1;
-- :name kinds
SELECT kind, sum(n), sum(timeless) FROM tally WHERE ?1 IS NULL OR bundle = ?1 GROUP BY kind ORDER BY kind;
-- :name span_first
SELECT t FROM (SELECT min((SELECT time FROM record INDEXED BY record_time WHERE bundle = b.id AND time IS NOT NULL ORDER BY time LIMIT 1)) AS t
FROM bundle b WHERE ?1 IS NULL OR b.id = ?1) WHERE t IS NOT NULL;
-- :name span_last
SELECT t FROM (SELECT max((SELECT time FROM record INDEXED BY record_time WHERE bundle = b.id AND time IS NOT NULL ORDER BY time DESC LIMIT 1)) AS t
FROM bundle b WHERE ?1 IS NULL OR b.id = ?1) WHERE t IS NOT NULL;
-- :name apps
SELECT app, sum(messages), count(*) FROM talk WHERE ?1 IS NULL OR bundle = ?1 GROUP BY app ORDER BY sum(messages) DESC, app;
-- :name steps
SELECT (r.time - ?3) / ?5 AS step, count(*) FROM bundle b CROSS JOIN record r INDEXED BY record_kind ON r.bundle = b.id
WHERE (?2 IS NULL OR b.id = ?2) AND r.kind = ?1 AND r.time >= ?3 AND r.time < ?4 GROUP BY step ORDER BY step;
-- :name talk_one
SELECT id, bundle, app, key, messages, first, last, about FROM talk WHERE id = ?1;
-- :name talk_back
SELECT coalesce(time, -9223372036854775808), id FROM record WHERE talk = ?1 AND kind <> ?5 AND (time, id) < (?2, ?3) ORDER BY time DESC, id DESC LIMIT ?4;
-- :name talk_timeless
SELECT 1 FROM record WHERE talk = ?1 AND kind <> ?2 AND time IS NULL AND id < ?3 LIMIT 1;
-- :name talk_of
SELECT coalesce(talk, 0) FROM record WHERE id = ?1;
-- :name named
SELECT e.id, e.kind, e.value, 0, 0, NULL, NULL, m.role, m.rule FROM mention m JOIN entity e ON e.id = m.entity WHERE m.record = ?1 ORDER BY m.role, e.id;
-- :name entity_one
SELECT e.id, e.kind, e.value, count(DISTINCT s.bundle), CASE WHEN e.id IN (SELECT entity FROM same)
    THEN (SELECT count(DISTINCT m.record) FROM same x CROSS JOIN mention m ON m.entity = x.entity WHERE x.one = (SELECT one FROM same WHERE entity = e.id))
    ELSE coalesce(sum(s.n), 0) END, min(s.first), max(s.last) FROM entity e
LEFT JOIN spread s ON s.entity IN (SELECT e.id UNION SELECT entity FROM same WHERE one = (SELECT one FROM same WHERE entity = e.id))
WHERE e.id = ?1 GROUP BY e.id;
-- :name naming
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM
(SELECT DISTINCT record FROM mention WHERE record > ?2 AND entity IN (SELECT ?1 UNION SELECT entity FROM same WHERE one = (SELECT one FROM same WHERE entity = ?1)) ORDER BY record LIMIT ?3) m
JOIN record r ON r.id = m.record JOIN head h ON h.id = r.head ORDER BY r.id;
-- A record that names two which are one counts once.
-- :name edges
WITH g AS MATERIALIZED (SELECT c.entity AS one, c.bundle, c.n, c.first, c.last FROM contact c WHERE c.entity NOT IN (SELECT entity FROM same)
    UNION ALL SELECT s.one, r.bundle, count(DISTINCT r.id), min(r.time), max(r.time)
    FROM same s CROSS JOIN mention m ON m.entity = s.entity CROSS JOIN record r ON r.id = m.record
    WHERE r.kind IN (?2, ?3) AND m.role IN ('from', 'to', 'peer') GROUP BY s.one, r.bundle)
SELECT e.id, e.kind, e.value, w.bundles, g.n, g.first, g.last, g.bundle, w.total FROM g
JOIN (SELECT one, count(*) AS bundles, sum(n) AS total FROM g GROUP BY one) w ON w.one = g.one JOIN entity e ON e.id = g.one
WHERE ?1 IS NULL OR g.bundle = ?1 ORDER BY w.bundles DESC, w.total DESC, e.id, g.bundle;
-- :name places
SELECT record, time, lat, lon, accuracy, origin, meaning, whose, label, until FROM place
WHERE (time, record) > (?1, ?2) AND time >= ?3 AND time < ?4 AND record BETWEEN ?5 AND ?6
AND (?7 IS NULL OR origin = ?7) AND (?8 IS NULL OR meaning = ?8)
AND (?9 IS NULL OR (lat BETWEEN ?9 AND ?10 AND CASE WHEN ?11 <= ?12 THEN lon BETWEEN ?11 AND ?12 ELSE lon >= ?11 OR lon <= ?12 END))
ORDER BY time, record LIMIT ?13;
-- Of a small box: what lies in its degrees of latitude is sorted.
-- :name places_box
SELECT record, time, lat, lon, accuracy, origin, meaning, whose, label, until FROM place INDEXED BY place_lat
WHERE lat BETWEEN ?9 AND ?10 AND CASE WHEN ?11 <= ?12 THEN lon BETWEEN ?11 AND ?12 ELSE lon >= ?11 OR lon <= ?12 END
AND (time, record) > (?1, ?2) AND time >= ?3 AND time < ?4 AND record BETWEEN ?5 AND ?6
AND (?7 IS NULL OR origin = ?7) AND (?8 IS NULL OR meaning = ?8)
ORDER BY time, record LIMIT ?13;
-- Positions at a time, and stays that touch it.
-- :name around
SELECT record, time, lat, lon, accuracy, origin, meaning, whose, label, until FROM place WHERE record IN (
    SELECT record FROM place INDEXED BY place_time WHERE time >= ?1 AND time <= ?2 AND record BETWEEN ?3 AND ?4
    UNION SELECT record FROM place INDEXED BY place_until WHERE until >= ?1 AND time <= ?2 AND time > -9223372036854775808 AND record BETWEEN ?3 AND ?4)
ORDER BY time, record LIMIT ?5;
-- :name placeless
SELECT coalesce(sum(n), 0) FROM placeless WHERE ?1 IS NULL OR bundle = ?1;
-- :name media
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields, m.class, m.time FROM
(SELECT class, time, record FROM media WHERE class = ?1 AND (time, record) < (?2, ?3) AND record BETWEEN ?4 AND ?5 ORDER BY time DESC, record DESC LIMIT ?6) m
JOIN record r ON r.id = m.record JOIN head h ON h.id = r.head ORDER BY m.time DESC, r.id DESC;
-- :name media_all
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields, m.class, m.time FROM
(SELECT class, time, record FROM media INDEXED BY media_time WHERE (time, record) < (?2, ?3) AND record BETWEEN ?4 AND ?5 ORDER BY time DESC, record DESC LIMIT ?6) m
JOIN record r ON r.id = m.record JOIN head h ON h.id = r.head ORDER BY m.time DESC, r.id DESC;
-- :name files
SELECT name, kind, number, bytes, files FROM file WHERE bundle = ?1 AND folder = ?2 ORDER BY kind, name, number LIMIT ?3 OFFSET ?4;
-- :name file_number
SELECT number FROM file WHERE bundle = ?1 AND folder = ?2 AND kind = 1 AND name = ?3 ORDER BY number DESC LIMIT 1;
-- :name bundle_of
SELECT h.bundle FROM record r JOIN head h ON h.id = r.head WHERE r.id = ?1;
-- :name readers
SELECT DISTINCT app FROM head WHERE bundle = ?1 ORDER BY app;
-- Of an entity that is joined with none, which is quick.
-- :name naming_alone
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM
(SELECT DISTINCT record FROM mention WHERE entity = ?1 AND record > ?2 ORDER BY record LIMIT ?3) m
JOIN record r ON r.id = m.record JOIN head h ON h.id = r.head ORDER BY r.id;
-- :name is_joined
SELECT EXISTS (SELECT 1 FROM same WHERE entity = ?1) OR EXISTS (SELECT 1 FROM same WHERE one = ?1);
