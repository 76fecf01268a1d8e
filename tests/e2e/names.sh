#!/bin/bash
# Files whose names want to be paths, options, control sequences or lines of a log: each comes out byte for
# byte under a name of ours, or is named as not taken. Nothing of them reaches a terminal or the disk's names.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
make() { "$moka" exercise new --seed 3 --files 3 --sms 5 --calls 2 --no-system --hostile-names "$@" >/dev/null; }
make -o "$work/ex" || exit 3
make -o "$work/again"
ok "the same names again" diff -r "$work/ex" "$work/again"
authority exercise '{"categories":["files"]}'
phantom "$work/ex" || exit 3
"$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training \
    -o "$work/b" >"$work/out" 2>"$work/err"
ok "acquired" [ $? -eq 0 ]
stop_phantom
ok "each came as it is, or is named" "$compare" names "$work/b" "$work/ex/names.jsonl"
ok "and what was asked is what the phone heard" "$compare" custody "$work/b" "$work/phantom.jsonl"
trust
ok "intact" sh -c "'$moka' verify --trust '$work/trust' '$work/b' | tail -n 1 | grep -qx 'TRAINING INTACT'"
plain() { ! find "$work/b" | LC_ALL=C grep -v '^[A-Za-z0-9/._-]*$'; }
ok "no name of the phone is one of the bundle's" plain
"$moka" parse "$work/b" >"$work/records.jsonl" 2>>"$work/err"
inert() { ! LC_ALL=C grep -lP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]' "$@"; }
ok "nothing steers a terminal" inert "$work/out" "$work/err" "$work/records.jsonl" "$work/b"/*.* "$work/b/custody/log.jsonl"
ok "the lines of the log are its own" sh -c "! grep -q '^{\"act\":\"finished\"}' '$work/b/custody/log.jsonl'"
reported() {
    "$moka" report -o "$work/report" "$work/b" >"$work/report.out" 2>&1
    [ $? -le 1 ] && inert "$work/report.out" && python3 "$here/../lib/inert.py" "$work/report"
}
ok "nor is a report of it more than text" reported
two() { # two phones of one make
    make --serial TWIN-A --model "Twin 9" --android 12 -o "$work/a" && make --serial TWIN-B --model "Twin 9" --android 12 -o "$work/c" &&
        [ "$("$MOKA_BIN"/moka-phantom getprop --exercise "$work/a" ro.serialno)" = TWIN-A ] &&
        [ "$("$MOKA_BIN"/moka-phantom getprop --exercise "$work/c" ro.product.model)" = "Twin 9" ] &&
        [ "$("$MOKA_BIN"/moka-phantom getprop --exercise "$work/c" ro.build.version.sdk)" = 31 ] &&
        ! make --serial 'x;y' -o "$work/bad" && ! make --android 99 -o "$work/bad"
}
ok "two phones of one make differ in their serial numbers" two
finish
