#!/bin/bash
# Generated phones, read whole: every record of the truth comes out as it says, and nothing else.
# EXERCISES=n: so many seeds of each scenario (3; make soak: 20).
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
new() { "$moka" exercise new "$@"; }
read_whole() { # FOLDER: parsed, its records in $work/records
    "$moka" parse "$1/system" >"$work/records" 2>"$work/issues"
    [ $? -le 1 ]
}
true_to() { python3 "$here/../lib/whole.py" "$1/truth-system.jsonl" "$work/records"; }

seeds=${EXERCISES:-3}
for scenario in household recruitment; do
    for seed in $(seq 1 "$seeds"); do
        ex=$work/$scenario$seed
        ok "$scenario, seed $seed, is made" new --scenario $scenario --seed "$seed" -o "$ex"
        ok "and read" read_whole "$ex"
        ok "every record of the truth, and nothing else" true_to "$ex"
        [ "$seed" -eq 1 ] || rm -rf "$ex"
    done
done
ok "a hostile phone is made" new --hostile --seed 9 -o "$work/hostile"
ok "and read" read_whole "$work/hostile"
ok "with every record of the truth, and nothing else" true_to "$work/hostile"
ok "WhatsApp as it was before 2021" new --old-whatsapp --whatsapp 900 --seed 4 -o "$work/old"
ok "is read" read_whole "$work/old"
ok "with every record of the truth, and nothing else" true_to "$work/old"
read_whole "$work/hostile"

# The comparison itself: it sees what is missing, what is more, what differs.
sees() { # WHAT SED-SCRIPT
    sed "$2" "$work/records" >"$work/changed"
    python3 "$here/../lib/whole.py" "$work/hostile/truth-system.jsonl" "$work/changed" >"$work/seen"
    [ $? -eq 1 ] && grep -q "$1" "$work/seen"
}
ok "a record that is missing is seen" sees "message sms: missing" '0,/"app":"android.sms"/{/"app":"android.sms"/d}'
ok "one that is there twice" sees "message sms: surplus" '0,/"app":"android.sms"/{/"app":"android.sms"/p}'
ok "a field that differs" sees ": dir" '0,/"dir":"in"/s//"dir":"out"/'

# Leads lie where leads.jsonl says.
leads() { # FOLDER N
    [ "$(wc -l <"$1/leads.jsonl")" -ge "$2" ] && python3 - "$1/leads.jsonl" "$1/truth-system.jsonl" <<'PY'
import json, sys
at = lambda s: (s["file"], s.get("table"), s.get("row"))
true = {at(r["source"]) for r in map(json.loads, open(sys.argv[2]))}
sys.exit(not all(at(r) in true for r in map(json.loads, open(sys.argv[1]))))
PY
}
ok "each lead lies in a row of the truth" leads "$work/recruitment1" 8

wrong() { # TEXT JSON-EDIT: a scenario with that change is refused, and says where
    "$moka" exercise scenario household | python3 -c "import json,sys
s = json.load(sys.stdin)
$2
json.dump(s, sys.stdout)" >"$work/wrong.json"
    ! "$moka" exercise new --scenario "$work/wrong.json" -o "$work/none" 2>"$work/err" >/dev/null &&
        grep -qF "$1" "$work/err" && [ ! -e "$work/none" ]
}
ok "a scenario of one's own is taken" new --scenario "$here/../../host/train/scenarios/recruitment.json" -o "$work/own"
ok "an unknown key is named" wrong 'people[2].nmae: not known' 's["people"][2]["nmae"] = "x"'
ok "a missing one" wrong 'owner.number: missing' 'del s["owner"]["number"]'
ok "a wrong type" wrong 'places[0].lat: a number is wanted' 's["places"][0]["lat"] = "51"'
ok "a value out of range" wrong 'places[0].lon: out of range' 's["places"][0]["lon"] = 181'
ok "somebody nobody knows" wrong 'groups[0].members: no such person' 's["groups"][0]["members"].append("x")'
ok "a lead outside of the weeks" wrong '.at: outside of the weeks' 's["leads"][0]["at"] = "2020-01-01T00:00:00Z"'
ok "one by an app they do not share" wrong '.with: not reached by that app' 's["leads"][0]["with"] = "asa"'
ok "a language without phrases" wrong 'people[0].language: no phrases' 's["people"][0]["language"] = "xx"'
unknown() { ! "$moka" exercise new --scenario nosuch -o "$work/none" 2>"$work/err" && grep -q 'nosuch' "$work/err"; }
ok "a scenario that is not built in is named" unknown
finish
