#!/usr/bin/env python3
"""Canaries: does anything that is out of scope leave the phone?

usage: canary.py plant EXERCISE PLAN TAGS    fills the phone of an exercise with marked things
       canary.py check TAGS SCOPE [PATH]...  looks for them in all bytes of files and folders

Every text of every row, file name and answer that `plant` writes is a random word of its own, and
TAGS tells what it stands in: category, persons, conversation, time, app. `check` decides by itself,
from the JSON of the scope alone, which of them are in scope; those must be there, the others must
not, in no encoding, and neither must digests of them. PLAN is `moka plan` of a scope with all
categories: which providers and columns there are. What is there beyond the tables known here is
filled with words that are out of every narrow scope, so that a new provider cannot be forgotten.
"""
import base64
import hashlib
import json
import os
import random
import re
import sqlite3
import sys
import zlib

MS = {"before": 1739200000000, "in": 1742000000000, "after": 1746100000000}  # Feb, March, May 2025
PEOPLE = {"A": "+254712345678", "B": "+1 (650) 930-1844", "X": "+491715550921", "N": "KIOSKBANK"}
CONTACTS = ["A", "B", "X", "AX"]  # whose numbers each has
THREADS = {1: "A", 2: "B", 3: "AB", 4: "X", 5: "AX", 6: "N"}
STATE = {"sdk", "users", "owners", "dumpsys_device_policy", "uptime"}  # asked always, or of use

random.seed(20260301)


