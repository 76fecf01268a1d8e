#!/bin/bash
# The kit's key, sealed by a TPM: one in software, swtpm, behind a Unix socket, and a wire that can be listened to, cut and lied on.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/tpm.sh"
raw() { printf "$1" | "$wire" "$work/tpm" "$work/raw.bus" >"$work/raw"; } # the answer to a command in hex escapes
kit() { "$moka" kit --kit "$work/$@"; }
fails() { # fails STATUS WORDS COMMAND...
    local status=$1 words=$2
    shift 2
    "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && cat "$work/out" "$work/err" | grep -q -- "$words"
}
seed() { # the 32 bytes of a key file, behind the second name of its type, the public key and a length
    python3 - "$1" <<'EOF'
import base64, sys
b = base64.b64decode("".join(open(sys.argv[1]).read().split("\n")[1:-2]))
at = b.rindex(b"ssh-ed25519") + 11 + 36 + 4
sys.stdout.buffer.write(b[at:at + 32])
EOF
}
nowhere() { # nowhere SECRET FOLDER...: not in any file, as it is or as text
    python3 - "$@" <<'EOF'
import base64, os, sys
s = open(sys.argv[1], "rb").read()
assert len(s) == 32
wanted = [s, s.hex().encode(), s.hex().upper().encode()] + [base64.b64encode(s[i:])[:36] for i in range(3)]
n = 0
for top in sys.argv[2:]:
    for d, _, files in [(os.path.dirname(top), [], [os.path.basename(top)])] if os.path.isfile(top) else os.walk(top):
        for f in files:
            b = open(os.path.join(d, f), "rb").read()
            n += 1
            for w in wanted:
                assert w not in b, f
assert n > 0
EOF
}

# Made where there is none, and where there is one.
ok "without a TPM the key lies in a file, and that is said" fails 0 "kept in a file: no TPM" kit old
ok "asked to move it, it says why not" fails 3 "stays in a file: no TPM" kit old tpm
tpm_on one
ok "a kit that finds a TPM has its key sealed" fails 0 "kept sealed by this machine's TPM 2.0" kit new
cp "$work/out" "$work/new.line"
ok "and has no key in a file" test ! -e "$work/new/key" -a -s "$work/new/key.tpm" -a -s "$work/new/key.pub"
ok "the public one is that of the line" grep -qF "$(cut -d' ' -f1,2 "$work/new/key.pub")" "$work/new.line"
ok "opened again, it is the same" diff <(kit new 2>/dev/null) "$work/new.line"

# An old kit moves.
kit old >"$work/old.line" 2>"$work/err"
ok "a key in a file beside a TPM is said, too" grep -q "in a file, not by the TPM" "$work/err"
cp "$work/old/key" "$work/secret"
ln "$work/old/key" "$work/link"
seed "$work/secret" >"$work/seed"
ok "the test knows the secret" test "$(stat -c %s "$work/seed")" = 32
ok "a TPM that is cut off leaves the file" bash -c "! MOKA_TPM='$MOKA_TPM 4 gone' '$moka' kit tpm --kit '$work/old' 2>'$work/err'"
ok "which is as it was" cmp "$work/old/key" "$work/secret"
ok "and says so" grep -q "stopped answering" "$work/err"
tpm_on one
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    cp "$work/secret" "$work/old/key" && chmod 600 "$work/old/key" && rm -f "$work/old/key.tpm"
    wire "$n" lies
    kit old tpm >"$work/out" 2>"$work/err" || test -s "$work/err" && cmp -s "$work/old/key" "$work/secret" || {
        wire
        tpm_on one
        [ "$(kit old 2>/dev/null)" = "$(cat "$work/old.line")" ] || echo "$n" >>"$work/lost"
    }
    tpm_on one
