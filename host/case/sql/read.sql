-- Looking at what is there.

-- :name bundles
SELECT id, root, parsers, path, verdict, training, records, issues, failed FROM bundle ORDER BY id;
-- :name said
SELECT kind, text FROM said WHERE bundle = ?1 ORDER BY kind, n;
-- :name audit
SELECT seq, line, sha256 FROM audit ORDER BY seq;
-- Newest ids first: the index walks backwards and stops at the limit.
-- :name search
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM words w JOIN record r ON r.id = w.rowid JOIN head h ON h.id = r.head
WHERE words MATCH ?1 AND (?2 IS NULL OR r.kind = ?2) AND (?3 IS NULL OR r.time >= ?3) AND (?4 IS NULL OR r.time < ?4)
AND w.rowid >= ?5 AND w.rowid < ?6 AND (?8 IS NULL OR EXISTS (SELECT 1 FROM tag t WHERE t.record = w.rowid AND t.name = ?8))
ORDER BY w.rowid DESC LIMIT ?7;
-- How well a record fits is worked out for the latest that hold the words, not for millions of them.
-- :name search_ranked
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM (SELECT id, fit FROM (
    SELECT w.rowid AS id, moka_fit(words, length(r.fields)) AS fit FROM words w JOIN record r ON r.id = w.rowid
    WHERE words MATCH ?1 AND (?2 IS NULL OR r.kind = ?2) AND (?3 IS NULL OR r.time >= ?3) AND (?4 IS NULL OR r.time < ?4)
    AND w.rowid >= ?5 AND w.rowid < ?9 AND (?8 IS NULL OR EXISTS (SELECT 1 FROM tag t WHERE t.record = w.rowid AND t.name = ?8))
    ORDER BY w.rowid DESC LIMIT 10000) ORDER BY fit DESC, id DESC LIMIT ?7 OFFSET ?6) best
JOIN record r ON r.id = best.id JOIN head h ON h.id = r.head ORDER BY best.fit DESC, best.id DESC;
-- Of few tagged ones each is looked up in the index, whatever number the words would find.
-- :name tag_wide
SELECT count(*) FROM (SELECT 1 FROM tag WHERE name = ?1 LIMIT ?2);
-- :name search_tagged
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM tag t CROSS JOIN words w ON w.rowid = t.record
JOIN record r ON r.id = w.rowid JOIN head h ON h.id = r.head
WHERE words MATCH ?1 AND (?2 IS NULL OR r.kind = ?2) AND (?3 IS NULL OR r.time >= ?3) AND (?4 IS NULL OR r.time < ?4)
AND t.record >= ?5 AND t.record < ?6 AND t.name = ?8 ORDER BY t.record DESC LIMIT ?7;
-- :name search_ranked_tagged
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM (
    SELECT w.rowid AS id, moka_fit(words, length(r.fields)) AS fit FROM tag t CROSS JOIN words w ON w.rowid = t.record JOIN record r ON r.id = w.rowid
    WHERE words MATCH ?1 AND (?2 IS NULL OR r.kind = ?2) AND (?3 IS NULL OR r.time >= ?3) AND (?4 IS NULL OR r.time < ?4)
    AND t.record >= ?5 AND t.record < ?9 AND t.name = ?8
    ORDER BY fit DESC, id DESC LIMIT ?7 OFFSET ?6) best
JOIN record r ON r.id = best.id JOIN head h ON h.id = r.head ORDER BY best.fit DESC, best.id DESC;
-- :name search_wide
SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT 10001);
-- What stands in several bundles, most of them first; what was joined is one, and a record that names two of it counts once.
-- :name shared
SELECT e.id, e.kind, e.value, g.bundles, g.n, g.first, g.last FROM (
    SELECT p.entity AS whole, count(*) AS bundles, sum(p.n) AS n, min(p.first) AS first, max(p.last) AS last
    FROM spread p WHERE p.entity NOT IN (SELECT entity FROM same) GROUP BY whole HAVING bundles >= ?1
    UNION ALL
    SELECT s.one, count(DISTINCT p.bundle) AS bundles,
        (SELECT count(DISTINCT m.record) FROM same x CROSS JOIN mention m ON m.entity = x.entity WHERE x.one = s.one), min(p.first), max(p.last)
    FROM same s CROSS JOIN spread p ON p.entity = s.entity GROUP BY s.one HAVING bundles >= ?1) g
JOIN entity e ON e.id = g.whole ORDER BY g.bundles DESC, g.n DESC, e.kind, e.value LIMIT ?2;
-- Where one stands, bundle by bundle and role by role.
-- :name where_alone
SELECT bundle, role, rule, n FROM stands WHERE entity = ?1 ORDER BY bundle, role, rule;
-- The same of what was joined: a record that names two of them is one.
-- :name shared_where
SELECT (SELECT b.id FROM bundle b WHERE m.record BETWEEN b.first AND b.last) AS of, m.role, m.rule, count(DISTINCT m.record) FROM mention m
WHERE m.entity IN (SELECT ?1 UNION SELECT entity FROM same WHERE one = (SELECT one FROM same WHERE entity = ?1))
GROUP BY of, m.role, m.rule ORDER BY of, m.role, m.rule;
-- All records of a bundle, in the order in which they came.
-- :name records
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM record r JOIN head h ON h.id = r.head
WHERE (?1 IS NULL OR h.bundle = ?1) AND (?2 IS NULL OR r.kind = ?2) ORDER BY r.id;

