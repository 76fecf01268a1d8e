#!/bin/bash
# moka serve: known files are shown, a tag's records go out by themselves, what was joined is one in the links.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --messages 60 --files 10 --seed 71 -o "$work/x" >/dev/null || exit 3
authority exercise
phantom "$work/x" && acquire "$work/b" -q >/dev/null && stop_phantom || exit 3
sha=$(grep -m1 '"path":"/sdcard/' "$work/b/index.jsonl" | sed 's/.*"sha256":"\([0-9a-f]*\)".*/\1/')
printf '%s  <i>evil</i>.jpg\n%064d\n' "$sha" 0 >"$work/list.txt"
"$moka" import --case "$work/case" --examiner e.lab --check "$work/list.txt" "$work/b" >"$work/said" 2>&1
[ $? -le 1 ] || { cat "$work/said" >&2 && exit 3; }
python3 "$here/../lib/desk_words.py" "$work/case" "$sha"
