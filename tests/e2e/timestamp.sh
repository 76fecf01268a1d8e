#!/bin/bash
# Time stamps (RFC 3161): asked for and taken in as files, bound as a transfer, checked by moka verify and by stock openssl.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/tsa.sh"
custody() { "$moka" custody "$@"; }
fails() { # fails STATUS WORDS COMMAND...: with that status, and these words are told
    local status=$1 words=$2
    shift 2
    "$moka" "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && cat "$work/out" "$work/err" | grep -q -- "$words"
}
both() { # both VERDICT BUNDLE [OPTION...]: both verifiers say so
    local a b
    a=$("$moka" verify --trust "$work/trust" "${@:3}" "$2" | tail -n 1)
    b=$("$MOKA_BIN/moka-check" --trust "$work/trust" "$2" | tail -n 1)
    [ "${a#TRAINING }" = "$1" ] && [ "$b" = "$1" ] || { echo "moka: $a, moka-check: $b" >&2; return 1; }
}
authority exercise
"$moka" exercise new --seed 3 --sms 6 --files 4 -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" && acquire "$work/bundle" --quiet >"$work/acquired" || exit 1
stop_phantom
trust
tsa=$work/tsa
tsa_make "$tsa" "Test authority" && tsa_make "$work/other" "Another one" || exit 1
me=(--kit "$work/kit")
b=$work/bundle

ok "the request is a file" custody time-request "$work/q" "$b"
asks() { openssl ts -query -in "$work/q" -text | tr -d '\n ' | grep -q "HashAlgorithm:sha256.*Certificaterequired:yes"; }
ok "that stock openssl reads" asks
openssl ts -query -data "$b/tagmanifest-sha256.txt" -sha256 -cert -no_nonce -out "$work/q0" 2>/dev/null
ok "and writes in the same way" cmp "$work/q" "$work/q0"
ok "an authority answers" stamp "$work/q" "$work/a"
ok "what is no answer is refused" fails 1 "no time-stamp token" custody time-stamp "${me[@]}" "$work/q" "$b"
tsa=$work/other stamp "$work/q" "$work/a2"
ok "an answer of another authority than is trusted, too" fails 1 "no authority that is trusted" \
    custody time-stamp "${me[@]}" --tsa "$tsa/ca.pem" "$work/a2" "$b"
openssl ts -query -digest "$(printf %064d 7)" -sha256 -cert -out "$work/q3" 2>/dev/null
stamp "$work/q3" "$work/a3"
ok "and one of something else" fails 1 "not of this bundle" custody time-stamp "${me[@]}" "$work/a3" "$b"
sed 's/sha256$/sha512/' "$tsa/openssl.cnf" >"$tsa/strict.cnf" # it takes no SHA-256
openssl ts -reply -config "$tsa/strict.cnf" -queryfile "$work/q" -out "$work/a4" 2>/dev/null
ok "and a refusal" fails 3 "the authority refused: status 2" custody time-stamp "${me[@]}" "$work/a4" "$b"
ok "none of them is kept" test ! -e "$b/custody/transfers"
ok "the answer is taken in" custody time-stamp "${me[@]}" --tsa "$tsa/ca.pem" --receipt "$work/r" "$work/a" "$b"
ok "the bundle is intact, its stamp vouched for" both INTACT "$b" --tsa "$tsa/ca.pem"
ok "it is told when and by whom" fails 0 "time stamp 20.*of CN=Test authority stamps: vouched for" verify --trust "$work/trust" --tsa "$tsa/ca.pem" "$b"
ok "without the authorities' file it is only shown" fails 0 "it says; only --tsa FILE tells" verify --trust "$work/trust" "$b"
ok "under another authority it is not accepted" fails 1 "no authority that is trusted" verify --trust "$work/trust" --tsa "$work/other/ca.pem" "$b"
custody time-token "$work/token" "$b"
stock() { openssl ts -verify -token_in -in "$work/token" -data "$b/tagmanifest-sha256.txt" -CAfile "$tsa/ca.pem"; }
ok "stock openssl accepts it" stock
by_hand() { sed 's/.*"token":"\([^"]*\)".*/\1/' "$b/custody/transfers/0001.json" | base64 -d | cmp - "$work/token"; }
ok "it is read without moka, too" by_hand
ok "it is listed" fails 0 "time-stamp by kit:" custody list "$b"
cp -r "$b" "$work/theirs" && rm -r "$work/theirs/custody/transfers"
ok "another copy takes it from the receipt" test "$(custody accept "$work/r" "$work/theirs")" = taken
ok "and is the same" diff -r "$b" "$work/theirs"
ok "the token alone is taken, too" custody time-stamp "${me[@]}" "$work/token" "$b"

