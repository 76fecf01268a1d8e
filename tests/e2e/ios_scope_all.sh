#!/bin/bash
# AO-03 on a whole generated iPhone: every file of its backup and its services, every row that somebody wrote, and
# a name in each domain has a random word (lib/ios_canary_all.py); ios_scope.sh has fewer, and runs that are cut. What
# is out of scope is in no byte of what is kept, written or printed, and what is in scope is there.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/scope.sh"
canary=$here/../lib/ios_canary_all.py
june='"from":"2025-05-20T00:00:00Z","until":"2025-06-01T00:00:00Z"'
"$moka" exercise new --platform iphone --seed 31 --files 3 -o "$work/ex" >/dev/null || exit 3
"$canary" plant "$work/ex" "$work/tags" >/dev/null || exit 3
iphantom "$work/ex" || exit 3

scope "ONE category, contacts" '{"categories":["contacts"]}'
scope "ONE category, messages" '{"categories":["messages"]}'
scope "ONE category, calls" '{"categories":["calls"]}'
scope "ONE category, files" '{"categories":["files"]}'
scope "two categories" '{"categories":["network","accounts"]}'
scope "what says of the phone and its use" '{"categories":["device","apps","activity"]}'
scope "ONE folder" '{"categories":["files"],"paths":["/private/var/mobile/Media/DCIM"]}'
scope "SUBSET by date" "{$all,$june}"
scope "SELECTED, one person" "{$all,\"counterparties\":[\"07700 900101\"]}"
scope "SELECTED, all but one person" "{$all,\"exclude\":[\"+44 7700 900101\"]}"
scope "SELECTED, one app" "{$all,\"apps\":[\"net.whatsapp.WhatsApp\"]}"
scope "a person in a few days" "{$all,\"counterparties\":[\"07700 900101\"],$june}"
scope "no media" "{$all,\"media\":\"none\"}"

# The search itself: a bundle of a wider scope is full of what a narrower one must not hold.
ok "everything: acquired" run "{$all}"
whole() { # nothing is out of this scope, which the search would call blind
    look check "{$all}" >"$work/seen" || grep -q "'out': 0" "$work/seen" && ! grep -qE '^(leaked|missing)' "$work/seen"
}
ok "everything is there" whole
blind() { ! look check "{$all,$june}" && ! look check '{"categories":["calls"]}'; }
ok "a leak is seen" blind
finish
