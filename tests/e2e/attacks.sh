#!/bin/bash
# Markup, script, style, bidi overrides, terminal sequences and formulas in bodies, names of contacts, places, files and apps:
# what moka import, case, search and export write of them has the form that it has of the plainest words.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
attacks() { python3 "$here/../lib/attacks.py" "$@"; }

# outputs KIND: every command's output and diagnostics of a case with that phone, in $work/KIND.out
outputs() {
    local phone=$work/phone case=$work/case out=$work/$1.out format
    rm -rf "$phone" "$case"
    mkdir "$out"
    attacks make "$1" "$phone" || return 1
    "$moka" parse "$phone" >"$out/parse" 2>/dev/null
    (cd "$work" && "$moka" import --case case --examiner e.lab phone) >"$out/import" 2>&1
    "$moka" case "$case" >"$out/case" 2>&1
    "$moka" case --json "$case" >"$out/json" 2>&1
    "$moka" case --merges "$case" >"$out/merges" 2>&1
    "$moka" case --audit "$case" >"$out/audit" 2>&1
    "$moka" search --case "$case" --limit 1000 needle >"$out/search" 2>&1
    for format in csv timesketch geojson kml vcard case-uco; do
        "$moka" export --case "$case" --format $format -o - >"$out/$format" 2>"$out/$format.said"
    done
}
ok "a phone of plain words is taken in and written out" outputs plain
ok "so is one of attacks" outputs hostile
# Entities are found in texts: of attacks there are other ones.
rm "$work"/*.out/merges
ok "nothing steers, nothing runs, and every output has the form that it has without" attacks same "$work/plain.out" "$work/hostile.out"
whole() { [ "$(sqlite3 "$work/case/case.db" 'SELECT count(*) FROM record')" -gt 130 ] && [ "$(sqlite3 "$work/case/case.db" 'PRAGMA integrity_check')" = ok ]; }
ok "the case is whole" whole

# A path with such a name is said in words that do nothing.
evil=$work/$'\x1b[2J\u202egnp <script>'
mkdir "$evil" && echo x >"$evil/x.txt"
said() { "$moka" import --case "$1" "$evil" >"$work/said" 2>&1; "$moka" import --case "$evil" "$evil.none" >>"$work/said" 2>&1
    "$moka" case "$1" >>"$work/said" 2>&1; "$moka" search --case "$evil" x >>"$work/said" 2>&1
    "$moka" export --case "$1" --format csv -o "$evil" >>"$work/said" 2>&1
    [ -s "$work/said" ] && ! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\x8e\x8f\xa8-\xae]' "$work/said"; }
ok "paths are told without doing what they say" said "$work/case"
finish
