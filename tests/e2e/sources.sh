#!/bin/bash
# A record beside the row that it was read from: out of a log alone, out of a large database; of a folder, of a sealed bundle,
# out of archives in archives, out of an iPhone's encrypted backup.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"

python3 "$here/../lib/sources.py" make "$work/phone" || exit 3
"$moka" import --case "$work/folder" --examiner e.lab "$work/phone" >"$work/said" 2>&1
[ $? -le 1 ] || { cat "$work/said" >&2 && exit 3; }
python3 "$here/../lib/sources.py" look "$work/folder" | sed '/^1\.\./d' >"$work/first"
[ "${PIPESTATUS[0]}" = 0 ] || bad=1

"$moka" exercise new --seed 33 --messages 20 -o "$work/x" >/dev/null || exit 3
cp -r "$work/phone"/* "$work/x/storage/" || exit 3
authority exercise
phantom "$work/x" && acquire "$work/one" -q >/dev/null && stop_phantom || exit 3
"$moka" import --case "$work/case" --examiner e.lab "$work/one" >"$work/said" 2>&1
[ $? -le 1 ] || { cat "$work/said" >&2 && exit 3; }
python3 "$here/../lib/sources.py" look "$work/case" bundle | sed '/^1\.\./d' >"$work/second"
[ "${PIPESTATUS[0]}" = 0 ] || bad=1

python3 "$here/../lib/sources.py" pack "$work/phone" "$work/packed" || exit 3
"$moka" import --case "$work/archives" --examiner e.lab "$work/packed" >"$work/said" 2>&1
[ $? -le 1 ] || { cat "$work/said" >&2 && exit 3; }
python3 "$here/../lib/sources.py" packed "$work/archives" | sed '/^1\.\./d' >"$work/third"
[ "${PIPESTATUS[0]}" = 0 ] || bad=1

"$moka" exercise new --platform iphone --seed 34 --sms 20 --whatsapp 20 -o "$work/i" >/dev/null || exit 3
authority exercise '{"preset":"suspect","encrypt_backup":true}'
iphantom "$work/i" && acquire "$work/two" -q >/dev/null && stop_phantom || exit 3
password=$(sed 's/.*"password":"\([^"]*\)".*/\1/' "$work"/kit/backup-passwords/*) || exit 3
"$moka" import --case "$work/backup" --examiner e.lab --key "ios-backup=$password" "$work/two" >"$work/said" 2>&1
[ $? -le 1 ] || { cat "$work/said" >&2 && exit 3; }
python3 "$here/../lib/sources.py" iphone "$work/backup" "$password" | sed '/^1\.\./d' >"$work/fourth"
[ "${PIPESTATUS[0]}" = 0 ] || bad=1
cat "$work/first" "$work/second" "$work/third" "$work/fourth" | awk '{ n++; sub(/ok [0-9]+/, "ok " n); print } END { print "1.." n }'
exit "${bad:-0}"
