#!/usr/bin/python3
"""What tests/e2e/extract.sh plants in an exercise's storage, and what it expects.

  plant EX [MIB]           WhatsApp's database into the storage, with marks; an export; a backup; MIB
                           megabytes of nothing in it
  expect ALL BUNDLE FROM UNTIL   records of BUNDLE out of extracts against those of ALL (records of
                           the whole storage) that are dated in the window
  withheld BUNDLE [OTHER]  digests: each once, as many as the ledger counts; as many as OTHER's
  clean WORD FOLDER...     no file of the folders holds the word, in UTF-8 or hex
"""
import collections
import json
import os
import shutil
import sqlite3
import sys
import zipfile

DB = "WhatsApp/Databases/msgstore.db"


def plant(ex, mib=0):
    db = f"{ex}/storage/{DB}"
    os.makedirs(os.path.dirname(db))
    shutil.copy(f"{ex}/system/data/data/com.whatsapp/databases/msgstore.db", db)
    con = sqlite3.connect(db)
    ids = [r[0] for r in con.execute("SELECT _id FROM message WHERE text_data > '' ORDER BY _id")]
    # one in the window of the test, one long before it, by the same person
    con.execute("UPDATE message SET text_data='MARK-INSIDE', timestamp=1747000000000 WHERE _id=?", (ids[3],))
    con.execute("UPDATE message SET text_data='MARK-OUTSIDE', timestamp=1700000000000 WHERE _id=?", (ids[4],))
    if mib:
        con.execute("CREATE TABLE filler(b BLOB)")
        con.executemany("INSERT INTO filler VALUES(zeroblob(1000000)||?)", [("MARK-OUTSIDE",)] * mib)
    con.commit()
    con.close()
    with open(f"{ex}/storage/Download/WhatsApp Chat with MARK-OUTSIDE.txt", "w") as f:
        f.write("13/01/2023, 10:00 - MARK-OUTSIDE: MARK-OUTSIDE\n14/01/2023, 10:01 - MARK-OUTSIDE: no\n")
    with zipfile.ZipFile(f"{ex}/storage/Download/MARK-OUTSIDE.zip", "w") as z:
        z.write(f"{ex}/storage/Documents/tracks/weeks.gpx", "MARK-OUTSIDE/weeks.gpx")
        z.writestr("WhatsApp Chat with MARK-OUTSIDE.txt", "13/01/2023, 10:00 - MARK-OUTSIDE: MARK-OUTSIDE\n")
    os.makedirs(f"{ex}/storage/Pictures/MARK-OUTSIDE", exist_ok=True)
    for name in ("Pictures/MARK-OUTSIDE/a.jpg", "Download/MARK-OUTSIDE.pdf", "WhatsApp/Databases/MARK-OUTSIDE.crypt15"):
        with open(f"{ex}/storage/{name}", "w") as f:
            f.write("MARK-OUTSIDE")
        # a backup that cannot be read is left though it is of the window's time
        at = 1747000000 if name.endswith("crypt15") else 1600000000
        os.utime(f"{ex}/storage/{name}", (at, at))


def records(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def key(r):
    return (r["app"], r["kind"], r["source"]["table"], r["source"].get("row"), r.get("time"), r.get("text"))


CUT = {"whatsapp.android", "google.timeline", "gpx", "export.telegram", "export.chat_text"}
STANDS = {"message", "call", "location"}


def expect(all_, bundle, since, until):
    # a file inside of the zip has the same rows as the one outside: counted, not told apart
    want = collections.Counter(
        key(r) for r in records(all_) if r["app"] in CUT and r["kind"] in STANDS and "parent" not in r
        and since <= r.get("time", "") < until)
    got = collections.Counter(
        key(r) for r in records(bundle)
        if r["app"] in CUT and r["kind"] in STANDS and "parent" not in r)
    for r in records(bundle):
        if r["app"] in CUT and r["source"].get("via") != "filtered-extract":
            raise SystemExit(f"not marked: {r}")
    if want != got:
        print("missing", list((want - got).items())[:5])
        print("too many", list((got - want).items())[:5])
        sys.exit(1)
    refs = {r["ref"] for r in records(bundle)}
    for r in records(bundle):
        if r["app"] in CUT and "parent" in r and r["parent"] not in refs:
            raise SystemExit(f"its parent is not there: {r}")
    print(sum(want.values()), "records")
    sys.exit(0 if sum(want.values()) > 50 else 1)


def withheld(bundle, other=None):
    lines = open(f"{bundle}/withheld.jsonl").read().splitlines()
    macs = [json.loads(line) for line in lines[1:]]
    if len({m["mac"] for m in macs}) != len(macs):
        raise SystemExit("a digest twice")
    told = collections.Counter()
    for c in records(f"{bundle}/coverage.jsonl"):
        told[c["artefact"]] += c.get("withheld", 0)
        if c.get("where") == "filtered-extract" and c["seen"] != c["taken"] + c["withheld"]:
            raise SystemExit(f"does not add up: {c}")
    there = collections.Counter(m["of"] for m in macs)
    if {k: n for k, n in told.items() if n} != dict(there):
        raise SystemExit(f"{told} {there}")
    if other:
        those = [json.loads(line) for line in open(f"{other}/withheld.jsonl").read().splitlines()[1:]]
        count = lambda ms: collections.Counter((m["what"], m["of"], m["why"]) for m in ms)
        if count(macs) != count(those):
            raise SystemExit(f"{count(macs)} {count(those)}")
    print(len(macs), "digests")


def clean(word, *folders):
    words = [word.encode(), word.encode().hex().encode(), word.encode("utf-16-le")]
    looked = 0
    for folder in folders:
        for top, _, files in os.walk(folder):
            for name in files:
                data = open(os.path.join(top, name), "rb").read()
                looked += 1
                if word in name or any(w in data for w in words):
                    raise SystemExit(f"{top}/{name} holds it")
    print(looked, "files")
    sys.exit(0 if looked else 1)


def main(command, *args):
    {"plant": lambda ex, mib="0": plant(ex, int(mib)), "expect": expect, "withheld": withheld,
     "clean": clean}[command](*args)


main(*sys.argv[1:])
