#!/bin/bash
# kill -9 at random instants of a run on an iPhone, then resume: the same payload and records as without; the
# phone is unpaired and has no password of the kit's. MOKA_KILLS: how many.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/cut.sh"
compare=$here/../lib/compare.pl
kills=${MOKA_KILLS:-8}
RANDOM=${MOKA_SEED:-4711}
"$moka" exercise new --platform iphone --seed 21 --files 60 -o "$work/ex" >/dev/null || exit 3
authority exercise '{"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"],"encrypt_backup":true}'
iphantom "$work/ex" --rounds 10 || exit 3
acquire "$work/whole" -q >/dev/null 2>&1 || exit 3
t=$(ms)
acquire "$work/again" -q >/dev/null 2>&1 || exit 3 # caches are warm, as they are below
length=$(($(ms) - t))
password() { sed -n 's/.*"password":"\([^"]*\)".*/\1/p' "$work/kit/backup-passwords/$(sed -n 's/^External-Identifier: //p' "$1/bag-info.txt")"; }
parse() { # 1: odd rows are named. What a backup says of itself is of its own moment
    "$moka" parse --key "ios-backup=$(password "$1")" "$1" | grep -v '"app":"ios\.\(backup\|lockdown\)"' >"$2"
    [ "${PIPESTATUS[0]}" -le 1 ] && [ -s "$2" ]
}
ok "the run without a cut is read" parse "$work/whole" "$work/whole.jsonl"
ok "with what only an encrypted backup has" grep -q '"app":"ios.calls"' "$work/whole.jsonl"
trust
as_before() { # the phone trusts nobody and its backups are as they were
    "$moka" devices --usbmuxd "$work/mux" >/dev/null && ! grep -lE '"state":"(made|set)"' "$work"/kit/backup-passwords/*
}
one() { # one INSTANT(ms): cut there, resumed until sealed
    kill_at "$1"
    go_on || return 1
    "$compare" same "$work/whole" "$work/cut" || return 1
    parse "$work/cut" "$work/cut.jsonl" || return 1
    cmp "$work/whole.jsonl" "$work/cut.jsonl" || return 1
    as_before || return 1
    grep -q '"act":"unpaired"' "$work/cut/custody/log.jsonl" || return 1
    "$moka" verify --trust "$work/trust" "$work/cut" | tail -1 | grep -w INTACT
}
for ((i = 1; i <= kills; i++)); do
    at=$((RANDOM * length / 32768))
    ok "cut after $at of $length ms" one $at
done
echo "# $kills kills: $resumed resumed, $sealed were sealed already, $never had not begun"
finish
