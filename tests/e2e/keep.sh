#!/bin/bash
# Stop and keep: what was taken is sealed without the phone, what was not is named; and two phones at once.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
"$moka" exercise new --seed 12 --files 300 -o "$work/ex" >/dev/null || exit 3
authority exercise
phantom "$work/ex" || exit 3
acquire "$work/whole" -q >/dev/null || exit 3
stop_phantom
trust
intact() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw INTACT; }
broken() { # cut BUNDLE WHEN: by a fault of the phone
    phantom "$work/ex" --fault "unplug@$2" || return 1
    acquire "$1" -q --wait 0 >/dev/null 2>"$work/err"
    local rc=$?
    stop_phantom
    [ $rc -eq 1 ]
}
keep() { "$moka" resume --kit "$work/kit" --training --keep --why "owner withdrew consent" -q "$@" >/dev/null 2>"$work/err"; }
acts() { grep -o '"act":"[a-z-]*"' "$1" | cut -d'"' -f4 | grep -nxE "$2" | cut -d: -f2 | paste -sd' '; }
artefacts() { grep -o '"artefact":"[^"]*"' "$1/coverage.jsonl" | sort -u; }
# Every artefact that the whole run has a line for has one here, and every file is taken or named.
complete() { diff <(artefacts "$work/whole") <(artefacts "$1") | grep '^<'; [ $? -ne 0 ]; }
states() { grep "\"artefact\":\"$2\"" "$1/coverage.jsonl" | grep -o '"state":"[a-z-]*"' | sort -u | cut -d'"' -f4 | paste -sd' '; }
subset() { # what is there is what the whole one has, byte for byte
    (cd "$1/data" && sha256sum */* | cut -d' ' -f1 | sort) >"$work/some"
    (cd "$work/whole/data" && sha256sum */* | cut -d' ' -f1 | sort) >"$work/all"
    [ -s "$work/some" ] && [ "$(comm -23 "$work/some" "$work/all" | wc -l)" -le "$2" ]
}
files() { grep -c '"path":' "$1/index.jsonl"; }
gaps() { grep -c '"act":"not-taken".*stopped by the operator' "$1/custody/log.jsonl"; }

ok "cut before anything but the phone's state was asked" broken "$work/a" '*content query*calls*'
ok "both ways to go on are said: the phone" grep -q -- "moka resume --device" "$work/err"
ok "and without it" grep -q -- "moka resume --keep" "$work/err"
ok "kept without the phone" keep "$work/a"
ok "intact" intact "$work/a"
ok "every artefact has its line" complete "$work/a"
ok "calls were not asked for" [ "$(states "$work/a" android.calls)" = failed ]
ok "which the ledger says" grep -q '"artefact":"android.calls".*stopped by the operator' "$work/a/coverage.jsonl"
ok "files were not looked at" [ "$(states "$work/a" android.files)" = failed ]
ok "what was asked is found" [ "$(states "$work/a" android.shell:getprop)" = found ]
ok "custody: kept, and why" grep -q '"act":"kept","why":"owner withdrew consent"' "$work/a/custody/log.jsonl"
ok "in order" [ "$(acts "$work/a/custody/log.jsonl" 'begun|connected|disconnected|resumed|kept|finished')" = \
    "begun connected disconnected resumed kept finished" ]
