#!/bin/bash
# Sealing to recipients: one file that only they open, the plain folder gone, whatever is cut; the run's secrets go with it.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
lab=age1kfd6jn4h8l30e590r5s3hfxynqzws2qur8h2z3xhls3j4gj62a6s27xqfe
echo AGE-SECRET-KEY-168PXYFFKF2NHAM6JPLN4YGDS9DZL7EST8347E63LQ9P44E5LM88QFDMUQY >"$work/lab"
ssh-keygen -q -t ed25519 -N '' -C recovery -f "$work/recovery"
kit() { "$moka" kit --kit "$work/kit" "$@"; }
fails() { # fails STATUS WORDS COMMAND...: with that status, and these words are told
    local status=$1 words=$2
    shift 2
    "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && cat "$work/out" "$work/err" | grep -q -- "$words"
}
opens() { # opens FILE KEY: into $work/opened, and it is intact
    rm -rf "$work/opened"
    "$moka" unpack -i "$2" -o "$work/opened" "$1" && "$moka" verify --trust "$work/trust" "$work/opened"
}

ok "a kit begins without recipients" fails 0 "0 of the 2" kit recipients
kit recipients add "State laboratory" "$lab"
ok "one is too few for a real phone" fails 0 "1 of the 2" kit recipients list
ok "a second one, of SSH" kit recipients add "Recovery; court" "$(cat "$work/recovery.pub")"
ok "both are listed" test "$(kit recipients list | wc -l)" = 2
kit recipients >"$work/listed"
ok "with their names" bash -c 'grep -q "^age1kfd.* State laboratory$" "$0" && grep -q "^ssh-ed25519 [^ ]* Recovery; court$" "$0"' "$work/listed"
ok "not the same again" fails 2 "there already" kit recipients add again "$lab"
ok "nor what is none" fails 2 "a recipient is" kit recipients add x age1abc
ok "nor a name of two lines" fails 2 "one line" kit recipients add "$(printf 'a\nb')" "$lab"
if command -v age >/dev/null; then
    ok "stock age reads the list" bash -c 'echo x | age -R "$0" | age -d -i "$1" | grep -qx x' "$work/kit/recipients" "$work/recovery"
fi

authority exercise
"$moka" exercise new --seed 5 --sms 20 --files 30 -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" || exit 1
told() { acquire "$work/b" --json >"$work/events"; }
ok "what is acquired is sealed to them" told
ok "how far that is was told, to its end" grep -qE '"part":"encrypting",.*"bytes":([1-9][0-9]*),"bytes_total":\1,.*"end":true' "$work/events"
trust
ok "the folder is gone" test ! -e "$work/b" -a ! -e "$work/b.given-up"
ok "one file is there, and what is known of it" test -s "$work/b.tar.age" -a -s "$work/b.sealed.json" -a ! -e "$work/b.tar.age.tmp"
ok "by its hash" grep -q "\"file\":\"$(sha256sum "$work/b.tar.age" | cut -d' ' -f1)\"" "$work/b.sealed.json"
ok "nothing of the case stands in that" bash -c '! grep -qE "EX-1|EX-2026|mwangi" "$0"' "$work/b.sealed.json"
ok "the laboratory opens it, and it is intact" opens "$work/b.tar.age" "$work/lab"
ok "it says so itself" grep -qx "Moka-Encrypted: age" "$work/opened/bag-info.txt"
ok "and to whom" grep -q '"act":"encrypts-to","recipients":"age1kfd.*(State laboratory), ssh-ed25519' "$work/opened/custody/log.jsonl"
ok "the recovery key opens it" opens "$work/b.tar.age" "$work/recovery"
run=$(sed -n 's/^External-Identifier: //p' "$work/opened/bag-info.txt")
ok "the digests' key is the recipients' only" test ! -e "$work/kit/digest-keys/$run" -a -s "$work/kit/digest-keys/$run.age"
if command -v age >/dev/null; then
    ok "who open it" bash -c 'age -d -i "$0" "$1" | grep -qxE "[0-9a-f]{64}"' "$work/lab" "$work/kit/digest-keys/$run.age"
fi
ok "it is not acquired over" fails 3 "is a sealed bundle" acquire "$work/b" --quiet
echo '[[[0,0,0],[9,9,9]]]' >"$work/strokes"
ok "it is handed over as it is" "$moka" custody hand-over --kit "$work/kit" --to "Lab" --strokes "$work/strokes" "$work/b.tar.age"
ok "and opened" opens "$work/b.tar.age" "$work/lab"
ok "with that in it" test -s "$work/opened/custody/transfers/0001.sig"

ok "an exercise may do without" acquire "$work/plain" --quiet --no-encrypt
ok "then it is a folder" "$moka" verify --trust "$work/trust" "$work/plain"
ok "which does not go on" fails 3 sealed "$moka" resume --kit "$work/kit" --training --keep "$work/plain"
ok "whoever destroys the folder's key keeps it meanwhile" acquire "$work/kept" --quiet --leave-plain --sealed "$work/else.tar.age"
ok "the file lies where it was told" opens "$work/else.tar.age" "$work/lab"
ok "the folder is there" "$moka" verify --trust "$work/trust" "$work/kept"
stop_phantom

# kill -9 between seal and end: the folder is whole, or the file is.
rm "$work/else.tar.age" "$work/else.sealed.json"
cp -r "$work/kept" "$work/again"
odd=0
exec 9>&2 2>"$work/noise" # the shell tells of each one that was killed
for ((i = 0; i < ${CUTS:-12}; i++)); do
    rm -rf "$work/kept" "$work"/kept.*
    cp -r "$work/again" "$work/kept"
    timeout -s KILL "0.0$(printf %02d $((i * 2 + 1)))" "$moka" resume --kit "$work/kit" --training --keep --quiet "$work/kept" >"$work/out" 2>&1
    if [ ! -e "$work/kept.tar.age" ]; then
        diff -r "$work/again" "$work/kept" >"$work/diff" || odd=$((odd + 1))
    fi
    "$moka" resume --kit "$work/kit" --training --keep --quiet "$work/kept" >"$work/out" 2>"$work/err" || [ ! -e "$work/kept" ] || odd=$((odd + 1))
    opens "$work/kept.tar.age" "$work/lab" >"$work/out" && [ ! -e "$work/kept" ] && [ ! -e "$work/kept.given-up" ] || odd=$((odd + 1))
done
exec 2>&9 9>&-
ok "${CUTS:-12} kills while it was encrypted lose nothing, and resume ends it" test "$odd" = 0
rm -rf "$work/kept" && cp -r "$work/again" "$work/kept" && rm -f "$work"/kept.[st]*
mv "$work/kit/recipients" "$work/recipients"
ok "without recipients it waits" fails 3 "knows no recipient" "$moka" resume --kit "$work/kit" --training --keep "$work/kept"
ok "and is whole" diff -r "$work/again" "$work/kept"
authority consent
ok "no escape for what is no exercise" fails 2 "exercises only" "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" \
    --device tcp:127.0.0.1:1 --no-encrypt -o "$work/no"
finish
