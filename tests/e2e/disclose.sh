#!/bin/bash
# moka disclose: a message, a file, proven against the bundle's signature; nothing else is told, and what is changed is found.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
fails() { # fails STATUS WORDS COMMAND...
    local status=$1 words=$2
    shift 2
    "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && cat "$work/out" "$work/err" | grep -q -- "$words"
}
verdict() { # verdict WORD OPTION... FOLDER
    local is
    is=$("$moka" verify "${@:2}" | tee "$work/verify.out" | tail -n 1)
    [ "${is#TRAINING }" = "$1" ] || { cat "$work/verify.out" >&2; return 1; }
}
authority exercise
"$moka" exercise new --seed 8 --sms 40 --files 6 -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" && acquire "$work/b" --quiet >"$work/acquired" || exit 1
stop_phantom
trust
sealed_id=$(sed -n 's/.*"format":"moka-merkle-3".*"root":"\([0-9a-f]*\)".*/\1/p' "$work/b/merkle.json")
ok "the tree's root is under the kit's signature" grep -q "^$(sha256sum "$work/b/merkle.json" | cut -d' ' -f1)  merkle.json$" "$work/b/tagmanifest-sha256.txt"
"$moka" parse "$work/b" >"$work/records" 2>"$work/err"
# a message of one line, and its text
python3 - "$work/records" >"$work/message" <<'P'
import json, sys
for line in open(sys.argv[1]):
    r = json.loads(line)
    if r["kind"] == "message" and r["source"]["file"] == "content://sms" and "\n" not in r.get("text", "\n") and len(r["text"]) > 20:
        print(r["source"]["row"])
        print(r["text"])
        break
P
row=$(sed -n 1p "$work/message") words=$(sed -n 2p "$work/message")
ok "one message is disclosed" "$moka" disclose --item "content://sms/$row" -o "$work/d" "$work/b"
ok "its words are in there" grep -qrF "$words" "$work/d/items"
ok "it is intact" verdict INTACT --trust "$work/trust" "$work/d"
ok "without trust nobody vouches for it" verdict UNKNOWN "$work/d"
others() { # no other message's words, nor other objects' names
    python3 - "$work/records" "$work/d" "$words" <<'P'
import json, os, sys
told = b"".join(open(os.path.join(t, n), "rb").read() for t, _, f in os.walk(sys.argv[2]) for n in f)
bad = [r["text"] for r in map(json.loads, open(sys.argv[1]))
       if r["kind"] == "message" and len(r.get("text", "")) > 20 and sys.argv[3] not in r["text"] and r["text"].encode() in told]
b = sys.argv[2] + "/../b"
seed = json.load(open(b + "/merkle-seed.json"))["seed"].encode()
digests = [line.split()[0].encode() for name in ("manifest", "tagmanifest") for line in open(f"{b}/{name}-sha256.txt")]
sys.exit(bool(bad) or seed in told or any(d in told for d in digests))
P
}
ok "no other message's are, nor the seed, nor the digest of any file of the bundle" others
guesses() { # what is told of an object whose lines are shown has no digest and no size of the whole
    python3 - "$work/d" "$work/b" <<'P'
import glob, hashlib, json, os, re, sys
shown = {hashlib.sha256(open(p, "rb").read()).hexdigest() for p in glob.glob(sys.argv[1] + "/items/*")}
whole = {}
for line in open(sys.argv[2] + "/index.jsonl"):
    o = json.loads(line)
    whole[os.path.basename(o["file"])] = (o["sha256"], o["bytes"])
bad = 0
for p in glob.glob(sys.argv[1] + "/items/*.index"):
    text, n = open(p).read(), os.path.basename(p)[:7]
    if not os.path.exists(p[:-6]):
        bad += "bytes" in json.loads(text) or whole[n][0] in text
    bad += any(h not in shown for h in re.findall("[0-9a-f]{64}", text))
sys.exit(bool(bad))
P
}
ok "nor any digest that a guess could be tried on" guesses
ok "stock ssh-keygen checks the signature" ssh-keygen -Y verify -f "$work/trust" -n moka-bundle -I "kit:$(sed -n 's/^Moka-Kit: //p' "$work/b/bag-info.txt")" \
    -s "$work/d/signatures/tree.sig" <"$work/d/merkle.json"
ok "python follows the way to the root" python3 - "$work/d" <<'P'
import hashlib, json, os, sys
d = sys.argv[1]
tree = json.load(open(d + "/merkle.json"))
h = lambda *p: hashlib.sha256(b"".join(p)).digest()
def follow(leaf, n, at, path):
    steps = []
    while n > 1:
        k = 1
        while k < n - k:
            k *= 2
        steps.append(at >= k)
        at, n = (at - k, n - k) if at >= k else (at, k)
    assert len(path) == 32 * len(steps)
    for i, right in enumerate(reversed(steps)):
        beside = path[32 * i:32 * i + 32]
        leaf = h(b"\1", beside, leaf) if right else h(b"\1", leaf, beside)
    return leaf
for x in json.load(open(d + "/disclosure.json"))["items"]:
    b = {k: bytes.fromhex(x[k]) for k in ("salt", "path", "object_salt", "object_path")}
    name = f"{d}/items/{x['object']:07d}"
    if x["part"] == 0 or not os.path.exists(name):
        leaf = h(b"\0", b["salt"], open(name + (".index" if x["part"] == 0 else f".{x['part']:06d}"), "rb").read())
    else:
        leaf = h(b"\3", b["salt"], h(open(name, "rb").read()))
    parts = follow(leaf, x["parts"], x["part"], b["path"])
    obj = h(b"\2", x["object"].to_bytes(8, "big"), x["parts"].to_bytes(8, "big"), b["object_salt"], parts)
    assert follow(obj, tree["objects"], x["at"], b["object_path"]).hex() == tree["root"], x
