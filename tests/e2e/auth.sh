#!/bin/bash
# A phone that wants an authorised key: offered, allowed, refused, nobody there, killed in between, resumed.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
"$moka" exercise new --seed 9 --files 40 -o "$work/ex" >/dev/null || exit 3
authority exercise
says() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw INTACT; }
told() { grep -qF -- "$1" "$work/err"; }
begin() { # begin BUNDLE [OPTION...]: in the background; $pid
    local out=$1
    shift
    : >"$work/err" # nothing of the run before is taken for this one's
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" \
        --training -q -o "$out" "$@" >/dev/null 2>"$work/err" &
    pid=$!
}
resume() { "$moka" resume --kit "$work/kit" --device "$device" --training -q "$@" 2>"$work/err"; }
touch_allow() { kill -USR1 $phantom_pid; }
acts() { grep -o '"act":"[a-z-]*"' "$1" | cut -d'"' -f4 | grep -nxE "$2" | cut -d: -f2 | paste -sd' '; }
ended() { wait $pid; [ $? -eq "$1" ]; }

phantom "$work/ex" || exit 3
acquire "$work/plain" -q >/dev/null || exit 3
trust
stop_phantom
same() { "$compare" same "$work/plain" "$1" && says "$1"; }

# Nobody has touched anything yet when the finger comes.
phantom "$work/ex" --auth || exit 3
begin "$work/a"
ok "the phone asks: what to touch is told" until_ok told 'Touch Allow on the question "Allow USB debugging?"'
ok "and not to tick the box" told 'Do not tick'
ok "the offer is on the disk before it is answered" grep -q '"act":"key-offered"' "$work/a/journal"
ok "with the fingerprint that the operator is told" told \
    "$(grep -o '"fingerprint":"[0-9A-F:]*"' "$work/a/journal" | cut -d'"' -f4)"
ok "the key is for nobody else" [ "$(stat -c %a "$work/a/scratch/adbkey")" = 600 ]
touch_allow
ok "a finger: it is acquired and sealed" ended 0
ok "the same as from a phone that asks for no key" same "$work/a"
ok "custody: begun, offered, allowed, only then connected" \
    [ "$(acts "$work/a/custody/log.jsonl" 'begun|key-.*|connected|changes|finished')" = \
    "begun key-offered key-allowed connected changes finished" ]
ok "the end says what was changed and how to take it back" told "Revoke USB debugging authorisations"
ok "and so does the custody log" grep -q '"act":"changes".*Revoke USB debugging' "$work/a/custody/log.jsonl"
ok "the key is gone" [ ! -e "$work/a/scratch" ]
private() { ! grep -rlaE 'PRIVATE KEY|adbkey' "$work/a"; }
ok "and nowhere in the bundle" private
ok "a phone that asked for nothing was not changed" grep -q '"act":"changes","what":"none' "$work/plain/custody/log.jsonl"

