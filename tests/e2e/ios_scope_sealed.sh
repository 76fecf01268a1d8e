#!/bin/bash
# AO-03 on an iPhone that encrypts its backups, with its owner's password: what is in scope is decrypted and kept or
# cut, and is what the same phone gives that does not encrypt; all else is nowhere, encrypted neither.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/scope.sh"
canary=$here/../lib/ios_canary_all.py
june='"from":"2025-05-20T00:00:00Z","until":"2025-06-01T00:00:00Z"'
"$moka" exercise new --platform iphone --seed 31 --files 3 -o "$work/ex" >/dev/null || exit 3
"$canary" plant "$work/ex" "$work/tags" >/dev/null || exit 3
printf 'open sesame' >"$work/password"
printf 'open barley' >"$work/wrong"
sealed=(--rounds 10 --backup-password "open sesame")

# What of the backup is kept: paths and digests of their bytes, by the bundle's index and manifest.
kept() {
    "$moka" verify "$1" | tail -n 1 | grep -q -e INTACT -e UNKNOWN && ! grep -q '"path":"/backup/' "$1/index.jsonl" &&
        sed -n '/"route":"ios:mobilebackup2"/s/.*"sha256":"\([^"]*\)","path":"\([^"]*\)".*/\2 \1/p' "$1/index.jsonl" | sort
}
as_plain() { # all that a phone gives that does not encrypt, and what only encrypted backups have
    kept "$work/plain" >"$work/want" && kept "$work/b" >"$work/have" && [ -s "$work/want" ] &&
        [ -z "$(comm -23 "$work/want" "$work/have")" ] && [ "$(comm -13 "$work/want" "$work/have" | grep -vcE "$1")" = 0 ]
}
# The same of what was cut: its records, whatever name their database has, but what lockdown told.
records() { "$moka" parse "$1" 2>/dev/null | grep -v '"app":"ios.lockdown"' | sed -E 's/"(ref|parent|reply_to)":"[^"]*",?//g; s/"source":\{[^}]*\},?//g' | sort; }
cut_as_plain() {
    records "$work/plain" >"$work/want" && records "$work/b" >"$work/have" && [ -s "$work/want" ] &&
        [ -z "$(comm -23 "$work/want" "$work/have")" ] && [ "$(comm -13 "$work/want" "$work/have" | grep -vcE "$1")" = 0 ]
}
both() { # both NAME SCOPE ONLY [cut]: plain, then encrypted; ONLY: what the second has more
    how=(-q)
    iphantom "$work/ex" || exit 3
    ok "$1, not encrypted: acquired" run "$2"
    rm -rf "$work/plain"
    mv "$work/b" "$work/plain"
    stop_phantom
    iphantom "$work/ex" "${sealed[@]}" || exit 3
    how=(-q --backup-password-file "$work/password")
    looked=check-sealed
    scope "$1" "$2"
    stop_phantom
    ok "$1: the same as of a phone that does not encrypt" "${4:-}as_plain" "$3"
}
both "ONE category, messages" '{"categories":["messages"]}' 'nothing'
both "ONE category, calls" '{"categories":["calls"]}' 'CallHistory|Voicemail'
both "SUBSET by date" "{$all,$june}" '"app":"(ios.calls|safari.history)"' cut_
both "SELECTED, one person" "{$all,\"counterparties\":[\"07700 900101\"]}" '"app":"ios.calls"' cut_

ledger() { grep "\"artefact\":\"$1\"" "$work/b/coverage.jsonl" | grep "\"state\":\"$2\""; }
opened() { grep -F 'decrypted by the kit' "$work/b/index.jsonl" && ledger ios.backup-password found && ! ledger ios.calls unreachable; }
iphantom "$work/ex" "${sealed[@]}" || exit 3
ok "acquired, calls" run '{"categories":["calls"]}'
ok "what was decrypted says so, and the ledger as well" opened
secret() { ! grep -rqaF "open sesame" "$work/b" "$work/kit" "$work/out" "$work/err"; }
ok "the password is nowhere" secret

# ---- another password, and none ----
nothing() { # nothing TEXT: of the backup
    [ -z "$(kept "$work/b")" ] && grep -F -e "$1" "$work/b/coverage.jsonl" && ledger ios.backup unreachable
}
how=(-q --backup-password-file "$work/wrong")
run '{"categories":["messages"]}'
ok "another password is told" grep -q 'does not open' "$work/err"
ok "the last line says that the backup is not there" eval 'tail -n 1 "$work/out" | grep "WITHOUT THE PHONE"'
ok "another password: nothing is kept" nothing 'does not open'
once() { [ "$(grep -c backup-password-tried "$work/b/custody/log.jsonl")" = 1 ]; }
ok "and it was tried once" once
how=(-q)
run '{"categories":["messages"]}'
ok "no password: none is asked for" nothing 'was not given'
asked() { ! grep -q backup-begins "$work/b/custody/log.jsonl"; }
ok "and the phone made none" asked
stop_phantom

# ---- a phone that does not tell that it encrypts ----
how=(-q --backup-password-file "$work/password")
lie=(--fault "lie/each=count@lockdown:GetValue com.apple.mobile.backup")
iphantom "$work/ex" "${sealed[@]}" "${lie[@]}" || exit 3
scope "a phone that does not tell" '{"categories":["calls"]}'
stop_phantom
iphantom "$work/ex" "${lie[@]}" || exit 3
looked=check
scope "one that does not tell, and does not encrypt" '{"categories":["messages"]}'
stop_phantom

# ---- cut, and resumed with the password ----
looked=check-sealed
narrow='{"categories":["messages","contacts"]}'
iphantom "$work/ex" "${sealed[@]}" --fault "unplug@400000" || exit 3
how=(-q --wait 0 --backup-password-file "$work/password")
run "$narrow"
ok "cut: nothing out of scope lies there" look check-cut "$narrow"
resume() { "$moka" resume --kit "$work/kit" --device "$device" --training -q --backup-password-file "$work/password" "$work/b" >"$work/out" 2>"$work/err"; }
there() { "$moka" devices --usbmuxd "$work/mux" 2>/dev/null | grep -q iphone; }
again() { until_ok there && resume; }
ok "it goes on" again
ok "and has what is in scope" look check-sealed "$narrow"
finish
