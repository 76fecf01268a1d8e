#!/bin/bash
# What an iPhone can do wrong in the middle of a run (firmware/phantom/fault.h): it ends with a run that
# goes on later and is then the same as one without, or sealed with each gap named.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/in_line.sh"
compare=$here/../lib/compare.pl
"$moka" exercise new --platform iphone --seed 5 --files 6 --sms 30 --calls 12 --contacts 8 --big 3000000 \
    -o "$work/ex" >/dev/null || exit 3
authority exercise '{"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"]}'
iphantom "$work/ex" || exit 3
acquire "$work/whole" -q >/dev/null || exit 3
stop_phantom
trust
total=$(wc -l <"$work/phantom.jsonl") # requests of a whole run
afc=/private/var/mobile/Media

intact() { [ "$("$moka" verify --trust "$work/trust" "$work/b" | tail -n 1)" = "TRAINING INTACT" ]; }
start() { # start FAULT...: a phantom with them, acquired
    local fault args=()
    for fault in "$@"; do args+=(--fault "$fault"); done
    rm -rf "$work/b"
    stop_phantom
    iphantom "$work/ex" "${args[@]}" || return 1
    acquire "$work/b" -q "${wait[@]}" >"$work/out" 2>"$work/err"
    status=$?
    [ "$stays" ] || stop_phantom
    cat "$work/err"
}
wait=() stays=
there() { "$moka" devices --usbmuxd "$work/mux" 2>/dev/null | grep -q iphone; }
resume() { # once the phone is there again
    until_ok there && "$moka" resume --kit "$work/kit" --device "$device" --training -q "$work/b"
}
cuts() { # cuts FAULT...: the run is cut, goes on, and is the same
    local wait=(--wait 0) stays=1
    start "$@"
    [ $status -eq 1 ] && [ -e "$work/b/journal" ] && grep -q "moka resume" "$work/err" && resume && stop_phantom &&
        intact && "$compare" same "$work/whole" "$work/b"
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
    [ $status -eq 0 ] && grep -q "connected again" "$work/err" && intact &&
        "$compare" same "$work/whole" "$work/b"
}
unharmed() { # unharmed FAULT...: as if nothing had been
    start "$@"
    [ $status -eq 0 ] && intact && "$compare" same "$work/whole" "$work/b"
}

for at in 20000 60000 150000 1000000 3100000; do
    ok "the cable is pulled after $at bytes" cuts "unplug=300@$at"
done
for at in $((total / 4)) $((total / 2)) $((total - 40)); do
    ok "the cable is pulled at request $at of $total, and put in again" rejoins "unplug=50@#$at"
done
ok "it is pulled at the end, between two services" unharmed "unplug=50@#$((total - 3))"
ok "it is pulled while it is asked who it is" cuts "unplug=300@lockdown:GetValue com.apple.mobile.battery"
ok "it is pulled as the backup begins" rejoins "unplug=50@backup:Backup"
ok "it is pulled in the middle of the backup, twice" rejoins "unplug/1=50@200000" "unplug/2=50@400000"
ok "it is pulled while folders are listed" cuts "unplug=300@afc:ReadDir $afc/DCIM*"
ok "it is pulled while a file is fetched" rejoins "unplug=50@afc:Open $afc/DCIM/*"
ok "it is pulled as the phone is to forget the kit" cuts "unplug=300@lockdown:Unpair"
ok "the phone boots anew, and is unlocked" rejoins "reboot=50@apps:Browse" "unlock/2@#3"
locked() { # told, waited for, and gone on with
    start "lock=screen@apps:Browse" "unlock@#46"
    [ $status -eq 0 ] && grep 'is locked: have it unlocked' "$work/err" && intact && "$compare" same "$work/whole" "$work/b"
}
ok "its screen is locked, and unlocked" locked
dies() { # the phone goes off for good: what came is sealed, and the rest is named
    local wait=(--wait 0)
    start "battery=0@#$((total / 2))"
    [ $status -eq 1 ] && "$moka" resume --keep --why "the phone is dead" --kit "$work/kit" --training -q "$work/b" 2>"$work/err" &&
        intact && grep 'still has this kit' "$work/err" && grep '"act":"still-paired"' "$work/b/custody/log.jsonl" &&
        grep '"act":"kept"' "$work/b/custody/log.jsonl"
}
ok "the battery is empty" dies
ok "transfers in pieces" unharmed "pieces=37@0"
ok "names that lead out of folders" gap '"act":"not-taken"' "lie=names@afc:ReadDir $afc/DCIM*"
ok "a folder that is refused" gap '"act":"not-taken"' "refuse=$afc/DCIM@#3"
ok "files that do not end" gap "cut short" "lie=file@afc:Open $afc/DCIM/*"
forgets() { # and says so at each session
    start "lie/each=unread@lockdown:StartSession"
    [ $status -ne 0 ] && grep 'asked 8 times to trust this kit' "$work/err" &&
        [ "$(grep -c '"act":"pairing"' "$work/b/journal")" = 8 ]
}
ok "a phone that forgets its pairing each time is told, and not asked for ever" forgets
no_end() { # and nobody waits for it
    local from=$SECONDS
    gap "" "lie=length@afc:Open $afc/DCIM/*" && [ $((SECONDS - from)) -lt 60 ]
}
ok "an answer of AFC that says it has 2^40 bytes" no_end
ok "a property list of 4 GiB" gap "" "lie=list@lockdown:GetValue com.apple.international"
ok "one that is nested without end" gap "" "lie=deep@apps:Browse"
ok "one with 2^40 items" gap "" "lie=count@apps:Browse"
ok "a phone whose storage is full" gap '"artefact":"ios.backup"' "full@0"

# A file that the phone goes away at each time is a gap in the end.
ok "a file that the phone goes away at, each time" gap "the phone went away 4 times" "unplug/each=20@afc:Open $afc/DCIM/100APPLE/IMG_0001.JPG"
# Back before anybody looks whether it is there: that is no refusal either.
ok "and is back at once" gap "the phone went away 4 times" "unplug/each=1@afc:Open $afc/DCIM/100APPLE/IMG_0001.JPG"
ok "and once only: nothing is missing" rejoins "unplug=1@afc:Open $afc/DCIM/100APPLE/IMG_0001.JPG"
ok "nor an answer" rejoins "unplug=1@apps:Browse"

# Told within five seconds, and what to do.
silent() {
    iphantom "$work/ex" --fault "stall@apps:Browse" || return 1
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training -q \
        -o "$work/silent" --wait 0 >"$work/out" 2>"$work/err" & # the program itself, not a shell around it
    local pid=$!
    until_ok grep -q apps:Browse "$work/phantom.jsonl"
    local began=$(now) stood=$(in_line)
    until_ok grep -q "silent" "$work/err"
    local took=$(($(now) - began)) waited=$(($(in_line) - stood))
    echo "told after $took ms, $waited of them in line for a core"
    kill -TERM $pid
    wait $pid
    stop_phantom
    [ $((took - waited)) -le 5500 ] # the request is seen a little late
}
ok "silence is told within five seconds" silent
finish