ok "and nothing more was asked of the phone" sh -c "sed -n '/\"act\":\"kept\"/,\$p' '$work/a/custody/log.jsonl' | { ! grep '\"act\":\"command\"'; }"
ok "the kit's counter has it" [ "$(grep -o '"act":"[a-z]*"' "$work/kit/counter.jsonl" | tail -2 | cut -d'"' -f4 | paste -sd' ')" = "kept sealed" ]

ok "cut in the middle of the messages" broken "$work/m" '*content query*sms*body*'
ok "kept without the phone" keep "$work/m"
ok "intact" intact "$work/m"
ok "every artefact has its line" complete "$work/m"
ok "what was whole stays found" [ "$(states "$work/m" android.calls)" = found ]
ok "the same counts" [ "$(grep '"artefact":"android.calls"' "$work/m/coverage.jsonl")" = "$(grep '"artefact":"android.calls"' "$work/whole/coverage.jsonl")" ]
ok "the answers are the phone's" subset "$work/m" 3
ok "it can be read" sh -c "'$moka' parse '$work/m' >'$work/records'; [ \$? -le 1 ]"

authority exercise '{"categories":["calls","messages","contacts"],"from":"2025-01-01T00:00:00Z"}'
ok "one of a narrow scope is cut" broken "$work/n" '*content query*sms*body*'
ok "and kept without the phone" keep "$work/n"
ok "custody names no command that nobody sent" sh -c "sed -n '/\"act\":\"kept\"/,\$p' '$work/n/custody/log.jsonl' | { ! grep '\"act\":\"command\"'; }"
authority exercise

ok "cut among the files" broken "$work/f" 'RCV2 *IMG*'
ok "kept without the phone" keep "$work/f"
ok "intact" intact "$work/f"
ok "every artefact has its line" complete "$work/f"
named() { [ "$(gaps "$work/f")" -gt 0 ] && [ $(($(files "$work/f") + $(gaps "$work/f"))) = "$(files "$work/whole")" ]; }
ok "every file is there or named as a gap" named
ok "the ledger says that it was stopped" grep -q '"artefact":"android.files".*stopped by the operator' "$work/f/coverage.jsonl"

refused() { # refused STATUS TEXT COMMAND...
    local status=$1 text=$2
    shift 2
    "$@" 2>"$work/err"
    [ $? -eq "$status" ] && grep -q -- "$text" "$work/err"
}
ok "a sealed bundle is not kept again" refused 3 sealed "$moka" resume --kit "$work/kit" --training --keep -q "$work/f"
ok "nothing to keep: a new run" refused 2 "nothing to keep" "$moka" acquire --keep --device tcp:127.0.0.1:1 --authority "$work/authority.json" -o "$work/x"
ok "phone or no phone, not both" refused 2 "needs --device" "$moka" resume --keep --device tcp:127.0.0.1:1 "$work/f"

# The officer stops it.
interrupt() {
    phantom "$work/ex" --fault 'stall@*content query*sms*body*' || return 1
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" \
        --training -q -o "$work/i" >/dev/null 2>"$work/err" &
    local pid=$!
    until_ok grep -qs 'content query.*sms.*body' "$work/i/journal" || return 1
    kill -INT $pid
    wait $pid
    local rc=$?
    stop_phantom
    [ $rc -eq 1 ] && grep -q "stopped by the operator" "$work/err"
}
ok "SIGINT while the phone says nothing" interrupt
ok "says both ways to go on: the phone" grep -q -- "moka resume --device" "$work/err"
ok "and without it" grep -q -- "moka resume --keep" "$work/err"
ok "kept" keep "$work/i"
ok "intact" intact "$work/i"

# Two phones, one kit, at once.
"$moka" exercise new --seed 13 --files 200 -o "$work/ex2" >/dev/null || exit 3
phantom "$work/ex" || exit 3
first=$device first_pid=$phantom_pid
phantom "$work/ex2" || exit 3
both() {
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$first" --training -q -o "$work/p1" >/dev/null &
    local one=$!
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training -q -o "$work/p2" >/dev/null &
    local two=$!
    wait $one && wait $two
}
ok "two phones at once by one kit" both
kill $first_pid
ok "the first is intact" intact "$work/p1"
ok "and the second" intact "$work/p2"
counter() { grep Moka-Kit-Counter "$1/bag-info.txt"; }
ok "their counters are distinct" [ "$(counter "$work/p1")" != "$(counter "$work/p2")" ]
chain() { python3 -c '
import hashlib, json, sys
prev = hashlib.sha256(b"").hexdigest()
for n, line in enumerate(open(sys.argv[1], "rb").read().splitlines(), 1):
    o = json.loads(line)
    assert (o["n"], o["prev"]) == (n, prev), n
    prev = hashlib.sha256(line).hexdigest()' "$work/kit/counter.jsonl"; }
ok "and the kit's chain is whole" chain
ok "each is its own phone" sh -c "! cmp -s '$work/p1/manifest-sha256.txt' '$work/p2/manifest-sha256.txt'"
ok "the first as it was alone" "$compare" same "$work/whole" "$work/p1"
finish