# A bundle that is one encrypted file: its stamps lie beside it, and go in when it is opened.
lab=age1kfd6jn4h8l30e590r5s3hfxynqzws2qur8h2z3xhls3j4gj62a6s27xqfe
echo AGE-SECRET-KEY-168PXYFFKF2NHAM6JPLN4YGDS9DZL7EST8347E63LQ9P44E5LM88QFDMUQY >"$work/lab"
ssh-keygen -q -t ed25519 -N '' -C recovery -f "$work/recovery"
for r in "Lab $lab" "Recovery $(cat "$work/recovery.pub")"; do
    "$moka" kit --kit "$work/kit" recipients add "${r%% *}" "${r#* }" >/dev/null || exit 1
done
phantom "$work/exercise" && acquire "$work/s" --quiet >"$work/acquired" || exit 1
stop_phantom
custody time-request "$work/qs" "$work/s.tar.age" >/dev/null && stamp "$work/qs" "$work/as"
ok "an encrypted bundle is stamped without being opened" custody time-stamp "${me[@]}" --tsa "$tsa/ca.pem" "$work/as" "$work/s.tar.age"
ok "it opens" "$moka" unpack -i "$work/lab" -o "$work/opened" "$work/s.tar.age"
ok "and holds the stamp" both INTACT "$work/opened" --tsa "$tsa/ca.pem"
ok "which is vouched for" fails 0 "vouched for by the time stamp" verify --trust "$work/trust" --tsa "$tsa/ca.pem" "$work/opened"

# A giver who makes the record by hand, with a token of something else, or a stamp that was bent.
resign() { # resign TOKEN: the first transfer with it, signed by the kit's own key
    rm -rf "$work/bent" && cp -r "$work/theirs" "$work/bent"
    local json=$work/bent/custody/transfers/0001.json
    sed -i "s|\"token\":\"[^\"]*\"|\"token\":\"$(base64 -w0 <"$1")\"|" "$json"
    rm "${json%.json}.sig"
    ssh-keygen -q -Y sign -f "$work/kit/key" -n moka-transfer "$json" 2>>"$work/keygen" && mv "$json.sig" "${json%.json}.sig"
}
openssl ts -reply -in "$work/a3" -token_out -out "$work/t3" 2>/dev/null
resign "$work/t3"
ok "a token of something else is found, whoever signed the record" fails 1 "not of this bundle" verify --trust "$work/trust" "$work/bent"
head -c 300 "$work/token" >"$work/t4"
resign "$work/t4"
ok "as is half a token" fails 1 "no time-stamp token" verify --trust "$work/trust" "$work/bent"
perl -0777 -pe 'substr($_, -5, 1) ^= "\x01"' "$work/token" >"$work/t5"
resign "$work/t5"
ok "and one whose signature was changed" fails 1 "no authority that is trusted" verify --trust "$work/trust" --tsa "$tsa/ca.pem" "$work/bent"

ok "a certificate file that is none" fails 3 "no certificates" verify --trust "$work/trust" --tsa "$work/q" "$b"
finish
