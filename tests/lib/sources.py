"""moka serve CASE: a record beside the row that it was read from. make WHERE: the databases; pack WHERE TO: these in archives;
look CASE [object]: the answers; iphone CASE PASSWORD: of a bundle with an encrypted backup."""
import io
import os
import shutil
import sqlite3
import sys
import tarfile
import zipfile
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


def pack(where, to):
    """In a zip in a tar; beside it two files of one name, of which the second is the database of another phone."""
    inner, twice = io.BytesIO(), sqlite3.connect(":memory:", isolation_level=None)
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as z:
        for folder, _, names in os.walk(where):
            for name in names:
                path = os.path.join(folder, name)
                z.write(path, os.path.relpath(path, where))
        twice.execute(SMS)
        for n, body in [(1, "of the one"), (2, "of the other")]:
            twice.execute(f"INSERT INTO sms VALUES({','.join('?' * 14)})", row(n, body))
            z.writestr("twice/com.android.providers.telephony/databases/mmssms.db", twice.serialize())
            twice.execute("DELETE FROM sms")
    os.makedirs(to)
    with tarfile.open(os.path.join(to, "all.tar"), "w") as t:
        info = tarfile.TarInfo("of/phone.zip")
        info.size = len(inner.getvalue())
        t.addfile(info, io.BytesIO(inner.getvalue()))


def packed(case):
    desk = Desk(case)
    records = [r for r in desk.ask("line", kind="message", limit=1000)["records"] if "mmssms.db" in r["record"]["source"]["file"]]
    ok("out of archives in archives as many records", len(records) == 7, len(records))
    ok("and two files of one name", {r["record"]["source"]["file"][-2:] for r in records if "twice" in r["record"]["source"]["file"]} == {"db", "#2"})
    for r in records:
        raw, columns = desk.ask("raw", id=r["id"]), {}
        columns = {c["name"]: c.get("value") for c in raw.get("columns", [])}
        text = r["record"]["text"]
        ok(f"{text[:20]!r} stands beside its row", raw.get("kind") == "row" and raw["inside"] is True and
           (columns["body"] == text or len(text) > 1000 and text.startswith(columns["body"])) and columns["_id"] == r["record"]["source"]["row"], raw)
        if not ok("and its bytes are the database's", bytes.fromhex(desk.ask("raw", id=r["id"], offset=0)["bytes"]["hex"]).startswith(b"SQLite format 3\0")):
            break
    ok("the desk ends when told to", desk.end() == 0)


def iphone(case, password):
    shut = Desk(case)
    records = {k: shut.ask("line", kind=k, limit=1000)["records"] for k in ["message", "media"]}
    message = next(r for r in records["message"] if r["record"]["app"] == "ios.messages" and r["record"].get("text"))
    raw = shut.ask("raw", id=message["id"])
    ok("without the key it says that one is needed", raw["kind"] == "none" and raw["why_code"] == "locked" and "--key" in raw["why"], raw)
    ok("the desk ends when told to", shut.end() == 0)
    desk = Desk(case, "--key", f"ios-backup={password}")
    for app in sorted({r["record"]["app"] for r in records["message"]}):
        r = next(r for r in records["message"] if r["record"]["app"] == app)
        raw = desk.ask("raw", id=r["id"])
        ok(f"with it a message of {app} stands beside its row", raw.get("kind") == "row" and raw["inside"] is True and raw["columns"], raw)
        ok("its stored file is the one in the bundle", raw["file"].startswith("data/") and raw["same"] is True, raw)
    shown = []
    for r in [r for r in records["media"] if "/DCIM/" in r["record"].get("path", "") and r["record"].get("bytes")][:8]:
        made = desk.ask("open", id=r["id"], how="thumbnail")
        if made["ok"]:
            status, head, body = desk.get("/get/" + made["ticket"])
            shown.append(status == 200 and body.startswith(b"\xff\xd8"))
    ok("pictures of the backup are shown", len(shown) > 2 and all(shown), shown)
    ok("the desk ends when told to", desk.end() == 0)
    wrong = Desk(case, "--key", "ios-backup=wrong")
    raw = wrong.ask("raw", id=message["id"])
    ok("with another one it says so too", raw["kind"] == "none" and "--key" in raw["why"], raw)
    ok("the desk ends when told to", wrong.end() == 0)


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


if sys.argv[1] in ["make", "pack"]:
    {"make": make, "pack": pack}[sys.argv[1]](*sys.argv[2:])
elif sys.argv[1] in ["packed", "iphone"]:
    {"packed": packed, "iphone": iphone}[sys.argv[1]](*sys.argv[2:])
    finish()
else:
    look(sys.argv[2], len(sys.argv) > 3)
