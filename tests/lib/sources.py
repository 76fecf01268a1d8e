"""moka serve CASE: a record beside the row that it was read from. make WHERE: the databases; look CASE [object]: the answers."""
import os
import shutil
import sqlite3
import sys
from desk_client import Desk
from panel_case import finish, ok

SMS = ("CREATE TABLE sms(_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, person INTEGER, date INTEGER, date_sent INTEGER, read INTEGER, "
       "status INTEGER DEFAULT -1, type INTEGER, subject TEXT, body TEXT, seen INTEGER, creator TEXT, \"<b>\u202eodd\" BLOB)")


def row(n, body, odd=None):
    return (n, 1, "+41791234567", None, 1700000000000 + n * 1000, 0, 1, -1, 1, None, body, 1, None, odd)


def make(where):
    """One with a log that holds a row of its own and another version of one, and one of 40 MB."""
    for name, big in [("logged", False), ("large", True)]:
        folder = os.path.join(where, name, "com.android.providers.telephony", "databases")
        os.makedirs(folder)
        work = os.path.join(where, "work.db")
        db = sqlite3.connect(work, isolation_level=None)
        db.execute(f"PRAGMA journal_mode={'DELETE' if big else 'WAL'}")
        db.execute("PRAGMA wal_autocheckpoint=0")
        db.execute(SMS)
        put = f"INSERT INTO sms VALUES({','.join('?' * 14)})"
        db.execute(put, row(1, "the first", b"\x00\xff"))
        if big:
            db.execute("CREATE TABLE filler(x)")
            db.executemany("INSERT INTO filler VALUES(zeroblob(?))", [(1 << 20,)] * 40)
            db.execute(put, row(2, "far behind"))
            db.execute(put, row(3, "long " + "\u00e9" * 50000))
        else:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute(put, row(2, "in the log alone"))
            db.execute("UPDATE sms SET body='the first, changed' WHERE _id=1")
        for end in ["", "-wal"]:  # while it is open, as it is on a phone
            if os.path.exists(work + end):
                shutil.copyfile(work + end, os.path.join(folder, "mmssms.db" + end))
        db.close()
        os.remove(work)


def look(case, objects):
    desk = Desk(case)
    found = {r["record"]["text"][:20]: r for r in desk.ask("line", kind="message", limit=1000)["records"]
             if "mmssms.db" in r["record"]["source"]["file"]}
    for text, n in [("the first, changed", 1), ("in the log alone", 2), ("the first", 1), ("far behind", 2), ("long ", 3)]:
        r = next((v for k, v in found.items() if k == text or text == "long " and k.startswith(text)), None)
        if not ok(f"{text!r} is a record", r, sorted(found)):
            continue
        raw = desk.ask("raw", id=r["id"])
        columns = {c["name"]: c for c in raw.get("columns", [])}
        ok(f"{text!r} stands beside its row", raw["kind"] == "row" and columns.get("_id", {}).get("value") == n, raw)
        ok("by the names of its columns, in their order", list(columns)[:5] == ["_id", "thread_id", "address", "person", "date"] and
           list(columns)[-1] == "<b>\u202eodd", list(columns))
        body = columns.get("body", {})
        if text == "long ":
            ok("of a long one the beginning, and how long it is", body.get("bytes") == 100005 and body["value"] == ("long " + "\u00e9" * 32765), len(body.get("value", "")))
        else:
            ok("with what they hold", body.get("value") == text and columns["person"]["value"] is None and
               columns["<b>\u202eodd"].get("hex") == ("00ff" if n == 1 else None), columns)
        if objects:
            ok("out of the bundle", raw["file"].startswith("data/") and raw["same"] is True, raw.get("file"))
    ok("the desk ends when told to", desk.end() == 0)
    finish()


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    look(sys.argv[2], len(sys.argv) > 3)
