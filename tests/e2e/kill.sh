#!/bin/bash
# kill -9 at random instants, then resume: the same payload and records as without. MOKA_KILLS: how many.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/cut.sh"
compare=$here/../lib/compare.pl
kills=${MOKA_KILLS:-12}
RANDOM=${MOKA_SEED:-4711}
"$moka" exercise new --seed 21 --hostile --files 600 -o "$work/ex" >/dev/null || exit 3
mkdir "$work/ex/storage/Chats" # sets of databases are looked at again, cut or not
for n in a b c; do
    head -c 300000 /dev/urandom >"$work/ex/storage/Chats/$n.db"
    head -c 70000 /dev/urandom >"$work/ex/storage/Chats/$n.db-wal"
done
authority exercise
phantom "$work/ex" || exit 3
acquire "$work/whole" -q >/dev/null || exit 3
t=$(ms)
acquire "$work/again" -q >/dev/null || exit 3 # caches are warm, as they are below
length=$(($(ms) - t))
parse() { "$moka" parse "$1" >"$2"; [ $? -le 1 ]; } # 1: hostile rows are named
parse "$work/whole" "$work/whole.jsonl" || exit 3
trust
one() { # one INSTANT(ms): cut there, resumed until sealed
    kill_at "$1"
    local before=$sealed
    go_on || return 1
    # It was faster than thought: later ones are cut earlier. Else a little later: one fast run among slow ones would
    # leave their last parts uncut for good.
    if [ $sealed = $before ]; then length=$((length + length / 16)); else length=$1; fi
    "$compare" same "$work/whole" "$work/cut" || return 1
    parse "$work/cut" "$work/cut.jsonl" || return 1
    cmp "$work/whole.jsonl" "$work/cut.jsonl" || return 1
    "$moka" verify --trust "$work/trust" "$work/cut" | tail -1 | grep -w INTACT
}
for ((i = 1; i <= kills; i++)); do
    at=$((RANDOM * length / 32768))
    ok "cut after $at of $length ms" one $at
done
echo "# $kills kills: $resumed resumed, $sealed were sealed already, $never had not begun"
finish
