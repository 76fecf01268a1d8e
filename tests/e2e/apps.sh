#!/bin/bash
# moka apps: the support matrix, out of the apps' own tables.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" apps >"$work/text" && "$moka" apps --json >"$work/json"
ok "both forms are written" test $? -eq 0
tables=$(ls "$here"/../../parsers/app/*.c | wc -l)
ok "every app table has a line" test "$(wc -l <"$work/json")" -eq "$tables"
python3 - "$work/json" >"$work/ids" 2>"$work/why" <<'PY'
import json, sys
apps = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for a in apps:
    assert a["title"] and a["kinds"] and a["version"] >= 1, a
    assert a["files"] or a["also"] or a["providers"], a
    assert len(set(a["kinds"])) == len(a["kinds"]), a
    assert a["proven_on"].split(":")[0] in ("simulated", "public-sample", "real"), a
    print(a["id"])
sms = next(a for a in apps if a["id"] == "android.sms")
assert sms["kinds"] == ["message"] and sms["format"] == "sqlite", sms
assert sms["files"] == ["*/com.android.providers.telephony/databases/mmssms.db"], sms
assert sms["providers"] == ["content://sms"], sms
PY
ok "the lines say what they have to" test $? -eq 0
ok "they are sorted by id, and each id stands once" sort -Cu "$work/ids"
head=$(grep -A4 '^android.sms ' "$work/text")
ok "the text has the same" test "$head" = "android.sms  SMS (Android)
    kinds     message
    file      */com.android.providers.telephony/databases/mmssms.db
    provider  content://sms
    proven on public-sample"
ok "as many in the text" test "$(grep -c '^[^ ]' "$work/text")" -eq "$tables"
"$moka" apps more 2>/dev/null
ok "an argument is wrong usage" test $? -eq 2
"$moka" apps --no-such 2>/dev/null
ok "so is an option that there is not" test $? -eq 2
"$moka" apps >/dev/full 2>/dev/null
ok "an output that is full is told" test $? -eq 3
finish