# The same phone again, still up: it knows the first run's key, not this one's.
begin "$work/own"
ok "another run has another key, and the phone asks again" until_ok told "Touch Allow"
touch_allow
ok "and is acquired again" ended 0
prints() { [ "$(cat "$work/own/custody/log.jsonl" "$work/a/custody/log.jsonl" | grep -o 'key-offered","fingerprint":"[^"]*' | sort -u | wc -l)" = 2 ]; }
ok "under another fingerprint" prints

# Killed between offer and finger.
begin "$work/k"
until_ok grep -qs '"act":"key-offered"' "$work/k/journal"
kill -9 $pid
wait $pid 2>/dev/null
cp "$work/k/scratch/adbkey" "$work/key.before"
: >"$work/err"
"$moka" resume --kit "$work/kit" --device "$device" --training -q "$work/k" >/dev/null 2>"$work/err" &
pid=$!
ok "killed between offer and finger, resumed: asks again" until_ok told "Touch Allow"
ok "nothing suspicious about that" sh -c "! grep -q 'does not know' '$work/err'"
cmp_key() { cmp -n 1000 -i 1 "$work/key.before" "$work/k/scratch/adbkey"; }
ok "with the same key" cmp_key
touch_allow
ok "a finger: sealed" ended 0
ok "and the same" same "$work/k"
stop_phantom

# Cut in the middle, after it was allowed: no second touch.
phantom "$work/ex" --auth --fault 'unplug@60000' || exit 3
begin "$work/r" --wait 0
until_ok told "Touch Allow"
touch_allow
ok "cut in the middle" ended 1
ok "resumed without a second touch" resume "$work/r"
ok "it says nothing of Allow" sh -c "! grep -q 'Touch Allow' '$work/err'"
ok "and the same" same "$work/r"
ok "a signature was enough" \
    [ "$(acts "$work/r/custody/log.jsonl" 'key-.*|connected')" = "key-offered key-allowed connected key-signed key-known connected" ]
stop_phantom

# A phone where nobody ticked the box: it forgets with the connection.
phantom "$work/ex" --allow-once --fault 'unplug@60000' || exit 3
begin "$work/f"
until_ok told "Touch Allow"
touch_allow
ok "the phone does not know the key any more: told" until_ok told "does not know this run's key any more"
ok "and which exhibit it has to be" told "EX-1"
touch_allow
ok "allowed again, the run goes on by itself" ended 0
ok "and is the same" same "$work/f"
ok "custody says so" \
    [ "$(acts "$work/f/custody/log.jsonl" 'key-.*|disconnected|connected')" = \
    "key-offered key-allowed connected disconnected key-signed key-unknown key-offered key-allowed connected" ]
stop_phantom

# The question is on the screen, and the cable comes off: as somebody does who sees no question.
phantom "$work/ex" --auth || exit 3
begin "$work/u"
until_ok told "Touch Allow"
stop_phantom
ok "unplugged while it asks: told" until_ok told "Plug the same phone in again"
phantom "$work/ex" --auth --listen "${device#tcp:}" || exit 3
again() { [ "$(grep -c 'Touch Allow' "$work/err")" -ge 2 ]; }
ok "it is back, and asks again" until_ok again
touch_allow
ok "a finger: sealed" ended 0
ok "and the same" same "$work/u"
ok "custody says so" \
    [ "$(acts "$work/u/custody/log.jsonl" 'key-.*|connected')" = "key-offered key-not-allowed key-signed key-offered key-allowed connected" ]
stop_phantom

# Refused, and nobody there.
phantom "$work/ex" --refuse-key || exit 3
begin "$work/n"
ok "refused on the phone" ended 3
ok "is told" told "key was refused on it"
ok "and custody" grep -q '"act":"key-not-allowed","why":"the phone asks again: this kit.s key was refused' "$work/n/journal"
ok "the run is counted" grep -q "$(grep -o '"id":"[0-9a-f]*"' "$work/n/journal" | head -1 | cut -d'"' -f4)" "$work/kit/counter.jsonl"
stop_phantom
phantom "$work/ex" --auth || exit 3
nobody() { resume --allow-wait 1 "$work/n"; [ $? -eq 3 ]; }
ok "nobody there" nobody
ok "is told" told "nobody touched Allow on the phone in 1 s"
ok "and how to go on" told "moka resume"
: >"$work/err"
"$moka" resume --kit "$work/kit" --device "$device" --training -q "$work/n" >/dev/null 2>"$work/err" &
pid=$!
until_ok told "Touch Allow"
touch_allow
ok "allowed in the end: sealed" ended 0
ok "and the same" same "$work/n"
# A phone says what it is only when it has allowed the key: too late to have left it alone.
cp -r "$work/ex" "$work/real" && sed -i 's/"ro.moka.phantom"/"ro.other"/' "$work/real/exercise.json"
stop_phantom
phantom "$work/real" --allow || exit 3
begin "$work/t"
ok "an exercise on a real phone is refused" ended 3
ok "with what is left on it" told "take that back"
ok "which custody has" [ "$(acts "$work/t/journal" 'begun|key-.*|connected|stopped|command')" = \
    "begun key-offered key-allowed connected stopped" ]
ok "and the counter" grep -q "$(grep -o '"id":"[0-9a-f]*"' "$work/t/journal" | head -1 | cut -d'"' -f4)" "$work/kit/counter.jsonl"
listed() { ! "$moka" devices --tcp "${device#tcp:}" 2>"$work/err"; }
stop_phantom
phantom "$work/ex" --auth || exit 3
ok "moka devices has no key to offer" listed
ok "and says that the phone wants one" told "wants a key that it was told to allow"
finish
