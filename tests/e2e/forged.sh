#!/bin/bash
# What somebody can forge who has a key that is, or was, worth something: another kit that the agency enrolled, an officer's stolen key,
# one whose term has ended, one that was taken back, an authority of their own; and what anybody can make of a disclosure.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/tsa.sh"
moves=custody/transfers
verdicts() { # verdicts [OPTION...] BUNDLE: of both verifiers
    local a b
    a=$("$moka" verify --trust "$work/trust" "$@" | tee "$work/said" | tail -n 1)
    b=$("$MOKA_BIN/moka-check" --trust "$work/trust" "${@: -1}" | tee "$work/said2" | tail -n 1)
    echo "${a#TRAINING } $b"
}
are() { # are "VERDICT VERDICT" [OPTION...] BUNDLE
    local is
    is=$(verdicts "${@:2}")
    [ "$is" = "$1" ] || { echo "$is" && cat "$work/said" "$work/said2"; return 1; }
}
changed() { rm -rf "$work/c" && cp -r "$work/b" "$work/c"; }
sign() { # sign KEY SPACE FILE TO
    rm -f "$3.sig" && ssh-keygen -q -Y sign -f "$1" -n "$2" "$3" 2>>"$work/keygen" && mv "$3.sig" "$4"
}
# record N TIME GIVER REST KEY [BY-KEY]: the N-th transfer of $work/c, written by hand and signed
record() {
    local f prev run bundle
    mkdir -p "$work/c/$moves"
    f=$work/c/$moves/$(printf %04d "$1")
    prev=$(printf %064d 0)
    [ "$1" = 1 ] || prev=$(sha256sum <"$work/c/$moves/$(printf %04d $(($1 - 1))).json" | cut -c1-64)
    run=$(sed -n 's/^External-Identifier: //p' "$work/c/bag-info.txt")
    bundle=$(sha256sum <"$work/c/tagmanifest-sha256.txt" | cut -c1-64)
    printf '{"format":"moka-transfer-1","n":%s,"run":"%s","bundle":"%s","prev":"%s","time":"%s","clock":"trusted",%s}\n' \
        "$1" "$run" "$bundle" "$prev" "$2" "${4/GIVER/\"giver\":\"$3\"}" >"$f.json"
    sign "$5" moka-transfer "$f.json" "$f.sig" && { [ -z "${6-}" ] || sign "$6" moka-transfer "$f.json" "$f.receiver.sig"; }
}
drawn='"act":"hand-over",GIVER,"signs":"strokes","name":"Court","strokes":[[[0,0,0],[1,1,1]]]'
with() { echo "\"act\":\"hand-over\",GIVER,\"signs\":\"ssh\",\"by\":\"$1\",\"key\":\"$(cut -d' ' -f1,2 "$2")\",\"name\":\"Lab\""; }

for name in ca own_ca first officer stranger stolen; do ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$work/$name"; done
authority exercise
"$moka" exercise new --seed 3 --sms 6 --files 4 --no-system -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" && acquire "$work/b" --quiet --officer-key "$work/first" >"$work/acquired" || exit 1
stop_phantom
trust
us=$(cut -d' ' -f1 "$work/trust") key=$work/kit/key
"$moka" kit --kit "$work/enrolled" >"$work/line" 2>"$work/err"
other=$(cut -d' ' -f1 "$work/line")
cat "$work/line" >>"$work/trust"
printf 'officer:* cert-authority %s\n' "$(cat "$work/ca.pub")" >>"$work/trust"
printf 'officer:a.* %s\n' "$(cat "$work/first.pub")" >>"$work/trust"
now=$(date -u +%Y-%m-%dT%H:%M:%S.000000Z)
ok "what nobody touched is intact" are "INTACT INTACT" "$work/b"

# Another kit that the agency enrolled, into whose hands it never came.
changed && record 1 "$now" "$other" "$drawn" "$work/enrolled/key"
ok "a kit that it was never handed to cannot hand it over" are "UNKNOWN UNKNOWN" "$work/c"
changed && record 1 "$now" "$us" "$(with "$other" "$work/enrolled/key.pub")" "$key" "$work/enrolled/key"
ok "one that it was handed to is known" are "INTACT INTACT" "$work/c"
record 2 "$now" "$other" "$drawn" "$work/enrolled/key"
ok "and hands it on" are "INTACT INTACT" "$work/c"
record 3 "$now" "$us" "$drawn" "$key"
ok "as does the one that sealed it" are "INTACT INTACT" "$work/c"
changed && record 1 "$now" "$us" "$drawn" "$key" && record 2 "$now" "$other" "$drawn" "$work/enrolled/key"
ok "who had no key may have one meanwhile" are "INTACT INTACT" "$work/c"
# The giver alone says whose key the receiver's is: not of somebody whom the trust file knows by name.
changed && record 1 "$now" "$us" "$(with "$other" "$work/stranger.pub")" "$key" "$work/stranger"
ok "nobody receives in a name that the trust file has another key for" are "TAMPERED TAMPERED" "$work/c"
record 2 "$now" "$other" "$drawn" "$work/stranger"
ok "nor hands it on" are "TAMPERED TAMPERED" "$work/c"
changed && record 1 "$now" "$us" "$(with kit:lab "$work/stranger.pub")" "$key" "$work/stranger"
ok "who is not known there has the giver's word" are "INTACT INTACT" "$work/c"

