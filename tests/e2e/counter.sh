#!/bin/bash
# The kit's counter and a TPM's, one in software: a folder of the kit that was put back, lines cut off, the power gone at each step, a TPM
# that is away, another one, cleared, and its counter deleted.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/tpm.sh"
raw() { printf "$1" | "$wire" "$work/tpm" "$work/raw.bus" >"$work/raw"; } # the answer to a command in hex escapes
kit() { "$moka" kit "$@" --kit "$work/kit"; }
acts() { kit runs 2>"$work/err" | cut -d' ' -f3 | paste -sd' '; }
counted() { kit runs >"$work/out" 2>"$work/err"; grep -q "counted $1" "$work/err"; }
run() { rm -rf "$work/$1" && acquire "$work/$1" --quiet >"$work/acquired" 2>&1; }
both() { # both BUNDLE WORDS: INTACT for both verifiers, which name them
    local a b
    a=$("$moka" verify --trust "$work/trust" "$1") && b=$("$MOKA_BIN/moka-check" --trust "$work/trust" "$1") || return 1
    [ "$(tail -n 1 <<<"$a") $(tail -n 1 <<<"$b")" = "TRAINING INTACT INTACT" ] || { echo "$a$b" && return 1; }
    [ -z "${2-}" ] || { grep -q "$2" <<<"$a" && grep -q "$2" <<<"$b"; } || { echo "$a$b" && return 1; }
}
says_nothing() { both "$1" && ! "$moka" verify --trust "$work/trust" "$1" | grep -q "kit's counter" &&
    ! "$MOKA_BIN/moka-check" --trust "$work/trust" "$1" | grep -q "kit's counter"; }
put_back() { rm -rf "$work/kit" && cp -r "$work/$1" "$work/kit"; }

# Made without a TPM, as older kits were: the key in a file, the first lines counted by nobody.
authority exercise '{"categories":["calls"]}'
"$moka" exercise new --seed 8 --sms 2 --calls 2 --files 1 --no-system -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" || exit 1
ok "a run without a TPM" run none
trust
ok "and is stated" bash -c "grep -q 'kit_counter_kept\":\"by no TPM' '$work/none/custody/log.jsonl'"
ok "which is no finding" says_nothing "$work/none"
tpm_on one
ok "the first run with one has it counted" run first
ok "from then on" test "$(acts)" = "begun sealed made begun sealed"
ok "by the TPM" counted "by this machine's TPM 2.0, at 3"
ok "says the bundle as well" grep -q "kit_counter_kept\":\"by this machine's TPM 2.0, at 2" "$work/first/custody/log.jsonl"
ok "nothing is missing" says_nothing "$work/first"

# The folder as it was before a run that somebody wants to be without.
cp -r "$work/kit" "$work/before"
ok "a run that is thrown away" run away
cp -r "$work/kit" "$work/after"
put_back before
ok "with the folder as it was before it is found missing" bash -c "! '$moka' kit runs --kit '$work/kit' 2>&1 | grep -q 'counted 2 steps that no line is of' && exit 1 || exit 0"
kit runs >"$work/out" 2>"$work/err"
ok "with exit 1" test $? = 1
ok "and by moka kit" bash -c "'$moka' kit --kit '$work/kit' 2>&1 | grep -q 'missing: the TPM has counted 2 steps'"
ok "the next run begins" run next
ok "and writes it down in a line of its own" test "$(acts)" = "begun sealed made begun sealed missing begun sealed"
ok "which the bundle has" grep -q "missing: the TPM has counted 2 steps" "$work/next/custody/log.jsonl"
ok "and both verifiers name" both "$work/next" "kit's counter.*missing: the TPM has counted 2 steps"
ok "a later run" run later
ok "has it, too" both "$work/later" "kit's counter.*missing: found before, line 6"
put_back after
head -n -1 "$work/after/counter.jsonl" >"$work/kit/counter.jsonl"
ok "one line cut off is found" counted ".*missing: the TPM has counted [0-9]* steps"
head -n 2 "$work/after/counter.jsonl" >"$work/kit/counter.jsonl"
ok "all that a TPM counted" counted ".*missing: .*no line says so"
head -n 3 "$work/after/counter.jsonl" >"$work/kit/counter.jsonl"
ok "up to where its counter was made: a power cut then, or not, is said" counted ".*doubtful: .*counter was made"
rm "$work/kit/counter.jsonl"
ok "the whole file" counted ".*missing: "
sed '5s/"nv":[0-9]*/"nv":5/' <(head -n 5 "$work/after/counter.jsonl") >"$work/kit/counter.jsonl"
ok "a line whose value was changed to fit" bash -c "'$moka' kit --kit '$work/kit' 2>&1 | grep -q 'missing: .*not signed by this kit'"
put_back before && run again >/dev/null && rm -rf "$work/before" && cp -r "$work/kit" "$work/before"

