#!/bin/bash
# Backup passwords of iPhones: the owner's, given or not, right or wrong; the kit's, through cuts and with a
# phone that does not take it or give it back.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
all='"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"]'
"$moka" exercise new --platform iphone --seed 41 --files 4 -o "$work/ex" >/dev/null || exit 3
export XDG_STATE_HOME=$work/state # where moka doctor looks for its kit
ledger() { grep '"artefact":"ios.backup-password"' "$work/$1/coverage.jsonl" | grep "\"state\":\"$2\""; }
acts() { grep -oE '"act":"backup-password-[a-z-]*"' "$work/$1/custody/log.jsonl" | sed 's/.*password-//; s/"//' | tr '\n' ' '; }
is() { [ "$1" = "$2" ] || { echo "is $1, wanted $2"; return 1; }; }
run() { # run BUNDLE [OPTION...]
    acquire "$work/$1" -q "${@:2}" >"$work/out" 2>"$work/err"
}

# The owner's.
authority exercise "{$all}"
printf 'correct horse\n' >"$work/right.txt"
printf 'battery staple\n' >"$work/wrong.txt"
iphantom "$work/ex" --backup-password "correct horse" --rounds 10 || exit 3
ok "a phone that encrypts, and no password" run none
none() { ledger none unreachable | grep "owner's password only" && grep 'Ask the owner' "$work/err"; }
ok "it is said that its owner's is needed" none
records() { "$moka" parse --key "ios-backup=correct horse" "$work/none" >"$work/records"; [ $? -le 1 ] && grep -q '"app":"ios.calls"' "$work/records"; }
ok "with that the bundle is read" records
ok "the right one" run right --backup-password-file "$work/right.txt"
right() { ledger right found && grep 'opens the backup' "$work/err" && ! grep -rqF 'correct horse' "$work/right" "$work/kit"; }
ok "is told as such, and kept nowhere" right
ok "a wrong one" run wrong --backup-password-file "$work/wrong.txt"
wrong() { ledger wrong failed && grep 'DOES NOT OPEN' "$work/err" && is "$(acts wrong)" "tried "; }
ok "is told, and tried once" wrong
: >"$work/empty.txt"
nothing() { ! run empty --backup-password-file "$work/empty.txt" && grep 'password of 1 to' "$work/err" && [ ! -e "$work/empty" ]; }
ok "an empty file is none" nothing
stop_phantom

