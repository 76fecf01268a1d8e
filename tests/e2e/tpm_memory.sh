#!/bin/bash
# A kit whose key a TPM (in software) seals, on a machine without memory: each allocation of moka-tpm, of the libraries it uses and of
# moka-kit fails (all of them with MOKA_LONG, else the first ones and then ever fewer). It says so, and the key is where it was or where it goes.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
case $MOKA_BIN/ in */asan/*) echo "1..0 # SKIP a sanitizer's runtime has to be the first library"; exit 0 ;; esac
. "$here/../lib/tpm.sh"
# moka-tpm is begun with an environment of its own: what lets its allocations fail is put in front of it.
mkdir "$work/bin"
cp "$MOKA_BIN/moka" "$MOKA_BIN/moka-kit" "$work/bin/"
fail=$(cd "$MOKA_BIN/../tests" && pwd)/fail_here.so
in_front() { # in_front N: the N-th of moka-tpm fails; 0: none
    rm -f "$work/bin/moka-tpm" # it may still be running
    printf '#!/bin/sh\n[ %s = 0 ] || export FAIL_PROGRAM=moka-tpm FAIL_HOW=memory FAIL_AT=%s FAIL_FIRED=%s LD_PRELOAD=%s\nexec %s "$@"\n' \
        "$1" "$1" "$work/fired" "$fail" "$MOKA_BIN/moka-tpm" >"$work/bin/moka-tpm" && chmod +x "$work/bin/moka-tpm"
}
kit() { "$work/bin/moka" kit --kit "$work/$@"; }
# run PROGRAM N WORD...: moka kit with those words, its N-th allocation, or moka-tpm's, fails; $status
run() {
    rm -f "$work/fired"
    if [ "$1" = moka-tpm ]; then
        in_front "$2"
        "$work/bin/moka" kit "${@:3}" >"$work/out" 2>"$work/err"
    else
        in_front 0
        (ulimit -c 0 && export FAIL_PROGRAM=$1 FAIL_HOW=memory FAIL_AT=$2 FAIL_FIRED=$work/fired LD_PRELOAD=$fail &&
            exec "$work/bin/moka" kit "${@:3}") >"$work/out" 2>"$work/err"
    fi
    status=$?
    in_front 0
}
odd() { echo "$*: $status: $(tail -n 1 "$work/err")" >>"$work/odd"; }
said() { # it ended well, or with words that say what lacked, and by no signal
    [ $status = 0 ] || { [ $status -lt 128 ] && grep -q memory "$work/err"; }
}
step() { [ -n "${MOKA_LONG:-}" ] && echo 1 || echo $((1 + ($1 > 24 ? $1 / 3 : 0))); }
# never PROGRAM WHAT: with each that fails
never() {
    local n
    for ((n = 1; n < 100000; n += $(step $n))); do
        rm -rf "$work/f"
        cp -r "$work/$2" "$work/f"
        case $2 in
        file) run "$1" "$n" tpm --kit "$work/f" ;;
        *) run "$1" "$n" --kit "$work/f" ;;
        esac
        [ -e "$work/fired" ] || break
        tried=$((tried + 1))
        said || odd "$1 $n, $2: not said"
        [ $status = 0 ] || grep -hoiE '[^:]*$' "$work/err" | tail -n 1 >>"$work/words"
        tpm_on one # what it holds for a program that is gone would be in the next one's way
        if [ "$2" = none ]; then # made, or not yet, and then it can be
            { kit f >"$work/a" 2>/dev/null && kit f 2>/dev/null | diff "$work/a" - >/dev/null; } || odd "$1 $n: no kit can be made"
            [ -e "$work/f/key" ] && [ -e "$work/f/key.tpm" ] && odd "$1 $n: two keys"
        else
            [ "$(kit f 2>"$work/err2")" = "$(cat "$work/$2.line")" ] || odd "$1 $n, $2: lost: $(tail -n 1 "$work/err2")"
        fi
    done
    [ $status = 0 ] || odd "$1, $2: where nothing fails"
    [ "$n" -gt 5 ] || odd "$1, $2: nothing failed"
    echo "# $1, $2: $n calls"
    [ ! -s "$work/odd" ] || { head -n 8 "$work/odd" && rm "$work/odd" && return 1; }
}
in_front 0
mkdir "$work/none"
tpm_off
MOKA_TPM=none kit file >"$work/file.line" 2>/dev/null
tpm_on one
kit sealed >"$work/sealed.line" 2>/dev/null
ok "one kit has its key in a file, one has it sealed" test -s "$work/file/key" -a -s "$work/sealed/key.tpm"
tried=0
for program in moka-tpm moka-kit; do
    ok "$program without memory: a key in a file is moved, or stays" never $program file
    ok "$program without memory: a sealed key is opened, or is there" never $program sealed
    ok "$program without memory: a kit is made, or can be" never $program none
done
echo "# $tried failed; words: $(sort "$work/words" | uniq -c | sort -rn | head -n 6 | tr '\n' ';')"
finish
