#!/bin/bash
# Phones of before: no features, no exit codes, checksums, small packets, a terminal behind the shell.
# What is taken from one is what is taken from a phone of today, and the ledger says what it cannot tell.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
"$moka" exercise new --seed 12 --hostile --sms 60 --files 40 -o "$work/ex" >/dev/null || exit 3
authority exercise
records() { # status 1: it names what is odd about the hostile rows
    "$moka" parse "$1" 2>/dev/null >"$1.jsonl"
    [ $? -eq 1 ]
}
take() { # take NAME PHANTOM-OPTION...
    local name=$1
    shift
    phantom "$work/ex" "$@" && acquire "$work/$name" -q
    local rc=$?
    stop_phantom
    return $rc
}
intact() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw INTACT; }
alike() { # alike NAME: as what today's phone gave
    intact "$work/$1" && "$compare" payload "$work/$1" "$work/ex/storage" /sdcard && records "$work/$1" &&
        cmp "$work/new.jsonl" "$work/$1.jsonl"
}
ledger() { grep -c "\"why\":\"[^\"]*$2" "$work/$1/coverage.jsonl"; }

ok "a phone of today" take new
trust
records "$work/new"
ok "and its truth" "$compare" truth "$work/ex/truth.jsonl" "$work/new.jsonl"
plain() { [ "$(ledger new 'no exit codes')" = 0 ] && [ "$(ledger new 'modulo 4 GiB')" = 0 ]; }
ok "its ledger names no limits" plain

ok "protocol 1.0.0, no features, no exec: acquired and sealed" take old --old
# "exec:" is tried once, and not again.
once() { [ "$(grep -c '"service":"exec:' "$work/phantom.jsonl")" = 1 ] && [ "$(grep -c '"service":"shell,' "$work/phantom.jsonl")" = 0 ]; }
ok "exec is tried once" once
custody() { grep -v '"service":"exec:' "$work/phantom.jsonl" >"$work/shell.jsonl"; "$compare" custody "$work/old" "$work/shell.jsonl"; }
ok "the custody log equals the phone's own log" custody
ok "the same records as from today's phone" alike old
limits() { [ "$(ledger "$1" 'no exit codes')" -ge 5 ] && [ "$(ledger "$1" 'modulo 4 GiB')" = 1 ]; }
ok "the ledger names what it cannot tell" limits old
version() { grep -q '"adb_version":16777216,"max_payload":4096' "$work/old/custody/log.jsonl"; }
ok "the custody log names its protocol" version

ok "today's protocol without features: acquired and sealed" take bare --features ''
ok "the custody log equals the phone's own log: exec" "$compare" custody "$work/bare" "$work/phantom.jsonl"
ok "the same records: exec" alike bare
ok "the ledger names what it cannot tell: exec" limits bare

ok "some features only" take some --features shell_v2,ls_v2
ok "the same records: some features" alike some
some() { [ "$(ledger some 'no exit codes')" = 0 ] && [ "$(ledger some 'does not tell why it refuses a file')" = 1 ]; }
ok "the ledger names what it cannot tell: stat" some
finish
