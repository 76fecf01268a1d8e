#!/bin/bash
# moka parse on archives, backups and single documents: what comes out, what is said of damage, and
# that a reader that dies inside a container costs one file.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
parse() { # STATUS PATH [OPTION...]: into $work/out and $work/err
    local want=$1 path=$2
    shift 2
    "$moka" parse "$@" "$path" >"$work/out" 2>"$work/err"
    local got=$?
    [ $got -eq "$want" ] || { echo "status $got"; cat "$work/err"; false; }
}
count() { # FILE PART N
    local n
    n=$(grep -c "$2" "$work/$1")
    [ "$n" -eq "$3" ] || { echo "$n times $2"; cat "$work/err"; false; }
}
files() { # the files that records come from
    [ "$(grep -o '"file":"[^"]*"' "$work/out" | sort -u | tr -d '\n')" = "$1" ] ||
        { grep -o '"file":"[^"]*"' "$work/out" | sort -u; false; }
}
python3 - "$here/../app" "$work" <<'PY' || exit 3
import gzip, hashlib, io, json, os, sqlite3, struct, subprocess, sys, tarfile, zipfile, zlib
app, work = sys.argv[1:]
db = work + "/mmssms.db"
con = sqlite3.connect(db)
con.executescript(open(app + "/android.sms/basic.sql", encoding="utf-8").read())
con.commit()
con.close()
sms = open(db, "rb").read()
PATH = "data/user_de/0/com.android.providers.telephony/databases/mmssms.db"


def tar(entries, **how):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **how) as t:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(entries, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as z:
        for name, data in entries:
            z.writestr(name, data)
    return out.getvalue()


def save(name, data):
    with open(os.path.join(work, name), "wb") as f:
        f.write(data)


def aes(data, key, iv):
    return subprocess.run(["openssl", "enc", "-aes-256-cbc", "-K", key.hex(), "-iv", iv.hex()],
                          input=data, stdout=subprocess.PIPE, check=True).stdout


def pbkdf2(secret, salt):
    return hashlib.pbkdf2_hmac("sha1", secret, salt, 100, 32)


def backup(body, password=None, packed=1, version=5, checksum="utf8"):
    body = zlib.compress(body) if packed else body
    head = "ANDROID BACKUP\n%d\n%d\n" % (version, packed)
    if password is None:
        return head.encode() + b"none\n" + body
    salt, check, iv, key = (bytes(range(i, i + n)) for i, n in ((1, 64), (65, 64), (3, 16), (150, 32)))
    chars = "".join(chr(b if b < 128 else 0xff00 | b) for b in key).encode()
    blob = bytes([16]) + bytes(16) + bytes([32]) + key + bytes([32]) + pbkdf2(
        chars if checksum == "utf8" else key, check)
    lines = [salt.hex().upper(), check.hex().upper(), "100", iv.hex().upper(),
             aes(blob, pbkdf2(password, salt), iv).hex().upper()]
    return (head + "AES-256\n" + "\n".join(lines) + "\n").encode() + aes(body, key, bytes(16))


save("box.zip", zipped([(PATH, sms), ("notes.txt", b"nothing"), ("x/", b"")]))
save("stored.zip", zipped([(PATH, sms)] * 1 + [("a", b"1")], zipfile.ZIP_STORED))
save("box.tar", tar([(PATH, sms), ("a/" + 90 * "long" + "/name", b"x")], format=tarfile.PAX_FORMAT))
save("gnu.tar", tar([("./" + 30 * "long/" + PATH, sms)], format=tarfile.GNU_FORMAT))
save("box.tgz", gzip.compress(tar([(PATH, sms)])))
save("nested.tar", tar([("b/inner.zip", zipped([("deep.zip", zipped([(PATH, sms)])), ("z", b"")]))]))
inner = zipped([(PATH, sms), ("z", b"")])
for i in range(5):
    inner = zipped([("%d.zip" % i, inner), ("z", b"")])
save("deeper.zip", inner)
save("slip.zip", zipped([("../../../" + PATH, sms), ("/etc/passwd", b"x")]))
save("cut.zip", zipped([(PATH, sms), ("z", b"")])[:-30])
broken = bytearray(zipped([(PATH, sms), ("z", b"")], zipfile.ZIP_STORED))
broken[len(PATH) + 30 + 2000] ^= 0xff
save("broken.zip", bytes(broken))
save("bomb.zip", zipped([("a/mmssms.db", bytes(300 << 20)), ("z", b"")]))
save("cut.tar", tar([(PATH, sms)])[:4096])
save("twice.tar", tar([(PATH, sms), (PATH, sms)]))
message = [{"address": "+442079460958", "body": "kept", "date": "1450893518140", "type": "1"}]
apps = tar([("apps/com.android.providers.telephony/_manifest", b"1\n"),
            ("apps/com.android.providers.telephony/d_f/000000_sms_backup",
             zlib.compress(json.dumps(message).encode()))])
save("plain.ab", backup(apps))
save("bare.ab", backup(apps, packed=0))
save("locked.ab", backup(apps, "pässword".encode(), version=4))
save("old.ab", backup(apps, "pässword".encode("latin-1"), version=1, checksum="raw"))
save("word", "pässword\n".encode())
save("future.ab", backup(apps, version=6))
save("cut.ab", backup(apps)[:200])
PY
inside=/data/user_de/0/com.android.providers.telephony/databases/mmssms.db
for box in box.zip stored.zip box.tar box.tgz/box.tar; do
    ok "${box%%/*}: read" parse 0 "$work/${box%%/*}"
    ok "every message is there" count out '"kind":"message"' 8
    ok "under its path inside" files "\"file\":\"$box$inside\""
done
ok "a long GNU name is whole" parse 0 "$work/gnu.tar"
ok "with its messages" count out "long/long/long$inside" 8
ok "containers inside containers are read" parse 0 "$work/nested.tar"
ok "down to the file" files "\"file\":\"nested.tar/b/inner.zip/deep.zip$inside\""
ok "but not without end" parse 1 "$work/deeper.zip"
ok "which is said" count err 'deeper than 4' 1
ok "a name that leads out is but a name" parse 1 "$work/slip.zip"
ok "and said to be odd" count err 'leads out of the archive' 2
ok "its messages are read" count out '"file":"slip.zip/../../../data' 8
ok "a zip without its end is read by what is left" parse 1 "$work/cut.zip"
ok "all of it" count out '"kind":"message"' 8
ok "with a word" count err 'no central directory' 1
ok "damage in a file is said" parse 1 "$work/broken.zip"
ok "naming the file" count err 'mmssms.db: ' 1
ok "a bomb is not unpacked" parse 1 "$work/bomb.zip"
ok "which is said as well" count err 'would grow too much' 2
ok "a tar that ends in a file is read as far as it goes" parse 1 "$work/cut.tar"
ok "which is said" count err 'cut off' 1
ok "two files of one name are two files" parse 1 "$work/twice.tar"
refs() { [ "$(grep -o '"ref":"[^"]*"' "$work/out" | sort -u | wc -l)" -eq 16 ]; }
ok "whose records have names of their own" refs

for how in plain bare; do
    ok "a $how Android backup is read" parse 0 "$work/$how.ab"
    ok "with the message in it" count out '"text":"kept"' 1
done
ok "a locked one with its password" parse 0 "$work/locked.ab" --key "ab=pässword"
ok "gives the message" count out '"text":"kept"' 1
ok "an old one, whose password was cut to bytes, too" parse 0 "$work/old.ab" --key ab=wrong --key "ab=@$work/word"
ok "with the message" count out '"text":"kept"' 1
ok "without a password it is a failure" parse 1 "$work/locked.ab"
ok "that says what is needed" count err 'give --key ab=PASSWORD' 1
ok "with a wrong one, too" parse 1 "$work/locked.ab" --key ab=nonsense
ok "which is not printed" count err nonsense 0
ok "a version that is not known is refused" parse 1 "$work/future.ab"
ok "one that is cut off is said to be" parse 1 "$work/cut.ab"
ok "in a word" count err 'cut off at' 1

# A folder with such files, and the ledger.
mkdir "$work/all"
cp "$work"/{box.zip,plain.ab,nested.tar,locked.ab} "$work/all"
ok "a folder is read with what its containers hold" parse 1 "$work/all" --coverage "$work/cov"
ok "all messages" count out '"kind":"message"' 17
ok "the locked one is named" count err 'locked.ab' 1
cp "$work/out" "$work/first"
parse 1 "$work/all"
ok "read again, the same bytes come out" cmp "$work/first" "$work/out"
mkdir "$work/tmp"
left() { [ -z "$(ls -A "$work/tmp")" ]; }
TMPDIR=$work/tmp parse 1 "$work/all"
ok "nothing is left in TMPDIR" left
nowhere() { TMPDIR=$work/none parse 0 "$work/box.tgz"; }
ok "a TMPDIR that is not there is no end" nowhere

# A reader that dies inside a container.
mkdir -p "$work/bin"
cp "$MOKA_BIN/moka" "$MOKA_BIN/moka-media" "$work/bin/"
cp "$MOKA_BIN/../tests/dying_reader" "$work/bin/moka-parse"
moka=$work/bin/moka
ok "a reader that dies in a container is begun anew behind it" parse 1 "$work/box.zip"
ok "the file is named" count err 'box.zip/file1.*the reader died' 1
ok "the next that kills it, too" count err 'box.zip/file2.*the reader died' 1
ok "and no other" count err 'failed' 2
finish
