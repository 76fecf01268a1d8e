#!/bin/bash
# Databases that change while they are copied: a database and its logs are taken again together, and
# what never holds still is told.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl

"$moka" exercise new --seed 5 --files 10 --pictures 3 --no-system -o "$work/ex" >/dev/null || exit 3
db=$work/ex/storage/Chats
mkdir -p "$db"
python3 - "$db" "$work" <<'PY' || exit 3
import os, shutil, sqlite3, sys
db, work = sys.argv[1:]
def version(n, rows): # a database in WAL mode whose newest rows stand in its log
    path = f"{work}/v{n}"
    c = sqlite3.connect(path)
    c.execute("PRAGMA journal_mode=WAL")
    c.execute("PRAGMA wal_autocheckpoint=0")
    c.execute("CREATE TABLE t(x)")
    c.execute("INSERT INTO t VALUES (zeroblob(?))", (n * 9000,))
    c.commit()
    for i in range(rows): c.execute("INSERT INTO t VALUES (?)", (f"v{n} row {i}",))
    c.commit()
    shutil.copy(path, path + ".db"); shutil.copy(path + "-wal", path + ".db-wal")
version(1, 3); version(2, 5)
for end in ("", "-wal"): shutil.copy(f"{work}/v1.db{end}", f"{db}/a.db{end}")
shutil.copy(f"{work}/v1.db", f"{db}/quiet.db")
with open(db + "/z.db", "wb") as f: f.write(os.urandom(24 << 20))
PY
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }
asked() { # PATH: waits until the phone is asked for that file's bytes
    local want
    want=$(hex "$1")
    until grep -q "\"RC.*$want" "$work/phantom.jsonl" 2>/dev/null; do kill -0 "$pid" 2>/dev/null || return 1; done
}
begin() { # BUNDLE: an acquisition in the background, slow while it copies z.db
    phantom "$work/ex" --fault 'delay=20@RC* /sdcard/Chats/z.db' || return 1
    acquire "$1" -q 2>"$work/err" >&2 &
    pid=$!
}

authority exercise '{"categories":["files"]}'
change_once() {
    begin "$work/b" && asked /sdcard/Chats/z.db || return 1
    mv "$work/v2.db-wal" "$db/a.db-wal"
    mv "$work/v2.db" "$db/a.db"
    wait "$pid"
}
ok "a phone whose database changes is acquired" change_once
stop_phantom
trust
says() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw INTACT; }
ok "the bundle is intact" says "$work/b"
again() {
    python3 - "$work/b" <<'PY'
import json, sys
rows = [json.loads(l) for l in open(sys.argv[1] + "/index.jsonl")]
mine = [r for r in rows if r.get("database") == "/sdcard/Chats/a.db"]
old = {f for r in mine for f in r.get("replaces", [])}
print(mine)
sys.exit(not (len(mine) == 4 and len(old) == 2 and old < {r["file"] for r in mine}))
PY
}
ok "the set was taken again, and replaces the one before" again
ok "what readers see is the phone as it is now" "$compare" payload "$work/b" "$work/ex/storage" /sdcard
ok "the custody log equals the phone's own log" "$compare" custody "$work/b" "$work/phantom.jsonl"
told() { grep -q "\"act\":\"$1\"" "$work/b/custody/log.jsonl"; }
ok "the custody log says so" told set-again
quiet() { [ "$(grep -c '/Chats/quiet.db' "$work/b/index.jsonl")" -eq 1 ]; }
ok "what held still was taken once" quiet
read_now() { # the rows of the database as it is now, out of its log, and none of the one before
    mkdir -p "$work/out"
    python3 - "$work/b" "$work/out" <<'PY'
import json, shutil, sqlite3, sys
b, out = sys.argv[1:]
rows = [json.loads(l) for l in open(b + "/index.jsonl")]
gone = {f for r in rows for f in r.get("replaces", [])}
for r in rows:
    if r.get("database") == "/sdcard/Chats/a.db" and r["file"] not in gone:
        shutil.copy(f"{b}/{r['file']}", out + "/" + r["path"].split("/")[-1])
got = [x for (x,) in sqlite3.connect(out + "/a.db").execute("SELECT x FROM t WHERE x LIKE 'v%'")]
sys.exit(got != [f"v2 row {i}" for i in range(5)])
PY
}
ok "and its newest rows are in it" read_now

restless() {
    begin "$work/c" && asked /sdcard/Chats/z.db || return 1
    while kill -0 "$pid" 2>/dev/null; do printf x >>"$db/a.db"; done
    wait "$pid"
}
ok "one that never holds still is no end" restless
tell_restless() {
    grep -q '"act":"changed-while-copied"' "$work/c/custody/log.jsonl" &&
        grep '"android.files"' "$work/c/coverage.jsonl" | grep -q '1 databases changed each time'
}
ok "it is told" tell_restless
ok "the bundle is intact" says "$work/c"
finish
