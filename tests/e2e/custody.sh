#!/bin/bash
# moka custody: a sealed bundle goes through hands, each transfer signed and chained; what is edited, removed or signed anew is found.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
custody() { "$moka" custody "$@"; }
# fails STATUS WORDS COMMAND...: with that status, and these words are told
fails() {
    local status=$1 words=$2
    shift 2
    "$moka" "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && cat "$work/out" "$work/err" | grep -q -- "$words"
}
# both VERDICT BUNDLE: both verifiers say so
both() {
    local a b
    a=$("$moka" verify --trust "$work/trust" "$2" | tail -n 1)
    b=$("$MOKA_BIN/moka-check" --trust "$work/trust" "$2" | tail -n 1)
    [ "${a#TRAINING }" = "$1" ] && [ "$b" = "$1" ] || { echo "moka: $a, moka-check: $b" >&2; return 1; }
}
changed() { rm -rf "$work/changed" && cp -r "$work/bundle" "$work/changed"; }
transfers=custody/transfers

authority exercise
"$moka" exercise new --seed 3 --sms 6 --files 4 -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" && acquire "$work/bundle" --quiet >"$work/acquired" || exit 1
stop_phantom
trust
other=$("$moka" kit --kit "$work/other_kit")
ssh-keygen -q -t ed25519 -N '' -f "$work/stranger"
echo '[[[0,0,0],[10,12.5,40]],[[3,4,90],[5,6,100]]]' >"$work/strokes"
me=(--kit "$work/kit")
there=(--kit "$work/other_kit")

ok "a receiver without a key draws a signature" custody hand-over "${me[@]}" --to "Ana Ruiz" --organisation "Lab 1" --id 4711 \
    --strokes "$work/strokes" --receipt "$work/r1" "$work/bundle"
ok "it is intact" both INTACT "$work/bundle"
ok "it is said whose word that is" fails 0 "has no key: lines drawn by hand" verify --trust "$work/trust" "$work/bundle"
ok "stock ssh-keygen checks the giver" ssh-keygen -Y verify -f "$work/trust" -n moka-transfer \
    -I "$(sed -n 's/.*"giver":"\([^"]*\)".*/\1/p' "$work/bundle/$transfers/0001.json")" \
    -s "$work/bundle/$transfers/0001.sig" <"$work/bundle/$transfers/0001.json"
custody hand-over "${me[@]}" --to "Lab's kit" --to-key "$other" "$work/bundle" >"$work/short2"
ok "it waits for another kit's signature" both UNKNOWN "$work/bundle"
ok "and is not handed on meanwhile" fails 3 "waits for the signature" custody hand-over "${me[@]}" --to X --strokes "$work/strokes" "$work/bundle"
ok "which nobody else can give" fails 1 "not for kit:" custody receive "${me[@]}" "$work/bundle"
cp -r "$work/bundle" "$work/theirs"
ok "the other kit signs its copy" custody receive "${there[@]}" --receipt "$work/r2" "$work/theirs"
ok "that copy is intact" both INTACT "$work/theirs"
ok "the giver takes the signature from the receipt" test "$(custody accept "$work/r2" "$work/bundle")" = taken
ok "and has the same" diff -r "$work/bundle" "$work/theirs"
ok "once" test "$(custody accept "$work/r2" "$work/bundle")" = "nothing new"
ok "a receipt of another place is none of this" fails 1 "does not belong" custody accept <(sed 's/4711/4712/' "$work/r1") "$work/bundle"
ok "the receiver hands it on, known by the chain" custody hand-over "${there[@]}" --to "Court" --strokes "$work/strokes" "$work/bundle"
ok "it is intact" both INTACT "$work/bundle"
sed 's/^[^ ]* //' <<<"$other" >"$work/lost.pub"
ok "a receiver's key that was taken back signs nothing" fails 1 "0002.receiver.sig: not accepted for kit:.*revoked" \
    verify --trust "$work/trust" --revoked "$work/lost.pub" "$work/bundle"
ok "nor hands on what it received" fails 1 "0003.sig: not accepted for kit:.*revoked" \
    verify --trust "$work/trust" --revoked "$work/lost.pub" "$work/bundle"
ok "that of somebody else is no matter" fails 0 INTACT verify --trust "$work/trust" --revoked "$work/stranger.pub" "$work/bundle"
ok "consent withdrawn after sealing is a notice that follows it" custody withdraw "${me[@]}" --why "the owner's letter of 3 May" "$work/bundle"
ok "it is intact" both INTACT "$work/bundle"
ok "and the notice is told" fails 0 "NOTICE: consent was withdrawn: the owner" verify --trust "$work/trust" "$work/bundle"
ok "four are listed" test "$(custody list --json "$work/bundle" | wc -l)" = 4

n=0
for f in 0001.json 0001.sig 0002.json 0002.sig 0002.receiver.sig 0003.json 0003.sig 0004.json; do
    changed && rm "$work/changed/$transfers/$f" && both TAMPERED "$work/changed" || n=$((n + 1))
    changed && sed -i 's/a/b/;t;s/A/B/' "$work/changed/$transfers/$f" && both TAMPERED "$work/changed" || n=$((n + 1))
done
ok "each file that is gone or edited is found, by both verifiers" test "$n" = 0
changed && rm "$work/changed/$transfers"/0002.*
ok "one in the middle that is gone whole as well" both TAMPERED "$work/changed"
changed && rm "$work/changed/$transfers"/000[34].*
ok "the last ones that are gone cannot be found" both INTACT "$work/changed"
ok "which is said" fails 0 "later ones cannot be excluded" verify --trust "$work/trust" "$work/changed"
short=$(custody receipt "${me[@]}" "$work/bundle")
ok "but a receipt shows it" fails 1 "no such transfer" custody compare "$short" "$work/changed"
ok "and is found in the whole" custody compare "$short" "$work/bundle"
ok "its short form fits a QR code" bash -c '[[ $0 =~ ^[0-9A-Z:.-]{90,200}$ ]]' "$short"
changed
sed -i 's/Lab 1/Lab 2/' "$work/changed/$transfers/0001.json"
rm "$work/changed/$transfers"/000[234].* "$work/changed/$transfers/0001.sig"
ssh-keygen -q -Y sign -f "$work/stranger" -n moka-transfer "$work/changed/$transfers/0001.json" 2>>"$work/keygen"
mv "$work/changed/$transfers/0001.json.sig" "$work/changed/$transfers/0001.sig"
ok "edited and signed by a stranger" both TAMPERED "$work/changed"
changed && touch "$work/changed/$transfers/0009.json"
ok "what does not follow on" both TAMPERED "$work/changed"
changed && cp "$work/changed/$transfers/0001.sig" "$work/changed/$transfers/0001.receiver.sig"
ok "a signature of nobody" both TAMPERED "$work/changed"
changed && mkdir "$work/changed/$transfers/deeper"
ok "a folder in there" fails 1 foreign verify --trust "$work/trust" "$work/changed"

ok "no bundle" fails 3 "" custody list "$work/nowhere"
ok "no receiver" fails 2 "name" custody hand-over "${me[@]}" --strokes "$work/strokes" "$work/bundle"
ok "no signature" fails 2 "either by hand or with a key" custody hand-over "${me[@]}" --to X "$work/bundle"
echo '[["<script>"]]' >"$work/bad"
ok "strokes that are none" fails 2 "lists of numbers" custody hand-over "${me[@]}" --to X --strokes "$work/bad" "$work/bundle"
ok "no word" fails 2 "no such word" custody steal "$work/bundle"
finish
