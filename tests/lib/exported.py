#!/usr/bin/python3
"""usage: exported.py FORMAT FILE STDERR RECORDS: whether the file holds every record of RECORDS (JSON
Lines of moka parse) or STDERR counts it as left out, as another reader of the format sees it."""
import collections
import csv
import json
import re
import sys
import xml.etree.ElementTree as ET

form, name, err, truth = sys.argv[1:]
records = [json.loads(line) for line in open(truth, encoding="utf-8")]
kinds = collections.Counter(r["kind"] for r in records)
STEER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")


def fail(why):
    print(why)
    sys.exit(1)


def counted():
    """Written and left out, by kind, as standard error says."""
    written, left = collections.Counter(), collections.Counter()
    for line in open(err, encoding="utf-8"):
        m = re.fullmatch(r"moka export: (\w+): (\d+) (written|left out: .*)\n", line)
        if not m:
            fail("not understood: " + line)
        (written if m[3] == "written" else left)[m[1]] += int(m[2])
    if written + left != kinds:
        fail(f"{written} written and {left} left out are not {kinds}")
    return written


def refs():
    if form == "csv":
        rows = list(csv.DictReader(open(name, newline="", encoding="utf-8")))
        for row in rows:
            for cell in row.values():
                if cell and cell[0] in "=+-@" and not re.fullmatch(r"-?[0-9.e+-]+", cell):
                    fail("a cell that runs: " + cell)
                if STEER.search(cell):
                    fail("a cell that steers: " + repr(cell))
        return [row["ref"].replace("\\\\", "\\") for row in rows]
    if form == "timesketch":
        lines = [json.loads(line) for line in open(name, encoding="utf-8")]
        for x in lines:
            if not (x["message"] and x["timestamp_desc"] and re.fullmatch(r"[-+]?\d{4,}-\d\d-\d\dT[0-9:.]+Z", x["datetime"])):
                fail(x)
        return list(dict.fromkeys(x["ref"] for x in lines))
    if form == "geojson":
        features = json.load(open(name, encoding="utf-8"))["features"]
        where = {r["ref"]: (r.get("lon"), r.get("lat")) for r in records}
        for f in features:
            if tuple(f["geometry"]["coordinates"][:2]) != where[f["properties"]["ref"]]:
                fail(f)
        return [f["properties"]["ref"] for f in features]
    if form == "case-uco":
        graph = json.load(open(name, encoding="utf-8"))["@graph"]
        for x in graph:  # no more is said than what was found where
            if "uco-core:externalReference" in x and not re.match(r"(The (database|log of the database|file) .* holds an? |The phone answered, asked for .*, with an? |Of .*: a deleted .*, found in )",
                                                                  x["uco-core:description"], re.S):
                fail(x["uco-core:description"])
        return [x["uco-core:externalReference"]["uco-core:externalIdentifier"] for x in graph if "uco-core:externalReference" in x]
    if form == "kml":
        space = {"k": "http://www.opengis.net/kml/2.2"}
        marks = ET.parse(name).getroot().findall(".//k:Placemark", space)
        return [m.find(".//k:Data[@name='ref']/k:value", space).text for m in marks]
    cards = open(name, newline="", encoding="utf-8").read()
    if any(len(line.encode()) > 75 for line in cards.split("\r\n")):
        fail("a line that is not folded")
    return [None] * cards.count("BEGIN:VCARD\r\n")


if STEER.search(open(name, newline="", encoding="utf-8").read()):
    fail("a character that steers")
written = counted()
found = refs()
if len(found) != sum(written.values()):
    fail(f"{len(found)} are in the file, {sum(written.values())} were said to be")
if form != "vcard":
    known = collections.Counter(r["ref"] for r in records)
    foreign = [ref for ref in found if ref not in known]
    if foreign or len(set(found)) != len(found):
        fail(f"foreign or twice: {foreign[:3]}")
if form == "csv" and collections.Counter(found) != known:
    fail("records are missing")
