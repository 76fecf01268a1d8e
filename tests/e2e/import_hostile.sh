#!/bin/bash
# moka import of what means harm or is no whole bundle: it is named, and nothing outside of the case's folder is touched. Encrypted
# bundles are unpacked inside of it, and hand-overs signed by who receives them.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
mkdir "$work/in" "$work/keys"
import() { "$moka" import --case "$work/case" --trust "$work/trust" --examiner e.lab "$@"; }
fails() { # fails STATUS WORDS ARGUMENTS...: of an import
    local status=$1 words=$2
    shift 2
    timeout 60 "$moka" import --case "$work/case" --trust "$work/trust" "$@" >"$work/out" 2>&1
    [ $? = "$status" ] && grep -qF -- "$words" "$work/out"
}
# Everything beside the case, with its kind, mode, time and content.
outside() { (cd "$work" && find in keys trust canary -printf '%y %m %T@ %l ' -print0 | sort -z && find in keys trust canary -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum; }

"$moka" exercise new --seed 51 --messages 40 --files 12 -o "$work/x" >/dev/null || exit 3
authority exercise
phantom "$work/x" && acquire "$work/in/good" -q >/dev/null && stop_phantom || exit 3
trust
echo untouched >"$work/canary"
ssh-keygen -q -t ed25519 -N '' -C lab -f "$work/keys/lab"
ssh-keygen -q -t ed25519 -N '' -C other -f "$work/keys/other"
"$moka" pack --to-file "$work/keys/lab.pub" -o "$work/in/good.tar.age" "$work/in/good" || exit 3

# Half sealed: a run that was cut before its end, and one without what seals it.
cp -r "$work/in/good" "$work/in/half" && chmod -R u+w "$work/in/half"
rm -r "$work/in/half/signatures" "$work/in/half"/{tagmanifest,manifest}-sha256.txt
cp -r "$work/in/good" "$work/in/unsigned" && chmod -R u+w "$work/in/unsigned" && rm "$work/in/unsigned"/signatures/*
# Names that lead out of it, in the index and the manifest.
cp -r "$work/in/good" "$work/in/names" && chmod -R u+w "$work/in/names"
sed -i '1s|data/000/0000001|../../canary|' "$work/in/names/index.jsonl" "$work/in/names/manifest-sha256.txt"
python3 - "$work/in" <<'P'
import io, os, sys, tarfile, zipfile, zlib
root = sys.argv[1]
with zipfile.ZipFile(root + "/slip.zip", "w") as z:
    for name in ("../../canary", "/etc/moka-canary", "..\\..\\canary", "a/../../canary", "C:\\canary"):
        z.writestr(name, "slipped")
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    z.writestr(link, "../../canary")
    z.writestr("link/x", "through")
with tarfile.open(root + "/slip.tar", "w") as t:
    def add(name, kind=tarfile.REGTYPE, to="", data=b""):
        i = tarfile.TarInfo(name)
        i.type, i.linkname, i.size, i.devmajor, i.devminor = kind, to, len(data), 1, 3
        t.addfile(i, io.BytesIO(data))
    add("../../canary", data=b"slipped")
    add("/canary", data=b"slipped")
    add("link", tarfile.SYMTYPE, "../../canary")
    add("link", data=b"through")
    add("hard", tarfile.LNKTYPE, "../../canary")
    add("null", tarfile.CHRTYPE)
    add("disk", tarfile.BLKTYPE)
    add("pipe", tarfile.FIFOTYPE)
with zipfile.ZipFile(root + "/bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    with z.open("mmssms.db", "w", force_zip64=True) as f:
        for _ in range(1200):
            f.write(bytes(1 << 20))
inner = b"x"
for i in range(60):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("%d.zip" % i, inner)
    inner = out.getvalue()
open(root + "/nested.zip", "wb").write(inner)
os.mkdir(root + "/foreign")
open(root + "/foreign/bagit.txt", "w").write("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
os.makedirs(root + "/foreign/data")
open(root + "/foreign/data/x.txt", "w").write("x")
open(root + "/foreign/manifest-sha256.txt", "w").write("0" * 64 + "  data/x.txt\n")
os.makedirs(root + "/odd/data")
os.symlink("../../..", root + "/odd/data/up")
os.symlink("/dev/zero", root + "/odd/data/mmssms.db")
os.mkfifo(root + "/odd/data/pipe")
P
before=$(outside)
untouched() { [ "$(outside)" = "$before" ]; }

ok "one that was never sealed is taken in as what it is" fails 1 TAMPERED "$work/in/half"
ok "one whose signatures are gone as well" fails 1 TAMPERED "$work/in/unsigned"
ok "names that lead out of it are tampering" fails 1 TAMPERED "$work/in/names"
taken() { import "$1" >"$work/out" 2>&1; [ $? -le 1 ] && grep -q "^NONE\|^TAMPERED\|^UNKNOWN" "$work/out" || { cat "$work/out" && false; }; }
for name in slip.zip slip.tar bomb.zip nested.zip foreign odd; do
    ok "$name is taken in as far as it can be read" timeout 120 bash -c "$(declare -f taken import); moka='$moka' work='$work'; taken '$work/in/$name'"
done
named() { [ "$(sqlite3 "$work/case/case.db" "SELECT count(*) FROM said WHERE kind IN ('issue', 'failed', 'finding')")" -ge 6 ]; }
ok "what is wrong with them is said" named
ok "nothing beside the case was touched" untouched
only() { [ "$(find "$work/case" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | tr '\n' ' ' | sed 's/case.db-shm case.db-wal //')" = "case.db " ]; }
ok "nothing is in its folder but the store" only

# Encrypted ones.
ok "an encrypted one wants a key" fails 2 "--identity" "$work/in/good.tar.age"
ok "another's key opens nothing" fails 1 "none of the keys" --identity "$work/keys/other" "$work/in/good.tar.age"
head -c 3000 "$work/in/good.tar.age" >"$work/cut.tar.age"
ok "a cut one is none" fails 1 "" --identity "$work/keys/lab" "$work/cut.tar.age"
mkdir -p "$work/case/bundles/$(sha256sum "$work/in/good.tar.age" | cut -d' ' -f1).part/data" # as a kill leaves it
ok "the right key opens it" fails 0 INTACT --identity "$work/keys/lab" "$work/in/good.tar.age"
ok "it is the bundle that it was made of" diff -r "$work/in/good" "$work/case/bundles/$(sha256sum "$work/in/good.tar.age" | cut -d' ' -f1)"
ok "a second time it is there already" fails 0 "in the case already" --identity "$work/keys/lab" "$work/in/good.tar.age"
ok "and so is the bundle as a folder" fails 0 "in the case already" "$work/in/good"
ok "nothing beside the case was touched" untouched

# A hand-over that waits for the lab.
cp -r "$work/in/good" "$work/given"
"$moka" custody hand-over --kit "$work/kit" --to Lab --to-key "lab:1 $(cut -d' ' -f1,2 "$work/keys/lab.pub")" "$work/given" >"$work/out" || exit 3
rm -rf "$work/case"
ok "a key alone is no receiver" fails 2 "belong together" --receive "$work/keys/lab" "$work/given"
ok "a receiver that it was not given to signs nothing" fails 1 "" --receive "$work/keys/other" --as other:1 "$work/given"
ok "who it was given to signs it" fails 0 "" --receive "$work/keys/lab" --as lab:1 "$work/given"
ok "the signature is there" test -s "$work/given/custody/transfers/0001.receiver.sig"
ok "the audit log says so" bash -c "'$moka' case --audit '$work/case' | grep -q '\"act\":\"received\".*\"as\":\"lab:1\"'"
ok "a second time none waits" fails 0 "no hand-over waits" --receive "$work/keys/lab" --as lab:1 "$work/given"
finish
