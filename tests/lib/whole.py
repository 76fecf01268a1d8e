#!/usr/bin/python3
"""Every record of a truth (truth-system.jsonl, see host/train/train.h) against what `moka parse` gave.

usage: whole.py [--app GLOB]... [--not GLOB]... TRUTH RECORDS

Prints each record that is missing, each that is surplus and each field that differs, with an example of
every way it does, and ends with the counts. Exits 1 when there is any. --app looks at those apps only,
--not at others than those.
"""
import collections
import fnmatch
import json
import sys

# The fields that CONTRACT.md names for a kind: they are in the truth, or they must not come out.
OWN = {
    "message": "transport dir from to thread text subject status reply_to edited versions deleted deleted_by "
               "starred expires",
    "conversation": "thread title members owner",
    "reaction": "parent from text",
    "attachment": "parent path mime bytes sha256 caption view_once",
    "call": "dir result peer duration_s media",
    "voicemail": "peer duration_s path text",
    "contact": "name phones emails handles org note addresses",
    "account": "service id name phone email",
    "email": "from to cc subject text",
    "location": "lat lon accuracy_m altitude_m speed_mps bearing_deg label origin whose meaning",
    "media": "path mime bytes sha256 width height camera lat lon altitude_m",
    "web_visit": "url title visits",
    "web_download": "url path bytes",
    "web_search": "query",
    "bookmark": "url title",
    "cookie": "host name path",
    "note": "title text",
    "calendar": "title text place start end",
    "payment": "peer amount currency text",
    "app": "id name version",
    "network": "ssid bssid mac security password",
    "bluetooth": "name mac",
    "cell": "mcc mnc lac cid",
}
COMMON = "app time time_raw time_unit profile subscription"
PARTY = {"id", "name", "phone", "self"}
UNSAID = {"edited", "deleted", "starred", "view_once"}  # false says no more than nothing


def lines(path):
    with open(path, encoding="utf-8", errors="surrogatepass") as f:
        return [json.loads(line) for line in f]


def differs(want, got, refs, file):
    """None, or how the value that came out is not the wanted one."""
    if isinstance(want, dict) and isinstance(got, str) and set(want) <= {"table", "row", "file"}:
        at = refs.get(got, {})
        same = all(at.get(k) == want[k] for k in want) and at.get("file") == want.get("file", file)
        return None if same else f"{got} is {at}, wanted {want}"
    if isinstance(want, dict) and isinstance(got, dict):
        for k in want:
            if k not in got:
                return f"without {k}"
            why = differs(want[k], got[k], refs, file)
            if why:
                return f"{k}: {why}"
        more = (set(got) - set(want)) & PARTY if set(want) & PARTY else set()
        more = {k for k in more if got[k] is not False}
        return f"with {sorted(more)} too: {got}" if more else None
    if isinstance(want, list) and isinstance(got, list):
        if len(want) != len(got):
            return f"{len(got)} of them, wanted {len(want)}: {got} for {want}"
        for w, g in zip(want, got):
            why = differs(w, g, refs, file)
            if why:
                return why
        return None
    if isinstance(want, float) or isinstance(got, float):
        same = isinstance(want, (int, float)) and isinstance(got, (int, float)) and abs(want - got) < 1e-6
        return None if same else f"{got!r}, wanted {want!r}"
    same = type(want) is type(got) and want == got
    return None if same else f"{got!r}, wanted {want!r}"


def compare(true, rec, refs):
    """The fields that differ, each with how."""
    free = set(true.get("open", ())) | {"source", "open", "kind"}
    found = {}
    strict = set((OWN.get(true["kind"], "") + " " + COMMON).split())
    for k in set(true) - free:
        if k in UNSAID and not true[k] and not rec.get(k):
            continue
        why = "not there" if k not in rec else differs(true[k], rec[k], refs, rec["source"]["file"])
        if why:
            found[k] = why
    for k in (strict & set(rec)) - set(true) - free:
        if not (k in UNSAID and not rec[k]):
            found[k] = f"{rec[k]!r}, wanted none"
    for issue in rec.get("issues", ()):
        if issue.get("field") not in free and not free & {"issues"}:
            found[f"issue {issue.get('field')}"] = issue.get("why")
    return found


def key(rec):
    s = rec["source"]
    return rec["kind"], s["file"], s.get("table"), s.get("row")


class Report:
    def __init__(self):
        self.seen = collections.Counter()
        self.example = {}

    def add(self, what, example):
        self.seen[what] += 1
        self.example.setdefault(what, example)

    def show(self):
        for what, n in self.seen.most_common(60):
            print(f"{n:6} x {what}\n         {self.example[what][:900]}")
        return bool(self.seen)


def main(args):
    globs = {"--app": [], "--not": []}
    while len(args) > 2 and args[0] in globs:
        globs[args[0]].append(args[1])
        args = args[2:]

    def wanted(r):
        if any(fnmatch.fnmatch(r["app"], g) for g in globs["--not"]):
            return False
        return not globs["--app"] or any(fnmatch.fnmatch(r["app"], g) for g in globs["--app"])

    every = lines(args[1])
    truth, records = [r for r in lines(args[0]) if wanted(r)], [r for r in every if wanted(r)]
    refs = {r["ref"]: r["source"] for r in every if "ref" in r}
    by_key, by_file, report = collections.defaultdict(list), collections.defaultdict(list), Report()
    for r in records:
        by_key[key(r)].append(r)
        by_file[(r["kind"], r["source"]["file"])].append(r)
    taken = set()
    exact = [t for t in truth if "row" in t["source"]]
    loose = [t for t in truth if "row" not in t["source"]]
    for t in exact + loose:
        pool = by_key[key(t)] if "row" in t["source"] else by_file[key(t)[:2]]
        pool = [r for r in pool if id(r) not in taken and r["app"] == t["app"]]
        best = None
        for r in pool:
            found = compare(t, r, refs)
            if best is None or len(found) < len(best[0]):
                best = found, r
            if not found:
                break
        name = f"{t['app']} {t['kind']} {t['source'].get('table', '')}"
        if best is None:
            report.add(f"{name}: missing", json.dumps(t, ensure_ascii=False))
            continue
        taken.add(id(best[1]))
        for k, why in best[0].items():
            report.add(f"{name}: {k}", f"{why}\n         {json.dumps(best[1], ensure_ascii=False)}")
    for r in records:
        if id(r) not in taken:
            name = f"{r['app']} {r['kind']} {r['source'].get('table', '')}"
            report.add(f"{name}: surplus", json.dumps(r, ensure_ascii=False))
    bad = report.show()
    print(f"{len(truth)} true, {len(records)} found, {len(taken)} of them matched")
    return 1 if bad or not truth else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
