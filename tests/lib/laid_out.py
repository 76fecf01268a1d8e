#!/usr/bin/python3
"""usage: laid_out.py BUNDLE TREE STDERR: whether the tree holds each file of the bundle's index, and
nothing else; names that differ are those that STDERR tells."""
import hashlib
import json
import os
import sys

bundle, tree, err = sys.argv[1:]
wanted = {}
replaced = set()
rows = [json.loads(line) for line in open(os.path.join(bundle, "index.jsonl"), encoding="utf-8")]
for row in rows:
    replaced.update(row.get("replaces") or [])
files = [r for r in rows if {"path", "path_hex", "as"} & r.keys() and not r.get("set") and r.get("role", "file") == "file" and int(r["file"].split("/")[-1]) not in replaced]


def digest(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


there = sorted(digest(os.path.join(at, name)) for at, _, names in os.walk(tree.encode()) for name in names)
want = sorted(r["sha256"] for r in files)
if there != want:
    sys.exit(f"{len(there)} files are in the tree, {len(want)} in the index")
others = 0
for r in files:
    raw = bytes.fromhex(r["path_hex"]) if "path_hex" in r else r.get("path", r.get("as")).encode()
    try:
        same = digest(os.path.join(tree.encode(), raw.lstrip(b"/"))) == r["sha256"]
    except OSError:
        same = False
    others += not same
told = sum(" is " in line for line in open(err, encoding="utf-8"))
print(f"{len(files)} files, {others} under another name, {told} told")
sys.exit(others != told or others == 0)
