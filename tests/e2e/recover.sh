#!/bin/bash
# moka recover: rows deleted from databases whose history is known, exit status, nothing changed.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
recover() { # STATUS [OPTION...] DB: into $work/out and $work/err
    local want=$1
    shift
    "$moka" recover "$@" >"$work/out" 2>"$work/err"
    [ $? -eq "$want" ]
}
lines() { [ "$(grep -c "$2" "$work/out")" -eq "$1" ]; }
says() { grep -qF -- "$2" "$work/$1"; }

python3 - "$work" <<'PY'
import os, sqlite3, sys
work = sys.argv[1]
db = sqlite3.connect(work + "/notes.db")
db.execute("pragma secure_delete=0")
db.execute("create table note(id integer primary key, title text, body text)")
db.executemany("insert into note values(?,?,?)", [(i, "title %d" % i, "body of %d" % i * 9) for i in range(1, 41)])
db.commit()
db.execute("delete from note where id in (7, 20, 33)")
db.commit()
db.close()
open(work + "/empty.db", "wb").close()
open(work + "/no.db", "wb").write(os.urandom(4096))
PY
before=$(sha256sum "$work/notes.db")

ok "a database is read" recover 0 "$work/notes.db"
ok "the three rows are found" lines 3 '"table":"note"'
ok "with their texts" says out '"title 20","body of 20body of 20'
ok "none that lives" lines 0 '"title 8"'
ok "with --live the others too" recover 0 --live "$work/notes.db"
ok "all of them" lines 37 '"state":"live"'
ok "the database is as it was" [ "$before" = "$(sha256sum "$work/notes.db")" ]
ok "and has no company" [ ! -e "$work/notes.db-shm" ]
ok "an empty one is status 1" recover 1 "$work/empty.db"
ok "what is none is status 3" recover 3 "$work/no.db"
ok "and says so" says err "not a SQLite database, or encrypted"
ok "no file is a wrong use" recover 2
recover 0 --validation
ok "what it was measured on can be printed" says out "SQLite Forensic Corpus"
version=$("$moka" --version)
ok "with the version" says out "recover ${version#moka }"

# The same through the apps: deleted messages of a phone.
phone=$work/phone/data/data/com.android.providers.telephony/databases
mkdir -p "$phone"
python3 - "$phone/mmssms.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("pragma secure_delete=0")
db.execute("create table sms(_id integer primary key, thread_id integer, address text, date integer,"
           " date_sent integer, type integer, read integer, body text)")
for i in range(1, 31):
    db.execute("insert into sms values(?,?,?,?,?,?,?,?)",
               (i, 4, "+15550100", 1700000000000 + i, 0, 1 + i % 2, 1, "message number %d of thirty" % i))
db.commit()
db.execute("delete from sms where _id in (9, 17)")
db.commit()
db.close()
PY
parse() { "$moka" parse "$@" --coverage "$work/ledger" "$work/phone" >"$work/out" 2>"$work/err"; }
parse
ok "live messages alone" lines 28 '"kind":"message"'
silent() { ! grep -q '"deleted"' "$work/ledger"; }
ok "the ledger does not count others" silent
parse --deleted
ok "with --deleted the two that are gone" lines 30 '"kind":"message"'
ok "with their text, and where they lay" says out '"text":"message number 17 of thirty"'
ok "their state says so" lines 2 '"state":"freeblock"'
ok "a confidence each" lines 2 '"confidence":0.9'
ok "the ledger counts them apart" says ledger '"records":28,"issues":0,"deleted":2'

# A message that was edited three times, and one that was deleted after that: each is one record with its history.
python3 - "$phone/mmssms.db" <<'PY'
import os, shutil, sqlite3, sys
path = sys.argv[1]
db = sqlite3.connect(path)
db.execute("pragma journal_mode=wal")
for text in ("first", "second", "third"):
    db.execute("update sms set body = ? where _id in (5, 6)", (text + " edit of the message",))
    db.commit()
db.execute("delete from sms where _id = 6")
db.commit()
for end in ("", "-wal"):    # as a phone that was switched off: the log stays
    shutil.copy(path + end, path + ".kept" + end)
db.close()
for end in ("", "-wal"):
    os.replace(path + ".kept" + end, path + end)
PY
texts() { grep "\"text\":\"$1" "$work/out" | grep -o '"text":"[^"]*"' | cut -d'"' -f4 | tr '\n' ';'; }
was="second edit of the message;first edit of the message;message number"
parse --deleted
ok "an edited message is one record" [ "$(grep -c 'edit of the message' "$work/out")" -eq 2 ]
ok "with all that it said, the newest first" \
    [ "$(texts third | head -c 300)" = "third edit of the message;$was 5 of thirty;third edit of the message;$was 6 of thirty;" ]
