#!/bin/bash
# The agency's authority: stock ssh-keygen certifies kit and officer; the kit takes what is for it, verify believes what still holds.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
kit() { "$moka" kit --kit "$work/kit" "$@"; }
fails() { # fails STATUS WORDS COMMAND...
    local status=$1 words=$2
    shift 2
    "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && cat "$work/out" "$work/err" | grep -q -- "$words"
}
verdict() { # verdict WORD OPTION... BUNDLE
    local is
    is=$("$moka" verify "${@:2}" | tee "$work/verify.out" | tail -n 1)
    [ "${is#TRAINING }" = "$1" ] || { cat "$work/verify.out" >&2; return 1; }
}
certify() { ssh-keygen -q -s "$work/$1" -I "$2" -n "$3" -z "$4" "${@:6}" "$5" 2>>"$work/keygen"; } # CA NAME PRINCIPALS SERIAL KEY OPTION...

for name in ca other_ca officer stranger; do ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$work/$name"; done
kit >"$work/line"
id=$(sed 's/^kit:\([^ ]*\) .*/\1/' "$work/line")
cp "$work/kit/key.pub" "$work/copy.pub"
cert=$work/copy-cert.pub
certify ca "a kit" "kit:k-00000000" 1 "$work/copy.pub"
ok "a certificate for another kit is not taken" fails 3 "does not name kit:$id" kit enrol "$cert"
certify ca "a kit" "kit:$id" 2 "$work/copy.pub" -V -2d:-1d
ok "nor one that has ended" fails 3 "valid from" kit enrol "$cert"
certify ca "a kit" "kit:$id" 3 "$work/copy.pub" -h
ok "nor a host's" fails 3 "not a user's" kit enrol "$cert"
certify ca "stranger" "kit:$id" 4 "$work/stranger.pub"
ok "nor another key's" fails 3 "another key's" kit enrol "$work/stranger-cert.pub"
ok "nor a key" fails 3 "no certificate" kit enrol "$work/copy.pub"
certify ca "field kit 7" "kit:$id" 5 "$work/copy.pub" -V -1d:+52w
sed 's/AAAA[^ ]\{40\}/&A/' "$cert" >"$work/broken"
ok "nor a broken one" fails 3 "" kit enrol "$work/broken"
ok "and the kit is as it was" test ! -e "$work/kit/key-cert.pub"
ok "its own is" fails 0 "certificate field kit 7, serial 5, by SHA256:" kit enrol "$cert"
ok "and where the key lies is said" grep -q "no TPM" "$work/out"

certify ca "A. Mwangi" "officer:a.mwangi" 6 "$work/officer.pub" -V -1d:+4w
authority exercise
"$moka" exercise new --seed 6 --sms 4 --files 2 -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" && acquire "$work/b" --quiet --officer-key "$work/officer" >"$work/acquired" || exit 1
stop_phantom
printf 'kit:*,officer:* cert-authority,namespaces="moka-*" %s\n' "$(cat "$work/ca.pub")" >"$work/trust"
ok "one line of the agency's authority vouches for both" verdict INTACT --trust "$work/trust" "$work/b"
ok "by stock ssh-keygen as well" ssh-keygen -Y verify -f "$work/trust" -I "kit:$id" -n moka-bundle -s "$work/b/signatures/kit.sig" <"$work/b/tagmanifest-sha256.txt"
printf 'kit:*,officer:* cert-authority %s\n' "$(cat "$work/other_ca.pub")" >"$work/other"
ok "another agency's does not" verdict TAMPERED --trust "$work/other" "$work/b"
printf 'officer:* cert-authority %s\n' "$(cat "$work/ca.pub")" >"$work/officers"
ok "nor one that is for officers only" verdict TAMPERED --trust "$work/officers" "$work/b"
printf 'kit:* cert-authority %s\n%s\n' "$(cat "$work/ca.pub")" "officer:* $(cat "$work/officer.pub")" >"$work/plain"
ok "nor the officer's bare key for the certified one" verdict TAMPERED --trust "$work/plain" "$work/b"
printf 'serial: 6\n' >"$work/revoke"
ssh-keygen -q -k -f "$work/krl" -s "$work/ca.pub" "$work/revoke"
ok "an officer's certificate that was revoked" verdict TAMPERED --trust "$work/trust" --revoked "$work/krl" "$work/b"
ok "is named" grep -q "officer.sig: not accepted.*revoked" "$work/verify.out"
printf 'serial: 99\n' >"$work/revoke"
ssh-keygen -q -k -f "$work/krl2" -s "$work/ca.pub" "$work/revoke"
ok "one of others does not matter" verdict INTACT --trust "$work/trust" --revoked "$work/krl2" "$work/b"
echo '[[[0,0,0],[9,9,9]]]' >"$work/strokes"
ok "a hand-over carries the certificate" "$moka" custody hand-over --kit "$work/kit" --to Lab --strokes "$work/strokes" "$work/b"
ok "and is believed by it" verdict INTACT --trust "$work/trust" "$work/b"

# What was thrown away shows in the kit's counter.
ok "each run is counted, and the chain holds" test "$(kit runs | cut -d' ' -f1,3 | tr '\n' ' ')" = "1 begun 2 sealed "
cp "$work/kit/counter.jsonl" "$work/counter"
sed -i 1d "$work/kit/counter.jsonl"
ok "a line that is gone is found" fails 1 "missing or was changed" kit runs
sed 's/"act":"begun"/"act":"ended"/' "$work/counter" >"$work/kit/counter.jsonl"
ok "so is one that was edited" fails 1 "not signed by this kit" kit runs
finish
