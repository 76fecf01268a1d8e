#!/bin/bash
# What the officer does at the kit becomes custody while the run goes; what the run tells has codes.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 21 --files 40 -o "$work/ex" >/dev/null || exit 3
authority exercise
trust
act() { printf '{"act":"%s","officer":"o-1","at":"2026-11-22T14:00:00Z","seq":%d}\n' "$1" "$2"; }
log() { grep -o '"act":"operator","operator":.*' "$1/custody/log.jsonl"; }
seqs() { log "$1" | grep -o '"seq":[0-9]*' | cut -d: -f2 | paste -sd' '; }
events() { grep -o "\"event\":\"$1\"[^}]*" "$work/events"; }
told() { grep -o '"event":"told","code":"[a-z-]*"' "$work/events" | cut -d'"' -f8 | sort -u | paste -sd' '; }
states() { events state | grep -o '"is":"[a-z]*"' | cut -d'"' -f4 | paste -sd' '; }
last() { tail -1 "$work/events" | grep -o "\"$1\":[^,}]*" | cut -d: -f2 | tr -d '"'; }
heard() { grep -q "\"event\":\"operator\",\"seq\":$1}" "$work/events"; }
intact() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw INTACT; }
lines() { # what is good, and what is not
    act sign-in 0
    act start 1
    echo 'no JSON'
    echo '["act"]'
    echo '{"act":"Nothing like a word","officer":"o-1"}'
    echo '{"act":"x","act":"y","officer":"o-1"}'
    echo '{"act":"x"}'
    echo '{"act":"x","officer":"o-1","seq":-1}'
    printf '{"act":"x","officer":"o-1","n":%s}\n' '[[[[[[[[[1]]]]]]]]]'
    printf '{"act":"x","officer":"%04096d"}\n' 0
    act looked 2
    act looked 2
    echo
    echo '{"act":"note","officer":"Ä. O’Neill","text":"}\",\"prev\":\"0"}'
    printf '{"act":"cut"'
}

phantom "$work/ex" || exit 3
run() { lines | acquire "$work/b" --json --operator -q >"$work/events"; }
ok "a run hears the officer" run
ok "each act that makes sense is an entry, once" [ "$(seqs "$work/b")" = "0 1 2" ]
ok "with all it says" grep -q '"operator":{"act":"note","officer":"Ä. O’Neill","text":"}\\",\\"prev\\":\\"0"},"prev"' "$work/b/custody/log.jsonl"
ok "others are refused, eight of them" [ "$(events operator | grep -c refused)" -eq 8 ]
ok "intact" intact "$work/b"
ok "the states" [ "$(states)" = "meeting copying sealing sealed" ]
ok "the end is the last event" [ "$(last event) $(last how) $(last status) $(last resume)" = "end sealed 0 false" ]
ok "a ledger line that is not all well is told" grep -q '"event":"not-taken","artefact":"' "$work/events"
ok "every event is one JSON object" python3 -c 'import json,sys
for l in open(sys.argv[1]): assert "event" in json.loads(l)' "$work/events"
ok "every told event has a code" sh -c "! grep '\"event\":\"told\"' '$work/events' | grep -v '\"code\":\"'"
closed() { acquire "$work/n" --json --operator -q <&- >"$work/events"; }
ok "no standard input is no operator" closed
ok "and a run as ever" [ "$(last how)" = sealed ]

# While it goes: an act is in the log before the run is over, and one that never comes holds nothing up.
mkfifo "$work/in"
begin() { # begin BUNDLE FAULT
    stop_phantom
    phantom "$work/ex" --fault "$2" || return 1
    : >"$work/events"
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training \
        -o "$1" --json --operator -q <"$work/in" >"$work/events" 2>"$work/err" &
    pid=$!
    exec 7>"$work/in"
}
asked() { grep -qs -- content "$work/phantom.jsonl"; }
live() { begin "$work/c" 'stall@*content query*sms*' && act sign-in 0 >&7 && act start 1 >&7 && until_ok heard 1; }
ok "an act is taken while the phone says nothing" live
later() { until_ok asked && act look 2 >&7 && until_ok heard 2; }
ok "and another" later
stopped() { kill -INT $pid; wait $pid; [ $? -ne 0 ]; }
ok "it is stopped" stopped
exec 7>&-
ok "which the last event says" [ "$(last how) $(last resume)" = "stopped true" ]
stop_phantom
phantom "$work/ex" || exit 3
on() { { act sign-in 0; act start 1; act look 2; act resume 3; } |
    "$moka" resume --kit "$work/kit" --device "$device" --training --json --operator -q "$work/c" >"$work/events"; }
ok "resumed, and told all of it again" on
ok "no act is there twice" [ "$(seqs "$work/c")" = "0 1 2 3" ]
ok "intact as well" intact "$work/c"
keep() { begin "$work/k" 'unplug=60000@*content query*calls*' && until_ok grep -q '"is":"away"' "$work/events" && kill -INT $pid
    wait $pid
    exec 7>&-
    act keep 4 | "$moka" resume --kit "$work/kit" --training --keep --why "enough" --json --operator -q "$work/k" >"$work/events"; }
ok "a phone that goes is away, and what there is is kept" keep
ok "with the act that kept it" [ "$(seqs "$work/k")" = 4 ]
ok "away is told with a code and an act" sh -c "! grep '\"code\":\"away\"' '$work/events' || grep -q '\"act\":\"replug\"' '$work/events'"
glance() { stop_phantom; phantom "$work/ex" && acquire "$work/g" --json --glance -q >"$work/events"; }
ok "a run that shows what comes" glance
ok "shows it as an event" grep -q '^{"event":"glance","counts":{' "$work/events"
finish