-- Pages of the time line: a page of each bundle, and the first of them all.
-- :name line
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM
(SELECT l.id FROM bundle b CROSS JOIN record l ON l.id IN (SELECT x.id FROM record x INDEXED BY record_time
    WHERE x.bundle = b.id AND (x.time, x.id) > (?1, ?2) AND x.time < ?3 ORDER BY x.time, x.id LIMIT ?5)
WHERE ?4 IS NULL OR b.id = ?4 ORDER BY l.time, l.id LIMIT ?5) p
JOIN record r ON r.id = p.id JOIN head h ON h.id = r.head ORDER BY r.time, r.id;
-- :name line_kind
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM
(SELECT l.id FROM bundle b CROSS JOIN record l ON l.id IN (SELECT x.id FROM record x INDEXED BY record_kind
    WHERE x.bundle = b.id AND x.kind = ?6 AND (x.time, x.id) > (?1, ?2) AND x.time < ?3 ORDER BY x.time, x.id LIMIT ?5)
WHERE ?4 IS NULL OR b.id = ?4 ORDER BY l.time, l.id LIMIT ?5) p
JOIN record r ON r.id = p.id JOIN head h ON h.id = r.head ORDER BY r.time, r.id;
-- What has no time, as it came.
-- :name timeless
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM
(SELECT x.id FROM bundle b CROSS JOIN record x INDEXED BY record_time ON x.bundle = b.id
WHERE (?2 IS NULL OR b.id = ?2) AND b.last > ?1 AND x.time IS NULL AND x.id > ?1 ORDER BY b.id, x.id LIMIT ?3) p
JOIN record r ON r.id = p.id JOIN head h ON h.id = r.head ORDER BY r.id;
-- :name timeless_kind
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM
(SELECT x.id FROM bundle b CROSS JOIN record x INDEXED BY record_kind ON x.bundle = b.id
WHERE (?2 IS NULL OR b.id = ?2) AND b.last > ?1 AND x.kind = ?4 AND x.time IS NULL AND x.id > ?1 ORDER BY b.id, x.id LIMIT ?3) p
JOIN record r ON r.id = p.id JOIN head h ON h.id = r.head ORDER BY r.id;
-- :name talk_page
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM record r JOIN head h ON h.id = r.head
WHERE r.talk = ?6 AND r.kind <> ?4 AND (coalesce(r.time, -9223372036854775808), r.id) > (?1, ?2) AND coalesce(r.time, -9223372036854775808) < ?3
ORDER BY r.time, r.id LIMIT ?5;
-- Behind a message that has a time.
-- :name talk_timed
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM record r JOIN head h ON h.id = r.head
WHERE r.talk = ?6 AND r.kind <> ?4 AND (r.time, r.id) > (?1, ?2) AND r.time < ?3 ORDER BY r.time, r.id LIMIT ?5;
-- :name talks
SELECT id, bundle, app, key, messages, first, last, about FROM talk
WHERE (coalesce(last, -9223372036854775808), id) < (?1, ?2) AND (?3 IS NULL OR bundle = ?3) AND (?5 IS NULL OR app = ?5) ORDER BY last DESC, id DESC LIMIT ?4;
-- :name one
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM record r JOIN head h ON h.id = r.head WHERE r.id = ?1;
-- :name children
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM record r JOIN head h ON h.id = r.head
WHERE r.parent = (SELECT ref FROM record WHERE id = ?1) ORDER BY r.id;
-- :name activity
SELECT kind, hour, sum(n) FROM activity WHERE (?1 IS NULL OR bundle = ?1) AND hour >= ?2 AND hour < ?3 GROUP BY kind, hour ORDER BY kind, hour;
-- Sums that were made at import, but for what was joined, which is counted: a record may name two of them.
-- :name contacts
SELECT e.id, e.kind, e.value, count(*), sum(g.n), min(g.first), max(g.last) FROM (
    SELECT c.entity AS one, c.n, c.first, c.last FROM contact c
    WHERE (?1 IS NULL OR c.bundle = ?1) AND c.entity NOT IN (SELECT entity FROM same)
    UNION ALL
    SELECT s.one, count(DISTINCT r.id), min(r.time), max(r.time)
    FROM same s CROSS JOIN mention m ON m.entity = s.entity CROSS JOIN record r ON r.id = m.record CROSS JOIN head h ON h.id = r.head
    WHERE (?1 IS NULL OR h.bundle = ?1) AND r.kind IN (?3, ?4) AND m.role IN ('from', 'to', 'peer') GROUP BY s.one, h.bundle) g
JOIN entity e ON e.id = g.one GROUP BY e.id ORDER BY sum(g.n) DESC, e.kind, e.value LIMIT ?2;
-- :name tags
SELECT name, count(*) FROM tag GROUP BY name ORDER BY name;
-- :name tagged
SELECT r.id, h.bundle, h.kind, h.fields, r.row, r.fields FROM tag t JOIN record r ON r.id = t.record JOIN head h ON h.id = r.head
WHERE t.name = ?1 AND r.id > ?2 ORDER BY r.id LIMIT ?3;
-- :name notes
SELECT who, time, text FROM note WHERE record = ?1 ORDER BY id;