ok "the ledger says so" says ledger '6 earlier versions of rows stand with them'
recover 0 "$phone/mmssms.db"
ok "a deleted row is one line with its versions" lines 2 '"versions":\[.*edit of the message'
ok "which say at which commit they were live" lines 2 '"commit":2,"was_live":true'

# A long text's overflow pages, once used again by a row that is gone as well: the log has them as they were, the
# database alone does not say.
long() { # FILE MODE REUSED
    python3 - "$@" <<'PY'
import shutil, sqlite3, sys
path, mode, reused = sys.argv[1:]
db = sqlite3.connect(path)
db.execute("pragma journal_mode=" + mode)
db.execute("pragma secure_delete=0")
db.execute("pragma wal_autocheckpoint=0")
db.execute("create table sms(_id integer primary key, address text, date integer, body text)")
db.executemany("insert into sms values(?, '+15550100', 1700000000000, ?)", [(i, "short %d" % i) for i in range(1, 200)])
db.execute("insert into sms values(500, '+15550111', 1700000001000, ?)", ("first " * 1500,))
db.commit()
db.execute("delete from sms")
db.commit()
if reused == "yes":
    db.execute("create table other(a text)")
    db.execute("insert into other values(?)", ("other " * 1500,))
    db.commit()
    db.execute("drop table other")
    db.commit()
for end in ("", "-wal"):
    if mode == "wal":
        shutil.copy(path + end, path + ".kept" + end)
db.close()
if mode == "wal":
    for end in ("", "-wal"):
        shutil.move(path + ".kept" + end, path + end)
PY
}
for reused in no yes; do
    mkdir -p "$work/long.$reused"
    long "$work/long.$reused/log.db" wal "$reused"
    long "$work/long.$reused/plain.db" delete "$reused"
    ok "a long text as the log has it: its own (used again: $reused)" recover 0 "$work/long.$reused/log.db"
    ok "whole, and nothing to doubt" lines 1 '"row":500,.*"values":\[500,"+15550111",1700000001000,"\(first \)*"\],"partial":false,"confidence"'
done
ok "a long text that nothing vouches for" recover 0 "$work/long.no/plain.db"
ok "is given, and said to be unproven" lines 1 '"row":500,.*"\(first \)*"\],"partial":false,"unproven":\["body"\],"why":"overflow pages that may'
recover 0 "$work/long.yes/plain.db"
ok "as it has to be: another's is said to be no less" lines 0 '"row":500,.*"first [^"]*other [^"]*"\],"partial":false,"confidence"'

# A table dropped, and one of its name made anew with other columns: what is left of the first is not told as the
# second's, whose columns it does not fit.
python3 - "$work/anew.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("pragma secure_delete=0")
db.execute("create table msg(id integer primary key, who text, body text)")
db.executemany("insert into msg values(?,?,?)", [(i, "+1555%04d" % i, "text %d of the first table" % i) for i in range(1, 61)])
db.execute("drop table msg")
db.execute("create table msg(id integer primary key, at integer, who text, body text, seen integer)")
db.executemany("insert into msg values(?,?,?,?,?)", [(i, 1700000000000 + i, "+1666%04d" % i, "new %d" % i, 1) for i in range(1, 6)])
db.execute("delete from msg where id = 3")
db.commit()
PY
ok "a table made anew" recover 0 "$work/anew.db"
ok "has none of the rows of the former one" lines 0 '"table":"msg".*of the first table'
ok "which are told as what they are" lines 56 '"table":null,"row":[0-9]*,.*"values":\[null,"+1555[0-9]*","text [0-9]* of the first table"\],"partial":false'
ok "and its own is its own" lines 1 '"table":"msg",.*1700000000003,"+16660003","new 3",1'

