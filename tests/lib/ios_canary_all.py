#!/usr/bin/env python3
"""Canaries of an iPhone: does anything that is out of scope leave it?

usage: ios_canary_all.py plant EXERCISE TAGS            fills the phone of an exercise with marked things
       ios_canary_all.py check TAGS SCOPE [PATH]...     looks for them in all bytes of files and folders
       ios_canary_all.py check-sealed TAGS SCOPE [PATH]...   the same of a phone that encrypts its backups
       ios_canary_all.py check-cut TAGS SCOPE [PATH]... the same of a run that was cut: nothing is missing

Every file of the exercise gets random words of its own: in rows of known tables (with whom and when
they are of), in a table or at the end of whatever else it is, and in names: each domain, media/, the
documents of apps and the crash reports get a file whose name is a word, installed apps and lockdown one
of theirs. `check` decides by itself, from the JSON of the scope alone, which of them are in scope; those
must be there, the others must not, in no encoding, and neither must digests of them or of the names that
a backup gives to files (SHA-1 of "DOMAIN-PATH"). The exercise's truth does not hold afterwards.
"""
import datetime
import hashlib
import json
import os
import plistlib
import random
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import canary  # noqa: E402

# What a file is of: by the end of its path. The first that fits; several categories: any of them may take it.
CATEGORIES = [
    ("Library/SMS/", "messages"),
    ("Library/AddressBook/", "contacts"),
    ("Library/CallHistoryDB/", "calls"),
    ("Library/Voicemail/", "calls"),
    ("Library/Calendar/", "calendar"),
    ("Library/Accounts/", "accounts"),
    ("WhatsApp.shared/ChatStorage.sqlite", "messages"),
    ("WhatsApp.shared/Message/", "messages files"),
    ("WhatsApp.shared/ContactsV2.sqlite", "contacts"),
    ("WhatsApp.shared/CallHistory.sqlite", "calls"),
    ("com.apple.wifi", "network"),
    ("luetooth", "network"),
    ("Media/DCIM/", "files"),
    ("Media/PhotoData/", "files"),
    ("Library/Safari/", "files activity"),
    ("/Documents/", "files apps"),
    ("Logs/CrashReporter/", "files apps activity"),
    ("", "files apps activity network accounts device"),
]
ALL = set("device calls messages contacts calendar files apps activity network accounts".split())
MEDIA = (".jpg", ".mp4", ".mov", ".amr", ".opus")
COCOA = 978307200
# Rows of known tables: column of text, the address (or a query for it), the time in seconds, whether a group's.
ROWS = {
    "Library/SMS/sms.db": [
        ("message", "text", "(SELECT id FROM handle WHERE handle.ROWID = message.handle_id)", "date / 1000000000",
         "cache_roomnames IS NOT NULL OR associated_message_type <> 0 OR item_type <> 0 OR "
         "ROWID IN (SELECT message_id FROM chat_recoverable_message_join)"),
    ],
    "Library/AddressBook/AddressBook.sqlitedb": [
        ("ABPerson", "Note", "(SELECT value FROM ABMultiValue v WHERE v.record_id = ABPerson.ROWID AND v.property = 3)", None),
    ],
    "Library/CallHistoryDB/CallHistory.storedata": [("ZCALLRECORD", "ZLOCATION", "ZADDRESS", "ZDATE")],
    "Library/Voicemail/voicemail.db": [("voicemail", "token", "sender", "date - 978307200")],
    "Library/Calendar/Calendar.sqlitedb": [("CalendarItem", "description", "NULL", "start_date")],
    "Library/Accounts/Accounts3.sqlite": [("ZACCOUNT", "ZACCOUNTDESCRIPTION", "NULL", None)],
    "Library/Safari/History.db": [("history_visits", "title", "NULL", "visit_time")],
    "NoteStore.sqlite": [("ZICCLOUDSYNCINGOBJECT", "ZSNIPPET", "NULL", "ZCREATIONDATE3")],
    "WhatsApp.shared/ChatStorage.sqlite": [
        ("ZWAMESSAGE", "ZTEXT", "coalesce(ZFROMJID, ZTOJID)", "ZMESSAGEDATE", "coalesce(ZFROMJID, ZTOJID) LIKE '%@g.us'"),
    ],
    "WhatsApp.shared/ContactsV2.sqlite": [("ZWAADDRESSBOOKCONTACT", "ZABOUTTEXT", "ZWHATSAPPID", None)],
    "PhotoData/Photos.sqlite": [("ZADDITIONALASSETATTRIBUTES", "ZTITLE", "NULL", None)],
}
MOBILE = "/private/var/mobile/"
PLACES = [
    ("AppDomain-", MOBILE + "Containers/Data/Application/"), ("AppDomainGroup-", MOBILE + "Containers/Shared/AppGroup/"),
    ("SysContainerDomain-", "/private/var/containers/Data/System/"),
    ("SysSharedContainerDomain-", "/private/var/containers/Shared/SystemGroup/"),
    ("HealthDomain", MOBILE + "Library"), ("WirelessDomain", "/private/var/wireless"), ("RootDomain", "/private/var/root"),
    ("SystemPreferencesDomain", "/private/var/preferences"), ("DatabaseDomain", "/private/var/db"),
    ("KeychainDomain", "/private/var/Keychains"),
]
random.seed(20260302)


