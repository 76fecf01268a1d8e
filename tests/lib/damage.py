#!/usr/bin/python3
"""Generated databases with one thing changed each: nothing may be lost, and what is odd is named.

usage: damage.py MOKA EXERCISE WORK       TAP; WORK is a folder that is made and emptied

For each table: a column that some versions lack is dropped, a code that nobody knows is put, a value
of the wrong type, and a table that nobody knows is added.
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys

TELEPHONY = "data/user_de/0/com.android.providers.telephony/databases/mmssms.db"
PEOPLE = "data/data/com.android.providers.contacts/databases/"
WHATSAPP = "data/data/com.whatsapp/databases/"
CHROME = "data/data/com.android.chrome/app_chrome/Default/"
SIGNAL = "data/data/org.thoughtcrime.securesms/databases/signal.db"
VIBER = "data/data/com.viber.voip/databases/viber_messages"
FIREFOX = "data/data/org.mozilla.firefox/files/places.sqlite"
CALENDAR = "data/data/com.android.providers.calendar/databases/calendar.db"

# file, table, column that some versions lack, (column of codes, unknown one, field, which rows),
# (column of numbers, field)
CASES = [
    (TELEPHONY, "sms", "creator", ("type", 99, "dir", "1"), ("date", "time")),
    (TELEPHONY, "pdu", "seen", ("msg_box", 99, "dir", "1"), ("date", "time")),
    (TELEPHONY, "threads", "archived", ("type", 99, "type", "1"), ("date", "time")),
    (PEOPLE + "calllog.db", "calls", "countryiso", ("type", 99, "result", "1"), ("duration", "duration_s")),
    (PEOPLE + "contacts2.db", "raw_contacts", "starred", None, ("deleted", "deleted")),
    (CALENDAR, "Events", "customAppPackage", ("eventStatus", 99, "status", "1"), ("dtend", "end")),
    (WHATSAPP + "msgstore.db", "message", "starred", ("message_type", 9999, "type", "_id > 9"),
     ("timestamp", "time")),
    (WHATSAPP + "msgstore.db", "message", "origination_flags", ("status", 99, "status", "from_me = 1"),
     ("message_type", "type")),
    (WHATSAPP + "msgstore.db", "call_log", "call_id", ("call_result", 99, "result", "1"), ("duration", "duration_s")),
    (WHATSAPP + "wa.db", "wa_contacts", "company", None, ("is_whatsapp_user", "data.user")),
    (CHROME + "History", "visits", "app_id", ("transition", 0xee, "transition", "1"), ("visit_time", "time")),
    (CHROME + "Cookies", "cookies", "top_frame_site_key", ("samesite", 99, "data.same_site", "1"),
     ("creation_utc", "time")),
    (SIGNAL, "message", "expires_in", None, ("date_sent", "time")),
    (VIBER, "messages", "unread", ("send_type", 9, "dir", "1"), ("msg_date", "time")),
    (FIREFOX, "moz_historyvisits", "is_local", ("visit_type", 99, "transition", "1"), ("visit_date", "time")),
]
STRANGE = "CREATE TABLE strange_things (_id INTEGER PRIMARY KEY, secret TEXT); " \
          "INSERT INTO strange_things VALUES (1, 'x'), (2, NULL)"

tests = bad = 0


def ok(name, why):
    global tests, bad
    tests += 1
    bad += bool(why)
    print(f"{'not ' if why else ''}ok {tests} - {name}")
    if why:
        print(f"# {why}", file=sys.stderr)


def key(r):
    s = r["source"]
    return r["kind"], s["file"], s.get("table"), s.get("row")


class Phone:
    """One file of the exercise, by itself below its path."""

    def __init__(self, moka, exercise, work, truth, file):
        self.moka, self.work, self.file = moka, work, file
        self.original = os.path.join(exercise, "system", file)
        self.path = os.path.join(work, file)
        self.true = {key(r) for r in truth if r["source"]["file"] == file}
        self.whole = self.read(None)[0]

    def read(self, sql):
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(os.path.dirname(self.path))
        shutil.copyfile(self.original, self.path)
        if sql:
            db = sqlite3.connect(self.path)
            db.executescript(sql)
            db.close()
        cover = os.path.join(os.path.dirname(self.work), "cover")
        run = subprocess.run([self.moka, "parse", self.work, "--coverage", cover], capture_output=True)
        records = [json.loads(x) for x in run.stdout.splitlines()]
        with open(cover, encoding="utf-8") as f:
            return records, run.stderr.decode(errors="replace"), f.read()

    def lost(self, records):
        gone = self.true - {key(r) for r in records}
        return f"{len(gone)} lost: {sorted(map(str, gone))[:3]}" if gone else None


def named(records, table, row, field):
    """None when the record of that row says what is odd about that field and keeps the value."""
    for r in records:
        if r["source"].get("table") == table and r["source"].get("row") == row and r.get("raw"):
            if any(i.get("field") == field for i in r.get("issues", ())):
                return None
    return f"{table} {row}: no issue of {field}"


def try_all(phone, case):
    file, table, column, code, typed = case
    name = f"{os.path.basename(file)} {table}"
    db = sqlite3.connect(phone.original)
    some = db.execute(f"SELECT rowid FROM {table} WHERE {code[3] if code else 1} ORDER BY rowid LIMIT 1 OFFSET 2")
    row = some.fetchone()[0]
    db.close()
    records, issues, cover = phone.read(f"ALTER TABLE {table} DROP COLUMN {column}")
    ok(f"{name}: without {column} nothing is lost", phone.lost(records))
    ok(f"{name}: that it is not there is told", None if column in issues + cover else "not a word")
    if code:
        records, _, _ = phone.read(f"UPDATE {table} SET {code[0]} = {code[1]} WHERE rowid = {row}")
        ok(f"{name}: {code[0]} {code[1]} loses nothing", phone.lost(records))
        ok(f"{name}: it is named, and kept", named(records, table, row, code[2]))
    records, _, _ = phone.read(f"UPDATE {table} SET {typed[0]} = 'not a number' WHERE rowid = {row}")
    ok(f"{name}: a text for {typed[0]} loses nothing", phone.lost(records))
    ok(f"{name}: it is named, and kept", named(records, table, row, typed[1]))
    records, _, _ = phone.read(STRANGE)
    ok(f"{name}: a table that nobody knows changes nothing", None if records == phone.whole else "other records")


def main(moka, exercise, work):
    with open(os.path.join(exercise, "truth-system.jsonl"), encoding="utf-8") as f:
        truth = [json.loads(line) for line in f]
    work = os.path.join(work, "tree")
    for case in CASES:
        try_all(Phone(moka, exercise, work, truth, case[0]), case)
    print(f"1..{tests}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