# The kit's, and the cable.
authority exercise "{$all,\"encrypt_backup\":true}"
iphantom "$work/ex" --rounds 10 --fault "lie=error@backup:ChangePassword set" || exit 3
ok "a phone that answers with an error and takes it all the same" run error
error() {
    is "$(acts error)" "setting set taking-off off " && ! grep -E '"state":"(set|made)"' "$work"/kit/backup-passwords/* &&
        grep 'found set, although' "$work/error/custody/log.jsonl"
}
ok "has it, and gives it back" error
stop_phantom
iphantom "$work/ex" --rounds 10 --fault "unplug=300@backup:Backup" || exit 3
cut() { ! run cut --wait 0 && [ -e "$work/cut/journal" ] && grep '"state":"set"' "$work"/kit/backup-passwords/*; }
ok "the cable is pulled while it is set" cut
told() {
    "$moka" kit --kit "$work/kit" 2>&1 >/dev/null | grep 'is still set on the iPhone' &&
        mkdir -p "$work/state/moka" && ln -s "$work/kit" "$work/state/moka/kit" &&
        "$moka" doctor 2>&1 | grep 'is still set on the iPhone'
}
ok "the kit and the doctor say so" told
there() { "$moka" devices --usbmuxd "$work/mux" 2>/dev/null | grep -q iphone; }
resumed() {
    until_ok there && "$moka" resume --kit "$work/kit" --device "$device" --training -q "$work/cut" &&
        is "$(acts cut)" "setting set taking-off off " && ! grep '"state":"set"' "$work"/kit/backup-passwords/*
}
ok "moka resume takes it off" resumed
stop_phantom
iphantom "$work/ex" --rounds 10 --fault "unplug=300@backup:Backup" || exit 3
ok "once more" eval '! run kept --wait 0'
cp -r "$work/kept" "$work/back"
kept() {
    "$moka" resume --keep --kit "$work/kit" --training -q "$work/kept" 2>"$work/err" && grep 'STILL HAS' "$work/err" &&
        is "$(acts kept)" "setting set still-set " && grep '"act":"still-paired"' "$work/kept/custody/log.jsonl"
}
ok "sealed without the phone: it is said what is left on it" kept
back() {
    until_ok there && "$moka" resume --keep --device "$device" --kit "$work/kit" --training -q "$work/back" &&
        is "$(acts back)" "setting set taking-off off " && grep '"act":"unpaired"' "$work/back/custody/log.jsonl" &&
        ! grep '"state":"set"' "$work"/kit/backup-passwords/*
}
ok "sealed with it: nothing is" back
stop_phantom

# The cable is pulled while it is given: whether the phone took it is not known until it is there again.
iphantom "$work/ex" --rounds 10 --fault "unplug=300@backup:ChangePassword set" || exit 3
unsure() { ! run unsure --wait 0 && grep '"state":"made"' "$work"/kit/backup-passwords/* && grep 'while the phone was given' "$work/err"; }
ok "a cable that is pulled while it is set" unsure
stop_phantom
given=$(sed -n 's/.*"password":"\([^"]*\)".*/\1/p' "$(grep -l '"state":"made"' "$work"/kit/backup-passwords/* | head -1)")
iphantom "$work/ex" --rounds 10 --backup-password "$given" || exit 3
taken() {
    "$moka" resume --kit "$work/kit" --device "$device" --training -q "$work/unsure" &&
        is "$(acts unsure)" "setting unsure set taking-off off " && ledger unsure found
}
ok "a phone that had taken it gives it back" taken
stop_phantom
iphantom "$work/ex" --rounds 10 --fault "unplug/each=100@backup:ChangePassword set" || exit 3
never() {
    run never && is "$(acts never)" "setting unsure setting unsure refused " && ledger never refused &&
        ! grep '"state":"made"' "$work"/kit/backup-passwords/*
}
ok "one that goes each time is taken without" never
stop_phantom

# A phone that is locked at that moment is asked again when it is unlocked.
iphantom "$work/ex" --rounds 10 --fault "lock=screen@backup:ChangePassword set" || exit 3
locked() {
    local pid rc
    run locked &
    pid=$!
    until_ok grep -q 'is locked: have it' "$work/err"
    kill -USR1 "$phantom_pid" # a finger
    wait $pid
    rc=$?
    [ $rc -eq 0 ] && is "$(acts locked)" "setting set taking-off off " && ledger locked found
}
ok "a phone that is locked as it is set, and unlocked" locked
stop_phantom

# A rule of an organisation's that would keep it set.
authority exercise "{$all,\"encrypt_backup\":true,\"managed\":true}"
iphantom "$work/ex" --mdm --rounds 10 || exit 3
ok "a phone whose encryption is forced" run forced
forced() { is "$(acts forced)" "refused " && ledger forced refused | grep 'could not be taken off' && ! grep ChangePassword "$work/phantom.jsonl"; }
ok "gets no password that would stay" forced
stop_phantom

# Somebody has to enter the passcode, for the password and for the backup.
authority exercise "{$all,\"encrypt_backup\":true}"
iphantom "$work/ex" --passcode 1 --rounds 10 || exit 3
ok "a phone that asks for its passcode" run passcode
ok "it is told" grep -i passcode "$work/err"
ok "set and taken off" is "$(acts passcode)" "setting set taking-off off "
stop_phantom

# A scope that is not whole: the kit's own password opens what is in scope, and that alone is kept.
authority exercise '{"categories":["calls"],"encrypt_backup":true}'
iphantom "$work/ex" --rounds 10 || exit 3
ok "calls alone, encrypted for this one backup" run calls
stop_phantom
ok "set and taken off" is "$(acts calls)" "setting set tried taking-off off "
calls() {
    "$moka" parse "$work/calls" 2>/dev/null | grep -q '"kind":"call"' && ! ledger calls unreachable &&
        ledger calls found | grep "the kit's, for this one backup"
}
ok "the calls are there, and the ledger says how" calls
alone() { ! grep -e '"path":"/backup/' -e Manifest -e sms.db "$work/calls/index.jsonl"; }
ok "nothing else of the backup is" alone
no_password() {
    local word
    word=$(sed -n 's/.*"password":"\([^"]*\)".*/\1/p' "$work"/kit/backup-passwords/* | tail -1)
    [ -n "$word" ] && ! grep -rqaF "$word" "$work/calls" "$work/out" "$work/err"
}
ok "nor is the password" no_password
refused() { ! "$moka" plan --authority "$work/authority.json" >"$work/out" 2>"$work/err" && grep 'needs a category that lies in backups' "$work/err"; }
authority exercise '{"categories":["device"],"encrypt_backup":true}'
ok "no encryption where no backup is made" refused
finish
