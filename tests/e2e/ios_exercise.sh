#!/bin/bash
# Generated iPhones: their backups, plain and encrypted, are read whole; every record of the truth comes
# out as it says, and nothing else. EXERCISES=n: so many seeds of each scenario (2; make soak: 20).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
new() { "$moka" exercise new --platform iphone "$@"; }
back_up() { # EXERCISE [OPTION...]: into $work/backup
    local exercise=$1
    shift
    rm -rf "$work/backup"
    "$moka" phantom iphone "$exercise" --write-backup "$work/backup" "$@"
}
read_backup() { # [OPTION...]: its records in $work/records
    "$moka" parse "$@" "$work/backup" >"$work/records" 2>"$work/issues"
    [ $? -le 1 ]
}
# What a backup says of itself (ios.backup) is no part of the exercise.
true_to() { python3 "$here/../lib/whole.py" --not ios.backup "$1" "$work/records"; }
both() { # NAME EXERCISE
    ok "$1: a plain backup" back_up "$2"
    ok "is read" read_backup
    ok "with every record of the truth, and nothing else" true_to "$2/truth.jsonl"
    ok "$1: an encrypted backup" back_up "$2" --password secret --rounds 10
    ok "is read" read_backup --key ios-backup=secret
    ok "with every record of the longer truth, and nothing else" true_to "$2/truth-encrypted.jsonl"
}

seeds=${EXERCISES:-2}
for scenario in household recruitment; do
    for seed in $(seq 1 "$seeds"); do
        ok "$scenario, seed $seed, is made" new --scenario $scenario --seed "$seed" -o "$work/ex"
        both "$scenario $seed" "$work/ex"
        rm -rf "$work/ex"
    done
done
for version in 15.7.1 16.7.8; do
    ok "iOS $version is made" new --ios $version --seed 3 -o "$work/ex"
    both "iOS $version" "$work/ex"
    rm -rf "$work/ex"
done
ok "a hostile one is made" new --hostile --hostile-names --seed 9 --contacts 300 --big 3000000 --files 40 -o "$work/ex"
both "hostile" "$work/ex"

more() { # plain text of what only encrypted backups have is not in the plain one's truth
    ! grep -q '"app":"ios.calls"' "$work/ex/truth.jsonl" && grep -q '"app":"ios.calls"' "$work/ex/truth-encrypted.jsonl" &&
        ! grep -qvxFf "$work/ex/truth-encrypted.jsonl" "$work/ex/truth.jsonl"
}
ok "the longer truth holds the shorter one, and calls" more
sees() { # WHAT SED-SCRIPT
    sed "$2" "$work/records" >"$work/changed"
    python3 "$here/../lib/whole.py" --not ios.backup "$work/ex/truth-encrypted.jsonl" "$work/changed" >"$work/seen"
    [ $? -eq 1 ] && grep -q "$1" "$work/seen"
}
ok "a record that is missing is seen" sees "ios.messages message message: missing" '0,/"app":"ios.messages"/{/"app":"ios.messages"/d}'
ok "a field that differs" sees ": dir" '0,/"dir":"in"/s//"dir":"out"/'

leads() { # each lead lies in a row of the truth
    new --scenario recruitment -o "$work/leads" && [ "$(wc -l <"$work/leads/leads.jsonl")" -ge 1 ] &&
        python3 - "$work/leads/leads.jsonl" "$work/leads/truth-encrypted.jsonl" <<'PY'
import json, sys
at = lambda s: (s["file"], s.get("table"), s.get("row"))
true = {at(r["source"]) for r in map(json.loads, open(sys.argv[2]))}
sys.exit(not all(at(r) in true for r in map(json.loads, open(sys.argv[1]))))
PY
}
ok "each lead lies in a row of the truth" leads

again() { # the same options give the same bytes
    new --seed 5 --hostile-names -o "$work/a" && (umask 077 && new --seed 5 --hostile-names -o "$work/b") &&
        diff -r "$work/a" "$work/b" && new --seed 6 -o "$work/c" && ! diff -rq "$work/a" "$work/c"
}
ok "the same options give the same bytes" again
# Canaries: planted in all that there is; a whole backup is full of what a narrow scope must not hold.
canary=$here/../lib/ios_canary_all.py
plant() { new --files 3 -o "$work/birds" && "$canary" plant "$work/birds" "$work/tags" && back_up "$work/birds"; }
ok "words are planted, and backed up" plant
sung() { "$canary" check "$work/tags" '{"categories":["contacts"]}' "$work/contacts" ; }
contacts() {
    mkdir -p "$work/contacts" && cp -r "$work/birds/phone/HomeDomain/Library/AddressBook" "$work/contacts/" &&
        cp "$work/birds/phone/AppDomainGroup-group.net.whatsapp.WhatsApp.shared/ContactsV2.sqlite" "$work/contacts/" && sung
}
ok "contacts alone hold what contacts are asked for" contacts
leaks() { cp "$work/birds/phone/HomeDomain/Library/SMS/sms.db" "$work/contacts/" && ! sung >"$work/seen" && grep -q '^leaked' "$work/seen"; }
ok "a leak is seen" leaks
lacks() { rm "$work/contacts/sms.db" "$work/contacts/ContactsV2.sqlite" && ! sung >"$work/seen" && grep -q '^missing' "$work/seen"; }
ok "and what is missing" lacks

refused() { ! new "$@" -o "$work/none" && [ ! -e "$work/none" ]; }
ok "an Android version is refused" refused --android 14
ok "so is an iOS that there is not" refused --ios 3.1
ok "and a model" refused --model "Phantom One"
finish