def on_phone(domain, path):
    for name, place in PLACES:
        if domain.startswith(name):
            return place + domain[len(name):] + "/" + path
    return MOBILE + path


def category(path):
    return next(cats for end, cats in CATEGORIES if end in path).split()


class Planter:
    def __init__(self, exercise):
        self.dir, self.tags = exercise, []

    def word(self, **about):
        word = "q" + "".join(random.choice("bcdfghjkmnpqrstvwxz23456789") for _ in range(15))
        self.tags.append(dict(word=word, **about))
        return word

    # ---- into a file, whatever it is ----

    def rows(self, db, path, about):
        """A word in a column of each row that has none, and who and when it is of."""
        known = next((t for end, t in ROWS.items() if path.endswith(end)), [])
        for table, column, who, when, *group in known:
            rows = db.execute(f"SELECT ROWID, {who}, {when or 'NULL'}, {group[0] if group else 0} FROM {table}").fetchall()
            for row, address, seconds, grouped in rows:
                word = self.word(at=f"{table}.{column}", address=address, time=seconds and seconds + COCOA,
                                 message=bool(group) and not grouped, **about)
                db.execute(f"UPDATE {table} SET {column} = ? WHERE ROWID = ?", (word, row))
            if table == "message":
                db.execute("UPDATE message SET attributedBody = NULL")

    def into(self, path, about):
        """Into the bytes: a table, a key, or at the end."""
        with open(path, "rb") as f:
            head = f.read(16)
        if head.startswith(b"SQLite format 3"):
            db = sqlite3.connect(path)
            self.rows(db, about["path"], about)
            db.execute("CREATE TABLE canary (t TEXT)")
            db.execute("INSERT INTO canary VALUES (?)", (self.word(at="bytes", **about),))
            db.commit()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.close()
        elif head.startswith(b"bplist00") or head.startswith(b"<?xml"):
            with open(path, "rb") as f:
                tree = plistlib.load(f)
            word = self.word(at="bytes", **about)
            tree = dict(tree, Canary=word) if isinstance(tree, dict) else [*tree, word]
            with open(path, "wb") as f:
                plistlib.dump(tree, f, fmt=plistlib.FMT_BINARY)
        else:
            with open(path, "ab") as f:
                f.write(self.word(at="bytes", **about).encode())

    def below(self, folder, about):
        """All files below it; about(relative path) tells what a file is."""
        files = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
        for path in files:
            if os.stat(path).st_nlink > 1:  # the same file twice: on AFC and in backups
                with open(path, "rb") as f:
                    data = f.read()
                os.unlink(path)
                with open(path, "wb") as f:
                    f.write(data)
        for path in sorted(files):
            if not path.endswith(("-wal", "-shm")):  # goes into its database
                self.into(path, about(os.path.relpath(path, folder)))

    def named(self, folder, ending, about):
        """A file whose name is a word, and another in it."""
        name = self.word(at="name", **about("")) + ending
        self.tags[-1].update(about(name), unknown=True)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name), "w", encoding="ascii") as f:
            f.write(self.word(at="bytes", unknown=True, **about(name)))

    # ---- the parts of the exercise ----

    def backup(self):
        root = self.dir + "/phone"
        for domain in sorted(os.listdir(root)):
            def about(path, domain=domain):
                at = on_phone(domain, path)
                return dict(path=at, cats=category(at), stored=hashlib.sha1(f"{domain}-{path}".encode()).hexdigest(),
                            domain=domain, route="backup")
            self.below(f"{root}/{domain}", about)
            self.named(f"{root}/{domain}", ".dat", about)

    def services(self):
        for folder, place in (("media", MOBILE + "Media/"), ("crash", MOBILE + "Library/Logs/CrashReporter/"),
                              ("apps", MOBILE + "Containers/Data/Application/")):
            def about(path, place=place):
                return dict(path=place + path, cats=category(place + path), route="file")
            self.below(f"{self.dir}/{folder}", about)
            if folder == "apps":
                for app in sorted(os.listdir(self.dir + "/apps")):
                    self.named(f"{self.dir}/apps/{app}/Documents", ".dat", lambda n, a=app: about(f"{a}/Documents/{n}"))
            else:
                self.named(f"{self.dir}/{folder}", ".dat", about)

    def answers(self):
        path = self.dir + "/exercise.json"
        with open(path, encoding="utf-8") as f:
            x = json.load(f)
        for domain, cat in (("com.apple.mobile.iTunes.store", "accounts"), ("com.apple.mobile.wireless_lockdown", "network")):
            word = self.word(at="lockdown " + domain, cats=[cat], route="lockdown")
            x["lockdown"].setdefault(domain, {})["Canary"] = word
        for app in x["apps"]:
            app["CFBundleDisplayName"] = self.word(at="app " + app["CFBundleIdentifier"], cats=["apps"], route="apps")
        with open(path, "w", encoding="utf-8") as f:
            json.dump(x, f, ensure_ascii=False)

    def plant(self):
        self.backup()
        self.services()
        self.answers()
        for name in ("truth.jsonl", "truth-encrypted.jsonl"):
            os.unlink(f"{self.dir}/{name}")
        with open(self.dir + "/exercise.json", encoding="utf-8") as f:
            only = json.load(f)["encrypted_only"]
        for t in self.tags:
            t["encrypted_only"] = any(canary_glob(g, t) for g in only)


