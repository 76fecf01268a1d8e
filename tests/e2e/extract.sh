#!/bin/bash
# Files that mix what is in scope with what is not: only records in scope are kept, nothing of the
# rest is on any disk, and of what is not kept there are digests that only the key opens.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/cut.sh"
check=$here/../lib/extract.py
"$moka" exercise new --seed 3 --files 30 --pictures 4 -o "$work/ex" >/dev/null || exit 3
python3 "$check" plant "$work/ex" || exit 3
zone=$(grep -o '"persist.sys.timezone": *"[^"]*"' "$work/ex/exercise.json" | cut -d'"' -f4)
"$moka" parse --default-zone "$zone" "$work/ex/storage" >"$work/all.jsonl" # exports state the phone's local time
from=2025-05-10T00:00:00Z until=2025-05-20T00:00:00Z
window="\"from\":\"$from\",\"until\":\"$until\""
categories='"categories":["messages","calls","files"]'
scope() { authority exercise "{$categories,$1}"; }
parse() { "$moka" parse "$1" >"$2" 2>"$work/parse.err"; [ $? -le 1 ] || { cat "$work/parse.err"; false; }; }
intact() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -w INTACT; }
phantom "$work/ex" || exit 3
trust

# a window of time
scope "$window"
ok "a window: acquired" acquire "$work/w" -q
ok "it verifies" intact "$work/w"
ok "its records are read" parse "$work/w" "$work/w.jsonl"
ok "they are those of the window, marked as extracts" \
    python3 "$check" expect "$work/all.jsonl" "$work/w.jsonl" "$from" "$until"
ok "one that is in scope is there" grep -q MARK-INSIDE "$work/w.jsonl"
ok "nothing else is in any byte, nor any name" python3 "$check" clean MARK-OUTSIDE "$work/w" "$work/kit"
ok "digests: each once, as many as the ledger counts" python3 "$check" withheld "$work/w"
one_of() { grep -q "\"what\":\"$1\",\"of\":\"$2\",\"why\":\"$3\"" "$work/w/withheld.jsonl"; }
ok "of files outside of the window" one_of file android.files window
ok "of files that were read and not kept" one_of container android.files filtered-extract
ok "of encrypted backups" one_of file android.files encrypted
ok "of records" one_of record whatsapp.android window
zip=$work/ex/storage/Download/MARK-OUTSIDE.zip
ask() { "$moka" withheld --kit "$work/kit" "$work/w" "$@"; }
pdf() { ask --path /sdcard/Download/MARK-OUTSIDE.pdf --size 12 --mtime "$1"; }
ok "the key's holder finds a file among them" pdf 2020-09-13T12:26:40Z
ok "and a record of a packed file" ask --path /sdcard/Download/MARK-OUTSIDE.zip --size "$(stat -c %s "$zip")" \
    --mtime "$(stat -c %Y "$zip")" --record gpx:location:points:1 --inner /MARK-OUTSIDE/weeks.gpx
other() { pdf 1600000001; [ $? -eq 1 ]; }
ok "but no file of another time" other
another() { printf '%064d\n' 0 >"$work/other.key" && "$moka" withheld --key "$work/other.key" "$work/w" --uri x --row 1; [ $? -eq 3 ]; }
ok "another key is refused" another
ok "how many there are needs no key" sh -c "'$moka' withheld '$work/w' | grep '\"why\":\"window\",\"n\":'"
changed() { # a digest more, or one of another: the ledger does not count it
    cp -r "$work/w" "$work/more"
    tail -1 "$work/more/withheld.jsonl" >>"$work/more/withheld.jsonl"
    "$moka" verify --trust "$work/trust" "$work/more" | tee "$work/said" | tail -1 | grep -w TAMPERED &&
        grep -q "the ledger has" "$work/said"
}
ok "a digest that is added is found" changed

