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
    acquire "$work/b" --until-full >"$work/out" 2>"$work/err"
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

authority exercise

ok "a greeting that nobody understands: failed" ends 3 tls
ok "and nothing is there to be resumed" sh -c "! grep -q resume '$work/err' && [ ! -e '$work/b' ]"
hangs_up() {
    stop_phantom
    "$moka" exercise new --seed 2 --files 3 --no-system -o "$work/ex" >/dev/null || return 1
    phantom "$work/ex" --fault "unplug/each@*content query*"
    acquire "$work/b" --wait 0 >"$work/out" 2>"$work/err"
    [ $? -eq 1 ]
}
ok "a phone that hangs up is left, with status 1" hangs_up
ok "and how to go on" says "moka resume --device"

sed -i 's/"reference":"EX-2026/"reference":"W-2026/' "$work/b/authority.json"
resume() { "$moka" resume --kit "$work/kit" --device "$device" --training "$work/b" 2>"$work/err"; }
refused() { resume; [ $? = 3 ]; }
stop_phantom
phantom "$work/ex" || exit 3
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

finish