def canary_glob(glob, tag):
    import fnmatch
    if tag.get("route") != "backup":
        return False
    domain, _, rest = glob.partition("/")
    return tag["domain"] == domain and fnmatch.fnmatchcase(tag["path"], "*/" + rest)


# ---- which are in scope ----

class Scope:
    def __init__(self, scope, sealed=False):
        self.s, self.sealed = scope, sealed
        self.cats = set(scope["categories"])
        self.people = {canary.digits(n) or n.lower() for n in scope.get("counterparties", [])}
        self.excluded = {canary.digits(n) or n.lower() for n in scope.get("exclude", [])}
        self.paths, self.apps = scope.get("paths", []), scope.get("apps", [])
        self.by_people = False  # numbers are not looked for by themselves
        self.narrow = bool(self.people or self.excluded or "from" in scope or scope.get("apps") or scope.get("threads"))

    def fate(self, t):
        """in, out, or None: may be there."""
        own = set(t["cats"])
        if not own & self.cats:
            return "out"
        if self.paths and t["route"] == "file":
            below = any(t["path"].startswith(p.rstrip("/") + "/") for p in self.paths)
            return ("in" if "files" in self.cats and "files" in own else None) if below else "out"
        if self.paths and t["route"] == "backup" and own == {"files"}:
            return None if any(t["path"].startswith(p) for p in self.paths) else "out"
        if self.s.get("media") == "none" and self.is_media(t):
            return "out"
        if self.narrow:
            return self.of_row(t)
        if t.get("unknown") and t["route"] == "backup" and not ALL <= self.cats:
            return None  # of a backup only what is known is taken, else whole
        if (t.get("encrypted_only") and not self.sealed) or (t["route"] == "backup" and "/Media/" in t["path"]):
            return None  # in encrypted backups alone; taken over AFC instead
        return "in" if own <= self.cats and len(own) == 1 and self.s.get("media", "all") == "all" else None

    def of_row(self, t):
        """Of narrow scopes: what is surely of somebody else, of another time or app; messages that are surely in."""
        who = str(t.get("address") or "")
        who = canary.digits(who) or who.lower()
        if self.apps and t["route"] == "backup" and len(t["cats"]) == 1 and not any(a in t["path"] for a in self.apps):
            return "out"
        if who and (who in self.excluded or (self.people and who not in self.people)):
            return "out"
        if "from" in self.s and t.get("time"):
            iso = datetime.datetime.fromtimestamp(t["time"], datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            if not self.s["from"] <= iso < self.s.get("until", "9"):
                return "out"
        if not t.get("message") or self.apps or (self.people and who not in self.people):
            return None
        return "in"

    def is_media(self, t):
        return t["route"] != "lockdown" and t["at"] == "bytes" and t.get("path", "").lower().endswith(MEDIA)


def check(tags, scope, blob, whole):
    bad, seen = canary.check(tags, scope, blob, whole)
    low = blob.lower()
    kept = {t["stored"] for t in tags if t.get("stored") and scope.fate(t) != "out"}
    for stored in sorted({t["stored"] for t in tags if t.get("stored")} - kept):
        if stored.encode() in low or bytes.fromhex(stored) in blob:
            bad.append(f"the name that a backup gives to a file that is out of scope: {stored}")
    return bad, seen


def main(argv):
    if len(argv) == 4 and argv[1] == "plant":
        p = Planter(argv[2])
        p.plant()
        with open(argv[3], "w", encoding="ascii") as f:
            json.dump(p.tags, f)
        print(len(p.tags), "words")
        return 0
    if len(argv) > 4 and argv[1] in ("check", "check-sealed", "check-cut"):
        with open(argv[2], encoding="ascii") as f:
            tags = json.load(f)
        bad, seen = check(tags, Scope(json.loads(argv[3]), argv[1] == "check-sealed"), canary.read(argv[4:]), argv[1] != "check-cut")
        for line in bad[:20]:
            print(line)
        print(seen)
        return 1 if bad or not seen["out"] else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv))
