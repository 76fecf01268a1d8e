#!/usr/bin/env python3
"""A phone's table of messages whose holes are partly in use again, and what `moka recover` makes of it.

    carve_reuse.py MOKA WORK [SEED]

20,000 messages, 4,000 of them deleted; then others in the same pages grow (read, sent, edited), which
puts them into the ends of the holes. Of each deleted message it is looked up in the file what is
left of its cell. Every one that is whole but for the four bytes that SQLite writes over must be
found with all that is left; of those whose end is in use again, as many as make up the share below;
and nothing that never was. Prints the figures; exit 0 or 1.
"""
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from carve_truth import cell, same  # noqa: E402

SCHEMA = """create table sms(_id integer primary key, thread_id integer, address text, person integer,
 date integer, date_sent integer default 0, protocol integer, read integer default 0, status integer default -1,
 type integer, reply_path_present integer, subject text, body text, service_center text,
 locked integer default 0, sub_id integer default -1, error_code integer default 0, creator text, seen integer default 0)"""
DATE, BODY = 3, 11    # among the values without _id
REUSED_SHARE = 1400 / 1533
WORDS = ("see you at the station when train arrives tonight please bring keys and call before dinner maybe "
         "tomorrow work is fine thanks for letting me know about it").split()


def message(r, i):
    inbox = r.random() < 0.6
    body = " ".join(r.choice(WORDS) for _ in range(r.randrange(2, 24))) + " %d" % i
    return [r.randrange(1, 80), "+1555%07d" % r.randrange(200), None, 1600000000000 + i * 60007 + r.randrange(1000),
            1600000000000 + i * 60007 if inbox else 0, 0 if inbox else None, 0, -1, 1 if inbox else 2,
            0 if inbox else None, None, body, "+15550009999" if inbox else None, 0, 1, 0, "com.android.messaging", 0]


def make(path, seed):
    r = random.Random(seed)
    rows = {i: message(r, i) for i in range(1, 20001)}
    db = sqlite3.connect(path)
    db.execute("pragma secure_delete=0")
    db.execute("pragma journal_mode=off")
    db.execute(SCHEMA)
    db.executemany("insert into sms values(%s)" % ",".join("?" * 19), [[i] + v for i, v in rows.items()])
    db.commit()
    versions = {i: [tuple(v)] for i, v in rows.items()}
    dead = set(r.sample(sorted(rows), 4000))
    db.executemany("delete from sms where _id = ?", [(i,) for i in sorted(dead)])
    db.commit()
    live = [i for i in rows if i not in dead]
    for i in r.sample(live, 2600):
        rows[i][BODY] += " " + r.choice(WORDS)
        rows[i][6] = rows[i][17] = 1
        versions[i].append(tuple(rows[i]))
        db.execute("update sms set body = ?, read = 1, seen = 1 where _id = ?", (rows[i][BODY], i))
    db.commit()
    db.close()
    return versions, dead, {i: tuple(rows[i]) for i in live}


def left_of(data, row, v):
    """'whole', 'reused' when all up to the date is there but not the end, or None."""
    c = cell(row, (None,) + v, "utf-8")
    if c[4:] in data:
        return "whole"
    lead = cell(row, (None,) + v, "utf-8").index(v[1].encode())
    until = c.index(v[1].encode()) + len(v[1]) + 6    # address, date (person is NULL)
    return "reused" if lead > 4 and c[4:until] in data else None


def main():
    moka, work = sys.argv[1:3]
    path = os.path.join(work, "reuse.db")
    versions, dead, live = make(path, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with open(path, "rb") as f:
        data = f.read()
    by_date = {v[DATE]: i for i, vs in versions.items() for v in vs}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([moka, "recover", path], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = []
    for line in run.stdout.splitlines():
        row = json.loads(line)
        told += [row] + row.pop("versions", [])
    full, part, false, lives = set(), set(), [], 0
    for t in told:
        values = t["values"][1:]
        gone = {g for g in t.get("gone", [])}
        hits = [i for i in ([by_date[values[DATE]]] if values[DATE] in by_date else versions)
                if t.get("row") in (None, i) and any(
                    all(g is None and n in gone or same(g, w) for n, g, w in zip(NAMES, values, v))
                    for v in versions[i])]
        if not hits:
            false.append(t)
        for i in hits if values[DATE] in by_date else []:
            lives += i in live and tuple(values) == live[i]
            part.add(i)
            if not gone - {"_id"}:
                full.add(i)
    whole = [i for i in dead if left_of(data, i, versions[i][0]) == "whole"]
    reused = [i for i in dead if left_of(data, i, versions[i][0]) == "reused"]
    missed = [i for i in whole if i not in full]
    found = sum(i in part for i in reused)
    print("%d bytes; whole %d, of them found %d; end in use again %d, of them found %d; %d rows told, %d false, %d live; "
          "%.2f s of CPU" % (len(data), len(whole), len(whole) - len(missed), len(reused), found, len(told), len(false),
                             lives, cpu))
    for t in false[:3]:
        print("never was: %s" % json.dumps(t)[:300])
    for i in missed[:3]:
        print("whole, not found: %d %r" % (i, versions[i][0]))
    return 1 if missed or false or lives or run.returncode or found < REUSED_SHARE * len(reused) else 0


NAMES = ["thread_id", "address", "person", "date", "date_sent", "protocol", "read", "status", "type",
         "reply_path_present", "subject", "body", "service_center", "locked", "sub_id", "error_code", "creator", "seen"]

if __name__ == "__main__":
    sys.exit(main())
