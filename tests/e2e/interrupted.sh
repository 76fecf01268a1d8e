#!/bin/bash
# Reads and writes of files that a signal interrupts, and that do less than they were asked for, each of them: a kit is made, phones are
# acquired, cut, resumed, sealed, handed over, packed, unpacked, disclosed and verified as if nothing had been.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
case $MOKA_BIN/ in */asan/*) echo "1..0 # SKIP a sanitizer's runtime has to be the first library"; exit 0 ;; esac
authority exercise '{"categories":["calls","messages","files"]}'
"$moka" exercise new --seed 3 --sms 4 --calls 2 --contacts 1 --mms 1 --files 4 --big 300000 --no-system -o "$work/exercise" >"$work/made" || exit 1
ssh-keygen -q -t ed25519 -N '' -C officer -f "$work/officer"
ssh-keygen -q -t ed25519 -N '' -C lab -f "$work/lab"
ssh-keygen -q -t ed25519 -N '' -C recovery -f "$work/recovery"
ssh-keygen -q -t ed25519 -N '' -C ca -f "$work/ca"
echo '[[[0,0,0],[10,12,40]]]' >"$work/strokes"
how=none
wrong() { # wrong COMMAND...: with reads and writes so
    FAIL_PROGRAM=moka FAIL_AT=1 FAIL_HOW=$how LD_PRELOAD=$MOKA_BIN/../tests/fail_here.so "$@"
}
m() { wrong "$moka" "$@"; }
take() { wrong "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training --quiet "$@"; }
intact() { [ "$(m verify --trust "$work/trust" "$1" | tail -n 1)" = "TRAINING INTACT" ] && [ "$(wrong "$MOKA_BIN/moka-check" --trust "$work/trust" "$1" | tail -n 1)" = INTACT ]; }
steps() { m kit runs --kit "$work/kit" | cut -d' ' -f3 | tr '\n' ' '; }
resumed() { # cut, and gone on with
    phantom "$work/exercise" --fault "unplug@#60" || return 1
    take --wait 0 -o "$work/cut"
    stop_phantom
    [ -e "$work/cut/journal" ] && phantom "$work/exercise" || return 1
    m resume --kit "$work/kit" --device "$device" --training --quiet "$work/cut" && stop_phantom && intact "$work/cut"
}
encrypted() {
    m kit recipients add lab "$(cat "$work/lab.pub")" --kit "$work/kit" && m kit recipients add recovery "$(cat "$work/recovery.pub")" --kit "$work/kit" &&
        phantom "$work/exercise" && take -o "$work/e" && stop_phantom && m unpack -i "$work/lab" -o "$work/e.plain" "$work/e.tar.age" && intact "$work/e.plain"
}
packed() {
    m pack --to-file "$work/lab.pub" -o "$work/p.age" "$work/b" && m unpack -i "$work/lab" -o "$work/p" "$work/p.age" && diff -r "$work/b" "$work/p"
}
for how in interrupt short; do
    rm -rf "$work/kit" "$work"/{b,cut,e,e.plain,p,part} "$work"/*.age "$work"/e.*
    ok "$how: a kit is made" m kit --kit "$work/kit"
    cp "$work/kit/key.pub" "$work/copy.pub"
    ssh-keygen -q -s "$work/ca" -I kit -n "$(m kit --kit "$work/kit" 2>"$work/err" | cut -d' ' -f1)" "$work/copy.pub"
    ok "$how: and enrolled" m kit enrol --kit "$work/kit" "$work/copy-cert.pub"
    printf 'kit:* cert-authority %s\nofficer:* %s\n' "$(cat "$work/ca.pub")" "$(cat "$work/officer.pub")" >"$work/trust"
    phantom "$work/exercise" || exit 1
    ok "$how: a phone is acquired" take --officer-key "$work/officer" -o "$work/b"
    stop_phantom
    ok "$how: and intact" intact "$work/b"
    ok "$how: a run is cut and resumed" resumed
    ok "$how: it is handed over" m custody hand-over --kit "$work/kit" --to Court --strokes "$work/strokes" "$work/b"
    ok "$how: and intact" intact "$work/b"
    ok "$how: packed and unpacked it is the same" packed
    ok "$how: a file is disclosed" m disclose --item 20 -o "$work/part" "$work/b"
    ok "$how: and proven" eval '[ "$(m verify --trust "$work/trust" "$work/part" | tail -n 1)" = "TRAINING INTACT" ]'
    ok "$how: one is sealed for recipients, opened and intact" encrypted
    ok "$how: the counter has lost none" test "$(steps)" = "begun sealed begun resumed sealed begun sealed "
    ok "$how: nor has what any of it reads without" test "$("$moka" kit runs --kit "$work/kit" | wc -l)" = 7
done
finish
