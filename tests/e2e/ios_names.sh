#!/bin/bash
# Files on an iPhone's media partition whose names want to be paths, options, control sequences or lines of a
# log: each comes out byte for byte under a name of ours, or is named as not taken.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
"$moka" exercise new --platform iphone --seed 3 --files 2 --sms 30 --hostile --hostile-names -o "$work/ex" >/dev/null || exit 3
authority exercise '{"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"]}'
iphantom "$work/ex" || exit 3
ok "acquired" sh -c '"$@" >"$0/out" 2>"$0/err"' "$work" "$moka" acquire --authority "$work/authority.json" \
    --kit "$work/kit" --device "$device" --training -q -o "$work/b"
stop_phantom
ok "each came as it is, or is named" "$compare" names "$work/b" "$work/ex/names.jsonl"
ok "and what was asked is what the phone heard" "$compare" ios_custody "$work/b" "$work/phantom.jsonl"
. "$here/../lib/inert.sh"
finish