# An officer's key whose term has ended, stolen: the record says that it was long ago.
cp "$work/stolen" "$work/old" && cp "$work/stolen.pub" "$work/old.pub"
ssh-keygen -q -s "$work/ca" -I old -n officer:a.mwangi -V 20200101:20250101 "$work/old.pub"
changed && record 1 "$now" officer:a.mwangi "$drawn" "$work/old-cert.pub"
ok "a certificate whose term has ended hands nothing over" are "TAMPERED TAMPERED" "$work/c"
changed && record 1 2024-06-01T00:00:00.000000Z officer:a.mwangi "$drawn" "$work/old-cert.pub"
ok "nor surely at a time before the bundle was sealed" are "UNKNOWN UNKNOWN" "$work/c"
changed && record 1 "$now" "$us" "$(with officer:a.mwangi "$work/stolen.pub")" "$key" "$work/stolen" &&
    record 2 2024-06-01T00:00:00.000000Z "$us" "$drawn" "$key"
ok "a clock that was wrong is no forgery" are "INTACT INTACT" "$work/c"
certify() { ssh-keygen -q -s "$work/$1" -I "$2" -n "$3" "${@:4}" "$work/officer.pub"; }
certify ca officer officer:a.mwangi -V 20200101:20990101
changed && record 1 "$now" officer:a.mwangi "$drawn" "$work/officer-cert.pub"
ok "the officer hands it over by a certificate" are "INTACT INTACT" "$work/c"
ssh-keygen -q -k -f "$work/krl" -s "$work/ca.pub" <(printf "id: officer\n")
ok "taken back by its name" are "TAMPERED INTACT" --revoked "$work/krl" "$work/c"
ssh-keygen -q -k -f "$work/krl" "$work/ca.pub"
ok "and with its authority" are "TAMPERED INTACT" --revoked "$work/krl" "$work/c"
ssh-keygen -q -k -f "$work/krl" <(printf 'sha256: %s\n' "$(cat "$work/officer.pub")")
ok "and by its hash" are "TAMPERED INTACT" --revoked "$work/krl" "$work/c"

# What signs in another's place.
seal() { # seal KEY: $work/c signed by it, tree and all
    sign "$1" moka-bundle "$work/c/tagmanifest-sha256.txt" "$work/c/signatures/kit.sig" &&
        sign "$1" moka-bundle "$work/c/merkle.json" "$work/c/signatures/tree.sig"
}
changed && seal "$work/enrolled/key"
ok "an enrolled kit does not seal in another's name" are "TAMPERED TAMPERED" "$work/c"
changed && seal "$work/officer-cert.pub"
ok "nor an officer in a kit's" are "TAMPERED TAMPERED" "$work/c"
certify own_ca own "$us"
changed && seal "$work/officer-cert.pub"
ok "nor an authority of their own" are "TAMPERED TAMPERED" "$work/c"
certify ca kit "$us"
changed && seal "$work/officer-cert.pub"
ok "nor one that is for officers only" are "TAMPERED TAMPERED" "$work/c"
changed && sign "$key" moka-transfer "$work/c/tagmanifest-sha256.txt" "$work/c/signatures/kit.sig"
ok "a signature of another purpose is none" are "TAMPERED TAMPERED" "$work/c"
cp "$work/trust" "$work/whole_trust" && sed -i "s/^$us /$us namespaces=\"moka-transfer\" /" "$work/trust"
ok "nor is a key that is for transfers only" are "TAMPERED TAMPERED" "$work/b"
sed "s/^$us /$us,!$us /" "$work/whole_trust" >"$work/trust"
ok "nor one whose name is excluded" are "TAMPERED TAMPERED" "$work/b"
cp "$work/whole_trust" "$work/trust"

