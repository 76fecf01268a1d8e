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
. "$here/../lib/inert.sh"
two() { # two phones of one make
    make --serial TWIN-A --model "Twin 9" --android 12 -o "$work/a" && make --serial TWIN-B --model "Twin 9" --android 12 -o "$work/c" &&
        [ "$("$MOKA_BIN"/moka-phantom getprop --exercise "$work/a" ro.serialno)" = TWIN-A ] &&
        [ "$("$MOKA_BIN"/moka-phantom getprop --exercise "$work/c" ro.product.model)" = "Twin 9" ] &&
        [ "$("$MOKA_BIN"/moka-phantom getprop --exercise "$work/c" ro.build.version.sdk)" = 31 ] &&
        ! make --serial 'x;y' -o "$work/bad" && ! make --android 99 -o "$work/bad"
}
ok "two phones of one make differ in their serial numbers" two
finish