# What SQLite never leaves so: reported, whoever did it.
forge() { # WHAT
    python3 - "$work/forged.$1.db" "$1" <<'PY'
import sqlite3, struct, sys
path, what = sys.argv[1:]
db = sqlite3.connect(path)
db.execute("pragma secure_delete=0")
db.execute("create table note(id integer primary key, title text, body text)")
db.executemany("insert into note values(?,?,?)", [(i, "title", "body of %d, and more of it" % i) for i in range(1, 21)])
db.execute("insert into note values(21, 'long', ?)", ("x" * 9000,))
if what == "zero":
    db.execute("insert into note values(22, 'zero', 'in front' || char(0) || 'behind')")
db.execute("delete from note where id in (5, 9)")
db.commit()
db.close()
with open(path, "r+b") as f:
    data = bytearray(f.read())
    page = 4096
    free = page + struct.unpack(">H", data[page + 1:page + 3])[0]
    if what == "loop":
        data[free:free + 2] = struct.pack(">H", free - page)
    elif what == "size":
        at = data.index(b"titlebody") - 2    # of a row: the types of title and body
        data[at] -= 4
    elif what == "chain":
        pages = [n for n in range(2, len(data) // page) if data[n * page + 5:n * page + 8] == b"xxx"]
        last = next(n for n in pages if data[n * page:n * page + 4] == bytes(4))
        data[last * page:last * page + 4] = struct.pack(">I", pages[0] + 1)
    f.seek(0)
    f.write(data)
PY
}
for what in none loop size chain zero; do forge "$what" || exit 3; done
ok "nothing forged, nothing said" recover 0 "$work/forged.none.db"
ok "not a word" [ ! -s "$work/err" ]
ok "a loop of freeblocks" recover 1 "$work/forged.loop.db"
ok "is told" says err "freeblocks: 1 pages have a list that is not what their cells leave over, the first is 2"
ok "sizes of columns that are not the row's" recover 1 "$work/forged.size.db"
ok "are told" says err "rows: 1 pages hold rows whose columns' sizes are not theirs, the first is 2"
ok "overflow pages that go on behind a row's end" recover 1 "$work/forged.chain.db"
ok "are told, too" says err "a row's overflow pages go on behind its end, to page"
ok "a zero byte inside of a text" recover 0 --live "$work/forged.zero.db"
ok "is told with the rows in use" says err "rows: 1 in use have a text with a zero byte inside"
ok "and what stands behind it is there" lines 1 'in front\\u0000behind'

# Numbers that a table never gives again: what is missing is told in the ledger, with the times around it.
gaps=$work/gaps/data/data/com.android.providers.telephony/databases
mkdir -p "$gaps"
python3 - "$gaps/mmssms.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("create table sms(_id integer primary key autoincrement, thread_id integer, address text, date integer,"
           " date_sent integer, type integer, read integer, body text)")
for i in range(1, 31):
    db.execute("insert into sms values(?,?,?,?,?,?,?,?)", (i, 4, "+15550100", 1700000000000 + 1000 * i, 0, 1, 1, "number %d" % i))
db.execute("pragma secure_delete=1")
db.execute("delete from sms where _id in (12, 17, 18, 29, 30)")
db.commit()
PY
"$moka" parse --deleted --coverage "$work/ledger" "$work/gaps" >"$work/out" 2>"$work/err"
ok "rows without a byte left are no records" lines 25 '"kind":"message"'
ok "but gaps in the ledger" says ledger '"gaps":3,"missing":5,'
ok "between the rows and times around them" says ledger \
    '{"after":16,"before":19,"from":"2023-11-14T22:13:36.000000Z","until":"2023-11-14T22:13:39.000000Z"}'
ok "also behind the last" says ledger '{"after":28,"from":"2023-11-14T22:13:48.000000Z"}'
"$moka" parse --coverage "$work/ledger" "$work/gaps" >"$work/out" 2>"$work/err"
ok "which are looked for with the deleted rows only" [ "$(grep -c '"gaps"' "$work/ledger")" -eq 0 ]

# A table of 20,000 messages with 4,000 deleted, whose holes are partly in use again.
mkdir "$work/reuse"
ok "holes in use again: what is left of their rows, none false" \
    python3 "$here/../lib/carve_reuse.py" "$moka" "$work/reuse"

# Every deleted row whose cell is whole, and nothing that never was or is still there.
# Each of those named here was once told wrongly.
seeds="$(seq 1 "${MOKA_CARVE_SEEDS:-8}") 110 163 180 264 343 359 377 387 510 596 782 828 909 913 919 1012 1023 1102 1104 1165 1168 1276 2105"
mkdir "$work/seeds"
ok "databases of known history: all whole cells, none false" \
    python3 "$here/../lib/carve_truth.py" "$moka" "$work/seeds" $seeds
if [ -n "${MOKA_CARVE_PRODUCT:-}" ]; then
    mkdir "$work/product"
    # shellcheck disable=SC2046 # numbers
    ok "every page size, encoding, journal mode and size of rows together" \
        python3 "$here/../lib/carve_truth.py" --product "$moka" "$work/product" $(seq 1 "$MOKA_CARVE_PRODUCT")
fi
ok "overflow pages that two deleted rows claim" recover 0 "$work/seeds/case-1276.db"
ok "are given to neither, which is said" lines 2 '"gone":\["body","extra"\],"why":"another deleted row claims'
finish