done
ok "answers that somebody changed never cost the key" test ! -e "$work/lost"
# Every call that changes the disk fails, or is the last one: the key is in the file or with the TPM. A sanitizer's
# runtime has to be the first library, so nothing fails there.
case $MOKA_BIN/ in */asan/*) hows= ;; *) hows="EIO ENOSPC kill" ;; esac
failing() { # failing HOW N WORD...
    (export FAIL_PROGRAM=moka-kit FAIL_HOW=$1 FAIL_AT=$2 FAIL_FIRED=$work/fired LD_PRELOAD=$MOKA_BIN/../tests/fail_nth.so
    "$moka" kit "${@:3}" >"$work/out") 2>"$work/err" # with what bash says of one that was killed
}
for how in $hows; do
    for ((n = 1; n < 60; n++)); do
        rm -rf "$work/fired" "$work/f" "$work/first"
        cp -r "$work/old" "$work/f" && cp "$work/secret" "$work/f/key" && chmod 600 "$work/f/key" && rm -f "$work/f/key.tpm"
        failing "$how" "$n" tpm --kit "$work/f"
        [ -e "$work/fired" ] || break
        [ "$(kit f 2>/dev/null)" = "$(cat "$work/old.line")" ] || echo "$how $n" >>"$work/unlucky"
    done
    echo "$how $n" >>"$work/calls"
    for ((n = 1; n < 60; n++)); do
        rm -rf "$work/fired" "$work/first"
        failing "$how" "$n" --kit "$work/first"
        [ -e "$work/fired" ] || break
        { kit first >"$work/a" 2>/dev/null && diff "$work/a" <(kit first 2>/dev/null); } || echo "first $how $n" >>"$work/unlucky"
    done
    echo "$how $n" >>"$work/calls"
done
ok "no failed write costs a kit its key" test ! -e "$work/unlucky"
[ -z "$hows" ] || ok "writes did fail" awk '$2 < 5 || $2 == 60 { exit 1 }' "$work/calls"
cp "$work/secret" "$work/old/key" && chmod 600 "$work/old/key" && rm -f "$work/old/key.tpm" "$work/link"
ln "$work/old/key" "$work/link"
: >"$work/bus"
ok "it moves" fails 0 "kept sealed" kit old tpm
ok "and stays the same kit" diff <(kit old 2>"$work/err") "$work/old.line"
ok "kept by the TPM" grep -q "sealed by this machine's TPM" "$work/err"
ok "the file is gone" test ! -e "$work/old/key"
ok "and what it held was overwritten" cmp "$work/link" <(head -c "$(stat -c %s "$work/secret")" /dev/zero)
ok "moved again, nothing changes" fails 0 "kept sealed" kit old tpm
ok "the secret is in no file of the folder, nor was it on the wire" nowhere "$work/seed" "$work/old" "$work/bus"
ok "something was" test "$(stat -c %s "$work/bus")" -gt 2000

# It signs what it signed.
ssh-keygen -q -t ed25519 -N '' -C officer -f "$work/officer"
cp -r "$work/old" "$work/kit"
ssh-keygen -q -t ed25519 -N '' -f "$work/ca"
ssh-keygen -q -s "$work/ca" -I kit -n "$(cut -d' ' -f1 "$work/old.line")" "$work/kit/key.pub" 2>/dev/null
mv "$work/kit/key-cert.pub" "$work/cert.pub"
ok "its certificate is taken" fails 0 "kept sealed by" kit kit enrol "$work/cert.pub"
authority exercise
"$moka" exercise new --seed 6 --sms 4 --files 2 -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" || exit 1
ok "a run is signed" acquire "$work/b"
stop_phantom
printf 'kit:* cert-authority %s\n' "$(cat "$work/ca.pub")" >"$work/trust"
ok "and verified" bash -c "'$moka' verify --trust '$work/trust' '$work/b' | grep -qE '^(TRAINING )?INTACT$'"
ok "by stock ssh-keygen as well" ssh-keygen -Y verify -f "$work/trust" -I "$(cut -d' ' -f1 "$work/old.line")" -n moka-bundle -s "$work/b/signatures/kit.sig" <"$work/b/tagmanifest-sha256.txt"
ok "the log says how the key was kept" grep -rqs "sealed by this machine's TPM 2.0" "$work/b"
ok "the counter goes on" test "$(kit kit runs 2>/dev/null | cut -d' ' -f3 | tr '\n' ' ')" = "made begun sealed "
ok "the secret is in no file of the bundle" nowhere "$work/seed" "$work/b" "$work/kit" "$work/bus"

# What can happen to it.
head -c 150 "$work/new/key.tpm" >"$work/short"
cp -r "$work/new" "$work/damaged" && cp "$work/short" "$work/damaged/key.tpm"
ok "a damaged one is named" fails 3 "damaged" kit damaged
cp "$work/new/key.tpm" "$work/damaged/key.tpm" && printf X | dd of="$work/damaged/key.tpm" bs=1 seek="$(($(stat -c %s "$work/new/key.tpm") - 9))" conv=notrunc 2>/dev/null
ok "so is one that is whole and was changed" fails 3 "damaged" kit damaged
wire 3 gone
ok "the TPM goes away in the middle" fails 3 "stopped answering" kit new
tpm_on one
wire 3 silent
ok "one that never answers is not waited for for ever" fails 3 "not answered in 15 seconds" kit new
tpm_on one
ok "then it is there again" diff <(kit new 2>/dev/null) "$work/new.line"
tpm_off
ok "a TPM that is off" fails 3 "stopped answering" kit new
ok "is not one that was never there" env MOKA_TPM=device:/nonexistent bash -c "'$moka' kit --kit '$work/new' 2>&1 | grep -q 'no TPM 2.0 can be reached'"
tpm_on two
ok "another machine's TPM is told apart" fails 3 "sealed by another machine's TPM" kit new
tpm_on one
ok "the right one opens it" diff <(kit new 2>/dev/null) "$work/new.line"
# TPM2_DictionaryAttackParameters: locked at the first wrong password, for a day
raw '\x80\x02\x00\x00\x00\x27\x00\x00\x01\x3a\x40\x00\x00\x0a\x00\x00\x00\x09\x40\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x51\x80\x00\x01\x51\x80'
ok "a TPM in lockout" test "$(od -An -v -tx1 -j6 -N4 "$work/raw" | tr -d " ")" = 00000000
ok "still opens the key, whose authorisation nobody can guess" diff <(kit new 2>/dev/null) "$work/new.line"
# TPM2_Clear, by the lockout's empty password
raw '\x80\x02\x00\x00\x00\x1b\x00\x00\x01\x26\x40\x00\x00\x0a\x00\x00\x00\x09\x40\x00\x00\x09\x00\x00\x00\x00\x00'
ok "a TPM is cleared" test "$(od -An -v -tx1 -j6 -N4 "$work/raw" | tr -d " ")" = 00000000
ok "then the key is lost, and that is said" fails 3 "was cleared" kit new
ok "and no other is made in its place" test "$(ls "$work/new")" = "$(printf '%s\n' id key.pub key.tpm)"
finish
