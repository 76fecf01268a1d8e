-- Taking in a bundle.

-- :name bundle_known
SELECT id FROM bundle WHERE root = ?1 AND parsers = ?2;
-- :name bundle_add
INSERT INTO bundle(root, parsers, path, verdict, training, records, issues, failed) VALUES(?1, ?2, ?3, ?4, ?5, 0, 0, 0);
-- :name bundle_done
UPDATE bundle SET records = ?2, issues = ?3, failed = ?4, first = ?5, last = ?6 WHERE id = ?1;
-- :name said_add
INSERT INTO said(bundle, kind, n, text) VALUES(?1, ?2, ?3, ?4);
-- :name head_add
INSERT INTO head(bundle, kind, app, fields) VALUES(?1, ?2, ?3, ?4);
-- :name talk_find
SELECT id FROM talk WHERE bundle = ?1 AND app = ?2 AND file = ?3 AND key = ?4;
-- :name talk_add
INSERT INTO talk(bundle, app, file, key) VALUES(?1, ?2, ?3, ?4);
-- :name record_add
INSERT INTO record(head, kind, time, row, ref, parent, talk, fields, bundle) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
-- :name words_add
INSERT INTO words(rowid, text) VALUES(?1, ?2);
-- :name entity_add
INSERT INTO entity(kind, value, tail) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING;
-- :name entity_find
SELECT id FROM entity WHERE kind = ?1 AND value = ?2;
-- :name mention_add
INSERT OR IGNORE INTO mention(entity, record, role, rule) VALUES(?1, ?2, ?3, ?4);
-- :name audit_last
SELECT seq, sha256 FROM audit ORDER BY seq DESC LIMIT 1;
-- :name audit_add
INSERT INTO audit(seq, line, sha256) VALUES(?1, ?2, ?3);

-- Figures of a bundle that is in.
-- :name sum_talks
UPDATE talk SET (messages, first, last) = (SELECT count(*), min(time), max(time) FROM record WHERE record.talk = talk.id AND record.kind = ?2),
about = (SELECT min(id) FROM record WHERE record.talk = talk.id AND record.kind = ?3) WHERE bundle = ?1;
-- :name sum_activity
INSERT INTO activity SELECT bundle, kind, (time - (time % 3600000000 + 3600000000) % 3600000000) / 3600000000 AS hour, count(*)
FROM record INDEXED BY record_kind WHERE bundle = ?1 AND time IS NOT NULL GROUP BY kind, hour;
-- :name sum_contacts
INSERT INTO contact SELECT r.bundle, m.entity, count(DISTINCT r.id), min(r.time), max(r.time)
FROM record r INDEXED BY record_kind CROSS JOIN mention m ON m.record = r.id
WHERE r.bundle = ?1 AND r.kind IN (?2, ?3) AND m.role IN ('from', 'to', 'peer') GROUP BY m.entity;
-- :name tag_add
INSERT OR IGNORE INTO tag(record, name) VALUES(?1, ?2);
-- :name tag_drop
DELETE FROM tag WHERE record = ?1 AND name = ?2;
-- :name note_add
INSERT INTO note(record, who, time, text) VALUES(?1, ?2, ?3, ?4);
-- A file that is known; told once.
-- :name said_hit
INSERT INTO said(bundle, kind, n, text) SELECT ?1, 'hit', (SELECT coalesce(max(n) + 1, 0) FROM said WHERE bundle = ?1 AND kind = 'hit'), ?2
WHERE NOT EXISTS (SELECT 1 FROM said WHERE bundle = ?1 AND kind = 'hit' AND text = ?2);
