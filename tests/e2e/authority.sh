#!/bin/bash
# No authority, no acquisition; exercises and real phones never mix.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 3 --files 2 -o "$work/ex" >/dev/null || exit 3
phantom "$work/ex" || exit 3
refused() { # refused TEXT COMMAND...: exit 3, says TEXT, leaves no bundle
    local text=$1
    shift
    rm -rf "$work/b"
    "$@" -o "$work/b" >"$work/out" 2>"$work/err"
    local rc=$?
    cat "$work/err"
    [ $rc -eq 3 ] && grep -q -- "$text" "$work/err" && [ ! -e "$work/b" ]
}
acq() { "$moka" acquire --kit "$work/kit" --device "$device" "$@"; }
authority exercise
ok "without an authority: refused, with what is needed" refused "Needed: --authority" acq --training
valid_from=2020-01-01T00:00:00Z valid_until=2021-01-01T00:00:00Z authority exercise
ok "expired on a trusted clock: refused" \
    refused "an authority that holds now" acq --training --clock trusted --authority "$work/authority.json"
doubtful() {
    acq --training --clock doubtful --authority "$work/authority.json" -o "$work/d" 2>"$work/err" &&
        grep -q "doubtful clock says" "$work/err" && grep -q '"doubt":' "$work/d/custody/log.jsonl"
}
ok "expired on a doubtful clock: warned and recorded" doubtful
trust
late() { # verify BUNDLE says that, and calls it intact
    "$moka" verify --trust "$work/trust" "$1" >"$work/said"
    grep -q "authority.json: it held until 2021-01-01T00:00:00Z; the run began later, at 2" "$work/said" &&
        grep -q INTACT "$work/said"
}
ok "and verify says that the run fell outside of its terms" late "$work/d"
in_time() { acq --training --authority "$work/authority.json" -o "$work/t" && ! late "$work/t"; }
authority exercise
ok "of one that fell within them it does not" in_time
authority warrant
ok "a phantom under a warrant: refused" refused "this is a phantom" acq --authority "$work/authority.json"
ok "--training under a warrant: refused" refused "basis" acq --training --authority "$work/authority.json"
authority exercise
ok "an exercise without --training: refused" refused "needs --training" acq --authority "$work/authority.json"
printf '{"format":"moka-authority-1","max_files":3}\n' >"$work/odd.json"
usage() { acq --training --authority "$work/odd.json" -o "$work/b"; [ $? -eq 2 ]; }
ok "an authority with an unknown limit is not skipped over" usage
finish
