#!/usr/bin/python3
"""What a phone's owner may have stored to harm whoever looks: in bodies, names of contacts, places, files and apps.

usage: attacks.py make KIND DIR      a phone's files; KIND hostile, or plain: as many, with nothing in them
       attacks.py same A B           two folders of outputs of the same commands: whether they differ in texts alone
"""
import csv
import io
import json
import os
import re
import sqlite3
import sys
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

ATTACKS = [
    "<script>alert(1)</script>", "</name></Placemark><Placemark><name>x", "]]><b>", "\"><img src=x onerror=alert(1)>",
    "<style>*{display:none}</style>", "</style><link rel=stylesheet href=//evil.example>", "&#x3c;script&#x3e;", "<!--", "<?php",
    "\x1b[2J\x1b]0;owned\x07", "\x9b31mred", "a\rb", "a\x08\x08b", "\u202egnp.exe", "\u2066x\u2069", "\u200fx", "\ufeffx", "\u2028x",
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r\n=1+1", "\n=1+1", ",=1+1,\"=2", ";=1+1",
    "END:VCARD\r\nBEGIN:VCARD\r\nFN:evil", "x\nTEL:+15550100999", "x\\nNOTE:evil", "\",\"@type\":\"evil", "\\u{202E}", "{{7*7}}",
    "$[name]", "%n%s%999999d", "'; DROP TABLE record; --", "x' OR 1=1 --", "../../../etc/passwd", "C:\\Windows\\x", "\U0001f468\u200d\U0001f469",
    "javascript:alert(1)", "https://evil.example/<script>", "a\ud7ffb\ufffe", "\U000e0041", "\x7f",
]
STEER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
SMS = "CREATE TABLE sms(_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, read INTEGER, " \
      "status INTEGER, type INTEGER, subject TEXT, body TEXT, service_center TEXT, creator TEXT)"


def make(kind, root):
    texts = ATTACKS if kind == "hostile" else [f"word{i}" for i in range(len(ATTACKS))]

    def put(name, data):
        path = os.path.join(os.fsencode(root), name if isinstance(name, bytes) else os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data.encode("utf-8", "surrogatepass"))

    folder = os.path.join(root, "data/data/com.android.providers.telephony/databases")
    os.makedirs(folder)
    db = sqlite3.connect(os.path.join(folder, "mmssms.db"))
    db.execute(SMS)
    for i, text in enumerate(texts):
        # what is asked for by the search, then the attack; the address and the app that wrote it, too
        db.execute("INSERT INTO sms VALUES(?,?,?,?,?,1,-1,1,?,?,?,?)",
                   (i + 1, i + 1, text, 1700000000000 + i, 1700000000000, text, "needle " + text, text, text))
        db.execute("INSERT INTO sms VALUES(?,?,'+15550100200',?,0,1,-1,2,NULL,?,NULL,NULL)",
                   (1000 + i, 1000 + i, 1700000100000 + i, text))
    db.commit()
    db.close()
    cards, points = "", ""
    for i, text in enumerate(texts):
        value = text.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
        cards += f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{value} A{i}\r\nTEL:+155501{i:05}\r\nEMAIL:a{i}@example.org\r\n" \
                 f"NOTE:{value}\r\nORG:{value}\r\nEND:VCARD\r\n"
        name = "".join(c for c in text if c in "\t\n" or " " <= c < "\ufffe" or c > "\uffff")
        points += f"<wpt lat=\"{i}.5\" lon=\"{i}.25\"><time>2024-01-01T00:00:00Z</time><name>{escape(name)}</name></wpt>"
    put("data/media/0/cards.vcf", cards)
    put("data/media/0/way.gpx", f"<?xml version=\"1.0\"?><gpx xmlns=\"http://www.topografix.com/GPX/1/1\" version=\"1.1\">{points}</gpx>")
    # The same in names of files that are read: one card each.
    for i, text in enumerate(texts):
        name = re.sub("[/\x00]", "_", text)[:80]
        folder = name if kind == "hostile" else f"{name}{i}"
        put(f"data/media/0/{folder} {i}/one{i}.vcf",
            f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:file {i}\r\nTEL:+155502{i:05}\r\nEND:VCARD\r\n")


# ---- what is left of an output when its texts are taken out ----
def of_json(v):
    if isinstance(v, dict):
        return "{" + ",".join(f"{k}:{of_json(x)}" for k, x in v.items()) + "}"
    return "[" + ",".join(map(of_json, v)) + "]" if isinstance(v, list) else type(v).__name__


def lines(text):
    return [of_json(json.loads(line)) for line in text.splitlines()]


def whole(text):
    graph = json.loads(text)
    nodes = graph.get("@graph") or graph["features"]
    return [of_json(x) + str(x.get("@type", x.get("type"))) for x in nodes]


def table(text):
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for row in rows[1:]:
        for cell in row:
            assert not re.match(r"[=+\-@\t\r\n]", cell) or re.fullmatch(r"-?[0-9.]+", cell), "runs: " + cell
    return [len(row) for row in rows]


def markup(text):
    return [f"{e.tag} {sorted(e.attrib)}" for e in ET.fromstring(text).iter()]


def cards(text):
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    return [re.split("[:;]", line)[0] for line in text.replace("\r\n ", "").split("\r\n")]


def plain(text):
    return [len(text.splitlines())]


SHAPES = {"csv": table, "timesketch": lines, "geojson": whole, "kml": markup, "vcard": cards, "case-uco": whole,
          "search": lines, "links": lines, "merges": lines, "audit": lines, "parse": lines}


def same(a, b):
    bad = 0
    for name in sorted(os.listdir(a)):
        shapes = []
        for folder in (a, b):
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
                text = f.read()
            steers = STEER.search(text)
            if steers:
                bad += 1
                print(f"{folder}/{name}: U+{ord(steers[0]):04X} as itself: {text[max(0, steers.start() - 40):steers.start() + 9]!r}")
            try:
                shapes.append(sorted(SHAPES.get(name, plain)(text), key=str))  # files come in the order of their names
            except Exception as e:
                bad += 1
                print(f"{folder}/{name}: {e!r}")
        if len(shapes) == 2 and shapes[0] != shapes[1]:
            bad += 1
            at = next((i for i, (x, y) in enumerate(zip(*shapes)) if x != y), -1)
            print(f"{name}: {len(shapes[0])} and {len(shapes[1])} parts; at {at}: {shapes[0][at:at + 1]} and {shapes[1][at:at + 1]}")
    sys.exit(bad != 0)


if __name__ == "__main__":
    {"make": make, "same": same}[sys.argv[1]](*sys.argv[2:])
