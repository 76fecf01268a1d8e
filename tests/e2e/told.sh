#!/bin/bash
# Every failure to connect and every disruption is told within five seconds, in words that say what to do.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/in_line.sh"
"$moka" exercise new --seed 14 --files 60 -o "$work/ex" >/dev/null || exit 3
head -c 3000000 /dev/zero >"$(find "$work/ex/storage" -type d | tail -1)/big.bin"
authority exercise
limit=5000 # ms
goes_wrong() { fault=$(now) stood=$(in_line); }
peer() { # peer SCRIPT MODE: sets $device
    local word address
    stop_phantom
    rm -f "$work/port"
    mkfifo "$work/port"
    python3 "$here/../lib/$1" "$2" >"$work/port" &
    phantom_pid=$!
    exec 8<"$work/port"
    read -r -t 60 word address <&8
    device=tcp:$address
}
play() { # play OPTION...: a new phantom, with a log of its own
    stop_phantom
    rm -f "$work/phantom.jsonl"
    phantom "$work/ex" "$@"
}
begin() { # begin [OPTION...]: in the background; $pid, and $fault: when
    rm -rf "$work/b"
    : >"$work/err" # nothing of the run before is taken for this one's
    pid=
    goes_wrong
    "$moka" "${run[@]}" --kit "$work/kit" --device "$device" --training -q "$@" >/dev/null 2>"$work/err" &
    pid=$!
}
asked() { grep -qs -- "$1" "$work/phantom.jsonl"; }
asks() { until_ok asked "$1" && goes_wrong; } # asks TEXT: that request is where it goes wrong
told() { grep -qF -- "$1" "$work/err"; }
says() { # says WORDS...: all of them told, in time
    local words
    for words; do
        until_ok told "$words" || { cat "$work/err"; return 1; }
    done
    took=$(($(now) - fault))
    waited=$(($(in_line) - stood))
    echo "# told after $took ms, $waited of them in line for a core"
    [ $waited -lt 0 ] || took=$((took - waited)) # less: one of them has ended
    [ $took -le $limit ]
}
gone() { kill -KILL $pid; wait $pid; } 2>/dev/null
case_() { # case_ NAME WORDS...: of the run that was begun
    local name=$1
    shift
    ok "$name" says "$@"
    worst=$((took > worst ? took : worst))
    gone 2>/dev/null
}
worst=0 took=0
run=(acquire --authority "$work/authority.json" -o "$work/b")

# ---- no connection ----
peer dumb_peer.py full
begin && case_ "wrong address: nobody answers" "no answer in" "Is the address right" "--device usb"
peer dumb_peer.py silent
begin && case_ "connected, and nothing is said" "does not answer" "Unlock it" "plug it in again"
port=$device
stop_phantom
device=$port
begin && case_ "nothing listens there" "Connection refused" "Is the address right"
device=usb
begin && case_ "no phone on the cable" "Plug the phone in" "USB debugging" "moka doctor"
peer bad_phone.py tls
begin && case_ "the phone wants TLS" "TLS" "use the cable"
play --auth
begin && case_ "the phone asks for a key" "Unlock the phone" "Touch Allow" "s left"
play --refuse-key
begin && case_ "the key is refused" "key was refused" "touch Allow when it asks"

# ---- in the middle ----
play --fault 'unplug=60000@*getprop ro.serialno*'
begin && asks 'getprop ro.serialno' && case_ "the cable is pulled before the first answer" \
    "Plug the same phone in again" "goes on by itself"
play --fault 'unplug=1000@*getprop ro.serialno*'
begin && asks 'getprop ro.serialno' && case_ "the same, and it comes back" "connected again: the run goes on"
big='RCV2 .*big\|"sync":"RCV2"'
play --fault 'unplug=60000@*content query*sms*body*'
begin && asks 'content query.*sms.*body' && case_ "the cable is pulled among the messages" \
    "the phone closed the connection" "Plug the same phone in again" "goes on by itself"
play --fault 'unplug=60000@RCV2 */big.bin'
begin && asks "$big" && case_ "the cable is pulled in a file" "Plug the same phone in again" "goes on by itself"
play --fault 'unplug=60000@*content query*sms*body*'
begin --wait 0 && asks 'content query.*sms.*body' && case_ "the same, and nobody waits" \
    "Is the cable firm" "plug it in again" "moka resume --device" "moka resume --keep"
play --fault 'unplug=60000@*content query*sms*body*'
begin --wait 2 && asks 'content query.*sms.*body' && case_ "the same, and it does not come back" \
    "2 s left" "moka resume --device" "moka resume --keep"
play --fault 'unplug=1000@*content query*sms*body*'
begin && asks 'content query.*sms.*body' && case_ "the same, and it comes back" "connected again: the run goes on"
play --fault 'restart@*content query*sms*body*'
begin && asks 'content query.*sms.*body' && case_ "adbd starts anew" "its adbd was restarted" "connected again"
play --fault 'stall@*content query*sms*body*'
begin && asks 'content query.*sms.*body' && case_ "it stalls in an answer" \
    "silent for" "Is its screen on and unlocked" "is the cable firm"
play --fault 'stall@RCV2 */big.bin'
begin && asks "$big" && case_ "it stalls in a file" "silent for" "is the cable firm"
play --fault 'reboot=500@*content query*sms*body*'
begin && asks 'content query.*sms.*body' && case_ "it restarts, and is locked" \
    "Plug the same phone in again" "restarted and is locked" "unlocked with its PIN"

# ---- the other side ----
worker_of() { worker=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null) && [ -n "$worker" ]; }
play --fault 'stall@*content query*sms*body*'
begin && asks 'content query.*sms.*body' && until_ok worker_of
kill -9 ${worker:-$pid}
goes_wrong
case_ "the worker is killed" "died of what the phone sent" "Leave the phone as it is"
play
begin_full() { # a file may not grow beyond 2 MB
    rm -rf "$work/b"
    : >"$work/err"
    (trap '' XFSZ; ulimit -f 2000; exec "$moka" "${run[@]}" --kit "$work/kit" --device "$device" --training -q >/dev/null 2>"$work/err") &
    pid=$!
    asks "$big"
}
begin_full && case_ "the kit's disk takes no more" "make room" "moka resume --device" "moka resume --keep"

# ---- another phone ----
cp -r "$work/ex" "$work/twin"
serial=$(grep -o 'PHANTOM[0-9a-f]*' "$work/ex/exercise.json" | head -1)
sed -i "s/$serial/PHANTOM-TWIN/g" "$work/twin/exercise.json"
play --fault 'unplug=60000@*content query*sms*body*'
begin --wait 0
wait $pid 2>/dev/null
stop_phantom
phantom "$work/twin"
begin() {
    : >"$work/err"
    pid=
    goes_wrong
    "$moka" resume --kit "$work/kit" --device "$device" --training -q "$work/b" >/dev/null 2>"$work/err" &
    pid=$!
}
begin && case_ "another phone" "another phone than the one the run was begun on" "$serial" "PHANTOM-TWIN"
echo "# the slowest was told after $worst ms"
finish
