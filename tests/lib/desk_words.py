"""moka serve CASE: files that a hash set knows, exports by tag, links after a merge. The case holds a bundle with one known picture."""
import csv
import io
import json
import os
import subprocess
import sys
from desk_client import Desk
from panel_case import finish, ok

case, known = sys.argv[1:]
desk = Desk(case)

# ---- known files ----
hits = desk.ask("overview")["bundles"][0]["said"]["hits"]
ok("a file that a set knows is told, once, with the set's words", len(hits) == 1 and hits[0]["sha256"] == known and
   hits[0]["name"] == "<i>evil</i>.jpg" and hits[0]["set"] == "list.txt" and hits[0]["path"].startswith("/sdcard/"), hits)

# ---- exports by tag ----
lines = desk.ask("line", kind="message", limit=1000)["records"]
chosen, name = [r["id"] for r in lines[:3]], "ge \u00e4h=1"
ok("records are tagged", all(desk.ask("tag", id=i, name=name, on=True)["changed"] for i in chosen))


def export(**members):
    made = desk.ask("export", format="csv", **members)
    status, _, body = desk.get("/get/" + made["ticket"])
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")))) if status == 200 else None


def refs(rows, column):
    return sorted(r[column] for r in rows)


every, few = export(), export(tag=name)
column = next(c for c in every[0] if c.lower() in ("ref", "reference"))
ok("an export by tag has those records and no others", refs(few, column) == sorted(r["record"]["ref"] for r in lines[:3]), few)
ok("as the export of all has them", all(r in every for r in few) and len(every) > len(few) + 10)
ok("of a bundle that has none it is empty", export(tag=name, bundle=2) == [])
ok("of a tag that nobody gave as well", export(tag="nothing") == [])
acts = [a for a in desk.ask("audit")["lines"] if a["act"] == "export"]
ok("the log has the tag", [a.get("tag") for a in acts] == ["nothing", name, name, None], acts)
moka = [os.path.join(os.environ["MOKA_BIN"], "moka"), "export", "--case", case, "--format", "csv", "-o", "-", "--tag", name]
there = subprocess.run(moka, capture_output=True, check=False)
ok("moka export has them too", list(csv.DictReader(io.StringIO(there.stdout.decode("utf-8-sig")))) == few, there)

# ---- links ----
before = desk.ask("graph")
shared = [n for n in before["nodes"] if n["kind"] != "bundle"]
links = {e["b"]: e["n"] for e in before["edges"] if e["a"] == "b1"}
a, b = sorted((n for n in shared if n["id"] in links), key=lambda n: int(n["id"][1:]))[:2]
made = desk.ask("merge", a=int(a["id"][1:]), b=int(b["id"][1:]), reason="the same person")
after = desk.ask("graph")
nodes = {n["id"]: n for n in after["nodes"]}
ok("what was joined is one node that names both", b["id"] not in nodes and nodes[a["id"]].get("also") == [b["label"]], after["nodes"])
link = [e for e in after["edges"] if e["b"] == a["id"] and e["a"] == "b1"]
both = {r["id"] for one in (a, b) for r in desk.ask("entity", id=int(one["id"][1:]), limit=1000)["records"]}
count = next(c for c in desk.ask("contacts", bundle=1, limit=1000)["contacts"] if c["id"] == int(a["id"][1:]))
ok("its link counts each record once", len(link) == 1 and link[0]["n"] == count["mentions"] <= len(both) and
   max(links[a["id"]], links[b["id"]]) <= link[0]["n"] <= links[a["id"]] + links[b["id"]], (link, count, links[a["id"]], links[b["id"]]))
ok("and the joint can be taken back", desk.ask("unmerge", id=made["id"])["ok"] and
   json.dumps(desk.ask("graph")["nodes"]) == json.dumps(before["nodes"]))
ok("the desk ends when told to", desk.end() == 0)
finish()
