#!/usr/bin/env python3
"""Databases of known history, and what `moka recover` makes of them.

    carve_truth.py [--product] MOKA WORK SEED...

Each seed makes one database by SQLite itself: page size, encoding, journal mode, auto-vacuum, row
sizes and what happens to the rows follow from it. A deleted row must be found when its cell is
still whole in the files, which is looked for byte by byte; nothing may be reported that never was
a row, or that is one still; of values that are said to be unproven at most one row in 20 may have another row's.
With --product each seed makes one of every page size, encoding, journal mode
(a log with and without a checkpoint) and of small and large rows together. Prints a line per seed that fails and one of figures; exit 0 or 1.
"""
import itertools
import json
import os
import random
import sqlite3
import struct
import subprocess
import sys

PAGES = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536]
ENCODINGS = ["UTF-8", "UTF-16le", "UTF-16be"]
MODES = ["delete", "persist", "truncate", "off", "wal", "wal and a checkpoint"]
WORDS = "amber birch cedar delta ember flint grove heron iris jade kestrel larch maple north olive".split()


def varint(n):
    if n < 0:
        n += 1 << 64
    if n >= 1 << 56:
        out, n = [n & 255], n >> 8
        for _ in range(8):
            out.append(n & 127 | 128)
            n >>= 7
        return bytes(reversed(out))
    out = [n & 127]
    while n > 127:
        n >>= 7
        out.append(n & 127 | 128)
    return bytes(reversed(out))


def stored(value, encoding):
    """(serial type, bytes) as SQLite stores a value."""
    if value is None:
        return 0, b""
    if isinstance(value, float) and not (value == int(value) and abs(value) < 2**47):
        return 7, struct.pack(">d", value)
    if isinstance(value, (int, float)):
        n = int(value)
        if n in (0, 1):
            return 8 + n, b""
        for kind, size in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (6, 8)):
            if -(1 << 8 * size - 1) <= n < 1 << 8 * size - 1:
                return kind, n.to_bytes(size, "big", signed=True)
    if isinstance(value, bytes):
        return 12 + 2 * len(value), value
    text = value.encode(encoding)
    return 13 + 2 * len(text), text


def cell(row, values, encoding):
    """The cell of a row, without the rowid's column (stored as NULL)."""
    kinds = [stored(v, encoding) for v in values]
    types = b"".join(varint(k) for k, _ in kinds)
    size = len(types) + 1
    if size > 127:
        size += 1
    record = varint(size) + types + b"".join(b for _, b in kinds)
    return varint(len(record)) + varint(row) + record


