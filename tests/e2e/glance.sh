#!/bin/bash
# The first records on the screen while the rest is copied.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 7 --files 40 -o "$work/ex" >/dev/null || exit 3
authority exercise
phantom "$work/ex" --fault "stall@RCV2*" || exit 3
first() { # while not one file comes
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training \
        --glance -o "$work/a" >/dev/null 2>"$work/err" & # the program itself, not a shell around it
    local pid=$! rc=0
    until_ok grep -q '^so far:' "$work/err" || rc=1
    kill -TERM $pid
    wait $pid
    return $rc
}
ok "calls and messages are shown before the files are whole" first
stop_phantom
phantom "$work/ex" || exit 3
ok "then the rest is copied" acquire "$work/b" --glance
latest() { # the newest call of the truth is the first one shown
    local t=$(grep '^{"kind":"call"' "$work/ex/truth.jsonl" | grep -o '"time":"[^"]*' | cut -c9-24 | sort | tail -n 1)
    "$moka" glance "$work/b" | sed -n 3p | grep -F "${t/T/ }"
}
ok "the newest call comes first" latest
counts() {
    local kind
    "$moka" glance --json "$work/b" >"$work/glance.json"
    for kind in call message contact; do
        grep -F "\"$kind\":$(grep "^{\"kind\":\"$kind\"" "$work/ex/truth.jsonl" | grep -c "content://")" "$work/glance.json" || return 1
    done
}
ok "it counts what is true" counts
events() {
    acquire "$work/c" --glance --json -q >"$work/events" 2>/dev/null &&
        python3 -c 'import json,sys
seen=[json.loads(line)["event"] for line in open(sys.argv[1])]
sys.exit(not ("glance" in seen and "progress" in seen and seen[-2:]==["sealed","end"]))' "$work/events"
}
ok "programs get the same as events, then the seal and the end" events
stop_phantom

"$moka" exercise new --platform iphone --seed 7 -o "$work/iphone" >/dev/null || exit 3
iphantom "$work/iphone" || exit 3
of_iphone() { # the messages that glance counts, and those that its database holds
    acquire "$work/i" --glance >"$work/out" 2>"$work/err" && grep -q '^so far:' "$work/err" &&
        "$moka" glance --json "$work/i" >"$work/glance.json" 2>"$work/said" &&
        grep -F "\"message\":$(grep '^{"kind":"message"' "$work/iphone/truth.jsonl" | grep -cE 'SMS/sms.db|ChatStorage')," "$work/glance.json"
}
ok "of an iphone as soon as its backup is there" of_iphone
ok "and not a word of files that were not looked at" test ! -s "$work/said"
ok "what is no bundle is told" bash -c '"$0" glance "$1" 2>/dev/null; [ $? -eq 2 ]' "$moka" "$work/ex"
finish
