-- Entities that may be one person's, and those that an examiner said are.

-- Pairs that a rule found; made at the end of an import.
-- :name hints_number
INSERT OR IGNORE INTO hint(a, b, rule, record, name) SELECT min(n.id, i.id), max(n.id, i.id), 1, NULL, NULL FROM entity n JOIN entity i
ON i.id IN (SELECT x.id FROM entity x WHERE x.tail = n.tail AND x.value LIKE '+%' AND x.value LIKE '%' || CASE WHEN n.value LIKE '00%' THEN '+' || substr(n.value, 3) ELSE ltrim(n.value, '0') END
    ORDER BY x.id LIMIT 3)
WHERE n.kind = 'phone' AND n.tail IS NOT NULL AND n.value NOT LIKE '+%';
-- :name hints_id
INSERT OR IGNORE INTO hint(a, b, rule, record, name) SELECT min(j.id, p.id), max(j.id, p.id), 2, NULL, NULL FROM entity j JOIN entity p
ON p.kind = 'phone' AND p.value = '+' || substr(j.value, 1, length(j.value) - length('@s.whatsapp.net'))
WHERE j.kind = 'email' AND j.value LIKE '%@s.whatsapp.net';
-- :name hints_card
INSERT OR IGNORE INTO hint(a, b, rule, record, name) SELECT f.first, m.entity, 3, f.record, NULL
FROM (SELECT r.id AS record, min(m.entity) AS first FROM record r INDEXED BY record_kind CROSS JOIN mention m ON m.record = r.id
    WHERE r.bundle = ?1 AND r.kind = ?2 AND m.role IN ('phones', 'emails', 'handles') GROUP BY r.id HAVING min(m.entity) <> max(m.entity)) f
JOIN mention m ON m.record = f.record WHERE m.role IN ('phones', 'emails', 'handles') AND m.entity <> f.first;
-- Each with the first of that name, so that a name of many does not become a product.
-- :name hints_name
INSERT OR IGNORE INTO hint(a, b, rule, record, name) SELECT f.first, c.entity, 4, NULL, c.name
FROM (SELECT folded, min(entity) AS first FROM called WHERE folded LIKE '%_ _%' GROUP BY folded HAVING min(entity) <> max(entity)) f
JOIN called c ON c.folded = f.folded WHERE c.entity <> f.first;

-- A pair by its surest rule.
-- :name suggested
SELECT 0, a.id, a.kind, a.value, b.id, b.kind, b.value, t.rule, t.name, t.record, NULL, NULL
FROM hint t JOIN entity a ON a.id = t.a JOIN entity b ON b.id = t.b LEFT JOIN same x ON x.entity = t.a LEFT JOIN same y ON y.entity = t.b
WHERE coalesce(x.one, t.a) <> coalesce(y.one, t.b)
AND NOT EXISTS (SELECT 1 FROM hint s WHERE s.rule IN (1, 2, 3) AND s.rule < t.rule AND s.a = t.a AND s.b = t.b) ORDER BY t.rule, t.a, t.b LIMIT ?1 OFFSET ?2;
-- :name merges
SELECT m.id, a.id, a.kind, a.value, b.id, b.kind, b.value, 0, m.reason, NULL, m.who, m.time
FROM merge m JOIN entity a ON a.id = m.a JOIN entity b ON b.id = m.b WHERE ?1 IS NULL OR m.id = ?1 ORDER BY m.id;
-- :name merge_find
SELECT id FROM merge WHERE a = ?1 AND b = ?2;
-- :name merge_add
INSERT INTO merge(a, b, reason, who, time) VALUES(?1, ?2, ?3, ?4, ?5);
-- :name merge_drop
DELETE FROM merge WHERE id = ?1;
-- All that can be reached from one by what was joined, named by the lowest.
-- :name same_settle
INSERT OR REPLACE INTO same(entity, one) WITH RECURSIVE reach(y) AS (SELECT ?1 UNION
    SELECT CASE WHEN m.a = reach.y THEN m.b ELSE m.a END FROM reach JOIN merge m ON m.a = reach.y OR m.b = reach.y)
SELECT y, (SELECT min(y) FROM reach) FROM reach;
-- :name same_alone
DELETE FROM same WHERE entity = ?1 AND NOT EXISTS (SELECT 1 FROM merge WHERE a = ?1 OR b = ?1);
-- :name same
SELECT coalesce((SELECT one FROM same WHERE entity = ?1), ?1);
-- :name members
SELECT id, kind, value, 0, 0, NULL, NULL FROM entity
WHERE id = ?1 OR id IN (SELECT entity FROM same WHERE one = (SELECT one FROM same WHERE entity = ?1)) ORDER BY id;
-- What was joined is called what any of it is; its own names first.
-- :name called
SELECT bundle, name, card FROM called WHERE entity IN (SELECT ?1 UNION SELECT entity FROM same WHERE one = (SELECT one FROM same WHERE entity = ?1))
ORDER BY entity <> ?1, bundle, card DESC, folded;
-- :name called_add
INSERT INTO called(entity, bundle, folded, name, card) VALUES(?1, ?2, ?3, ?4, ?5)
ON CONFLICT DO UPDATE SET card = max(card, excluded.card) WHERE excluded.card > card;