class History:
    """One table, all that was ever in it, and what is."""

    def __init__(self, seed, folder, kind=None):
        self.r = random.Random(seed)
        r = self.r
        self.path = os.path.join(folder, "case-%d.db" % seed)
        self.page = r.choice([512, 1024, 2048, 4096, 4096, 8192, 16384, 32768, 65536])
        self.encoding = r.choice(["UTF-8", "UTF-8", "UTF-16le", "UTF-16be"])
        self.mode = r.choice(["delete", "persist", "truncate", "wal", "wal", "off"])
        self.vacuum = r.choice([0, 0, 1, 2])
        self.alias = r.random() < 0.7
        self.big = r.random() < 0.25
        self.checkpoint = None    # as the seed says
        if kind:
            self.page, self.encoding, mode, self.big = kind
            self.mode, self.checkpoint = mode.split()[0], "checkpoint" in mode
        self.codec = {"UTF-8": "utf-8", "UTF-16le": "utf-16-le", "UTF-16be": "utf-16-be"}[self.encoding]
        self.ever, self.live = {}, {}
        self.step = r.choice([1, 1, 1, 7, 1000, 10**7])
        self.next = r.choice([1, 1, 100, 20000])

    def text(self, most):
        r = self.r
        words = [r.choice(WORDS) for _ in range(1 + r.randrange(max(1, most // 6)))]
        if r.random() < 0.2:
            words.append("gr\u00fc\u00dfe \u4f60\u597d \U0001f600")
        return "%s-%d" % (" ".join(words), r.randrange(10**6))

    def values(self):
        r = self.r
        most = r.choice([8, 20, 40, 120, 400]) if not self.big else r.choice([100, 2000, 20000, 200000])
        return (self.text(20), r.randrange(-2**40, 2**40) if r.random() < 0.5 else r.randrange(300),
                None if r.random() < 0.1 else r.random() * 1e6, self.text(most),
                r.randbytes(r.randrange(30)) if r.random() < 0.3 else None)

    def insert(self, db, n):
        for _ in range(n):
            row, v = self.next, self.values()
            self.next += self.r.randrange(1, self.step + 1)
            db.execute("insert into t(%s, peer, n, at, body, extra) values(?,?,?,?,?,?)" %
                       ("id" if self.alias else "rowid"), (row, *v))
            self.live[row] = v
            self.ever.setdefault(row, []).append(v)
        db.commit()

    def delete(self, db, n):
        r = self.r
        rows = sorted(self.live)
        if not rows:
            return
        first = r.randrange(len(rows))
        pick = rows[first:first + n] if r.random() < 0.5 else r.sample(rows, min(n, len(rows)))
        for row in pick:
            db.execute("delete from t where rowid = ?", (row,))
            del self.live[row]
        db.commit()

    def update(self, db, n):
        for row in self.r.sample(sorted(self.live), min(n, len(self.live))):
            v = list(self.live[row])
            v[3] = self.text(60)
            db.execute("update t set body = ? where rowid = ?", (v[3], row))
            self.live[row] = tuple(v)
            self.ever[row].append(tuple(v))
        db.commit()

    def make(self):
        r = self.r
        db = sqlite3.connect(self.path)
        db.execute("pragma page_size=%d" % self.page)
        db.execute("pragma encoding='%s'" % self.encoding)
        db.execute("pragma auto_vacuum=%d" % self.vacuum)
        db.execute("pragma journal_mode=%s" % self.mode)
        db.execute("pragma secure_delete=0")
        db.execute("pragma wal_autocheckpoint=%d" % r.choice([0, 5, 1000]))
        db.execute("create table t(%speer text, n integer, at real, body text, extra blob)" %
                   ("id integer primary key, " if self.alias else ""))
        db.execute("create table other(a text, b text)")
        db.commit()
        self.insert(db, r.choice([10, 40, 150]) if not self.big else 12)
        for _ in range(r.randrange(2, 6)):
            what = r.random()
            if what < 0.5:
                self.delete(db, r.choice([1, 5, 30]))
            elif what < 0.75:
                self.insert(db, r.choice([1, 5, 40]) if not self.big else 3)
            else:
                self.update(db, 5)
        self.delete(db, r.choice([3, 20]))
        end = r.random()
        if self.mode == "wal" and (end < 0.4 if self.checkpoint is None else self.checkpoint):
            db.execute("pragma wal_checkpoint(passive)")
        elif end > 0.9:
            db.execute("drop table t")
            db.commit()
            self.live = {}
        if self.mode == "wal":    # as a phone that was switched off: the log stays
            for end in ("", "-wal"):
                with open(self.path + end, "rb") as f:
                    data = f.read()
                with open(self.path + ".kept" + end, "wb") as f:
                    f.write(data)
            db.close()
            os.replace(self.path + ".kept", self.path)
            os.replace(self.path + ".kept-wal", self.path + "-wal")
        else:
            db.close()

    def files(self):
        for end in ("", "-wal", "-journal"):
            if os.path.exists(self.path + end):
                with open(self.path + end, "rb") as f:
                    yield f.read()

    def remove(self):
        for end in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(self.path + end):
                os.unlink(self.path + end)


def same(got, want):
    if isinstance(got, dict):
        return isinstance(want, bytes) and got["blob"] == want.hex()
    if isinstance(want, float) or isinstance(got, float):
        return isinstance(got, (int, float)) and want is not None and abs(got - want) < 1e-6
    return got == want


def agrees(row, values, without=("gone", "unproven")):
    """All that is known of a reported row."""
    gone = {g for kind in without for g in row.get(kind, [])}
    names = ["peer", "n", "at", "body", "extra"]
    return all((n in gone or i in gone) or same(g, v)
               for i, (n, g, v) in enumerate(zip(names, row["values"], values)))


def judge(h, rows):
    """(problems, whole cells, rows with unproven values, of them those that are another row's)"""
    problems, found, unproven, wrong = [], {}, 0, 0
    by_peer = {}
    for row, versions in h.ever.items():
        for v in versions:
            by_peer.setdefault(v[0], []).append((row, v))
            by_peer.setdefault(v[3], []).append((row, v))
    for r in rows:
        if h.alias and r["table"] is not None and len(r["values"]) == 6:
            key = r["values"].pop(0)
            if key is not None and key != r["row"]:
                problems.append("the rowid's column differs: %r" % r)
            r["gone"] = [g for g in r.get("gone", []) if g != "id"]
        elif len(r["values"]) == 6:
            r["values"].pop(0)
            for kind in ("gone", "unproven"):
                r[kind] = [g - 1 if isinstance(g, int) else g for g in r.get(kind, []) if g != 0]
        known = [v for v in r["values"] if isinstance(v, str) and v in by_peer]
        pool = by_peer[known[0]] if known else [(k, v) for k, vs in h.ever.items() for v in vs]
        hits = [(k, v) for k, v in pool if r["row"] in (None, k) and agrees(r, v)]
        if not hits:
            problems.append("never was: %s" % json.dumps(r)[:300])
        elif any(h.live.get(k) == v and agrees(r, v, ("gone",)) for k, v in hits):
            problems.append("lives: %s" % json.dumps(r)[:300])
        if hits and r.get("unproven"):
            unproven += 1
            wrong += not any(agrees(r, v, ("gone",)) for _, v in hits)
        for k, v in hits:
            if not r.get("gone") and not r.get("unproven"):
                found.setdefault((k, v), r)
    whole = 0
    data = list(h.files())
    for row, versions in h.ever.items():
        for v in set(versions):
            if h.live.get(row) == v:
                continue
            c = cell(row, ((None,) if h.alias else ()) + v, h.codec)
            if len(c) > h.page // 8 or not any(c in d for d in data):
                continue
            whole += 1
            if (row, v) not in found:
                problems.append("whole, not found: %d %r" % (row, v))
    return problems, whole, unproven, wrong


def main():
    product = sys.argv[1] == "--product"
    moka, work, *seeds = sys.argv[1 + product:]
    kinds = list(itertools.product(PAGES, ENCODINGS, MODES, (False, True))) if product else [None]
    bad = cells = reported = unproven = wrong = 0
    for kind, seed in itertools.product(kinds, seeds):
        h = History(int(seed), work, kind)
        h.make()
        run = subprocess.run([moka, "recover", h.path], capture_output=True, check=False)
        problems = [] if run.returncode == 0 else ["exit %d: %s" % (run.returncode, run.stderr[:200])]
        rows = []
        for x in run.stdout.splitlines():
            r = json.loads(x)
            older = r.pop("versions", [])
            rows += [r] + [dict(v, table=r["table"], row=r["row"]) for v in older]
        more, whole, doubtful, not_own = judge(h, rows)
        problems += more
        unproven += doubtful
        wrong += not_own
        cells += whole
        reported += len(rows)
        if product:
            h.remove()
        if problems:
            bad += 1
            print("seed %s: page %d %s %s%s vacuum %d alias %d: %d problems of %d rows, %d whole: %s" % (
                seed, h.page, h.encoding, h.mode, " and a checkpoint" if h.checkpoint else "", h.vacuum, h.alias, len(problems), len(rows), whole,
                "; ".join(problems[:3])))
    print("%d databases, %d rows reported, %d whole cells, %d databases with problems; %d rows with unproven values, "
          "%d of them another row's" % (len(kinds) * len(seeds), reported, cells, bad, unproven, wrong))
    return 1 if bad or 20 * wrong > unproven else 0


if __name__ == "__main__":
    sys.exit(main())
