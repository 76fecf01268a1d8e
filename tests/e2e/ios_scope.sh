#!/bin/bash
# AO-03 on an iPhone: what is out of scope is in no byte of what is kept, written or printed, and what is in
# scope is there. Every text that was planted on the phone is a random word, see lib/ios_canary.py.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/scope.sh"
canary=$here/../lib/ios_canary.py
"$moka" exercise new --platform iphone --seed 31 --files 4 -o "$work/ex" >/dev/null || exit 3
"$canary" plant "$work/ex" "$work/tags" || exit 3
iphantom "$work/ex" || exit 3

how=(--clock trusted --glance)
scope "all of it" "{$all}"
blind() { ! look check "{$all,$march}" && ! look check '{"categories":["messages"]}'; }
ok "a leak is seen" blind # a bundle of a wider scope is full of what a narrower one must not hold
scope "ONE category, messages" '{"categories":["messages"]}'
scope "ONE category, contacts" '{"categories":["contacts"]}'
scope "ONE category, files" '{"categories":["files"]}'
scope "ONE category, device" '{"categories":["device"]}'
scope "ONE category, accounts" '{"categories":["accounts","network"]}'
scope "ONE folder" '{"categories":["files"],"paths":["/private/var/mobile/Media/Books"]}'
scope "SUBSET by date" "{$all,$march}"
scope "SELECTED, one person" "{$all,\"counterparties\":[\"0712 345 678\"]}"
scope "SELECTED, all but one person" "{$all,\"exclude\":[\"+49 1715550921\"]}"
scope "SELECTED, one app" "{$all,\"apps\":[\"com.example.notebook\"]}"
scope "no media" "{$all,\"media\":\"none\"}"
scope "a witness's phone" "{\"preset\":\"witness\",\"categories\":[\"device\",\"calls\",\"messages\"],\"counterparties\":[\"0712345678\"],$march,\"media\":\"none\"}"
# Of a selection the ledger counts by domain what came and was left.
domains() {
    run '{"categories":["messages"]}' || return 1
    python3 - "$work/b/coverage.jsonl" "$work/ex/phone" <<'PY'
import json, os, sys
lines = [json.loads(l) for l in open(sys.argv[1], encoding="utf-8")]
left = {c["where"]: c for c in lines if c["artefact"] == "ios.backup_left"}
whole = next(c for c in lines if c["artefact"] == "ios.backup")
there = {}
for d in os.listdir(sys.argv[2]):
    kind = d.split("-")[0] + "-" if "-" in d else d
    there[kind] = there.get(kind, 0) + sum(len(f) for _, _, f in os.walk(os.path.join(sys.argv[2], d)))
print({k: c["seen"] for k, c in left.items()}, there)
assert sum(c["seen"] for c in left.values()) == whole["not_taken"], whole
assert all(c["state"] == "out-of-scope" for c in left.values())
assert "not told" not in left
for domain in ("CameraRollDomain", "AppDomain-"):
    assert left[domain]["seen"] == there[domain], domain
assert left["HomeDomain"]["seen"] < there["HomeDomain"]
PY
}
ok "what a selection leaves is counted by domain" domains
stop_phantom

# A phone that does not tell that it encrypts: what comes of a narrow scope is no find.
authority exercise '{"categories":["messages"]}'
sealed() {
    iphantom "$work/ex" --rounds 10 --backup-password x --fault "lie/each=count@lockdown:GetValue com.apple.mobile.backup" || return 1
    rm -rf "$work/b"
    acquire "$work/b" -q >"$work/out" 2>"$work/err"
    local status=$?
    stop_phantom
    [ $status -eq 0 ] && grep 'what came is encrypted' "$work/err" &&
        grep '"artefact":"ios.backup"' "$work/b/coverage.jsonl" | grep '"state":"unreachable"'
}
ok "a backup that turns out to be encrypted is not told as found" sealed

# A run that is cut leaves nothing either, in its journal, work list and scratch.
cut_at() { # AT
    iphantom "$work/ex" --fault "unplug=600000@$1" || exit 3
    rm -rf "$work/b"
    acquire "$work/b" --clock trusted --wait 0 >"$work/out" 2>"$work/err"
    ok "cut at $1: nothing out of scope lies there" look check-cut "$narrow"
    stop_phantom
}
narrow="{$all,$march}"
authority exercise "$narrow"
for at in backup:Backup 300000 "afc:Open *" "afc:ReadDir */Documents"; do
    cut_at "$at"
done
finish
