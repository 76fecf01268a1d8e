#!/bin/bash
# What goes wrong in the middle of a run: the worker is killed, the disk is full, the officer stops it,
# the authority runs out, somebody edits the folder. It ends sealed, or says what to do and goes on later.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
"$moka" exercise new --seed 8 --files 400 -o "$work/ex" >/dev/null || exit 3
head -c 30000000 /dev/urandom >"$(find "$work/ex/storage" -type d | tail -1)/big.bin" || exit 3
authority exercise
phantom "$work/ex" || exit 3
acquire "$work/whole" -q >/dev/null || exit 3
trust
intact() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw INTACT; }
same() { "$compare" same "$work/whole" "$1" && intact "$1"; }
start() { # start BUNDLE: in the background; $pid
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" \
        --training -q -o "$1" >/dev/null 2>"$work/err" &
    pid=$!
}
resume() { "$moka" resume --kit "$work/kit" --device "$device" --training -q "$@" 2>"$work/err"; }
taken() { [ -n "$(find "$1/data" -name '00*' -type f 2>/dev/null | head -$2 | tail -n +$2)" ]; }
worker_of() { worker=$(cat /proc/"$1"/task/"$1"/children 2>/dev/null) && [ -n "$worker" ]; }

# A run may be over before it is hit: then that is no trial, and there is another.
trials=20

kill_worker() {
    for ((trial = 0; trial < trials; trial++)); do
        rm -rf "$work/k"
        start "$work/k" && until_ok taken "$work/k" 5
        kill -STOP $pid 2>/dev/null && worker_of $pid && kill -9 $worker
        kill -CONT $pid 2>/dev/null
        wait $pid && same "$work/k" || return 1
        ! grep -q '"act":"worker-died"' "$work/k/custody/log.jsonl" || return 0
    done
    return 1
}
ok "the worker is killed: the run still ends sealed and complete, and tells" kill_worker

stop() { # stop SIGNAL
    local rc=0
    for ((trial = 0; trial < trials && rc == 0; trial++)); do
        rm -rf "$work/s"
        start "$work/s" && until_ok taken "$work/s" 5 && kill -"$1" $pid
        wait $pid
        rc=$?
    done
    [ $rc -eq 1 ] && grep -q "stopped by the operator" "$work/err" && grep -q "moka resume" "$work/err" &&
        grep -q '"act":"stopped"' "$work/s/journal" && resume "$work/s" && same "$work/s"
}
ok "SIGTERM: written down, says how to go on, and goes on" stop TERM

full() { # a file may not grow beyond 4 MB
    rm -rf "$work/f"
    (trap '' XFSZ; ulimit -f 4000; acquire "$work/f" -q) >/dev/null 2>"$work/err"
    [ $? -eq 3 ] && grep -q "File too large\|No space" "$work/err" && grep -q "moka resume" "$work/err" &&
        ! grep -q '"act":"finished"' "$work/f/journal" && resume "$work/f" && same "$work/f"
}
ok "a disk that takes no more: said clearly, and goes on when there is room" full

cut() { # leaves $work/c as a run that was stopped
    for ((trial = 0; trial < trials; trial++)); do
        rm -rf "$work/c"
        start "$work/c" && until_ok taken "$work/c" 5 && kill -9 $pid
        wait $pid 2>/dev/null
        [ ! -e "$work/c/journal" ] || return 0
    done
    return 1
}
refused() { # refused STATUS TEXT COMMAND...
    local status=$1 text=$2
    shift 2
    "$@"
    [ $? -eq "$status" ] && cat "$work/err" && grep -q -- "$text" "$work/err"
}
again() { "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training -q -o "$1" 2>"$work/err"; }
counted() { wc -l <"$work/kit/counter.jsonl"; }
ok "a run is cut" cut
before=$(counted)
ok "acquire into its folder is refused, with what to do" refused 3 "moka resume" again "$work/c"
ok "and into a sealed bundle" refused 3 "sealed bundle" again "$work/whole"
ok "resume without --training" refused 3 "needs --training" \
    sh -c "'$moka' resume --kit '$work/kit' --device '$device' -q '$work/c' 2>'$work/err'"
ok "resume with an officer's key that it was begun without" refused 3 "without an officer" \
    resume --officer-key "$work/kit/key" "$work/c"
ok "resume by another kit" refused 3 "begun by kit" \
    sh -c "'$moka' resume --kit '$work/kit2' --device '$device' --training -q '$work/c' 2>'$work/err'"
no_key() { "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training -q --officer-key "$work/nokey" -o "$work/n" 2>"$work/err"; }
ok "an officer's key that is not there is told at once" refused 3 "nokey" no_key
ok "nothing of that is on the counter" [ "$(counted)" = "$before" ]
cp "$work/c/authority.json" "$work/kept.json"
sed -i 's/"contacts",//' "$work/c/authority.json"
ok "an authority edited in the folder: refused" refused 3 "plan.json is not what" resume "$work/c"
sed 's/2099-01-01/2021-01-01/' "$work/kept.json" >"$work/c/authority.json"
ok "an authority that ran out: not resumed on a trusted clock" refused 3 "an authority that holds now" \
    resume --clock trusted "$work/c"
cp "$work/kept.json" "$work/c/authority.json"
rm "$work/c/authority.json" "$work/c/plan.json"
ok "cut before its authority was written: that is asked for" refused 3 "give the authority again" resume "$work/c"
ok "another one is not taken for it" refused 3 "not the one" resume --authority <(sed 's/"contacts",//' "$work/kept.json") "$work/c"
ok "with it and with no plan: resumed" resume --authority "$work/authority.json" "$work/c"
ok "and the same as the others" same "$work/c"
ok "the authority is in the bundle as it was given" cmp "$work/authority.json" "$work/c/authority.json"
mkdir "$work/own" && touch "$work/own/file"
ok "a folder that is no bundle is not to be removed" refused 3 "is no bundle" resume "$work/own"
ok "a sealed bundle is not resumed" refused 3 sealed resume "$work/c"
finish
