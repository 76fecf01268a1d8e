#!/bin/bash
# iOS backups, plain and encrypted, in a folder, an archive and alone: what is read, what is said,
# and what moka decrypt makes of them.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
make=$(dirname "$moka")/../tests/make_ios_backup
parse() { # STATUS PATH [OPTION...]: into $work/out and $work/err
    local want=$1 path=$2
    shift 2
    "$moka" parse "$@" "$path" >"$work/out" 2>"$work/err"
    local got=$?
    [ $got -eq "$want" ] || { echo "status $got"; cat "$work/err"; false; }
}
decrypt() { # STATUS ARGUMENT...
    local want=$1
    shift
    "$moka" decrypt ios-backup "$@" >"$work/out" 2>"$work/err"
    local got=$?
    [ $got -eq "$want" ] || { echo "status $got"; cat "$work/err"; false; }
}
count() { # FILE PART N
    local n
    n=$(grep -c "$2" "$work/$1")
    [ "$n" -eq "$3" ] || { echo "$n times $2"; cat "$work/err"; false; }
}
python3 - "$here/../app/safari.history/basic.sql" "$work/History.db" <<'PY' || exit 3
import sqlite3, sys
con = sqlite3.connect(sys.argv[2])
con.executescript(open(sys.argv[1], encoding="utf-8").read())
con.execute("DELETE FROM history_visits WHERE history_item = 99")  # it would be an issue
con.commit()
PY
"$moka" parse "$work/History.db" >"$work/alone" 2>/dev/null
visits=$(grep -c '"app":"safari.history"' "$work/alone")
history="HomeDomain Library/Safari/History.db $work/History.db"
hostile="HomeDomain ../../../../escaped $work/History.db"
there='"file":"private/var/mobile/Library/Safari/History.db"'
for kind in plain old "secret 1000" "secret 0"; do
    # shellcheck disable=SC2086
    "$make" "$work/${kind% *}${kind#* }" $kind $history || exit 3
done
cp -r "$work/plainplain" "$work/plain"

ok "a plain backup is read" parse 0 "$work/plain"
ok "its files have the paths of the phone" count out "$there" "$visits"
ok "and the names they lie under" count out '"domain":"HomeDomain","stored":"1a/1a0e7afc19d307da602ccdcece51af33afe92c53"' "$visits"
ok "what it says of the phone are records" count out '"name":"IMEI","value":"350000000000006"' 1
ok "and so are its apps" count out '"kind":"app".*"id":"com.example.app"' 1
ok "an old backup is read" parse 0 "$work/oldold"
ok "its files have these paths, too" count out "$there" "$visits"

mkdir -p "$work/case/evidence"
cp -r "$work/plain" "$work/case/evidence/phone"
ok "a backup some folders down is read" parse 0 "$work/case"
ok "below its folder" count out '"file":"evidence/phone/private/var/mobile/Library/Safari/History.db"' "$visits"
tar -C "$work/case" -cf "$work/case.tar" evidence
ok "a backup in an archive is read" parse 0 "$work/case.tar"
ok "below its folder there" count out '"file":"case.tar/evidence/phone/private/var/mobile/Library/Safari/History.db"' "$visits"

ok "without a password an encrypted one is not read" parse 1 "$work/secret1000"
ok "which it says" count err 'encrypted, give --key ios-backup=PASSWORD' 1
ok "with a wrong one neither" parse 1 "$work/secret1000" --key ios-backup=wrong
ok "which it says, once" count err 'no password given fits' 1
for kind in secret1000 secret0; do
    ok "$kind: the password opens it" parse 0 "$work/$kind" --key ios-backup=secret
    ok "$kind: its files are read" count out "$there" "$visits"
    ok "$kind: the check says so" decrypt 0 --check --key ios-backup=secret "$work/$kind"
    ok "$kind: and says no" decrypt 1 --check --key ios-backup=other "$work/$kind"
done
ok "the property list is enough for a check" decrypt 0 --check --key ios-backup=secret "$work/secret1000/Manifest.plist"
ok "it becomes a tar" decrypt 0 --key ios-backup=secret "$work/secret1000" -o "$work/plain.tar"
tar -xOf "$work/plain.tar" 1a/1a0e7afc19d307da602ccdcece51af33afe92c53 >"$work/again.db"
ok "with the bytes of the phone" cmp "$work/History.db" "$work/again.db"
ok "which only its owner can read" [ "$(stat -c %a "$work/plain.tar")" = 600 ]
parse 1 "$work/plain.tar"
ok "and which is read without a password" count out "History.db" "$visits"
ok "no tar of a wrong password" decrypt 3 --key ios-backup=no "$work/secret1000" -o "$work/no.tar"
ok "is left" [ ! -e "$work/no.tar" ]
ok "none of a plain one" decrypt 3 --key ios-backup=secret "$work/plain" -o "$work/no.tar"
ok "none of another folder" decrypt 3 --key ios-backup=secret "$here" -o "$work/no.tar"
ok "and none of a file" decrypt 2 --key ios-backup=secret "$work/History.db" -o "$work/no.tar"

"$make" "$work/slow" secret 3000000 $history || exit 3
ok "many rounds are told while they go on" parse 0 "$work/slow" --key ios-backup=secret
ok "as they go" count err 'deriving the key, .000000 of 3000000 rounds' 3

# shellcheck disable=SC2086
"$make" "$work/hostile" secret 1000 $history $hostile || exit 3
ok "a hostile name is told" parse 1 "$work/hostile" --key ios-backup=secret
ok "by its name" count err 'a path that leaves its folder: not read' 1
ok "and the rest is read" count out "$there" "$visits"
ok "in a tar" decrypt 1 --key ios-backup=secret "$work/hostile" -o "$work/hostile.tar"
tar -tf "$work/hostile.tar" >"$work/names"
ok "no name leaves" count names '\.\.' 0
ok "the file is there" count names '^../[0-9a-f]*$' 2
rm "$work/plain/1a/"*
mkdir "$work/plain/ff"
echo x >"$work/plain/ff/ffffffffffffffffffffffffffffffffffffffff"
ok "what is missing is a gap" parse 1 "$work/plain"
ok "with its name" count err 'failed:.*Safari/History.db.*its file is not in the backup' 1
ok "what the list does not name is told" count err 'f: a file that the manifest does not name' 1
mkdir "$work/phone" "$work/phone/A.app"
printf '<?xml version="1.0"?><plist version="1.0"><dict><key>CFBundleName</key><string>A</string></dict></plist>' >"$work/phone/A.app/Info.plist"
ok "an app's Info.plist is not a backup's" parse 0 "$work/phone"
ok "and nothing is said of it" [ ! -s "$work/out" ]
finish
