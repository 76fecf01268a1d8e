#!/bin/bash
# What is collected besides providers and files: the answers of the phone's own tools, as objects,
# as records, and as lines of the ledger that tell refused from absent.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl

answer() { # COMMAND OUT ERR STATUS: what the exercise's phone says to it from now on
    python3 - "$work/ex/providers.db" "$@" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
out, err = (s.encode().decode("unicode_escape").encode() for s in sys.argv[3:5])
db.execute("INSERT OR REPLACE INTO answers VALUES (?,?,?,?)", (sys.argv[2], out, err, int(sys.argv[5])))
db.commit()
PY
}
ledger() { # ARTEFACT STATE [PROFILE]
    python3 - "$work/b/coverage.jsonl" "$@" <<'PY'
import json, sys
lines = [l for l in map(json.loads, open(sys.argv[1])) if l["artefact"] == sys.argv[2]]
if len(sys.argv) > 4: lines = [l for l in lines if l.get("profile") == sys.argv[4]]
print(lines)
sys.exit({l["state"] for l in lines} != {sys.argv[3]})
PY
}
run() { # [ACQUIRE OPTION...]
    rm -rf "$work/b"
    phantom "$work/ex" || return 1
    acquire "$work/b" -q "$@"
    local rc=$?
    stop_phantom
    return $rc
}
parse() { # status 1: the made-up pictures have no pixels
    "$moka" parse "$work/b" >"$work/records.jsonl" 2>"$work/issues"
    [ $? -le 1 ]
}

"$moka" exercise new --seed 3 --sms 20 --calls 5 --contacts 5 --files 5 -o "$work/ex" >/dev/null || exit 3
answer 'dumpsys isub' '' "Can't find service: isub\n" 0
answer 'dumpsys power' 'Permission Denial: can'"'"'t dump power from pid=9, uid=2000\n' '' 0
answer 'dumpsys lock_settings' '' 'Killed\n' 137
answer 'ls -la /data/local/tmp' '' '' 0
authority exercise
ok "a phone that refuses some questions is acquired" run
ok "an answer that proves itself is found" ledger android.shell:getprop found
ok "a service that is not there is absent" ledger android.shell:dumpsys_isub absent
ok "a denial is refused" ledger android.shell:dumpsys_power refused
ok "a failure is failed" ledger android.shell:dumpsys_lock_settings failed
ok "nothing, where its control was answered, is empty" ledger android.shell:tmp empty
ok "lists of apps are found" ledger android.shell:packages found 0
ok "none, where there are others, is empty" ledger android.shell:packages_disabled empty 0
ok "a question to a user says so" ledger android.shell:settings_secure found 0
ok "the custody log equals the phone's own log" "$compare" custody "$work/b" "$work/phantom.jsonl"
ok "the answers are read" parse
ok "every true record is found, and nothing else" "$compare" truth "$work/ex/truth.jsonl" "$work/records.jsonl"

# Users: another one's rows carry its number; a work profile is left out unless the scope names it.
sql() { python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2])' "$work/ex/providers.db" "$1"; }
answer 'pm list users' 'Users:\n\tUserInfo{0:Owner:4c13} running\n\tUserInfo{10:Work:1030} running\n\tUserInfo{150:Secure:1010} running\n' '' 0
answer 'getprop sys.user.150.ce_available' 'true\n' '' 0
answer 'settings --user 150 list secure' 'android_id=150\n' '' 0
sql "CREATE TABLE calls_u10 AS SELECT * FROM calls; UPDATE calls_u10 SET number = '+4400WORK10';
     CREATE TABLE calls_u150 AS SELECT * FROM calls LIMIT 3; UPDATE calls_u150 SET number = '+445550150';"
profile() { # PROFILE NUMBER N: so many calls of that profile
    [ "$(grep '"kind":"call"' "$work/records.jsonl" | grep "\"profile\":\"$1\"" | grep -cF "$2")" -eq "$3" ]
}
none_of() { ! grep -rqF "$1" "$work/b"; }
ok "a phone of three users is acquired" run
ok "a work profile is left out" ledger android.profile out-of-scope 10
ok "nothing of it is in the bundle" none_of WORK10
ok "another user's provider is found" ledger android.calls found 150
ok "its settings are" ledger android.shell:settings_secure found 150
ok "one that it has not is absent" ledger android.contacts absent 150
ok "the bundle is read" parse
ok "and its calls say whose they are" profile 150 +445550150 3
ok "the custody log equals the phone's own log" "$compare" custody "$work/b" "$work/phantom.jsonl"
authority exercise '{"categories":["device","calls"],"managed":true}'
ok "a scope that names it" run
ok "has the work profile" ledger android.calls found 10
ok "read with its number" parse
ok "as that profile's calls" profile 10 WORK10 5
# Pictures of MMS: their bytes lie behind the provider's rows.
parts() { # each as the phone has it, under its URI, and an attachment names it
    python3 - "$work" <<'PY'
import hashlib, json, sqlite3, sys
w = sys.argv[1]
true = {f"content://mms/part/{i}": hashlib.sha256(b).hexdigest()
        for i, b in sqlite3.connect(w + "/ex/providers.db").execute("SELECT _id, bytes FROM part_bytes")}
got = {r["as"]: r["sha256"] for r in map(json.loads, open(w + "/b/index.jsonl")) if r.get("as", "").startswith("content:")}
named = {r["path"] for r in map(json.loads, open(w + "/records.jsonl"))
         if r["kind"] == "attachment" and r["app"] == "android.mms" and r["mime"].startswith("image/")}
print(len(true), len(got), len(named))
sys.exit(not true or true != got or named != set(true))
PY
}
rm -rf "$work/ex"
"$moka" exercise new --seed 4 --sms 5 --mms 12 --no-system -o "$work/ex" >/dev/null || exit 3
sql "UPDATE threads SET recipient_ids = recipient_ids || ' 1' WHERE _id =
     (SELECT thread_id FROM pdu WHERE _id IN (SELECT msg_id FROM addr GROUP BY msg_id HAVING count(*) > 2) LIMIT 1)"
