#!/bin/bash
# kill -9 at random instants of a run that receives an iPhone's backup, then resume: the same content as
# without, in a whole scope and in one that is cut. MOKA_KILLS: how many of each.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/cut.sh"
kills=${MOKA_KILLS:-3}
RANDOM=${MOKA_SEED:-4711}
"$moka" exercise new --platform iphone --seed 23 -o "$work/ex" >/dev/null || exit 3
for i in $(seq 250); do # more of it, so that it takes its time
    head -c $((i * 300)) /dev/urandom >"$work/ex/phone/HomeDomain/Library/SMS/extra $i"
    head -c $((i * 100)) /dev/urandom >"$work/ex/phone/CameraRollDomain/Media/DCIM/more $i.JPG"
done
iphantom "$work/ex" || exit 3

# What a reader sees of the backup, by path: of names that came again only the last.
content() {
    python3 - "$1" <<'PY'
import json, sys
rows = [json.loads(l) for l in open(sys.argv[1] + "/index.jsonl", encoding="utf-8")]
old = {name for r in rows for name in r.get("replaces", [])}
seen = {}
for r in rows:
    if r.get("route") == "ios:mobilebackup2" and r["file"] not in old:
        if r["path"] in seen:
            sys.exit("twice: " + r["path"])
        seen[r["path"]] = r["sha256"]
for path in sorted(seen):
    # the phone's own lists say when they were made
    print(path, "" if path.endswith(("/Manifest.plist", "/Status.plist")) else seen[path])
PY
}
ledger() { grep '"artefact":"ios.backup"' "$1/coverage.jsonl" | grep -o '"state":"[a-z]*","seen":[0-9]*,"taken":[0-9]*'; }
digests() { sed 's/.*"mac":"\([0-9a-f]*\)".*/\1/' "$1/withheld.jsonl" | wc -l; }

one() { # one INSTANT(ms): cut there, resumed until sealed
    kill_at "$1"
    go_on || return 1
    content "$work/cut" >"$work/cut.txt" || return 1
    diff "$work/whole.txt" "$work/cut.txt" || return 1
    [ "$(ledger "$work/cut")" = "$(ledger "$work/whole")" ] || { ledger "$work/cut"; return 1; }
    [ "$(digests "$work/cut")" -eq "$(digests "$work/whole")" ] || { digests "$work/cut"; return 1; }
    "$moka" verify --trust "$work/trust" "$work/cut" | tail -1 | grep -w INTACT
}
round() { # round SCOPE NAME
    authority exercise "$1"
    rm -rf "$work/whole"
    acquire "$work/whole" -q >/dev/null || exit 3
    trust
    content "$work/whole" >"$work/whole.txt" || exit 3
    rm -rf "$work/again"
    local i at t=$(ms)
    acquire "$work/again" -q >/dev/null || exit 3 # caches are warm, as they are below
    local length=$(($(ms) - t))
    for ((i = 1; i <= kills; i++)); do
        at=$((RANDOM * length / 32768))
        ok "$2, cut after $at of $length ms" one $at
    done
}
round '{"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"]}' whole
round '{"categories":["messages","calendar"],"from":"2025-04-01T00:00:00Z","until":"2025-06-01T00:00:00Z"}' narrow
echo "# $resumed were resumed"
finish
