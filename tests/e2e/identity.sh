#!/bin/bash
# Never the wrong phone: resumed, or come back after a pulled cable, it has to be the one the run began on.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
"$moka" exercise new --seed 3 --files 40 -o "$work/one" >/dev/null || exit 3
other() { # other NAME SED...: the same phone, but for what the expressions change
    local name=$1
    shift
    cp -r "$work/one" "$work/$name" && sed -i "$@" "$work/$name/exercise.json"
}
new_id() { # new_id NAME: another ANDROID_ID
    python3 -c 'import sqlite3, sys
c = sqlite3.connect(sys.argv[1] + "/providers.db")
c.execute("UPDATE settings_secure SET value = ? WHERE name = ?", ("00aa11bb22cc33dd", "android_id"))
c.commit()' "$work/$1"
}
serial=$(grep -o 'PHANTOM[0-9a-f]*' "$work/one/exercise.json" | head -1)
other twin -e "s/$serial/PHANTOM-TWIN/g" && new_id twin
cp -r "$work/one" "$work/clone" && new_id clone
other update -e 's/MOKA\.1/MOKA.2/'
authority exercise
told() { grep -qF -- "$1" "$work/err"; }
run() { acquire "$@" -q >/dev/null 2>"$work/err"; }
resume() { "$moka" resume --kit "$work/kit" --device "$device" --training -q "$@" >/dev/null 2>"$work/err"; }
status() { # status N COMMAND...
    local want=$1
    shift
    "$@"
    [ $? -eq "$want" ]
}
phantom "$work/one" || exit 3
run "$work/whole" || exit 3
stop_phantom
trust
same() { "$compare" same "$work/whole" "$1" && "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw INTACT; }
cut() { # cut BUNDLE: in the middle
    phantom "$work/one" --fault 'unplug@50000' && status 1 run "$1" --wait 0
    stop_phantom
}
asked() { grep -o '"service":"[^"]*' "$work/phantom.jsonl" | grep -cv 'getprop ro\.\(serialno\|boot\.serialno\|build\.fingerprint\)\|settings get secure android_id\|getprop sys\.user\.0\.ce_available'; }

ok "a run is cut" cut "$work/b"
rm -f "$work/phantom.jsonl"
phantom "$work/twin" || exit 3
ok "resumed with another phone of the same model: refused" status 3 resume "$work/b"
ok "both are named" told "ro.serialno was $serial and is PHANTOM-TWIN"
ok "it was asked who it is, and nothing else" [ "$(asked)" = 0 ]
ok "custody says so" grep -q '"act":"wrong-phone".*PHANTOM-TWIN' "$work/b/journal"
stop_phantom
phantom "$work/clone" || exit 3
ok "a clone with the same serial number: refused" status 3 resume "$work/b"
ok "and why" told "android_id was 4d6f6b6150686e74 and is 00aa11bb22cc33dd"
stop_phantom
phantom "$work/one" || exit 3
ok "its own phone: resumed and sealed" resume "$work/b"
ok "the same as never cut" same "$work/b"
stop_phantom

ok "another is cut" cut "$work/u"
phantom "$work/update" || exit 3
ok "its system was updated meanwhile: the same phone" resume "$work/u"
ok "which custody says" grep -q '"act":"identity-changed".*MOKA.2' "$work/u/custody/log.jsonl"
stop_phantom

ok "a third is cut" cut "$work/l"
rm "$work/l/scratch/identity"
phantom "$work/one" || exit 3
ok "which phone it was cannot be told any more: nothing is added" status 3 resume "$work/l"
ok "and it says what can be done" told "moka resume --keep"
stop_phantom

# The cable is pulled; what comes back at the same address.
begin() {
    : >"$work/err" # nothing of the run before is taken for this one's
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" \
        --training -q -o "$1" >/dev/null 2>"$work/err" &
    pid=$!
}
ended() { wait $pid; [ $? -eq "$1" ]; }
swap() { # swap BUNDLE EXERCISE: taken away in the middle, and that one comes
    phantom "$work/one" --fault 'unplug=60000@50000' || return 1
    local address=${device#tcp:}
    begin "$1"
    until_ok told "Plug the same phone in again" || return 1
    stop_phantom
    phantom "$2" --listen "$address"
}
ok "a cable pulled in the middle, and another phone comes back" swap "$work/s" "$work/twin"
ok "is refused" ended 3
ok "by its serial number" told "is PHANTOM-TWIN"
ok "and the run can go on later" told "moka resume"
stop_phantom
ok "a cable pulled in the middle, and the same comes back" swap "$work/g" "$work/one"
ok "goes on by itself and is sealed" ended 0
ok "the same as never cut" same "$work/g"
back() { grep -q '"act":"disconnected"' "$work/g/custody/log.jsonl" && [ "$(grep -c '"act":"identity"' "$work/g/custody/log.jsonl")" = 2 ]; }
ok "custody has the loss, and who came back" back
stop_phantom

# The authority may name the phone.
phantom "$work/one" || exit 3
name() { sed -i "s/\"exhibit\":\"EX-1\"/&,\"device\":{\"serial\":\"$1\"}/" "$work/authority.json"; }
name "$serial"
ok "the phone that the authority names" run "$work/n"
authority exercise
name R58M00OTHER
ok "another than the authority names: refused" status 3 run "$work/o"
ok "naming both" told "the authority names serial R58M00OTHER, this one says $serial"
authority exercise
sed -i 's/"exhibit":"EX-1"/&,"device":{"imei":"1"}/' "$work/authority.json"
ok "a name that is not understood is no name" status 2 run "$work/p"
finish
