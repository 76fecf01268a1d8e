#!/bin/bash
# moka verify as a command: exit status, last line, JSON Lines. What it finds is in the unit tests.
. "$(dirname "$0")/../lib/e2e.sh"

bag() {
    mkdir -p "$work/bag/data"
    printf 'one' >"$work/bag/data/a"
    printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' >"$work/bag/bagit.txt"
    (cd "$work/bag" && sha256sum data/a >manifest-sha256.txt)
}

ends() { # ends STATUS LAST-LINE ARGUMENT...
    local status=$1 last=$2
    shift 2
    "$moka" verify "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && [ "$(tail -n 1 "$work/out")" = "$last" ]
}

bag
ok "a whole bag is valid" ends 0 VALID --bag "$work/bag"
ok "in JSON it is too" ends 0 '{"verdict":"VALID"}' --json --bag "$work/bag"
printf 'two' >"$work/bag/data/a"
ok "a changed one is not" ends 1 INVALID --bag "$work/bag"
ok "and the file is named" grep -q '^BAD  *data/a: changed' "$work/out"
mkdir "$work/none"
ok "an empty folder is unknown" ends 1 UNKNOWN "$work/none"
ok "no folder cannot be read" ends 3 "" "$work/nowhere"
ok "no trust file cannot be read" ends 3 "" --trust "$work/nowhere" "$work/none"
ok "no argument is wrong usage" ends 2 ""
ok "an unknown option is wrong usage" ends 2 "" --no-such "$work/none"
ok "a full disk is told" bash -c '"$0" verify --bag "$1" >/dev/full 2>/dev/null; [ $? = 3 ]' \
    "$moka" "$work/bag"
finish
