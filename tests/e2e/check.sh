#!/bin/bash
# moka-check, the verifier of one file: builds from that file alone, and agrees with moka verify.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
check=${MOKA_BIN:?}/moka-check
says() { # says STATUS LAST-LINE ARGUMENT...
    local status=$1 last=$2
    shift 2
    "$check" "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && [ "$(tail -n 1 "$work/out")" = "$last" ]
}

authority exercise
"$moka" exercise new --seed 4 --sms 6 --files 5 --no-system -o "$work/exercise" >"$work/made" || exit 1
ssh-keygen -q -t ed25519 -N '' -f "$work/officer"
phantom "$work/exercise" && acquire "$work/bundle" --quiet --officer-key "$work/officer" >"$work/acquired" || exit 1
stop_phantom
trust
kit=$(sed -n 's/^Moka-Kit: //p' "$work/bundle/bag-info.txt")
officer=$(sed -n 's/^Moka-Officer: //p' "$work/bundle/bag-info.txt")
printf 'officer:%s namespaces="moka-*" %s\n' "$officer" "$(cat "$work/officer.pub")" >>"$work/trust"

ok "it builds from its one file" gcc -Wall -Wextra -Werror -o "$work/check" "$here/../../host/check/moka-check.c" -lcrypto
ok "which anybody can read" test "$(wc -l <"$here/../../host/check/moka-check.c")" -lt 1000
ok "with trust: intact" says 0 INTACT --trust "$work/trust" "$work/bundle"
ok "without: unknown" says 1 UNKNOWN "$work/bundle"
ssh-keygen -q -t ed25519 -N '' -f "$work/other"
printf 'kit:%s %s\n' "$kit" "$(cat "$work/other.pub")" >"$work/wrong"
ok "under another's key: tampered" says 1 TAMPERED --trust "$work/wrong" "$work/bundle"
printf 'kit:%s valid-before="20200101" %s\n' "$kit" "$(sed -n 's/^kit:[^ ]* *//p' "$work/trust" | head -n 1)" >"$work/terms"
grep '^officer:' "$work/trust" >>"$work/terms"
ok "terms that it does not check are said" says 1 UNKNOWN --trust "$work/terms" "$work/bundle"
ok "no folder" says 3 "" "$work/nowhere"
ok "no argument" says 2 ""
mkdir "$work/none"
ok "an empty folder" says 1 UNKNOWN "$work/none"

ssh-keygen -q -t ed25519 -N '' -f "$work/ca"
ssh-keygen -q -s "$work/ca" -I kit -n "kit:$kit" "$work/kit/key.pub"
phantom "$work/exercise" && acquire "$work/certified" --quiet >"$work/acquired" || exit 1
stop_phantom
printf 'kit:* cert-authority,namespaces="moka-bundle" %s\n' "$(cat "$work/ca.pub")" >"$work/by_ca"
ok "a kit that the agency's authority certified" says 0 INTACT --trust "$work/by_ca" "$work/certified"
printf 'kit:* cert-authority %s\n' "$(cat "$work/other.pub")" >"$work/by_other"
ok "not one that another's did" says 1 TAMPERED --trust "$work/by_other" "$work/certified"
printf 'kit:* %s\n' "$(cat "$work/ca.pub")" >"$work/no_ca"
ok "nor by a key that is no authority" says 1 TAMPERED --trust "$work/no_ca" "$work/certified"

rm "$work/kit/key-cert.pub"
echo '[[[0,0,0],[10,12,40]]]' >"$work/strokes"
"$moka" custody hand-over --kit "$work/kit" --to "Lab" --to-key "$("$moka" kit --kit "$work/lab_kit")" "$work/bundle" >>"$work/made" &&
    "$moka" custody receive --kit "$work/lab_kit" "$work/bundle" >>"$work/made" &&
    "$moka" custody hand-over --kit "$work/kit" --to "Court" --strokes "$work/strokes" "$work/bundle" >>"$work/made" &&
    "$moka" custody withdraw --kit "$work/kit" --why "the owner's letter" "$work/bundle" >"$work/receipt" || exit 1
receipt=$(cat "$work/receipt")
says_with() { says "$1" "$2" --trust "$work/trust" --receipt "$3" "$4"; }
ok "with the last receipt: intact" says_with 0 INTACT "$receipt" "$work/bundle"
cp -r "$work/bundle" "$work/shorter" && rm "$work/shorter/custody/transfers/0003".*
ok "a transfer gone from the end: tampered" says_with 1 TAMPERED "$receipt" "$work/shorter"
ok "for moka verify, too" bash -c '"$0" verify --trust "$1" --receipt "$2" "$3" | grep "the one of the receipt is not there"' \
    "$moka" "$work/trust" "$receipt" "$work/shorter"
finish