# The power fails, or the TPM, at each step.
tpm_steps() {
    local n state words
    for ((n = 1; n < 40; n++)); do
        tpm_on one
        wire "$n" gone
        run gone || { echo "$n: no run" && cat "$work/acquired" && return 1; }
        tpm_on one
        kit runs >"$work/out" 2>"$work/err"
        grep -q missing "$work/err" && { sed "s/^/$n: /" "$work/err" | head -n 3; return 1; }
        both "$work/gone" >"$work/said" || { cat "$work/said"; return 1; }
        grep -q "by no TPM" "$work/gone/custody/log.jsonl" || break
    done
    echo "# $n commands of a TPM"
    [ $n -gt 5 ] && [ $n -lt 40 ]
}
mv "$work/kit" "$work/kept" && MOKA_TPM=none kit >"$work/out" 2>"$work/err"
MOKA_TPM=none "$moka" kit --kit "$work/kit" 2>/dev/null >>"$work/trust"
ok "a TPM that goes away at any of its commands: a run, and no lines that seem missing" tpm_steps
ok "what was not counted is told as such" bash -c "kit() { '$moka' kit runs --kit '$work/kit' 2>/dev/null; }; kit | grep -q ' cut ' && ! kit | grep -q ' missing '"
power() {
    local n
    for ((n = 1; n < 60; n++)); do
        rm -rf "$work/fired" "$work/p"
        (export FAIL_PROGRAM=moka-acquire FAIL_HOW=kill FAIL_AT=$n FAIL_FIRED=$work/fired LD_PRELOAD=$MOKA_BIN/../tests/fail_nth.so
            acquire "$work/p" --quiet) >"$work/killed" 2>&1
        [ -e "$work/fired" ] || return 1
        kit runs >"$work/out" 2>"$work/err"
        grep -q "missing\|doubtful" "$work/err" && { sed "s/^/$n: /" "$work/err"; return 1; }
        [ ! -e "$work/p/journal" ] || break # it began
    done
    echo "# $n writes until a run has begun"
    run p && both "$work/p"
}
case $MOKA_BIN/ in
*/asan/*) ;; # a sanitizer's runtime has to be the first library
*) ok "the power goes at each write of a run's beginning: nothing seems missing" power ;;
esac

# Another TPM, none, a cleared one, and its counter deleted.
cp "$work/kit/counter.jsonl" "$work/lines"
tpm_on two
ok "another TPM" run moved
ok "is said, and counts from then on" both "$work/moved"
ok "in a line of its own" bash -c "'$moka' kit runs --kit '$work/kit' 2>/dev/null | grep -q ' made .*another TPM counted before'"
tpm_on one
ok "back at the first one nothing is missing" counted "by this machine's TPM 2.0, at [0-9]*$"
MOKA_TPM=none run without
tpm_on one
ok "nor after runs without one" counted "by this machine's TPM 2.0, at [0-9]*$"
MOKA_TPM=none "$moka" kit --kit "$work/kit" 2>"$work/err" >"$work/out"
ok "no TPM is said" grep -q "counted by no TPM" "$work/err"
id=$(cut -c3-10 "$work/kit/id")
index=$(printf '%08x' $((0x01800000 + (0x$id & 0x3fffff))) | sed 's/../\\x&/g')
# TPM2_NV_UndefineSpace, by the owner's empty password
raw '\x80\x02\x00\x00\x00\x1f\x00\x00\x01\x22\x40\x00\x00\x01'"$index"'\x00\x00\x00\x09\x40\x00\x00\x09\x00\x00\x00\x00\x00'
ok "its counter is deleted" test "$(od -An -v -tx1 -j6 -N4 "$work/raw" | tr -d " ")" = 00000000
ok "which is found" counted ".*doubtful: .*is gone: it was deleted"
at=$(grep -o '"nv":[0-9]*' "$work/kit/counter.jsonl" | cut -d: -f2 | sort -n | tail -n 1)
ok "and made anew" run anew
ok "named by both" both "$work/anew" "kit's counter.*doubtful: .*is gone"
ok "it goes on above what it was" test "$(grep -o '"nv":[0-9]*' "$work/kit/counter.jsonl" | tail -n 1 | cut -d: -f2)" -gt "$at"
cp -r "$work/kit" "$work/copy"
raw '\x80\x02\x00\x00\x00\x1f\x00\x00\x01\x22\x40\x00\x00\x01'"$index"'\x00\x00\x00\x09\x40\x00\x00\x09\x00\x00\x00\x00\x00'
run b2 && put_back copy
ok "deleted, made anew by a run that is then thrown away: found" counted ".*missing: the TPM has counted"
# TPM2_Clear, by the lockout's empty password
raw '\x80\x02\x00\x00\x00\x1b\x00\x00\x01\x26\x40\x00\x00\x0a\x00\x00\x00\x09\x40\x00\x00\x09\x00\x00\x00\x00\x00'
ok "a TPM is cleared" test "$(od -An -v -tx1 -j6 -N4 "$work/raw" | tr -d " ")" = 00000000
ok "which is found as well" counted ".*doubtful: .*TPM was cleared"
stop_phantom
finish