P
file=$(sed -n 's/.*"file":"\(data[^"]*\)".*"path":"[^"]*\(DCIM\|Pictures\|Download\)[^"]*".*/\1/p' "$work/b/index.jsonl" | head -n 1)
ok "a file is disclosed whole" "$moka" disclose --item "$file" -o "$work/f" "$work/b"
ok "it is the file" cmp "$work/f/items/$(basename "$file")" "$work/b/$file"
ok "and is intact" verdict INTACT --trust "$work/trust" "$work/f"

bad=0
for name in $(cd "$work/d" && find . -type f | sort); do
    rm -rf "$work/c" && cp -r "$work/d" "$work/c" && printf x >>"$work/c/$name" && verdict TAMPERED --trust "$work/trust" "$work/c" || bad=$((bad + 1))
    rm -rf "$work/c" && cp -r "$work/d" "$work/c" && rm "$work/c/$name" && [ "$name" = ./disclosure.json ] || verdict TAMPERED --trust "$work/trust" "$work/c" || bad=$((bad + 1))
done 2>"$work/noise"
ok "each file that is changed or gone is found" test "$bad" = 0
rm -rf "$work/c" && cp -r "$work/d" "$work/c" && touch "$work/c/items/0009999"
ok "one too many as well" verdict TAMPERED --trust "$work/trust" "$work/c"
rm -rf "$work/c" && cp -r "$work/d" "$work/c" && sed -i 's/"part":\([1-9]\)/"part":2\1/' "$work/c/disclosure.json"
ok "and another place" verdict TAMPERED --trust "$work/trust" "$work/c"
# The kit itself signs a tree that is not that of the payload.
cp -r "$work/b" "$work/tree"
old=$(sha256sum <"$work/b/merkle.json" | cut -c1-64)
sed -i 's/"root":"...../"root":"00000/' "$work/tree/merkle.json"
sed -i "s/$old/$(sha256sum <"$work/tree/merkle.json" | cut -c1-64)/" "$work/tree/tagmanifest-sha256.txt"
rm "$work/tree/signatures/"*
for pair in tagmanifest-sha256.txt:kit merkle.json:tree; do
    ssh-keygen -q -Y sign -f "$work/kit/key" -n moka-bundle "$work/tree/${pair%:*}" 2>"$work/noise"
    mv "$work/tree/${pair%:*}.sig" "$work/tree/signatures/${pair#*:}.sig"
done
ok "a tree of something else is found, whoever signed it" verdict TAMPERED --trust "$work/trust" "$work/tree"
ok "and named" grep -q "merkle.json: not the tree over this index and payload" "$work/verify.out"
ok "the sealed one is made anew" fails 0 "merkle.json: the tree over the payload is the one that was sealed" "$moka" verify --trust "$work/trust" "$work/b"
# The tree's own signature: gone, of another text, where none belongs.
cp -r "$work/b" "$work/s" && rm "$work/s/signatures/tree.sig"
ok "the tree's signature that is gone is found" verdict TAMPERED --trust "$work/trust" "$work/s"
ok "and named" grep -q "signatures/tree.sig: missing" "$work/verify.out"
ok "by the small verifier as well" fails 1 "signatures/tree.sig: missing" "$MOKA_BIN/moka-check" --trust "$work/trust" "$work/s"
ok "nothing is disclosed of such a one" fails 3 "no kit has signed the tree" "$moka" disclose --item "$file" -o "$work/no0" "$work/s"
cp "$work/s/signatures/kit.sig" "$work/s/signatures/tree.sig"
ok "the signature of the tag manifest is none of the tree" verdict TAMPERED --trust "$work/trust" "$work/s"
ok "nor for the small verifier" fails 1 "signatures/tree.sig" "$MOKA_BIN/moka-check" --trust "$work/trust" "$work/s"
cp "$work/b/signatures/tree.sig" "$work/s/signatures/kit.sig" && cp "$work/b/merkle.json" "$work/s/tagmanifest-sha256.txt"
ok "nor the tree's one of a tag manifest" verdict TAMPERED --trust "$work/trust" "$work/s"
mkdir "$work/old" && echo '{"format":"moka-disclosure-1","items":[]}' >"$work/old/disclosure.json"
ok "a disclosure of an older form is not judged" verdict UNKNOWN --trust "$work/trust" "$work/old"
sed -i s/-1/-2/ "$work/old/disclosure.json"
ok "nor of the one after it" verdict UNKNOWN --trust "$work/trust" "$work/old"
cp -r "$work/b" "$work/forged" && sed -i 's/e/E/' "$work/forged/$file"
ok "a whole file that was changed is not handed out" fails 1 "not what was sealed" "$moka" disclose --item "$file" -o "$work/no" "$work/forged"
ok "and has no folder, nor half a one" test ! -e "$work/no" -a ! -e "$work/no.part"
ok "no such row" fails 3 "holds no row" "$moka" disclose --item content://sms/999999 -o "$work/no2" "$work/b"
ok "no such object" fails 3 "not in the bundle" "$moka" disclose --item 999999 -o "$work/no3" "$work/b"
ok "no item" fails 2 "no item" "$moka" disclose --item everything -o "$work/no4" "$work/b"
finish