# one person
person=$(python3 - "$work/all.jsonl" <<'PY'
import collections, json, sys
n = collections.Counter()
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if r["app"] == "whatsapp.android" and r["kind"] == "message" and r.get("to"):
        n.update(p["phone"] for p in r["to"] if "phone" in p)
print(n.most_common(1)[0][0])
PY
)
scope "\"counterparties\":[\"$person\"]"
ok "one person: acquired" acquire "$work/p" -q
ok "it verifies" intact "$work/p"
ok "its records are read" parse "$work/p" "$work/p.jsonl"
only_them() {
    python3 - "$work/p.jsonl" "$person" <<'PY'
import json, sys
n = 0
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if r["source"].get("via") != "filtered-extract":
        continue
    n += r["kind"] == "message"
    people = [r.get("from", {}), r.get("peer", {})] + r.get("to", [])
    phones = {p["phone"] for p in people if "phone" in p and not p.get("self")}
    assert phones <= {sys.argv[2]}, r
    assert "@g.us" not in r.get("thread", ""), r
print(n, "messages")
sys.exit(0 if n > 3 else 1)
PY
}
ok "they are with that person, and no group's" only_them
ok "digests: each once, as many as the ledger counts" python3 "$check" withheld "$work/p"
row() { # an SMS that is not theirs, and one that is
    "$moka" withheld --kit "$work/kit" "$work/p" --uri content://sms --row "$1"
}
theirs=$(sqlite3 "$work/ex/providers.db" "SELECT min(_id) FROM sms WHERE address LIKE '%${person: -9}'")
others=$(sqlite3 "$work/ex/providers.db" "SELECT min(_id) FROM sms WHERE address NOT LIKE '%${person: -9}' AND type IN (1,2)")
ok "a row of a provider that was left out is among the digests" row "$others"
not_theirs() { row "$theirs"; [ $? -eq 1 ]; }
ok "one that was taken is not" not_theirs
ok "all ids are looked at and not kept" sh -c "! grep '\"role\":\"control\",\"columns\":\"_id\"' '$work/p/index.jsonl' | grep '\"command\":\"content query --uri .content://sms. --projection '"
ok "no picture, no document" sh -c "! grep -E '\.(jpg|pdf)\"' '$work/p/index.jsonl'"

# media none: what may hold pictures is cut, pictures and thumbnails are left
scope "$window,\"media\":\"none\""
ok "without media: acquired" acquire "$work/m" -q
ok "no picture, and no attachment" sh -c "! grep -iE '\.(jpg|mp4)' '$work/m/index.jsonl' && ! grep -r '\"attachment\"' '$work/m/data'"

# kill -9 at random instants, and resumed: nothing lost, nothing twice, nothing in the clear between
stop_phantom
rm -rf "$work/ex/storage/WhatsApp" # and now one that is larger than what is held in memory
python3 "$check" plant "$work/ex" 70 2>/dev/null || exit 3
phantom "$work/ex" || exit 3
scope "$window"
t=$(ms)
ok "a database beyond what memory holds: acquired" acquire "$work/whole" -q
length=$(($(ms) - t))
ok "it was held under a key" grep -q '"held":"under a key"' "$work/whole/custody/log.jsonl"
parse "$work/whole" "$work/whole.jsonl"
ok "it gives the same records as the small one" sh -c "grep -c whatsapp.android '$work/w.jsonl' >'$work/1'; grep -c whatsapp.android '$work/whole.jsonl' | cmp - '$work/1'"
RANDOM=${MOKA_SEED:-4711}
one() { # INSTANT(ms)
    mkdir -p "$work/tmp"
    TMPDIR=$work/tmp kill_at "$1"
    [ ! -e "$work/cut" ] || python3 "$check" clean MARK-OUTSIDE "$work/cut" "$work/tmp" "$work/kit" || return 1
    go_on || return 1
    intact "$work/cut" && python3 "$check" withheld "$work/cut" "$work/whole" && parse "$work/cut" "$work/cut.jsonl" &&
        cmp "$work/whole.jsonl" "$work/cut.jsonl" && python3 "$check" clean MARK-OUTSIDE "$work/cut"
}
for ((i = 1; i <= ${MOKA_KILLS:-5}; i++)); do
    at=$((length / 4 + RANDOM * length * 3 / 4 / 32768))
    ok "cut after $at of $length ms" one $at
done
# or kept as it is, without the phone: what was reached is told, and nothing else is there
kept() { # INSTANT(ms)
    kill_at "$1"
    [ -e "$work/cut/journal" ] && [ -e "$work/cut/authority.json" ] || return 0 # too early, or too late
    "$moka" resume --kit "$work/kit" --training --keep --why "the phone is gone" -q "$work/cut" &&
        intact "$work/cut" && python3 "$check" clean MARK-OUTSIDE "$work/cut"
}
for part in 50 70 85; do
    ok "kept without its phone after $part of 100 parts" kept $((length * part / 100))
done
rm -rf "$work/cut"

# a reader that dies: the container is a gap with a name, the run goes on
mkdir "$work/bin"
for p in "$MOKA_BIN"/*; do ln -s "$p" "$work/bin/"; done
for p in moka moka-acquire; do rm "$work/bin/$p" && cp "$MOKA_BIN/$p" "$work/bin/"; done
rm "$work/bin/moka-parse"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/moka-parse"
chmod +x "$work/bin/moka-parse"
moka=$work/bin/moka
ok "a reader that dies: acquired" acquire "$work/dead" -q
moka=$MOKA_BIN/moka
ok "what it could not read is named as a gap" grep -q '"became":"not read: the reader failed twice"' "$work/dead/custody/log.jsonl"
ok "and is no object" sh -c "! grep -q filtered-extract '$work/dead/index.jsonl'"
ok "it verifies" intact "$work/dead"
ok "digests: each once, as many as the ledger counts" python3 "$check" withheld "$work/dead"
ok "nothing of it is in any byte" python3 "$check" clean MARK-OUTSIDE "$work/dead"
finish
