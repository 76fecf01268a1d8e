#!/bin/bash
# AO-03, ONE, SUBSET and SELECTED: what is out of scope is in no byte of what is kept, written or printed,
# and what is in scope is there whole. Every text on the phone is a random word, see lib/canary.py.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/scope.sh"
canary=$here/../lib/canary.py
"$moka" exercise new --seed 31 --files 0 -o "$work/ex" >/dev/null || exit 3
authority exercise "{$all}"
"$moka" plan --authority "$work/authority.json" >"$work/plan.json" || exit 3
"$canary" plant "$work/ex" "$work/plan.json" "$work/tags" || exit 3
phantom "$work/ex" || exit 3

how=(--clock trusted --glance)
scope "ONE category, calls" '{"categories":["calls"]}'
scope "ONE category, files" '{"categories":["files"]}'
scope "ONE folder" '{"categories":["files","apps"],"paths":["/sdcard/Documents"]}'
scope "ONE category, activity" '{"categories":["activity"]}'
scope "SUBSET by date" "{$all,$march}"
scope "SELECTED, one person" "{$all,\"counterparties\":[\"0712 345 678\"]}"
cp -r "$work/b" "$work/person"
scope "SELECTED, one conversation" "{$all,\"threads\":[2]}"
scope "SELECTED, one app" "{$all,\"apps\":[\"com.whatsapp\"]}"
scope "SELECTED, all but one person" "{$all,\"exclude\":[\"+49 1715550921\"]}"
plain() { grep -E "content://sms' --projection '_id' --sort|content://sms' --projection '_id' --where .{1,4}\(?(_id IS NOT NULL OR|\(\(replace)" "$work/b/index.jsonl"; }
ok "no list of ids is kept that others are on" sh -c '[ "$1" = 0 ]' - "$(plain | wc -l)"
scope "a person, with groups, without another" \
    "{$all,\"counterparties\":[\"0712 345 678\"],\"groups\":true,\"exclude\":[\"01715550921\"]}"
scope "a victim's phone" \
    "{\"preset\":\"victim\",\"categories\":[\"device\",\"calls\",\"messages\",\"contacts\"],\"counterparties\":[\"0712345678\",\"KioskBank\"],$march,\"media\":\"none\"}"
scope "no media" "{$all,\"media\":\"none\"}"

# The search itself: a bundle of a wider scope is full of what a narrower one must not hold.
blind() { ! look check "{$all,\"threads\":[4]}" && ! look check '{"categories":["calls"]}'; }
ok "a leak is seen" blind

counts() { # what was seen and not taken stands in the ledger, by number
    grep '"where":"content://sms"' "$work/person/coverage.jsonl" | grep -q '"seen":24,"taken":9,"not_taken":15' &&
        grep '"where":"content://com.android.contacts/groups"' "$work/person/coverage.jsonl" |
        grep '"state":"out-of-scope"' | grep -q 'cannot be cut to the people'
}
ok "the ledger says what was seen, taken, not taken, and why" counts

report() { "$moka" report -o "$work/report" "$work/person" >/dev/null 2>&1; [ $? -le 1 ] && grep -q 'left out by the scope: 15' "$work/report/index.html"; }
ok "and so does the report" report

# A run that is cut leaves nothing either, in its journal, work list and scratch.
stop_phantom
cut() { # cut SCOPE AT...: at each of these, then resumed to its end
    narrow=$1
    shift
    rm -rf "$work/b" "$work/out" "$work/err"
    authority exercise "$narrow"
    cuts=0
    for at; do
        cut_at "$at"
    done
    ok "it was cut each time" [ "$cuts" -eq $# ]
    phantom "$work/ex" || exit 3
    ok "resumed to its end" resume
    ok "whole, and nothing else" look check "$narrow"
    stop_phantom
}
cut_at() { # AT
    phantom "$work/ex" --fault "unplug=600000@$1" || exit 3
    if [ -e "$work/b" ]; then
        "$moka" resume --kit "$work/kit" --device "$device" --training --clock trusted --wait 0 "$work/b"
    else
        acquire "$work/b" --clock trusted --wait 0
    fi >>"$work/out" 2>>"$work/err"
    [ $? -eq 1 ] && [ -d "$work/b" ] && [ -e "$work/b/journal" ] && cuts=$((cuts + 1))
    ok "cut at $1: nothing out of scope lies there" look check-cut "$narrow"
    stop_phantom
}
resume() { "$moka" resume --kit "$work/kit" --device "$device" --training --clock trusted "$work/b" >>"$work/out" 2>>"$work/err"; }
cut "{$all,$march}" "#30" "#40" "RCV2 *"
cut "{$all,\"counterparties\":[\"0712 345 678\"]}" "*canonical-addresses*" "*raw_contact_id*" "#9"
ok "and the same as the run that was not cut" "$here/../lib/compare.pl" same "$work/person" "$work/b"

# A phone whose clock is wrong: the window is as much wider, once for the whole run.
edit() { python3 -c 'import json,sys
x = json.load(open(sys.argv[1]))
exec(sys.argv[2])
json.dump(x, open(sys.argv[1], "w"))' "$work/ex/exercise.json" "$1"; }
edit 'x["phone"]["clock_offset_ms"] = 10800000'
phantom "$work/ex" || exit 3
march_wide() {
    run "{$all,$march,\"margin_hours\":1}" && grep '"act":"window"' "$work/b/custody/log.jsonl" |
        grep -E '"from":"2025-02-28T23:00:00.000000Z","until":"2025-04-01T0(3:59:5|4:00:0)' &&
        grep '"where":"content://sms"' "$work/b/coverage.jsonl" | grep 'cut to 2025-02-28T23:00'
}
ok "a wrong clock widens the window, in custody and ledger" march_wide
stop_phantom

# A phone that does not tell whom its conversations are with: none is asked for that might be excluded.
edit 'x["providers"] = [dict(p, state="restricted") if "canonical" in p["uri"] else p for p in x["providers"]]'
phantom "$work/ex" || exit 3
mute="{$all,\"exclude\":[\"+49 1715550921\"]}"
ok "addresses are not told: acquired" run "$mute"
ok "nothing of who is excluded is there" look check-cut "$mute"
refused() { grep '"where":"content://mms"' "$work/b/coverage.jsonl" | grep '"state":"refused"' | grep canonical-addresses; }
ok "the ledger says what was not asked" refused
ok "nor of a person is it said that there are none: acquired" run "{$all,\"counterparties\":[\"0712345678\"]}"
ok "the ledger says so" refused
finish