authority exercise '{"categories":["messages"]}'
ok "a phone with MMS is acquired" run
ok "the bundle is read" parse
ok "pictures of MMS are there byte for byte, and named" parts
ok "and found" ledger android.mms_parts found
senders() { # who each is from and to, as the table says
    python3 - "$work" <<'PY'
import json, sqlite3, sys
w = sys.argv[1]
true = {}
for mid, kind, address in sqlite3.connect(w + "/ex/providers.db").execute("SELECT msg_id, type, address FROM addr ORDER BY _id"):
    true.setdefault(mid, []).append((kind, address))
got = {r["source"]["row"]: [(137, r["from"]["id"])] + [(151, p["id"]) for p in r["to"]]
       for r in map(json.loads, open(w + "/records.jsonl")) if r["kind"] == "message" and r["app"] == "android.mms"}
groups = sum(len(v) > 2 for v in true.values())
print(len(true), groups)
sys.exit(not groups or true != got)
PY
}
ok "each MMS says who it is from and to, in groups too" senders
ok "addresses in groups are found" ledger android.mms_group_addresses found
ok "and the others" ledger android.mms_addresses found
order() { # groups before the pictures, the others behind them; each message once
    python3 - "$work/b/index.jsonl" <<'PY'
import json, re, sys
asked = [(m, "read" if "content read" in r["command"] else "addr") for r in map(json.loads, open(sys.argv[1]))
         for m in re.findall(r"content read|mms/(\d+)/addr", r.get("command", ""))]
parts = [i for i, (m, kind) in enumerate(asked) if kind == "read"]
groups, rest = [m for m, kind in asked[:parts[0]]], [m for m, kind in asked[parts[-1] + 1:]]
print(groups, rest)
sys.exit(not groups or not rest or len(set(groups + rest)) != len(groups + rest) or len(asked) != len(groups + rest) + len(parts))
PY
}
ok "groups first, the others behind everything else" order
newest=$(python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT max(_id) FROM pdu").fetchone()[0])' "$work/ex/providers.db")
sql "UPDATE addr SET address = 'x' || char(10) || 'Row: 1 _id=1, msg_id=$newest, type=151, address=+4400FORGED' WHERE msg_id = $newest AND type = 137"
ok "an address that reads as another row is acquired" run
ok "the bundle is read" parse
forged() { # an issue at that message, and nobody made up
    ! grep -qE '"id":"(\+4400FORGED|x)' "$work/records.jsonl" && grep '"android.mms"' "$work/records.jsonl" | grep "\"row\":$newest" | grep -q "reads as a row of its own"
}
ok "and not believed" forged
authority exercise '{"categories":["messages"],"from":"2020-01-01T00:00:00Z"}'
ok "a scope that is limited is acquired" run
unnamed() { ! grep -q "recipient_ids LIKE" "$work/b/custody/log.jsonl" && grep -q 'content://mms/[0-9]*/addr' "$work/b/custody/log.jsonl"; }
ok "conversations are not asked for which are of several, addresses are" unnamed
authority exercise '{"categories":["messages"]}'
sql "DROP TABLE addr"
ok "a phone that does not give addresses is acquired" run
ok "which is refused" ledger android.mms_addresses refused
ok "the bundle is read" parse
sql "DELETE FROM part_bytes WHERE _id = (SELECT min(_id) FROM part_bytes)"
ok "one whose bytes are not given is no end" run
not_given() { grep android.mms_parts "$work/b/coverage.jsonl" | grep -q '"issues":1'; }
ok "it is counted" not_given
authority exercise '{"categories":["messages"],"media":"none"}'
ok "a scope without media" run
ok "has none of them" ledger android.mms_parts out-of-scope

# A memory card, another user's storage, and a bug report by wish.
rm -rf "$work/ex"
"$moka" exercise new --seed 6 --sms 3 --files 5 --no-system -o "$work/ex" >/dev/null || exit 3
mkdir -p "$work/ex/card/DCIM"
echo "from the card" >"$work/ex/card/DCIM/note.txt"
answer 'sm list-volumes all' 'private mounted null\nemulated;0 mounted null\npublic:179,65 mounted 1A2B-3C4D\n' '' 0
answer 'pm list users' 'Users:\n\tUserInfo{0:Owner:4c13} running\n\tUserInfo{150:Secure:1010} running\n' '' 0
answer 'bugreportz -s' 'PK not a real archive' '' 0
authority exercise '{"categories":["files"],"bugreport":true}'
ok "a phone with a memory card is acquired" run
card() { [ "$(grep -o '"path":"/storage/1A2B-3C4D[^"]*"' "$work/b/index.jsonl")" = '"path":"/storage/1A2B-3C4D/DCIM/note.txt"' ]; }
ok "what is on the card is in the bundle" card
ok "another user's storage is refused" ledger android.files refused 150
ok "the bug report is" ledger android.shell:bugreport found
change() { grep '"act":"change"' "$work/b/custody/log.jsonl" | grep -q bugreportz; }
ok "and that it was made is in the custody log before" change
ok "the custody log equals the phone's own log" "$compare" custody "$work/b" "$work/phantom.jsonl"
authority exercise '{"categories":["files"],"paths":["/sdcard"]}'
ok "an authority that names a folder" run
no_card() { ! grep -q 1A2B-3C4D/ "$work/b/index.jsonl"; }
ok "has nothing of the card" no_card
ok "and no bug report" ledger android.shell:bugreport out-of-scope
finish
