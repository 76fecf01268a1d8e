#!/usr/bin/env python3
"""Canaries on an iPhone: does anything that is out of scope leave the phone?

usage: ios_canary.py plant EXERCISE TAGS            fills an exercise's iPhone with marked things
       ios_canary.py check|check-cut TAGS SCOPE [PATH]...   looks for them, see canary.py

What the phone's owner, others or apps wrote is a random word each: messages, contacts, files of the media
partition, of apps and of crash reports, values of lockdown, names of apps, files of the backup that nobody
knows. `check` decides from the JSON of the scope alone which are in scope.
"""
import json
import os
import sqlite3
import sys

import canary
from canary import MS, PEOPLE

COCOA_MS = 978307200000
WHOLE = {"device", "calls", "messages", "contacts", "calendar", "files", "apps", "activity", "network", "accounts"}
ROOTS = {"media": "/private/var/mobile/Media", "crash": "/private/var/mobile/Library/Logs/CrashReporter"}


class Planter(canary.Planter):
    def __init__(self, exercise):
        self.dir, self.tags, self.count = exercise, [], 0
        self.doc = json.load(open(exercise + "/exercise.json"))

    def messages(self):
        path = self.dir + "/phone/HomeDomain/Library/SMS/sms.db"
        db = sqlite3.connect(path)
        for p, number in PEOPLE.items():
            handle = db.execute("INSERT INTO handle(id,service) VALUES(?,'SMS')", (number,)).lastrowid
            chat = db.execute("INSERT INTO chat(guid,style,chat_identifier,service_name) VALUES(?,45,?,'SMS')",
                              (f"SMS;-;{number}", number)).lastrowid
            db.execute("INSERT INTO chat_handle_join VALUES(?,?)", (chat, handle))
            for when, ms in MS.items():
                about = dict(cat="messages", people=p, party=p, time=when, record=True)
                date = (ms - COCOA_MS) * 1000000
                row = db.execute("INSERT INTO message(guid,text,subject,handle_id,service,date,is_from_me) VALUES(?,?,?,?,'SMS',?,0)",
                                 (f"guid-{p}-{when}", self.word(at="sms.db text", asked=True, **about),
                                  self.word(at="sms.db subject", **about), handle, date)).lastrowid
                db.execute("INSERT INTO chat_message_join VALUES(?,?,?)", (chat, row, date))
        db.commit()
        db.close()

    def contacts(self):
        db = sqlite3.connect(self.dir + "/phone/HomeDomain/Library/AddressBook/AddressBook.sqlitedb")
        for p in "ABX":
            about = dict(cat="contacts", people=p, contact=p, record=True)
            row = db.execute("INSERT INTO ABPerson(First,Note,guid) VALUES(?,?,?)",
                             (self.word(at="AddressBook name", asked=True, **about),
                              self.word(at="AddressBook note", **about), "guid-" + p)).lastrowid
            db.execute("INSERT INTO ABMultiValue(record_id,property,identifier,label,value,guid) VALUES(?,3,1,1,?,?)",
                       (row, PEOPLE[p], "guid-number-" + p))
        db.commit()
        db.close()

    def put(self, path, ms, **about):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        head = b"\xff\xd8\xff\xe0\x00\x10JFIF\0" if path.endswith((".jpg", ".JPG")) else b""
        with open(path, "wb") as f:
            f.write(head + self.word(at=path, **about).encode() + b"\n")
        os.utime(path, (ms // 1000, ms // 1000))

    def files(self):
        for root, folder, end, app, media in [
                ("media", "DCIM/100APPLE", ".JPG", None, "file"), ("media", "Books", ".epub", None, None),
                ("media", "Downloads", ".txt", None, None), ("crash", "", ".ips", None, None),
                ("apps", "org.videolan.vlc-ios/Documents", ".txt", "org.videolan.vlc-ios", None),
                ("apps", "com.example.notebook/Documents", ".pdf", "com.example.notebook", None)]:
            for when, ms in MS.items():
                at = ROOTS.get(root, "/private/var/mobile/Containers/Data/Application") + "/" + folder
                about = dict(cat="files", at_device=at, time=when, app=app, media=media, file=True)
                name = self.word(at=folder, name=True, **about)
                self.put(f"{self.dir}/{root}/{folder}/{name}{end}".replace("//", "/"), ms, **about)

    def backup(self):
        """Files that no table knows, and an app's own: kept only in a whole scope, or of an app that is named."""
        for domain, app in [("HomeDomain/Library/Stuff", None), ("AppDomain-org.other/Documents", None),
                            ("AppDomain-com.example.notebook/Library", "com.example.notebook")]:
            about = dict(cat="files", backup=True, app=app)
            self.put(f"{self.dir}/phone/{domain}/{self.word(at=domain, name=True, **about)}.bin", MS["in"], **about)

    def answers(self):
        values = self.doc["lockdown"]
        for domain, cat, mixed in [("", "device", False), ("com.apple.international", "device", False),
                                   ("com.apple.mobile.wireless_lockdown", "network", True),
                                   ("com.apple.mobile.iTunes.store", "accounts", True),
                                   ("com.apple.mobile.data_sync", "accounts", True)]:
            values.setdefault(domain, {})["Canary"] = self.word(cat, at="lockdown " + domain, tool=domain, mixed=mixed, asked=True)
        self.doc["apps"].append({"CFBundleIdentifier": "org.canary", "ApplicationType": "User", "CFBundleDisplayName":
                                 self.word("apps", at="apps", tool="apps", mixed=True, asked=True)})
        json.dump(self.doc, open(self.dir + "/exercise.json", "w"))

    def plant(self):
        self.messages()
        self.contacts()
        self.files()
        self.backup()
        self.answers()


class Scope(canary.Scope):
    def __init__(self, scope):
        super().__init__(scope)
        self.limits = bool(self.narrow or self.s.get("media", "all") != "all")
        self.whole = not self.limits and not self.paths and set(scope["categories"]) == WHOLE

    def fate(self, t):
        if self.whole:
            return "in"
        if t["cat"] not in self.s["categories"]:
            return "out"
        if t.get("tool") is not None:
            return "out" if t.get("mixed") and self.narrow else "in"
        if t.get("backup"):
            if t["app"] and t["app"] in self.apps:
                return None
            return "out"
        if t.get("file"):
            if self.paths and not any(t["at_device"].startswith(p) for p in self.paths):
                return "out"
            return self.of_file(t) if self.limits else "in"
        if not self.limits:
            return "in" if t.get("asked") else None
        if self.apps or (self.by_time and t.get("time", "in") != "in") or not self.with_people(t):
            return "out"
        if "contact" in t and self.by_time:
            return None
        return "in" if t.get("asked") else None


def main(argv):
    if len(argv) == 4 and argv[1] == "plant":
        p = Planter(argv[2])
        p.plant()
        json.dump(p.tags, open(argv[3], "w"))
        print(len(p.tags), "words")
        return 0
    if len(argv) > 4 and argv[1] in ("check", "check-cut"):
        bad, seen = canary.check(json.load(open(argv[2])), Scope(json.loads(argv[3])), canary.read(argv[4:]), argv[1] == "check")
        for line in bad[:20]:
            print(line)
        print(seen)
        return 1 if bad or not (seen["out"] or seen["in"]) else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv))
