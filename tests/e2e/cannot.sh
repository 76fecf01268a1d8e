#!/bin/bash
# What the machine that verifies cannot do (tests/preload/fail_here.c: no memory, no more open files, no right, a disk that fails) is
# no verdict: neither TAMPERED for a bundle that is whole, nor INTACT for one that is not.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
case $MOKA_BIN/ in */asan/*) echo "1..0 # SKIP a sanitizer's runtime has to be the first library"; exit 0 ;; esac
authority exercise '{"categories":["calls","files"]}'
"$moka" exercise new --seed 3 --sms 1 --calls 2 --contacts 1 --files 2 --no-system -o "$work/exercise" >"$work/made" &&
    phantom "$work/exercise" && acquire "$work/whole" --quiet >"$work/made" 2>&1 || { cat "$work/made" && exit 1; }
stop_phantom
"$moka" kit --kit "$work/kit" >"$work/trust"
echo '[[[0,0,0],[10,12,40]]]' >"$work/strokes"
"$moka" custody hand-over --kit "$work/kit" --to Court --strokes "$work/strokes" "$work/whole" >"$work/made" || exit 1
cp -r "$work/whole" "$work/changed"
first=$(find "$work/changed/data" -type f | sort | tail -n 1)
printf x >>"$first"
"$moka" disclose "$work/whole" --item "$(basename "$first" | sed 's/^0*//')" -o "$work/part" >"$work/made" 2>&1 || { cat "$work/made" && exit 1; }

# run HOW N PROGRAM ARGUMENT...: $status, $last
run() {
    rm -f "$work/fired"
    (export FAIL_PROGRAM=${3##*/} FAIL_HOW=$1 FAIL_AT=$2 FAIL_FIRED=$work/fired LD_PRELOAD=$MOKA_BIN/../tests/fail_here.so
    ulimit -c 0
    exec timeout 20 "${@:3}" >"$work/out") 2>"$work/err"
    status=$?
    last=$(tail -n 1 "$work/out")
    last=${last#TRAINING }
}
# never HOW VERDICT PROGRAM ARGUMENT...: for each n it has that verdict or none; names in $work/odd what is otherwise
never() {
    local n step=0 none=0
    for ((n = 1; n < 100000; n += 1 + (n > 12 ? n / 4 : 0))); do
        run "$1" "$n" "${@:3}"
        [ -e "$work/fired" ] || break
        case $status$last in
        "0$2" | "1$2") ;;
        3*INTACT | 3*TAMPERED | 3*UNKNOWN | 3*VALID) echo "$n: $status, $last" >>"$work/odd" ;;
        3*) none=$((none + 1)) && [ -s "$work/err" ] || echo "$n: nothing is said" >>"$work/odd" ;;
        *) echo "$n: $status, $last: $(tail -n 1 "$work/err")" >>"$work/odd" ;;
        esac
    done
    [ "$status$last" = "0$2" ] || [ "$status$last" = "1$2" ] || echo "$status, $last, where nothing fails" >>"$work/odd"
    [ $n -gt 3 ] || echo "nothing failed" >>"$work/odd"
    [ $none -gt 0 ] || [ "$1" = EINTR ] || echo "always a verdict" >>"$work/odd"
    [ ! -e "$work/odd" ] || { head -n 8 "$work/odd" >&2 && rm "$work/odd" && return 1; }
}
for how in ${MOKA_HOWS:-memory EMFILE EACCES EIO read EINTR}; do
    for of in "whole INTACT" "changed TAMPERED"; do
        set -- $of
        ok "$how, a bundle that is $1: moka verify" never $how "$2" "$moka" verify --trust "$work/trust" "$work/$1"
        ok "$how, a bundle that is $1: moka-check" never $how "$2" "$MOKA_BIN/moka-check" --trust "$work/trust" "$work/$1"
    done
    ok "$how, as a plain bag" never $how VALID "$moka" verify --bag "$work/whole"
    ok "$how, a disclosure" never $how INTACT "$moka" verify --trust "$work/trust" "$work/part"
done
few() { # few LIMIT PROGRAM ARGUMENT...: no verdict under that limit
    (ulimit $1 && exec "${@:2}") >"$work/out" 2>"$work/err"
    [ $? = 3 ] && [ -s "$work/err" ] && ! tail -n 1 "$work/out" | grep -qE 'INTACT|TAMPERED|UNKNOWN'
}
ok "five open files are too few for moka verify" few "-n 5" "$moka" verify --trust "$work/trust" "$work/whole"
ok "and for moka-check" few "-n 5" "$MOKA_BIN/moka-check" --trust "$work/trust" "$work/whole"
ok "a full disk for the verdict is told" bash -c '"$0" --trust "$1" "$2" >/dev/full 2>/dev/null; [ $? = 3 ]' \
    "$MOKA_BIN/moka-check" "$work/trust" "$work/whole"
finish
