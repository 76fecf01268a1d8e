#!/bin/bash
# The n-th call of a whole run that changes the disk fails, finds the disk full, or is the last one (kill -9), up to the encrypted
# file: it says why, and the resumed run ends in the same bundle. MOKA_DISK: how many n of each kind; 0: every one.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
count=${MOKA_DISK:-8}
case $MOKA_BIN/ in */asan/*) echo "1..0 # SKIP a sanitizer's runtime has to be the first library" && exit 0 ;; esac
export FAIL_FIRED=$work/fired
"$moka" exercise new --seed 4 --sms 3 --calls 2 --contacts 2 --mms 1 --files 3 --no-system -o "$work/ex" >/dev/null || exit 3
authority exercise '{"categories":["calls","files"]}'
recipients >/dev/null 2>&1 || exit 3
phantom "$work/ex" || exit 3
trust
run() { "$moka" "$1" --kit "$work/kit" --device "$device" --training -q "${@:2}"; }
begin() { run acquire --authority "$work/authority.json" -o "$work/$1"; }
opened() { rm -rf "${work:?}/$2" && "$moka" unpack -i "$work/lab" -o "$work/$2" "$work/$1.tar.age"; }
begin whole >/dev/null 2>&1 && opened whole plain || exit 3

failing() { # failing HOW N: the run with that fault; status 1 when it went through
    rm -rf "$work"/b "$work"/b.* "$FAIL_FIRED"
    (export FAIL_PROGRAM=moka-acquire FAIL_HOW=$1 FAIL_AT=$2 LD_PRELOAD=$MOKA_BIN/../tests/fail_nth.so
        begin b) >"$work/out" 2>"$work/err"
    status=$?
    [ -e "$FAIL_FIRED" ]
}
go_on() {
    if [ -s "$work/b.tar.age" ] && [ ! -e "$work/b" ] && [ ! -e "$work/b.given-up" ]; then
        return 0
    elif [ -e "$work/b/journal" ] || [ -e "$work/b/bag-info.txt" ] || [ -e "$work/b.given-up" ]; then
        run resume --authority "$work/authority.json" "$work/b"
    else
        rm -rf "$work"/b "$work"/b.*
        begin b
    fi
}
told() { # what broke off says why
    case $1 in
    kill) return 0 ;;
    EIO) [ $status = 0 ] || grep -q "Input/output error" "$work/err" ;;
    ENOSPC) [ $status = 0 ] || grep -q "No space left on device" "$work/err" ;;
    esac
}
one() {
    told "$1" || { cat "$work/err"; return 1; }
    go_on >"$work/out" 2>"$work/err2" || { cat "$work/err" "$work/err2"; return 1; }
    opened b back && [ "$("$moka" verify --trust "$work/trust" "$work/back" | tail -n 1)" = "TRAINING INTACT" ] &&
        "$compare" same "$work/plain" "$work/back"
}
failing EIO 1 || { echo "no call fails: is tests/fail_nth.so there?" >&2; exit 3; }
total=1
while failing EIO $((total * 2)); do total=$((total * 2)); done
low=$total high=$((total * 2)) # the last call is between them
while [ $((high - low)) -gt 1 ]; do
    middle=$(((low + high) / 2))
    if failing EIO $middle; then low=$middle; else high=$middle; fi
done
total=$low
step=$((count ? (total + count - 1) / count : 1))
for how in EIO ENOSPC kill; do
    bad=0 n=0
    for ((at = 1 + (count ? RANDOM % step : 0); at <= total; at += step)); do
        failing $how $at || continue
        n=$((n + 1))
        one $how >"$work/log" 2>&1 || { echo "# $how at $at of $total:" && sed 's/^/# /' "$work/log" && bad=$((bad + 1)); } >&2
    done
    ok "$how at $n of about $total calls: nothing lost" test $bad = 0
done
finish
