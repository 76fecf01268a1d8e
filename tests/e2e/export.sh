#!/bin/bash
# moka export: every record is in the file or counted as left out; other readers read it; nothing of it runs.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
exercise=("$moka" exercise new --hostile --messages 200)
"${exercise[@]}" --seed 41 -o "$work/x" >/dev/null || exit 3
"$moka" import --case "$work/case" "$work/x/system" >/dev/null || exit 3
"$moka" parse --deleted "$work/x/system" >"$work/records.jsonl" 2>/dev/null
export_as() { "$moka" export --case "$work/case" --examiner e.lab --format "$1" -o "$work/out.$1" 2>"$work/out.$1.err"; }
reads() { python3 "$here/../lib/exported.py" "$1" "$work/out.$1" "$work/out.$1.err" "$work/records.jsonl"; }
for format in csv timesketch geojson kml vcard case-uco; do
    ok "$format is written" export_as "$format"
    ok "and read again: each record is there or counted" reads "$format"
done
ok "no file is written over" bash -c "! '$moka' export --case '$work/case' --format csv -o '$work/out.csv' 2>/dev/null"
same() { # the same case gives the same bytes, and so does one that was made anew
    "$moka" import --case "$work/again" "$work/x/system" >/dev/null || return 1
    "$moka" export --case "$work/again" --format "$1" -o - 2>/dev/null | cmp - "$work/out.$1"
}
for format in csv timesketch geojson kml vcard case-uco; do
    ok "$format of a case made anew is the same, byte for byte" same "$format"
done
ok "the address book is read by moka itself" bash -c "[ \$('$moka' parse '$work/out.vcard' 2>/dev/null | grep -c '\"kind\":\"contact\"') = \$(grep -c '\"kind\":\"contact\"' '$work/records.jsonl') ]"
ok "the audit log names each" bash -c "[ \$('$moka' case --audit '$work/case' | grep -c '\"act\":\"export\"') = 6 ]"
full() { ! "$moka" export --case "$work/case" --format csv -o - >/dev/full 2>/dev/null; }
ok "a full disk is a failure" full

# The files of a bundle, by their paths on the phone.
"${exercise[@]}" --seed 42 --files 30 -o "$work/y" >/dev/null || exit 3
authority exercise
phantom "$work/y" && acquire "$work/b" -q >/dev/null && stop_phantom || exit 3
tree() { "$moka" export --tree "$work/b" -o "$work/tree" 2>"$work/tree.err"; }
ok "a bundle's files become a tree" tree
laid_out() { python3 "$here/../lib/laid_out.py" "$work/b" "$work/tree" "$work/tree.err"; }
ok "each file of the index is in it, byte for byte, and nothing else" laid_out
object=$work/b/$(python3 -c 'import json, sys
print([r["file"] for r in map(json.loads, open(sys.argv[1])) if "path" in r][-1])' "$work/b/index.jsonl")
chmod -R u+w "$work/b" && printf 'X' | dd of="$object" conv=notrunc status=none
ok "a changed file is told" bash -c "'$moka' export --tree '$work/b' -o '$work/again.tree' 2>'$work/again.err'; [ \$? = 1 ] && grep -q '1 left out: their bytes' '$work/again.err'"
finish
