#!/bin/bash
# moka pack and unpack: a sealed bundle goes into one encrypted file and comes out as it was; what is changed, cut or
# for somebody else does not. Stock age and tar open the file too, where there are any.
. "$(dirname "$0")/../lib/e2e.sh"

x_to=age1kfd6jn4h8l30e590r5s3hfxynqzws2qur8h2z3xhls3j4gj62a6s27xqfe
printf '%s\n' '# a comment' AGE-SECRET-KEY-168PXYFFKF2NHAM6JPLN4YGDS9DZL7EST8347E63LQ9P44E5LM88QFDMUQY >"$work/x"
ssh-keygen -q -t ed25519 -N '' -C lab -f "$work/ssh"
ssh-keygen -q -t ed25519 -N '' -C other -f "$work/other"
same() { diff -r "$work/bundle" "$1"; }
# fails STATUS WORDS COMMAND...: with that status, and these words are told
fails() {
    local status=$1 words=$2
    shift 2
    "$moka" "$@" >"$work/out" 2>"$work/err"
    [ $? = "$status" ] && grep -q -- "$words" "$work/err"
}

authority exercise
"$moka" exercise new --seed 3 --sms 20 --files 12 -o "$work/exercise" >"$work/made" || exit 1
phantom "$work/exercise" && acquire "$work/bundle" --quiet >"$work/acquired" || exit 1
stop_phantom

ok "it is packed to an age key and an SSH key" "$moka" pack --to "$x_to" --to-file "$work/ssh.pub" -o "$work/b.tar.age" "$work/bundle"
ok "nobody else may read the file" test "$(stat -c %a "$work/b.tar.age")" = 600
ok "the age key opens it" "$moka" unpack -i "$work/x" -o "$work/by_x" "$work/b.tar.age"
ok "and it is what it was" same "$work/by_x"
ok "the SSH key opens it" "$moka" unpack -i "$work/other" -i "$work/ssh" -o "$work/by_ssh" "$work/b.tar.age"
ok "and it is what it was" same "$work/by_ssh"
trust
ok "it verifies" "$moka" verify --trust "$work/trust" "$work/by_ssh"
ok "nothing of it can be read in the file" bash -c '! grep -qaE "bagit|moka-bundle|ustar" "$0"' "$work/b.tar.age"
if command -v age >/dev/null; then
    mkdir "$work/stock"
    ok "stock age and tar open it" bash -c 'age -d -i "$0" "$1" | tar -x -C "$2"' "$work/ssh" "$work/b.tar.age" "$work/stock"
    ok "and it is what it was" same "$work/stock/bundle"
    tar -C "$work" -c bundle | age -R "$work/ssh.pub" -o "$work/stock.age"
    ok "what other tars say beside files is refused" fails 1 "not a file of a bundle" unpack -i "$work/ssh" -o "$work/from_stock" "$work/stock.age"
fi

(cd "$work" && "$moka" pack --to "$x_to" -o here.age bundle)
ok "a file in this folder is a file" test -s "$work/here.age"
ok "another key opens nothing" fails 1 "none of the keys" unpack -i "$work/other" -o "$work/no" "$work/b.tar.age"
ok "a name that is taken is left alone" fails 2 "there already" unpack -i "$work/x" -o "$work/by_x" "$work/b.tar.age"
ok "so is a file" fails 2 "there already" pack --to "$x_to" -o "$work/b.tar.age" "$work/bundle"
size=$(stat -c %s "$work/b.tar.age")
bad=0
for at in 0 30 100 250 $((size / 2)) $((size - 1)); do
    head -c "$at" "$work/b.tar.age" >"$work/cut.age"
    cp "$work/b.tar.age" "$work/flip.age"
    byte=$(od -An -tu1 -j "$at" -N1 "$work/flip.age" | tr -d ' ')
    printf "\\$(printf %o $((byte ^ 4)))" | dd of="$work/flip.age" conv=notrunc bs=1 seek="$at" status=none
    for f in cut flip; do
        rm -rf "$work/no.part"
        fails 1 "" unpack -i "$work/x" -o "$work/no" "$work/$f.age" && [ ! -e "$work/no" ] || bad=$((bad + 1))
    done
done
ok "what was cut or changed never gets the folder's name" test "$bad" = 0
mkdir "$work/half" && cp -r "$work/bundle/." "$work/half" && touch "$work/half/journal"
ok "a bundle that is not sealed is not packed" fails 3 "not sealed" pack --to "$x_to" -o "$work/half.age" "$work/half"
ok "and no file is left" test ! -e "$work/half.age" -a ! -e "$work/half.age.tmp"
cp -r "$work/bundle" "$work/linked" && ln -s /etc/passwd "$work/linked/data/000/link"
ok "a link is not followed" fails 3 "a link" pack --to "$x_to" -o "$work/linked.age" "$work/linked"
ok "no recipient is wrong usage" fails 2 "recipient" pack -o "$work/none.age" "$work/bundle"
ok "a recipient that is none as well" fails 2 "recipient" pack --to age1abc -o "$work/none.age" "$work/bundle"
finish
