#!/bin/bash
# moka import --check: files that a hash set knows are found by SHA-256 and named; what cannot be compared is counted.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --messages 10 --files 10 --seed 61 -o "$work/x" >/dev/null || exit 3
authority exercise
phantom "$work/x" && acquire "$work/b" -q >/dev/null && stop_phantom || exit 3
row=$(grep -m1 '"path":"/sdcard/' "$work/b/index.jsonl")
sha=$(sed 's/.*"sha256":"\([0-9a-f]*\)".*/\1/' <<<"$row")
path=$(sed 's/.*"path":"\([^"]*\)".*/\1/' <<<"$row")
printf '# known\n%s  evil.txt\n%064d\nd41d8cd98f00b204e9800998ecf8427e\nnonsense\n' "$sha" 0 >"$work/list.txt"
printf '"SHA-256","FileName"\r\n"%s","a ""b"", c"\r\n' "${sha^^}" >"$work/table.csv"
printf '%064d\n' 0 >"$work/other.txt"
says() { # says STATUS WORDS ARGUMENTS...
    local status=$1 words=$2
    shift 2
    "$moka" import "$@" >"$work/out" 2>&1
    [ $? = "$status" ] && grep -qF -- "$words" "$work/out"
}
ok "a set is listed" says 0 '"name":"evil.txt"' --check "$work/list.txt"
ok "a known file of a bundle is named" says 1 "KNOWN $path" --case "$work/case" --check "$work/list.txt" "$work/b"
ok "what cannot be compared is counted" grep -q "1 of 3 entries have no SHA-256" "$work/out"
ok "so is what makes no sense" grep -q "1 lines of the set make no sense" "$work/out"
ok "the case can be looked through later" says 1 "KNOWN $path" --case "$work/case" --check "$work/table.csv"
ok "a set that knows none of it finds none" says 0 "bundle 1: 0 of" --case "$work/case" --check "$work/other.txt"
hits() { [ "$(sqlite3 "$work/case/case.db" "SELECT count(*) FROM said WHERE kind = 'hit'")" = "$1" ]; }
ok "hits stand by the bundle" hits 2
ok "once" says 1 KNOWN --case "$work/case" --check "$work/table.csv"
ok "and no more" hits 2
ok "each look is in the audit log" test "$("$moka" case --audit "$work/case" | grep -c '"act":"checked"')" = 4
ok "a picture that is no set is refused" says 3 "no hash" --case "$work/case" --check "$work/b/bagit.txt"
ok "and leaves nothing" hits 2
finish