# What says a thing twice: one reader takes the first, another one the last.
again() { # again KEY SED: $work/c with bag-info.txt changed, signed by KEY and the officer
    local is
    changed && sed -i "$2" "$work/c/bag-info.txt" && is=$(sha256sum <"$work/c/bag-info.txt" | cut -c1-64) &&
        sed -i "s/^[0-9a-f]*  bag-info.txt$/$is  bag-info.txt/" "$work/c/tagmanifest-sha256.txt" && seal "$1" &&
        sign "$work/first" moka-bundle "$work/c/tagmanifest-sha256.txt" "$work/c/signatures/officer.sig"
}
again "$work/enrolled/key" "s/^Moka-Kit: .*/&\nMoka-Kit: ${other#kit:}/"
ok "no bundle is of two kits" are "TAMPERED TAMPERED" "$work/c"
again "$key" 's/^Moka-Sealed: \(.*\)/Moka-Sealed: 2021-01-01T00:00:00.000000Z\n&/'
ok "nor sealed at two times" are "TAMPERED TAMPERED" "$work/c"
again "$key" 's/^Moka-Signatures: .*/&\nMoka-Signatures: kit/' && rm "$work/c/signatures/officer.sig"
ok "nor signed by two lists of people" are "TAMPERED TAMPERED" "$work/c"
changed && record 1 "$now" "$us" "$drawn,\"giver\":\"$other\"" "$key"
ok "nor handed over by two" are "TAMPERED TAMPERED" "$work/c"
changed && record 1 "$now" "$us" "$drawn,\"act\":\"withdrawn\"" "$key"
ok "nor handed over and withdrawn at once" are "TAMPERED TAMPERED" "$work/c"
changed && record 1 2026-13-45T99:00:00.000000Z "$us" "$drawn" "$key"
ok "nor at a time that is none" are "TAMPERED TAMPERED" "$work/c"
# Certificates of the right authority that are for something else.
set -f
for how in "-n officer:a.mwangi -O force-command=x" "-h -n officer:a.mwangi" "-n officer:*" ""; do
    rm -f "$work/officer-cert.pub" && ssh-keygen -q -s "$work/ca" -I odd $how "$work/officer.pub"
    changed && record 1 "$now" officer:a.mwangi "$drawn" "$work/officer-cert.pub"
    ok "nobody hands over by a certificate made with '$how'" are "TAMPERED TAMPERED" "$work/c"
done
set +f

# A time stamp that is another bundle's, in a record that the kit itself signed.
tsa=$work/tsa && tsa_make "$tsa" "Test authority" || exit 1
token() { # token DIGEST: $work/token of it
    openssl ts -query -digest "$1" -sha256 -cert -out "$work/q" 2>>"$work/keygen" && stamp "$work/q" "$work/a" &&
        openssl ts -reply -in "$work/a" -token_out -out "$work/token" 2>>"$work/keygen"
}
stamped() { echo "\"act\":\"time-stamp\",GIVER,\"signs\":\"none\",\"token\":\"$(base64 -w0 <"$work/token")\""; }
token "$(sha256sum <"$work/b/tagmanifest-sha256.txt" | cut -c1-64)"
changed && record 1 "$now" "$other" "$(stamped)" "$work/enrolled/key"
ok "whoever is trusted may have it stamped" are "INTACT INTACT" --tsa "$tsa/ca.pem" "$work/c"
token "$(printf %064d 7)"
changed && record 1 "$now" "$us" "$(stamped)" "$key"
ok "a time stamp of another bundle is found" are "TAMPERED TAMPERED" "$work/c"
# What a trusted stamp says is later than a term's end: nothing behind it was signed before.
sealed=$(sed -n 's/^Moka-Sealed: //p' "$work/b/bag-info.txt")
ends=$(date -u -d "$sealed + 1 second" +%Y%m%d%H%M%S)
TZ=UTC ssh-keygen -q -s "$work/ca" -I soon -n officer:a.mwangi -V "20200101:$ends" "$work/old.pub"
over() { [ "$(date -u +%Y%m%d%H%M%S)" -gt "$((ends + 1))" ]; }
until_ok over
token "$(sha256sum <"$work/b/tagmanifest-sha256.txt" | cut -c1-64)"
changed && record 1 "$sealed" officer:a.mwangi "$drawn" "$work/old-cert.pub"
ok "a key hands it over before its term ends" are "INTACT INTACT" "$work/c"
changed && record 1 "$sealed" "$us" "$(stamped)" "$key" && record 2 "$sealed" officer:a.mwangi "$drawn" "$work/old-cert.pub"
ok "not behind a stamp of a time after that" are "TAMPERED UNKNOWN" --tsa "$tsa/ca.pem" "$work/c"
ok "nor surely where nobody vouches for the stamp" are "UNKNOWN UNKNOWN" "$work/c"
says() { grep -q "note  not judged here: keys taken back, who made time stamps" "$work/said2"; }
ok "what the standalone verifier does not judge it says" says

