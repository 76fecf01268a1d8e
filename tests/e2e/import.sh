#!/bin/bash
# moka import, case, search: what a lab takes in is there whole or not at all, and is marked as what it is.
# MOKA_KILLS: how often the import is killed, a hundred times at most.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
kills=${MOKA_KILLS:-12}
[ "$kills" -le 100 ] || kills=100
RANDOM=${MOKA_SEED:-4711}

import() { "$moka" import --case "$work/case" --trust "$work/trust" --examiner e.lab "$@"; }
status() { # status N COMMAND...
    local want=$1 rc
    shift
    "$@"
    rc=$?
    [ $rc = "$want" ] || { echo "status $rc, not $want" && false; }
}
says() { grep -F -- "$1" <("${@:2}" 2>&1); }
sum() { find "$1" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum; }
# What is in a case but for the times of the audit log.
state() {
    sqlite3 "$1/case.db" "SELECT root, verdict, records FROM bundle ORDER BY id; SELECT * FROM said; SELECT count(*) FROM audit;
        SELECT id, head, kind, time, row, ref, parent, talk, hex(fields) FROM record; SELECT * FROM head; SELECT * FROM talk;
        SELECT * FROM entity; SELECT * FROM mention; SELECT * FROM spread; SELECT * FROM stands; SELECT * FROM contact; SELECT * FROM tally;
        SELECT * FROM activity; SELECT * FROM file; SELECT * FROM place; SELECT * FROM media; SELECT id, hex(block) FROM words_data;
        PRAGMA integrity_check" | sha256sum
}

exercise() { "$moka" exercise new "$@" >/dev/null; }
exercise --seed 31 --hostile --messages 300 -o "$work/x" && exercise --seed 32 --messages 100 -o "$work/y" || exit 3
authority exercise
taken() { phantom "$work/$1" && acquire "$work/$2" -q >/dev/null && stop_phantom; }
taken x one && taken y two || exit 3
trust

before=$(sum "$work/one")
ok "a bundle is taken in" import "$work/one"
ok "and was not touched" test "$before" = "$(sum "$work/one")"
ok "a second time it is there already" says "in the case already" import "$work/one"
ok "another one" says "INTACT" import "$work/two"
listed() { [ "$("$moka" case "$work/case" | grep -c 'TRAINING INTACT')" = 2 ]; }
ok "both are listed, as training" listed
records() { # as many records as moka parse finds
    "$moka" parse --deleted "$work/one" >"$work/one.jsonl" 2>/dev/null
    [ "$(wc -l <"$work/one.jsonl")" = "$(sqlite3 "$work/case/case.db" 'SELECT records FROM bundle WHERE id = 1')" ]
}
ok "every record is in it" records

# Each word of a planted message finds it, as it stands in moka parse.
line=$(grep '"kind":"message"' "$work/one.jsonl" | grep -m1 '"text":"[A-Za-z ]\{20,\}')
text=$(sed 's/.*"text":"\([A-Za-z ]*\).*/\1/' <<<"$line")
found() { "$moka" search --case "$work/case" --limit 1000 "$1" | grep -qxF -- "$2"; }
ok "a message is found by its words, and is the same line" found "$text" "$line"
ok "in capitals as well" found "${text^^}" "$line"
ok "and as a phrase" found "\"$text\"" "$line"
ok "not by a word that it lacks" bash -c "! '$moka' search --case '$work/case' xyzzyx | grep -q ."
ok "a search without words is a wrong use" status 2 "$moka" search --case "$work/case" -- "--"
ok "no case is told" status 3 "$moka" search --case "$work/none" word

# Who is in both phones: what moka parse says of them, counted here.
"$moka" parse --deleted "$work/two" >"$work/two.jsonl" 2>/dev/null
numbers() { grep -o '"phone":"+[0-9]*"' "$1" | sort -u; }
shared=$(comm -12 <(numbers "$work/one.jsonl") <(numbers "$work/two.jsonl") | sed 's/.*"\(+.*\)"/\1/')
linked() {
    local n
    "$moka" case --links "$work/case" >"$work/links.jsonl" || return 1
    for n in $shared; do grep -qF "\"kind\":\"phone\",\"value\":\"$n\",\"bundles\":2" "$work/links.jsonl" || { echo "$n" && return 1; }; done
}
ok "numbers are shared" test -n "$shared"
ok "and link the phones" linked

# What is wrong with a bundle is said, and stays by it.
cp -r "$work/two" "$work/bad" && chmod -R u+w "$work/bad"
flip() { printf '\x01' | dd of="$1" bs=1 seek=3 conv=notrunc status=none; }
flip "$(find "$work/bad/data" -type f -size +4c | sort | head -n 1)" || exit 3
echo x >>"$work/bad/tagmanifest-sha256.txt"
ok "a tampered one is taken in, marked" status 1 import "$work/bad"
marked() { [ "$("$moka" case "$work/case" | grep -c TAMPERED)" = 1 ]; }
ok "and stays marked" marked
cp -r "$work/two" "$work/cut" && chmod -R u+w "$work/cut" && truncate -s 100 "$work/cut/index.jsonl"
ok "a truncated one" says TAMPERED import "$work/cut"
mkdir "$work/foreign" && echo text >"$work/foreign/file.txt"
ok "a folder that is no bundle" says NONE import "$work/foreign"
cp -r "$work/two" "$work/links" && chmod -R u+w "$work/links"
first=$(find "$work/links/data" -type f | sort | head -n 1)
rm "$first" && ln -s /etc/passwd "$first" && mkfifo "$(dirname "$first")/0009999"
ok "links and device files in one are named" status 1 import "$work/links"
named() { sqlite3 "$work/case/case.db" "SELECT text FROM said WHERE kind = 'finding'" | grep -c "a link\|not a regular file\|foreign" | grep -qx '[2-9]'; }
ok "each" named
ok "what is not there is refused" status 3 import "$work/nothing"
ok "the audit log tells of each" bash -c "[ \"\$('$moka' case --audit '$work/case' | grep -c '\"act\":\"import\"')\" = 6 ]"

# kill -9: as before, or finished.
rm -rf "$work/case"
import "$work/two" >/dev/null
empty=$(state "$work/case")
cp -r "$work/case" "$work/case.two"
from=$(date +%s%N)
import "$work/one" >/dev/null
length=$((($(date +%s%N) - from) / 1000000))
full=$(state "$work/case")
cut() { # cut MILLISECONDS
    rm -rf "$work/case"
    cp -r "$work/case.two" "$work/case"
    # the program itself, not a shell around it
    "$moka" import --case "$work/case" --trust "$work/trust" --examiner e.lab "$work/one" >/dev/null 2>&1 &
    local pid=$! is
    read -rt "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))" <> <(:)
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    "$moka" case "$work/case" || return 1
    is=$(state "$work/case")
    [ "$is" = "$empty" ] || [ "$is" = "$full" ] || return 1
    import "$work/one"
    [ "$(state "$work/case")" = "$full" ]
}
for ((i = 1; i <= kills; i++)); do
    at=$((RANDOM * length / 32768))
    ok "cut after $at of $length ms: as before or finished, then the same" cut $at
done
finish