class Planter:
    def __init__(self, exercise, plan):
        self.dir, self.tags = exercise, []
        self.db = sqlite3.connect(exercise + "/providers.db")
        self.asked = {p["uri"]: p for p in plan["providers"]}
        self.questions, self.count = plan["questions"], 0

    def word(self, cat, **about):
        word = "q" + "".join(random.choice("bcdfghjkmnpqrstvwxz23456789") for _ in range(15))
        self.tags.append(dict(word=word, cat=cat, **about))
        return word

    def next(self):
        self.count += 1
        return self.count

    def columns(self, table):
        return [r[1] for r in self.db.execute(f"PRAGMA table_info({table})")]

    def row(self, table, uri, values, texts, **about):
        """A row with a word in each of the columns `texts` that it has."""
        asked = self.asked[uri]["texts"] if uri in self.asked else []
        for column in texts:
            if column in self.columns(table):
                values[column] = self.word(at=f"{table}.{column}", asked=column in asked, **about)
        names = ",".join(values)
        marks = ",".join("?" * len(values))
        cur = self.db.execute(f"INSERT INTO {table}({names}) VALUES({marks})", list(values.values()))
        return cur.lastrowid

    # ---- what the tables known here hold ----

    def messages(self):
        ids = {name: i + 1 for i, name in enumerate(PEOPLE)}
        for name, i in ids.items():
            self.db.execute("INSERT INTO canonical_addresses(_id,address) VALUES(?,?)", (i, PEOPLE[name]))
        for thread, people in THREADS.items():
            about = dict(cat="messages", people=people, thread=thread)
            self.row("threads", "content://mms-sms/conversations?simple=true",
                     {"_id": thread, "date": MS["in"], "recipient_ids": " ".join(str(ids[p]) for p in people)},
                     ["snippet"], time="in", whole=people, **about)
            for when, ms in MS.items():
                for p in people:
                    self.row("sms", "content://sms", {"thread_id": thread, "address": PEOPLE[p], "date": ms, "type": 1},
                             ["body", "subject", "service_center", "creator"], time=when, party=p, **about)
                mid = self.row("pdu", "content://mms", {"thread_id": thread, "date": ms // 1000, "msg_box": 1, "m_type": 132},
                               ["sub", "m_id", "tr_id", "creator"], time=when, whole=people, **about)
                self.row("addr", "content://mms/addr", {"msg_id": mid, "type": 151}, ["address"], time=when, whole=people, **about)
                self.row("part", "content://mms/part", {"mid": mid, "ct": "text/plain", "seq": 0}, ["text", "name", "cl"],
                         time=when, whole=people, **about)
                self.row("part", "content://mms/part", {"mid": mid, "ct": "image/jpeg", "seq": 1}, ["name", "fn", "cl", "cid", "_data"],
                         time=when, whole=people, media=True, **about)

    def users(self):
        """A second space, whose contacts have other ids, and a work profile, which no scope here names."""
        self.db.execute("INSERT OR REPLACE INTO answers VALUES('pm list users',?,'',0)", (
            "Users:\n\tUserInfo{0:Owner:4c13} running\n\tUserInfo{10:Work:1030} running\n"
            "\tUserInfo{150:Secure:1010} running\n",))
        for user in (10, 150):
            for table in ("calls", "raw_contacts", "data", "groups", "directories"):
                self.db.execute(f"CREATE TABLE {table}_u{user} AS SELECT * FROM {table} WHERE 0")
            about = dict(profile=user)
            self.calls(f"_u{user}", **about)
            self.contacts(["B", "AX", "X", "A"], f"_u{user}", **about)

    def calls(self, of="", **more):
        for p, number in PEOPLE.items():
            for when, ms in MS.items():
                self.row("calls" + of, "content://call_log/calls", {"_id": self.next(), "number": number, "date": ms, "type": 1, "duration": 3},
                         ["name", "geocoded_location", "transcription", "via_number"], cat="calls", people=p, party=p, time=when, **more)

    def contacts(self, persons, of="", **more):
        for i, who in enumerate(persons, 1):
            about = dict(cat="contacts", people=who, contact=who, **more)
            self.row("raw_contacts" + of, "content://com.android.contacts/raw_contacts", {"_id": i, "contact_id": i},
                     ["display_name", "account_name", "sourceid"], **about)
            if not of:
                self.row("contacts", "content://com.android.contacts/contacts", {"_id": i}, ["display_name", "lookup"], **about)
            for kind in ("name", "note"):
                self.row("data" + of, "content://com.android.contacts/data",
                         {"_id": self.next(), "raw_contact_id": i, "mimetype": "vnd.android.cursor.item/" + kind}, ["data1", "data2", "display_name"], **about)
            for p in who:
                self.db.execute(f"INSERT INTO data{of}(_id,raw_contact_id,mimetype,data1) VALUES(?,?,?,?)",
                                (self.next(), i, "vnd.android.cursor.item/phone_v2", PEOPLE[p].replace("345", " 345-")))
        self.row("groups" + of, "content://com.android.contacts/groups", {"_id": self.next()}, ["title", "notes"],
                 cat="contacts", mixed=True, **more)

    # ---- whatever else the plan asks for ----

    def others(self):
        exercise = json.load(open(self.dir + "/exercise.json"))
        known = {p["uri"] for p in exercise["providers"]}
        for n, p in enumerate(self.asked.values()):
            uri = p["uri"].split("?")[0]
            if uri in known:
                continue
            table = f"other{n}"
            self.db.execute(f"CREATE TABLE {table}(_id INTEGER PRIMARY KEY" +
                            "".join(f",{c}" for c in p["numbers"] + p["texts"]) + ")")
            exercise["providers"].append({"uri": uri, "table": table, "state": "ok", "permission": "", "sort": "",
                                          "rows": "", "strict": False})
            for i in range(3):
                self.row(table, p["uri"], {c: 0 for c in p["numbers"]}, p["texts"], cat=p["category"], mixed=True)
        json.dump(exercise, open(self.dir + "/exercise.json", "w"))

    def answers(self):
        self.db.execute("DELETE FROM answers WHERE command LIKE 'dumpsys%' AND command != 'dumpsys device_policy'")
        for q in self.questions:
            if q["artefact"] in STATE:
                continue
            word = self.word(q["category"], mixed=True, tool=q["command"], at=q["command"])
            self.db.execute("INSERT OR REPLACE INTO answers VALUES(?,?,'',0)", (q["command"].replace("{user}", "0"), word + "\n"))
            if "{user}" in q["command"]:
                word = self.word(q["category"], mixed=True, tool=q["command"], at="user 150")
                self.db.execute("INSERT OR REPLACE INTO answers VALUES(?,?,'',0)",
                                (q["command"].replace("{user}", "150"), word + "\n"))
        for table in ("settings_global", "settings_secure", "settings_system"):
            self.db.execute(f"INSERT INTO {table}(name,value) VALUES('canary',?)", (self.word("device", at=table, asked=False),))

    def files(self):
        for folder, end, app, media in [
                ("Documents", ".txt", None, None), ("Download", ".pdf", None, None), ("DCIM/Camera", ".jpg", None, "file"),
                ("DCIM/.thumbnails", ".jpg", None, "thumbnail"), ("Pictures", ".png", None, "file"),
                ("Android/media/com.whatsapp/WhatsApp/Media/WhatsApp Documents", ".pdf", "com.whatsapp", None),
                ("Android/media/com.whatsapp/WhatsApp/Media/WhatsApp Images", ".jpg", "com.whatsapp", "file"),
                ("Android/media/org.other/Files", ".txt", "org.other", None)]:
            os.makedirs(f"{self.dir}/storage/{folder}", exist_ok=True)
            for when, ms in MS.items():
                about = dict(cat="files", folder=folder, time=when, app=app, media=media, file=True)
                path = f"{self.dir}/storage/{folder}/{self.word(at=folder, name=True, **about)}{end}"
                head = b"\xff\xd8\xff\xe0\x00\x10JFIF\0" if end == ".jpg" else b""
                with open(path, "wb") as f:
                    f.write(head + self.word(at=path, **about).encode() + b"\n")
                os.utime(path, (ms // 1000, ms // 1000))

    def folders(self):
        """Folders whose names tell something, each with a file of its time."""
        for when, ms in MS.items():
            about = dict(cat="files", folder="Pictures", time=when, app=None, media="file", file=True, name=True)
            folder = f"{self.dir}/storage/Pictures/{self.word(at='a folder', **about)}"
            os.makedirs(folder)
            with open(folder + "/x.jpg", "wb") as f:
                f.write(b"\xff\xd8\xff\xe0\x00\x10JFIF\0")
            os.utime(folder + "/x.jpg", (ms // 1000, ms // 1000))
            os.utime(folder, (ms // 1000, ms // 1000))

    def containers(self):
        """Files that mix people and times: an address book, and a copy of the messages' database."""
        folder = self.dir + "/storage/Download/com.android.providers.telephony/databases"
        os.makedirs(folder)
        db = sqlite3.connect(folder + "/mmssms.db")
        db.execute(self.db.execute("SELECT sql FROM sqlite_master WHERE name='sms'").fetchone()[0])
        for thread, p in [(1, "A"), (2, "B"), (4, "X"), (6, "N")]:
            for when, ms in MS.items():
                about = dict(cat="messages", inside=True, people=p, party=p, thread=thread, time=when)
                db.execute("INSERT INTO sms(thread_id,address,date,type,body,subject) VALUES(?,?,?,1,?,?)",
                           (thread, PEOPLE[p], ms, self.word(at="mmssms.db body", asked=True, **about),
                            self.word(at="mmssms.db subject", **about)))
        db.commit()
        db.close()
        path = self.dir + "/storage/Download/people.vcf"
        with open(path, "w") as f:
            for p in "ABX":
                about = dict(cat="contacts", inside=True, people=p, contact=p)
                f.write(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{self.word(at='vcf name', asked=True, **about)}\r\n"
                        f"TEL:{PEOPLE[p]}\r\nNOTE:{self.word(at='vcf note', **about)}\r\nEND:VCARD\r\n")
        for name in (path, folder + "/mmssms.db"):
            os.utime(name, (MS["after"] // 1000, MS["after"] // 1000))

    def plant(self):
        for table in ("sms", "pdu", "part", "threads", "canonical_addresses", "calls", "contacts", "raw_contacts", "data", "groups"):
            self.db.execute(f"DELETE FROM {table}")
        self.messages()
        self.calls()
        self.contacts(CONTACTS)
        self.users()
        self.answers()
        self.others()
        self.files()
        self.containers()
        self.folders()
        self.db.commit()


# ---- which are in scope ----

def digits(number):
    return re.sub(r"\D", "", number)[-9:]


def person(named):
    for name, number in PEOPLE.items():
        if named.lower() == number.lower() or (digits(named) and digits(named) == digits(number)):
            return name
    return None


class Scope:
    def __init__(self, scope):
        self.s = scope
        self.people = {person(n) for n in scope.get("counterparties", [])}
        self.excluded = {person(n) for n in scope.get("exclude", [])}
        self.threads = set(scope.get("threads", []))
        self.by_people = bool(self.people or self.threads)
        self.by_time = "from" in scope
        self.apps = scope.get("apps", [])
        self.paths = scope.get("paths", [])
        self.narrow = self.by_people or self.excluded or self.by_time or self.apps

    def with_people(self, t):
        """True, False: of what is exchanged with somebody."""
        who = set(t["people"])
        if self.excluded and who & self.excluded and t.get("party") in (None, *self.excluded):
            return False
        if self.excluded and t.get("thread") and who & self.excluded:
            return False
        if not self.by_people or t.get("thread") in self.threads:
            return True
        if "party" in t:
            return t["party"] in self.people
        if "contact" in t or self.s.get("groups"):
            return bool(who & self.people)
        return who <= self.people

    def fate(self, t):
        """in, out, or None: may be there."""
        if t.get("inside") and not self.narrow and self.s.get("media", "all") == "all":
            # a file is taken as it is, whatever is in it
            return "in" if "files" in self.s["categories"] and not self.paths else "out"
        if t.get("inside") and "files" not in self.s["categories"]:
            return "out"
        if t["cat"] not in self.s["categories"] or t.get("profile") == 10:
            return "out"
        if t["cat"] == "files" and self.paths and not any(
                ("/sdcard/" + t.get("folder", "")).startswith(p) for p in self.paths):
            return "out"
        if not self.narrow and self.s.get("media", "all") == "all":
            return "in" if t.get("asked") or (t.get("file") and not t.get("mixed")) else None
        if t.get("tool"):
            return None if t["cat"] == "device" or not self.narrow else "out"
        if t["cat"] == "device":
            return None
        if t.get("mixed"):
            return "out" if self.narrow else None
        if t.get("file"):
            return self.of_file(t)
        if self.apps:
            return "out"
        if "contact" in t and self.by_time and not self.people:
            return "out"
        if self.by_time and t.get("time", "in") != "in":
            return "out"
        if t.get("people") and not self.with_people(t):
            return "out"
        if t.get("media") and self.s.get("media") == "none":
            return "out"
        return "in" if t.get("asked") else None

    def of_file(self, t):
        if self.by_people or self.excluded or (self.by_time and t["time"] != "in"):
            return "out"
        if self.apps and t["app"] not in self.apps:
            return "out"
        if t["media"] and self.s.get("media", "all") != "all":
            return None if t.get("name") and self.s["media"] == "metadata" else "out"
        return "in"


# ---- finding them ----

def forms(word):
    """What a word looks like in the encodings that one might hide it in."""
    raw = word.encode()
    out = {raw, raw.upper(), raw.lower(), raw.swapcase(), raw[::-1], word.encode("utf-16-le"), word.encode("utf-16-be"),
           raw.hex().encode(), raw.hex().upper().encode(), word.encode("utf-16-le").hex().encode()}
    for shift in range(3):
        out.add(base64.b64encode(b"\0" * shift + raw)[4 if shift else 0:-4])
    return out


def digests(word):
    """Hex and raw forms of plain digests of the values that somebody would try."""
    values = {word, word.upper(), "+" + word, "0" + word, word + "\n"}
    for v in (x.encode() for x in values):
        for name in ("md5", "sha1", "sha256", "sha512"):
            yield hashlib.new(name, v).digest()


def read(paths):
    out = []
    for path in paths:
        for folder, _, names in os.walk(path) if os.path.isdir(path) else [(os.path.dirname(path), [], [os.path.basename(path)])]:
            out.append(folder.encode())
            for name in names:
                out.append(os.fsencode(name))
                out.append(open(os.path.join(folder, name), "rb").read())
    return b"\n".join(out)


def windows(blob):
    """All runs of eight bytes: a digest is among them by its first eight, raw, or its sixteen in hex."""
    runs = b"".join(re.findall(rb"[0-9a-f]{16,}", blob.lower()))
    return {blob[i:i + 8] for i in range(len(blob))}, {runs[i:i + 16] for i in range(len(runs))}


def numbers(scope):
    """Numbers of persons whom nothing in scope names."""
    if not scope.by_people:
        return []
    named = set(scope.people) | scope.excluded
    for t in scope.threads:
        named |= set(THREADS[t])
    for who in CONTACTS + (list(THREADS.values()) if scope.s.get("groups") else []):
        if set(who) & scope.people:
            named |= set(who)
    return [n for p, n in PEOPLE.items() if p not in named]


def check(tags, scope, blob, whole):
    bad, seen = [], {"in": 0, "out": 0}
    raw, in_hex = windows(blob)
    hidden = []
    for t in tags:
        fate = scope.fate(t)
        if fate == "out":
            hidden.append(t["word"])
            found = [f for f in forms(t["word"]) if f[:8] in raw and f in blob]
            if found:
                bad.append(f"leaked: {t} as {found[0]}")
        if fate == "in" and whole and t["word"].encode() not in blob:
            bad.append(f"missing: {t}")
        if fate:
            seen[fate] += 1
    for number in numbers(scope):
        for value in {number, digits(number) or number}:
            hidden.append(value)
            bad += [f"leaked: number {number} as {f}" for f in forms(value) if len(f) > 5 and f in blob]
    words = set(re.findall(rb"(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])", blob.lower()))
    for word in hidden:
        for d in digests(word):
            if d[:8] in raw or d.hex()[:16].encode() in in_hex or base64.b64encode(d)[:8] in raw:
                bad.append(f"a plain digest of {word}")
        if b"%08x" % zlib.crc32(word.encode()) in words:
            bad.append(f"a checksum of {word}")
    return bad, seen


def main(argv):
    if len(argv) == 5 and argv[1] == "plant":
        p = Planter(argv[2], json.load(open(argv[3])))
        p.plant()
        json.dump(p.tags, open(argv[4], "w"))
        print(len(p.tags), "words")
        return 0
    if len(argv) > 4 and argv[1] in ("check", "check-cut"):
        bad, seen = check(json.load(open(argv[2])), Scope(json.loads(argv[3])), read(argv[4:]), argv[1] == "check")
        for line in bad[:20]:
            print(line)
        print(seen)
        return 1 if bad or not seen["out"] else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv))
