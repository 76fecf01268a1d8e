#!/bin/bash
# A phantom with hostile content, acquired, sealed, verified, read: against its truth and its own log.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
says() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw "$2"; }
digest() { (cd "$1" && find . -print0 | sort -z | xargs -0 stat -c '%n %f %s %Y' && find . -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum; }

"$moka" exercise new --seed 11 --hostile -o "$work/ex" >/dev/null || exit 3
before=$(digest "$work/ex")
authority exercise
phantom "$work/ex" || exit 3
ok "a phantom is acquired and sealed" acquire "$work/b" -q
stop_phantom
trust
ok "the bundle is intact" says "$work/b" INTACT
unchanged() { [ "$(digest "$work/ex")" = "$before" ]; }
ok "the phone is as it was before" unchanged
ok "the custody log equals the phone's own log" "$compare" custody "$work/b" "$work/phantom.jsonl"
ok "every file is there byte for byte, and none besides" "$compare" payload "$work/b" "$work/ex/storage" /sdcard
parse() { # status 1: it names what is odd about the hostile rows
    "$moka" parse --coverage "$work/cov.jsonl" "$work/b" >"$work/records.jsonl"
    [ $? -eq 1 ]
}
ok "it is read, and says that something is odd" parse
ok "every true record is found, and nothing else" "$compare" truth "$work/ex/truth.jsonl" "$work/records.jsonl"
ok "sha256sum agrees" sh -c "cd '$work/b' && sha256sum --quiet -c manifest-sha256.txt && sha256sum --quiet -c tagmanifest-sha256.txt"
ok "no file is left of the run" sh -c "cd '$work/b' && ! ls | grep -vxE 'bagit.txt|bag-info.txt|manifest-sha256.txt|tagmanifest-sha256.txt|data|index.jsonl|authority.json|plan.json|coverage.jsonl|withheld.jsonl|merkle.json|merkle-seed.json|custody|signatures'"
training() { grep -q TRAINING "$work/b/bag-info.txt" && grep -q '"mode":"TRAINING"' "$work/b/custody/log.jsonl"; }
ok "everything is marked TRAINING" training
finish
