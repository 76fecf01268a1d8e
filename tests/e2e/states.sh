#!/bin/bash
# Refused, restricted, empty and absent providers are told apart; scope is kept.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
state() { # state BUNDLE ARTEFACT STATE
    grep "\"artefact\":\"$2\"" "$1/coverage.jsonl" >&2
    grep "\"artefact\":\"$2\"" "$1/coverage.jsonl" | grep -q "\"state\":\"$3\""
}
run() { # run NAME EXERCISE-OPTION...: an exercise, acquired
    local name=$1
    shift
    "$moka" exercise new --seed 5 --files 3 "$@" -o "$work/ex-$name" >/dev/null &&
        phantom "$work/ex-$name" && acquire "$work/$name" -q && stop_phantom
}
authority exercise
ok "providers that answer" run plain
ok "SMS found" state "$work/plain" android.sms found
ok "calls found" state "$work/plain" android.calls found
ok "contacts found" state "$work/plain" android.contacts found
ok "a phone that refuses SMS" run refused --refuse content://sms
ok "SMS refused" state "$work/refused" android.sms refused
ok "calls still found" state "$work/refused" android.calls found
ok "a phone that answers nothing and says nothing" run restricted --restrict content://call_log/calls
ok "calls restricted" state "$work/restricted" android.calls restricted
ok "a phone without SMS" run empty --empty content://sms
ok "SMS empty" state "$work/empty" android.sms empty
ok "a phone without a call log provider" run absent --absent content://call_log/calls
ok "calls absent" state "$work/absent" android.calls absent

authority exercise '{"categories":["calls"]}'
ok "an authority for calls alone" run scoped
ok "SMS out of scope" state "$work/scoped" android.sms out-of-scope
ok "files out of scope" state "$work/scoped" android.files out-of-scope
none() { ! grep -E '"set":"content://sms|"route":"adb:sync' "$work/scoped/index.jsonl"; }
ok "nothing out of scope in the bundle" none
unasked() { ! tail -40 "$work/phantom.jsonl" | grep -E 'content://sms|RCV2'; }
ok "nothing out of scope was asked for" unasked
finish
