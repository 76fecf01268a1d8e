#!/bin/bash
# Officers' keys that lie in hardware or with an agent: stock ssh-keygen signs with them, moka verify checks them, and what the
# agency's authority certified or took back. The token is ours, in software (tests/preload/sk_software.c); a real one was never met.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
sk=$MOKA_BIN/../tests/sk_software.so
export SSH_SK_PROVIDER=$sk SK_COUNTER=$work/counter
verdict() { # verdict WORD WORDS OPTION... BUNDLE: the last line, and what a line before it says
    local is
    is=$("$moka" verify "${@:3}" | tee "$work/verify.out" | tail -n 1)
    [ "${is#TRAINING }" = "$1" ] && grep -q -- "$2" "$work/verify.out" || { cat "$work/verify.out" >&2; return 1; }
}
stock() { # stock KEYS BUNDLE: what ssh-keygen says of the same
    ssh-keygen -Y verify -f "$1" -I officer:a.mwangi -n moka-bundle -s "$2/signatures/officer.sig" "${@:3}" <"$2/tagmanifest-sha256.txt"
}
run() { # run KEY BUNDLE: an exercise, sealed with the officer's key as well
    phantom "$work/exercise" && acquire "$2" --quiet --officer-key "$1" >"$work/acquired" 2>"$work/err" || return 1
    stop_phantom
}
authority exercise
"$moka" exercise new --seed 6 --sms 4 --files 2 -o "$work/exercise" >"$work/made" || exit 1
ssh-keygen -q -t ed25519 -N '' -f "$work/ca"

for kind in ed25519-sk ecdsa-sk; do
    key=$work/$kind b=$work/b-$kind
    ssh-keygen -q -t $kind -O application=ssh:moka -w "$sk" -N '' -f "$key" >"$work/made" 2>&1
    echo 41 >"$work/counter"
    ok "$kind: a run is sealed with it" run "$key" "$b"
    trust
    cp "$work/trust" "$work/kits"
    printf 'officer:a.mwangi namespaces="moka-*" %s\n' "$(cat "$key.pub")" >>"$work/trust"
    ok "it is intact, and which signature of the token that is" verdict INTACT \
        "officer.sig: signed for officer:a.mwangi: .*hardware key for ssh:moka, touched, signature 42 of it" --trust "$work/trust" "$b"
    ok "stock ssh-keygen agrees" stock "$work/trust" "$b"
    cat "$work/kits" - >"$work/other" <<<"officer:a.mwangi $(cat "$work/ca.pub")"
    ok "another key is not accepted" verdict TAMPERED "officer.sig: not accepted" --trust "$work/other" "$b"
    cp -r "$b" "$work/flags"
    python3 - "$work/flags/signatures/officer.sig" <<'PY'
import base64, re, sys
p = sys.argv[1]
s = open(p).read()
raw = bytearray(base64.b64decode("".join(s.split("\n")[1:-2])))
raw[-1] ^= 1  # the counter's last byte; the flags are four before
open(p, "w").write("-----BEGIN SSH SIGNATURE-----\n" + "\n".join(re.findall(".{1,70}", base64.b64encode(raw).decode())) + "\n-----END SSH SIGNATURE-----\n")
PY
    ok "a counter that was changed breaks it" verdict TAMPERED "officer.sig: not accepted.*does not fit" --trust "$work/trust" "$work/flags"
    rm -r "$work/flags"
    ssh-keygen -q -k -f "$work/krl" "$key.pub"
    ok "once it is revoked it counts no more" verdict TAMPERED "officer.sig: not accepted.*revoked" --trust "$work/trust" --revoked "$work/krl" "$b"
    if stock "$work/trust" "$b" -r "$work/krl"; then agree=1; else agree=0; fi
    ok "for stock ssh-keygen as well" test $agree = 0
    SK_ABSENT=1 run "$key" "$work/u-$kind"
    ok "what nobody touched it for is not accepted" verdict TAMPERED "officer.sig: not accepted.*not touched" --trust "$work/trust" "$work/u-$kind"