# A disclosure: what lies in there cannot be shown as something else.
"$moka" parse "$work/b" >"$work/records" 2>"$work/err"
row=$(sed -n 's/.*"kind":"message".*"file":"content:\/\/sms".*"row":\([0-9]*\).*/\1/p' "$work/records" | tail -n 1)
"$moka" disclose --item "content://sms/$row" -o "$work/d" "$work/b" || exit 1
cat >"$work/forge.py" <<'P'
import json, os, sys
how, d = sys.argv[1:]
path = d + "/disclosure.json"
o = json.load(open(path))
def way(n, at):
    out = []
    while n > 1:
        k = 1
        while k < n - k:
            k *= 2
        out.append(at >= k)
        at, n = (at - k, n - k) if at >= k else (at, k)
    return out
if how == "line":  # as another line of an object of another length
    done = 0
    for x in o["items"]:
        n, p = x["parts"], x["part"]
        others = [(m, q) for m in range(2, 64) for q in range(1, m) if (m, q) != (n, p) and p and way(m, q) == way(n, p)]
        for m, q in others[:1]:
            was, new = (f"{d}/items/{x['object']:07d}.{i:06d}" for i in (p, q))
            if os.path.exists(was) and not os.path.exists(new):
                os.rename(was, new)
                x["parts"], x["part"] = m, q
                done += 1
    assert done, "no line that has another place"
elif how == "twice":
    o["items"].append(o["items"][0])
elif how == "words":
    o["note"] = "he confessed"
elif how == "words in an item":
    o["items"][0]["note"] = "he confessed"
elif how == "place":
    o["items"][0]["at"] ^= 1
json.dump(o, open(path, "w"), separators=(",", ":"))
P
shown() { # shown HOW: no longer intact
    local is
    rm -rf "$work/f" && cp -r "$work/d" "$work/f" && python3 "$work/forge.py" "$1" "$work/f" || return 1
    is=$("$moka" verify --trust "$work/trust" "$work/f" | tee "$work/said" | tail -n 1)
    [ "${is#TRAINING }" = "$2" ] || { cat "$work/said" && return 1; }
}
ok "a disclosure written anew is intact" shown nothing INTACT
ok "a line is not shown as another one" shown line TAMPERED
ok "nor twice" shown twice TAMPERED
ok "nothing is said that nobody signed" shown words TAMPERED
ok "nor of an item" shown "words in an item" TAMPERED
ok "nor has an object another place" shown place TAMPERED
printf '%s\n' "$(cut -d' ' -f2- "$work/trust" | head -n 1)" >"$work/lost.pub"
taken_back() { "$moka" verify --trust "$work/trust" --revoked "$work/lost.pub" "$1" | tail -n 1 | grep -q TAMPERED; }
ok "nor is it worth anything by a kit that was taken back" taken_back "$work/d"
ok "as the bundle" taken_back "$work/b"

# Two sealed files: the transfers of one beside the other, and one that was changed and encrypted again for the same recipients.
recipients >"$work/made" 2>&1 && phantom "$work/exercise" && acquire "$work/one" --quiet >"$work/acquired" 2>&1 &&
    acquire "$work/two" --quiet >"$work/acquired" 2>&1 || exit 1
stop_phantom
echo '[[[0,0,0],[10,12,40]]]' >"$work/strokes"
"$moka" custody hand-over --kit "$work/kit" --to Court --strokes "$work/strokes" "$work/one.tar.age" >"$work/made" || exit 1
cp -r "$work/one.transfers" "$work/two.transfers"
refused() { ! "$@" 2>"$work/err" && grep -q "does not follow on what is before it" "$work/err"; }
ok "another file's transfers are not listed" refused "$moka" custody list "$work/two.tar.age"
ok "nor taken in" refused "$moka" unpack -i "$work/lab" -o "$work/two.out" "$work/two.tar.age"
"$moka" unpack -i "$work/lab" -o "$work/c2" "$work/one.tar.age" 2>"$work/err" || exit 1
ok "their own are" are "INTACT INTACT" "$work/c2"
find "$work/c2/data" -type f | tail -n 1 | while read -r f; do echo x >>"$f"; done
"$moka" pack --to-file "$work/lab.pub" -o "$work/again.age" "$work/c2" && "$moka" unpack -i "$work/lab" -o "$work/again" "$work/again.age" || exit 1
ok "what was changed and encrypted again is found" are "TAMPERED TAMPERED" "$work/again"
finish
