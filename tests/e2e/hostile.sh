#!/bin/bash
# Phones that mean harm: what one of them does ends as a gap with its reason, never as an extract that
# cannot be sealed, a full disk, or text that steers the terminal.
. "$(dirname "$0")/../lib/e2e.sh"
here=$(cd "$(dirname "$0")" && pwd)

bad_phone() { # bad_phone MODE
    local word address
    stop_phantom
    rm -f "$work/port"
    mkfifo "$work/port"
    python3 "$here/../lib/bad_phone.py" "$1" >"$work/port" &
    phantom_pid=$!
    exec 8<"$work/port"
    read -r -t 60 word address <&8
    device=tcp:$address
}

ends() { # ends STATUS MODE: an acquisition of that phone
    local status=$1
    rm -rf "$work/b"
    bad_phone "$2"
    acquire "$work/b" >"$work/out" 2>"$work/err"
    [ $? -eq "$status" ]
}
says() { grep -qF -e "$1" "$work/err"; }
intact() {
    trust
    "$moka" verify --trust "$work/trust" "$work/b" >"$work/verdict"
    [ "$(tail -n 1 "$work/verdict")" = "TRAINING INTACT" ]
}
clean() { ! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\x8e\x8f\xa8-\xae]' "$@"; }
custody() { grep -qF -e "$1" "$work/b/custody/log.jsonl"; }
small() { [ "$(du -sm "$work/b" | cut -f1)" -le "$1" ]; }

authority exercise

ok "a greeting that nobody understands: failed" ends 3 tls
ok "and nothing is there to be resumed" sh -c "! grep -q resume '$work/err' && [ ! -e '$work/b' ]"
ok "a phone that greets twice is left, with status 1" ends 1 greets-twice
ok "a phone that hangs up, too" ends 1 hangs-up
ok "and how to go on" says "moka resume --device"

sed -i 's/"reference":"EX-2026/"reference":"W-2026/' "$work/b/authority.json"
resume() { "$moka" resume --kit "$work/kit" --device "$device" --training "$work/b" 2>"$work/err"; }
refused() { resume; [ $? = 3 ]; }
bad_phone none
ok "resumed under another authority: refused" refused
ok "and it is said why" says "authority.json"
sed -i 's/"reference":"W-2026/"reference":"EX-2026/' "$work/b/authority.json"
ok "resumed under its own: sealed" resume
ok "and intact" intact

ok "names and answers that steer a terminal" ends 0 steer
ok "do not" clean "$work/out" "$work/err" "$work/b/custody/log.jsonl" "$work/b/coverage.jsonl"
"$moka" devices --tcp "${device#tcp:}" >"$work/out" 2>"$work/err"
ok "nor in the list of devices" clean "$work/out" "$work/err"
ok "sizes and times at the ends of their range" ends 0 sizes
ok "are kept as they are" sh -c "grep -q fmin '$work/b/index.jsonl'"
ok "and intact" intact

ok "a file without an end" ends 0 endless-file
ok "is a gap" custody "it sends far more than the size that it told"
ok "and no full disk" small 20
ok "the other files are there" sh -c "[ \$(grep -c '/sdcard/f[13]\"' '$work/b/index.jsonl') = 2 ]"
ok "and intact" intact
authority exercise '{"categories":["files"],"from":"2026-01-01T00:00:00Z"}'
ok "a listing without an end" ends 0 endless-listing
ok "is a gap" custody "it lists more than"
authority exercise '{"categories":["device"]}'
ok "commands without an end" ends 0 endless-answer
ok "are cut, and are no answer" custody '"act":"answer-lost"'
ok "and intact" intact
finish