done

# Certified by the agency's authority: principals, validity, serials.
key=$work/ed25519-sk
certify() { ssh-keygen -q -s "$work/ca" -I "A. Mwangi's token" -n "$1" -z "$2" "${@:3}" "$key.pub" 2>>"$work/keygen"; }
cat "$work/kits" - >"$work/by_ca" <<<"officer:* cert-authority,namespaces=\"moka-*\" $(cat "$work/ca.pub")"
certify officer:a.mwangi 7 -V -1d:+4w
ok "a certified token seals" run "$key" "$work/c"
ok "the authority's line vouches for it" verdict INTACT "certificate A. Mwangi's token, serial 7.*certified by the authority" --trust "$work/by_ca" "$work/c"
ok "for stock ssh-keygen as well" stock "$work/by_ca" "$work/c"
krl() { # krl LINE: a list by the authority
    rm -f "$work/krl"
    echo "$1" >"$work/spec"
    ssh-keygen -q -k -f "$work/krl" -s "$work/ca.pub" "$work/spec"
}
for line in "serial: 7" "serial: 1-9" "id: A. Mwangi's token" "key: $(cat "$key.pub")" "sha256: $(cat "$key.pub")"; do
    krl "$line"
    ok "taken back by ${line:0:24}" verdict TAMPERED "officer.sig: not accepted.*revoked" --trust "$work/by_ca" --revoked "$work/krl" "$work/c"
    stock "$work/by_ca" "$work/c" -r "$work/krl" && agree=1 || agree=0
    ok "and so for stock ssh-keygen" test $agree = 0
done
krl "serial: 8"
ok "another's serial takes nothing back" verdict INTACT "serial 7" --trust "$work/by_ca" --revoked "$work/krl" "$work/c"
certify officer:b.other 8
run "$key" "$work/d"
ok "a certificate for somebody else" verdict TAMPERED "officer.sig: not accepted" --trust "$work/by_ca" "$work/d"
certify officer:a.mwangi 9 -V -3d:-2d
run "$key" "$work/e"
ok "one that had ended before the sealing" verdict TAMPERED "officer.sig: not accepted" --trust "$work/by_ca" "$work/e"
rm "$key-cert.pub"

# After sealing: the token's owner receives, and hands on.
pub=$(cut -d' ' -f1,2 "$key.pub")
"$moka" custody hand-over --kit "$work/kit" --to "A. Mwangi" --to-key "officer:a.mwangi $pub" "$work/b-ed25519-sk" >"$work/made" || exit 1
ok "a transfer is received with a token" "$moka" custody receive --key "$key" --as officer:a.mwangi "$work/b-ed25519-sk"
cat "$work/kits" - >"$work/trust" <<<"officer:a.mwangi $pub"
ok "and intact" verdict INTACT "received by, with the key that the giver wrote down, officer" --trust "$work/trust" "$work/b-ed25519-sk"

# A key that only an agent has; and one behind a passphrase is the agent's, too.
ssh-keygen -q -t ecdsa -N secret -f "$work/locked"
printf '#!/bin/sh\necho secret\n' >"$work/ask" && chmod +x "$work/ask"
eval "$(ssh-agent -a "$work/agent")" >"$work/made"
DISPLAY=:0 SSH_ASKPASS=$work/ask SSH_ASKPASS_REQUIRE=force ssh-add -q "$work/locked" </dev/null 2>>"$work/keygen"
ok "a key behind a passphrase is used by way of the agent" run "$work/locked" "$work/f"
cp "$work/locked.pub" "$work/only.pub"
ok "as is one of that there is only the public half" run "$work/only.pub" "$work/g"
kill "$SSH_AGENT_PID"
cat "$work/kits" - >"$work/trust" <<<"officer:a.mwangi $(cat "$work/locked.pub")"
ok "both are intact" verdict INTACT officer.sig --trust "$work/trust" "$work/f"
ok "both" verdict INTACT officer.sig --trust "$work/trust" "$work/g"
finish
