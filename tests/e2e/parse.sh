#!/bin/bash
# moka parse on files and folders: what comes out, the exit status, and that nothing is changed.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
digest() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum && find . -print0 | sort -z | xargs -0 stat -c '%n %f %s %Y') | sha256sum; }
parse() { # STATUS PATH [OPTION...]: into $work/out and $work/err
    local want=$1 path=$2
    shift 2
    "$moka" parse "$@" "$path" >"$work/out" 2>"$work/err"
    [ $? -eq "$want" ]
}
count() { [ "$(grep -c "$2" "$work/$1")" -eq "$3" ]; }

ex=$work/phone telephony=data/user_de/10/com.android.providers.telephony/databases
people=data/data/com.android.providers.contacts/databases
mkdir -p "$ex/$telephony" "$ex/$people" "$ex/other"
made() { python3 - "$1" "$2" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript(open(sys.argv[2], encoding="utf-8").read())
db.commit()
PY
}
app=$here/../app
made "$ex/$telephony/mmssms.db" "$app/android.sms/basic.sql"
made "$ex/$people/calllog.db" "$app/android.calls/basic.sql"
made "$ex/$people/contacts2.db" "$app/android.contacts/basic.sql"
head -c 5000 /dev/zero >"$ex/other/nothing.db"
ln -s /etc "$ex/other/way out"
before=$(digest "$ex")

ok "a folder of clean databases is read, status 0" parse 0 "$ex" --coverage "$work/cov"
ok "with every message" count out '"kind":"message"' 8
ok "every call" count out '"kind":"call"' 9
ok "every contact" count out '"kind":"contact"' 3
ok "and the user it belongs to" count out '"profile":"10"' 8
ok "the ledger has a line for each app" count cov '"state":"found"' 3
cp "$work/out" "$work/first"
parse 0 "$ex"
ok "read again, the same bytes come out" cmp "$work/first" "$work/out"
unchanged() { [ "$(digest "$ex")" = "$before" ]; }
ok "the input is as it was" unchanged
distinct() { [ "$(grep -o '"ref":"[^"]*"' "$work/out" | sort | uniq -d | wc -l)" -eq 0 ]; }
mkdir -p "$ex/copy/$telephony"
cp "$ex/$telephony/mmssms.db" "$ex/copy/$telephony/"
parse 0 "$ex"
ok "two files with the same rows have refs of their own" distinct
cp "$ex/$people/calllog.db" "$work/renamed"
ok "a database by itself is known by its schema" parse 0 "$work/renamed"
ok "and read" count out '"kind":"call"' 9

# One damaged file: it is named, the others are read.
printf 'SQLite format 3\0garbage' >"$ex/$people/calllog.db"
ok "a damaged file makes status 1" parse 1 "$ex" --coverage "$work/cov"
ok "it is named" count err 'calllog.db' 1
ok "in the ledger too" count cov '"artefact":"android.calls".*"state":"failed"' 1
ok "and the others are read" count out '"kind":"message"' 16
ok "what is no database is refused with status 1" parse 1 "$ex/other/nothing.db"
ok "what is not there with status 3" parse 3 "$ex/not there"
ok "an unknown option with status 2" parse 2 "$ex" --no-such-option
ok "a key of no known name with status 2" parse 2 "$ex" --key what=ever
ok "a ledger inside of the evidence with status 2" parse 2 "$ex" --coverage "$ex/cov"
inside() { [ ! -e "$ex/cov" ]; }
ok "and it is not written" inside

# A reader that dies takes one file with it.
mkdir -p "$work/bin"
cp "$MOKA_BIN/moka" "$work/bin/"
cat >"$work/bin/moka-parse" <<'SH'
#!/bin/sh
# dies the first time, is the real one from then on
if [ -e "${0%/*}/died" ]; then exec "${0%/*}/real"; fi
: >"${0%/*}/died"
kill -SEGV $$
SH
chmod +x "$work/bin/moka-parse"
cp "$MOKA_BIN/moka-parse" "$work/bin/real"
rm "$ex/$people/calllog.db"
moka=$work/bin/moka
ok "a reader that dies makes status 1" parse 1 "$ex" --coverage "$work/cov"
ok "its file is named" count err 'failed' 1
ok "and the next ones get a new reader" count out '"kind":"message"' 8
finish
