#!/bin/bash
# The space that files need is told before the first of them is fetched. A sparse file on the phone
# claims 15 TiB, more than a disk has.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 5 --files 5 -o "$work/ex" >/dev/null || exit 3
authority exercise
truncate -s 15T "$work/ex/storage/huge" || exit 3
phantom "$work/ex" || exit 3
refused() {
    acquire "$work/b" 2>"$work/err"
    [ $? -eq 3 ] && grep -q "the files need 15.0 TiB and the disk has .* free" "$work/err"
}
ok "files that cannot fit are refused before the first is fetched" refused
unasked() { ! grep -q '"sync":"RE*C*V' "$work/phantom.jsonl"; }
ok "the phone was asked for none" unasked
rm "$work/ex/storage/huge"
resume() { "$moka" resume --kit "$work/kit" --device "$device" --training "$@" "$work/b" 2>"$work/err"; }
still() { resume; [ $? -eq 3 ] && grep -q "the files need" "$work/err"; }
ok "a resumed run refuses as well" still
ok "until-full goes on with what there is" resume --until-full
trust
intact() { "$moka" verify --trust "$work/trust" "$work/b" | tail -n 1 | grep -w INTACT; }
ok "it is sealed" intact
named() { grep -q '"act":"not-taken".*"path":"/sdcard/huge"' "$work/b/custody/log.jsonl"; }
ok "what could not be had is named" named
kept() { grep -q '"act":"space","files":[0-9]*,"needed":[0-9]*,"free":' "$work/b/custody/log.jsonl"; }
ok "the forecast stands in the custody log" kept
finish
