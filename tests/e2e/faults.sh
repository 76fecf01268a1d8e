#!/bin/bash
# Everything that a phone can do wrong in the middle of a run (firmware/phantom/fault.h): it ends with a
# run that goes on later and is then the same as one without, or sealed with each gap named. Nothing that
# the faultless run has is missing in silence.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
"$moka" exercise new --seed 5 --files 6 --sms 30 --mms 4 --calls 12 --contacts 8 --big 3000000 --no-system \
    -o "$work/ex" >/dev/null || exit 3
authority exercise
phantom "$work/ex" || exit 3
acquire "$work/whole" -q >/dev/null || exit 3
stop_phantom
trust
total=$(wc -l <"$work/phantom.jsonl") # requests of a whole run

intact() { [ "$("$moka" verify --trust "$work/trust" "$work/b" | tail -n 1)" = "TRAINING INTACT" ]; }
start() { # start FAULT...: a phantom with them, acquired
    local fault args=()
    for fault in "$@"; do args+=(--fault "$fault"); done
    rm -rf "$work/b"
    phantom "$work/ex" "${args[@]}" || return 1
    acquire "$work/b" -q "${wait[@]}" >"$work/out" 2>"$work/err"
    status=$?
    stop_phantom
    cat "$work/err"
}
wait=()
resume() { # on the phone as it was
    phantom "$work/ex" || return 1
    "$moka" resume --kit "$work/kit" --device "$device" --training -q "$work/b"
    local rc=$?
    stop_phantom
    return $rc
}
cuts() { # cuts FAULT...: the run is cut, goes on, and is the same
    local wait=(--wait 0)
    start "$@"
    [ $status -eq 1 ] && [ -e "$work/b/journal" ] && grep -q "moka resume" "$work/err" &&
        resume && intact && "$compare" same "$work/whole" "$work/b"
}
gap() { # gap TEXT FAULT...: sealed, and TEXT stands in the ledger or in the custody log
    local text=$1
    shift
    start "$@"
    [ $status -eq 0 ] && intact && "$compare" gaps "$work/whole" "$work/b" &&
        cat "$work/b/coverage.jsonl" "$work/b/custody/log.jsonl" | grep -F -e "$text" | head -n 1 | grep .
}
rejoins() { # rejoins FAULT...: the phone comes back, and the run goes on by itself
    start "$@"
    [ $status -eq 0 ] && grep -q "connection to the phone is gone" "$work/err" && intact &&
        "$compare" same "$work/whole" "$work/b"
}
unharmed() { # unharmed FAULT...: as if nothing had been
    start "$@"
    [ $status -eq 0 ] && intact && "$compare" same "$work/whole" "$work/b"
}

for at in 1000 20000 60000 150000 1000000 3100000; do
    ok "the cable is pulled after $at bytes" cuts "unplug@$at"
done
for at in $((total / 4)) $((total / 2)) $((total - 90)) $((total - 3)); do
    ok "the cable is pulled at request $at of $total, and put in again" rejoins "unplug=50@#$at"
done
ok "it is pulled before the first answer, and plugged in again" rejoins 'unplug=1000@*getprop ro.serialno*'
ok "it is pulled while folders are listed" cuts "unplug@LIS2 /sdcard/Documents*"
ok "it is loose" rejoins "unplug/2@30000" "unplug/3@70000" "unplug/4=20@500000" "unplug/1@9000"
ok "adbd starts again in the middle of a query" rejoins "restart@*content query*sms*"
ok "adbd starts again in the middle of a file" rejoins "restart@1500000"
ok "the phone boots anew" cuts "reboot=50@*content query*contacts*"
unlocked() {
    rejoins "reboot=50@*content query*contacts*" "unlock/2@#9" &&
        grep -q "restarted and is locked" "$work/err" && grep -q '"act":"unlocked"' "$work/b/custody/log.jsonl"
}
ok "it boots anew, and is unlocked" unlocked
ok "the battery is empty" cuts "battery=0@#$((total / 3))"
ok "noise in place of a packet" rejoins "garbage@#$((total / 4))"
ok "noise in the middle of a file" rejoins "garbage=24@1000000"
ok "a packet longer than agreed" rejoins "lie=packet@#$((total / 3))"
ok "a packet whose magic is wrong" cuts "lie=magic@#$((total / 3))"
ok "a packet for a stream that nobody opened" cuts "lie=stream@#$((total / 3))"

