-- The case store in SQLite. One row of `record` a parsed fact, as the parser gave it (fields as
-- parsers/record/record.h has them), with what is searched and sorted by beside it.

-- :name schema
CREATE TABLE bundle(
    id INTEGER PRIMARY KEY,
    root TEXT NOT NULL,          -- sha256 of tagmanifest-sha256.txt; of an unsealed one, or of what is no bundle, of its path
    parsers TEXT NOT NULL,       -- version of the readers that made its records
    path TEXT NOT NULL,
    verdict TEXT NOT NULL,       -- INTACT, TAMPERED, UNKNOWN; NONE: no bundle
    training INT NOT NULL,
    records INT NOT NULL,
    issues INT NOT NULL,
    failed INT NOT NULL,
    first INT, last INT,         -- ids of its records, which follow each other
    UNIQUE(root, parsers));
-- What the bundle says of itself, what the verifier found, the ledger, what was odd.
CREATE TABLE said(bundle INT NOT NULL, kind TEXT NOT NULL, n INT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY(bundle, kind, n)) WITHOUT ROWID;
CREATE TABLE head(id INTEGER PRIMARY KEY, bundle INT NOT NULL, kind INT NOT NULL, app TEXT NOT NULL, fields BLOB NOT NULL);
-- A conversation; figures are made when its bundle is in.
CREATE TABLE talk(id INTEGER PRIMARY KEY, bundle INT NOT NULL, app TEXT NOT NULL, file TEXT NOT NULL, key TEXT NOT NULL,
    messages INT, first INT, last INT, about INT,  -- about: the record that describes it, if there is one
    UNIQUE(bundle, app, file, key));
CREATE TABLE record(
    id INTEGER PRIMARY KEY,
    bundle INT NOT NULL,
    head INT NOT NULL,
    kind INT NOT NULL,
    time INT,                    -- microseconds since 1970 UTC
    row INT,                     -- of the table; NULL: the record's own ref
    ref INT NOT NULL,            -- digest of its ref and bundle
    parent INT,                  -- likewise, of what it belongs to
    talk INT,
    fields BLOB NOT NULL);
-- prefix: what begins with one to four letters is a great part of all words, and would have to be gathered for each query.
CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, prefix='1 2 3 4', tokenize='moka');
-- Numbers, addresses, handles, links, wallets: the same one in several bundles links them.
CREATE TABLE entity(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL,
    tail TEXT,                   -- of a number: its last eight digits, which it has with and without its country
    UNIQUE(kind, value));
CREATE TABLE mention(entity INT NOT NULL, record INT NOT NULL, role TEXT NOT NULL, rule TEXT NOT NULL,
    PRIMARY KEY(entity, record, role)) WITHOUT ROWID;
-- How much there is in each hour (since 1970 UTC) of each kind, so that a time line is drawn without reading it.
CREATE TABLE activity(bundle INT NOT NULL, kind INT NOT NULL, hour INT NOT NULL, n INT NOT NULL,
    PRIMARY KEY(bundle, kind, hour)) WITHOUT ROWID;
-- With whom there was how much: parties of messages and calls.
CREATE TABLE contact(bundle INT NOT NULL, entity INT NOT NULL, n INT NOT NULL, first INT, last INT,
    PRIMARY KEY(bundle, entity)) WITHOUT ROWID;
-- What entities are called, on contact cards and by apps; folded: as the index has words.
CREATE TABLE called(entity INT NOT NULL, bundle INT NOT NULL, folded TEXT NOT NULL, name TEXT NOT NULL, card INT NOT NULL,
    PRIMARY KEY(entity, bundle, folded)) WITHOUT ROWID;
-- Pairs that a rule suggests (merge.h; 1 number, 2 id, 3 card, 4 name), and what examiners joined; a < b.
CREATE TABLE hint(a INT NOT NULL, b INT NOT NULL, rule INT NOT NULL, record INT, name TEXT, PRIMARY KEY(rule, a, b)) WITHOUT ROWID;
CREATE TABLE merge(id INTEGER PRIMARY KEY AUTOINCREMENT, a INT NOT NULL, b INT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL, time INT NOT NULL,
    UNIQUE(a, b));
-- What is joined, by the lowest of all that are one; what is not in it stands for itself.
CREATE TABLE same(entity INTEGER PRIMARY KEY, one INT NOT NULL);
CREATE TABLE tag(record INT NOT NULL, name TEXT NOT NULL, PRIMARY KEY(record, name)) WITHOUT ROWID;
CREATE TABLE note(id INTEGER PRIMARY KEY, record INT NOT NULL, who TEXT NOT NULL, time INT NOT NULL, text TEXT NOT NULL);
-- What an examiner did; each line carries the digest of the one before.
CREATE TABLE audit(seq INTEGER PRIMARY KEY, line TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

-- Made when the first bundle is in: quicker than while it comes.
-- :name indexes
-- By bundle, so that what is taken in stands behind what is there; what is asked of all bundles goes through each.
CREATE INDEX IF NOT EXISTS record_time ON record(bundle, time, id);
CREATE INDEX IF NOT EXISTS record_kind ON record(bundle, kind, time, id);
CREATE INDEX IF NOT EXISTS record_talk ON record(talk, time, id) WHERE talk IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_ref ON record(ref);
CREATE INDEX IF NOT EXISTS record_parent ON record(parent) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS mention_record ON mention(record);
CREATE INDEX IF NOT EXISTS talk_last ON talk(last, id);
CREATE INDEX IF NOT EXISTS place_time ON place(time, record);
CREATE INDEX IF NOT EXISTS place_until ON place(until, time) WHERE until IS NOT NULL;
CREATE INDEX IF NOT EXISTS place_lat ON place(lat);
CREATE INDEX IF NOT EXISTS media_time ON media(time, record, class);
CREATE INDEX IF NOT EXISTS tag_name ON tag(name, record);
CREATE INDEX IF NOT EXISTS note_record ON note(record);
CREATE INDEX IF NOT EXISTS head_bundle ON head(bundle);
CREATE INDEX IF NOT EXISTS entity_tail ON entity(tail) WHERE tail IS NOT NULL;
CREATE INDEX IF NOT EXISTS called_folded ON called(folded, entity);
CREATE INDEX IF NOT EXISTS merge_b ON merge(b);
CREATE INDEX IF NOT EXISTS same_one ON same(one);
