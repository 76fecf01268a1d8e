#!/bin/bash
# The backup that an exercise's iPhone makes: plain and encrypted it gives what is in the phone, and
# encrypted what a plain one leaves out; passwords are told right or wrong soon, many rounds as they go.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
phone=$work/exercise/phone
mkdir -p "$phone/HomeDomain/Library/"{SMS,Safari} "$phone/AppDomain-org.example.chat/Documents"
python3 - "$here/../app" "$phone" <<'PY' || exit 3
import sqlite3, sys
app, phone = sys.argv[1:]
def made(sql, path, end=""):
    con = sqlite3.connect(phone + "/" + path)
    con.executescript(open(app + "/" + sql, encoding="utf-8").read() + end)
    con.commit()
made("safari.history/basic.sql", "HomeDomain/Library/Safari/History.db",
     "DELETE FROM history_visits WHERE history_item = 99;")  # it would be an issue
made("ios.messages/basic.sql", "HomeDomain/Library/SMS/sms.db")
open(phone + "/AppDomain-org.example.chat/Documents/big.bin", "wb").write(bytes(range(256)) * 12345)
open(phone + "/AppDomain-org.example.chat/Documents/empty", "wb")
PY
cat >"$work/exercise/exercise.json" <<'JSON'
{"format":"moka-exercise-1","platform":"iphone","id":"e","seed":7,"name":"e","scenario":"",
 "phone":{"udid":"00008030-001A2B3C4D5E6F70","serial":"F17VPHONE001","name":"Ana's iPhone","product_type":"iPhone12,1",
          "product_version":"15.7.1","build":"19H117","passcode":true},
 "apps":[{"CFBundleIdentifier":"org.example.chat","CFBundleVersion":"1","ApplicationType":"User"}],
 "encrypted_only":["HomeDomain/Library/Safari/History.db*"]}
JSON
backup() { # OUT [OPTION...]
    local out=$1
    shift
    "$moka" phantom iphone "$work/exercise" --write-backup "$work/$out" "$@" 2>"$work/err"
}
parse() { # STATUS OUT [OPTION...] PATH
    local want=$1 out=$2
    shift 2
    "$moka" parse "$@" >"$work/$out" 2>"$work/err"
    local got=$?
    [ $got -eq "$want" ] || { echo "status $got"; cat "$work/err"; false; }
}
of() { grep -c "\"app\":\"$2\"" "$work/$1"; }
# What came of the files, wherever they were: without the names of their sources.
of_files() { grep -v '"app":"ios.backup"' "$work/$1" | sed 's/,"domain":"[^"]*","stored":"[^"]*"//' | sort; }

ok "a plain one is made" backup plain
ok "and read without a complaint" parse 0 plain.out "$work/plain"
ok "with the messages" [ "$(of plain.out ios.messages)" -gt 10 ]
ok "without what needs a password" [ "$(of plain.out safari.history)" -eq 0 ]
ok "a folder that is there is not written to" eval '! backup plain'

ok "an encrypted one is made" backup locked --password 'pass word ü' --rounds 2000
ok "and read without a complaint" parse 0 locked.out --key 'ios-backup=pass word ü' "$work/locked"
ok "with all of it" [ "$(of locked.out safari.history)" -gt 0 ]
grep -v '"app":"safari.history"' "$work/locked.out" >"$work/rest.out"
ok "the rest is as in the plain one" eval '[ "$(of_files plain.out)" = "$(of_files rest.out)" ]'
ok "nothing lies in the clear" eval '! grep -rqa -e SQLite -e sms.db "$work/locked"'
ok "a wrong password is told" parse 1 wrong.out --key ios-backup=wrong "$work/locked"
ok "and nothing read" [ "$(of wrong.out ios.messages)" -eq 0 ]
ok "the whole tree decrypts" "$moka" decrypt ios-backup --key 'ios-backup=pass word ü' "$work/locked" -o "$work/open.tar"
mkdir "$work/open"
tar -C "$work/open" -xf "$work/open.tar"
ok "into as many files" eval '[ "$(find "$work/locked" -path "*/??/*" | wc -l)" -eq "$(find "$work/open" -path "*/??/*" -type f | wc -l)" ]'
for file in "$work/plain/"??/*; do
    ok "${file##*/} as in the plain one" cmp "$file" "$work/open/${file#"$work/plain/"}"
done
backup again --password 'pass word ü' --rounds 2000
ok "made again it is the same" diff -r "$work/locked" "$work/again"

ok "one of as many rounds as phones ask for is made" backup slow --password secret
seconds() { # STATUS PASSWORD: how long reading it takes, in hundredths
    local from=${EPOCHREALTIME/./}
    parse "$1" slow.out --key ios-backup="$2" "$work/slow" || return 1
    took=$(((${EPOCHREALTIME/./} - from) / 10000))
}
ok "a wrong password is told" seconds 1 wrong
echo "# after $took hundredths of a second"
ok "the rounds as they go" grep -q 'deriving the key, 5000000 of 10000000 rounds' "$work/err"
ok "once" eval '[ "$(grep -c "5000000 of" "$work/err")" -eq 1 ]'
ok "the right one opens it" seconds 0 secret
echo "# after $took hundredths of a second"
ok "with the messages" [ "$(of slow.out ios.messages)" -gt 10 ]
finish