stalled() { # nothing more comes, though the connection stands: stopped by the officer, resumed
    rm -rf "$work/b"
    phantom "$work/ex" --fault "stall@$1" || return 1
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training -q \
        --wait 0 -o "$work/b" >"$work/out" 2>"$work/err" &
    local pid=$!
    requests() { [ "$(wc -l <"$work/phantom.jsonl")" -ge "$1" ]; }
    until_ok requests "$2" || echo "$(wc -l <"$work/phantom.jsonl") requests, not $2"
    kill -TERM $pid
    wait $pid
    status=$?
    stop_phantom
    [ $status -eq 1 ] && resume && intact && "$compare" same "$work/whole" "$work/b"
}
ok "it falls silent in a query" stalled "#40" 40
ok "it falls silent in a file" stalled "1500000" $((total - 80))

ok "transfers of 7 bytes" unharmed "pieces=7@1000" "pieces=4096@100000"
ok "a pause before each of 500 bytes" unharmed "delay=1@#50" "pieces=500@#50" "delay=0@#52"
ok "its clock jumps a day back" unharmed "clock=-86400000@#40"
ok "its lock screen comes" unharmed "lock=screen@#40"
ok "the battery falls" unharmed "battery=1@*content query*sms*"

ok "it locks as after a boot, before the messages" gap "the phone may be locked" "lock@*content query*mms*"
ok "it locks before files are listed" gap '"android.files"' "lock@LIS2*"
ok "it locks between two files" gap "refused or gone" "lock@RCV2 */DCIM/*"
ok "messages are refused from now on" gap "SecurityException" "refuse=content://sms@*content://call_log*"
ok "a folder is refused from now on" gap "Permission denied" "refuse=/sdcard/Download@RCV2*"
ok "its storage is full" gap "No space left on device" "full@#2"
ok "it goes away at one file each time" gap "went away 4 times when it was asked for this" \
    "unplug/each=20@RCV2 */VID_big.mp4"
again() { # as well when each time a new run is begun
    local wait=(--wait 0) n=0
    start "unplug/each@RCV2 */VID_big.mp4"
    phantom "$work/ex" --fault "unplug/each@RCV2 */VID_big.mp4" || return 1
    while [ "$status" -eq 1 ] && [ $((n++)) -lt 7 ]; do
        "$moka" resume --kit "$work/kit" --device "$device" --training -q --wait 0 "$work/b"
        status=$?
    done
    stop_phantom
    [ "$status" -eq 0 ] && [ $n -eq 5 ] && intact && "$compare" gaps "$work/whole" "$work/b"
}
ok "and over resumed runs" again
ok "names that no file can have" gap "a name that no file can have" "lie=names@LIS2 /sdcard"
ok "a piece of a file over 64 KiB" gap "longer than 64 KiB" "lie=data@RCV2 */DCIM/*"
small() { [ "$(du -sm "$work/b" | cut -f1)" -le 20 ]; }
ok "a file without an end" gap "it sends far more than the size that it told" "lie=file@RCV2 */empty"
ok "fills no disk" small
ok "an answer without an end" gap '"act":"answer-lost"' "lie=answer@shell,v2,raw:id"
ok "fills none either" small

old_sum() { # only phones of before 2017 have sums; one that is wrong costs the connection
    phantom "$work/ex" --old && acquire "$work/whole-old" -q >/dev/null || return 1
    stop_phantom
    phantom "$work/ex" --old --fault "lie=sum@#60"
    rm -rf "$work/b"
    acquire "$work/b" -q 2>"$work/err" && grep -q "connection to the phone is gone" "$work/err" &&
        "$compare" same "$work/whole-old" "$work/b"
}
ok "an old phone's packet with a wrong sum" old_sum
stop_phantom

RANDOM=${MOKA_SEED:-4711}
links=(unplug/N unplug/N=30 restart/N garbage/N garbage/N=1 lie/N=packet lie/N=magic lie/N=stream)
for ((i = 0; i < ${MOKA_FAULTS:-0}; i++)); do # anywhere, one to three of them
    faults=()
    for ((k = 0; k <= RANDOM % 3; k++)); do
        at=$((RANDOM % 2 ? RANDOM * 32768 % 3300000 + RANDOM : -(RANDOM % total) - 1))
        [ $at -ge 0 ] || at="#${at#-}"
        link=${links[RANDOM % ${#links[@]}]}
        faults+=("${link/N/$((k + 1))}@$at")
    done
    anywhere() { start "$@"; [ $status -eq 0 ] || resume && intact && "$compare" same "$work/whole" "$work/b"; }
    ok "${faults[*]}" anywhere "${faults[@]}"
done

authority exercise '{"categories":["files"],"from":"2026-01-01T00:00:00Z"}'
endless_listing() {
    start "lie=listing@LIS2 /sdcard"
    [ $status -eq 0 ] && intact && grep -F "it lists more than" "$work/b/custody/log.jsonl"
}
[ -z "${MOKA_LONG:-}" ] || ok "a listing without an end" endless_listing # four million names
finish
