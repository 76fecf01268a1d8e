#!/bin/bash
# moka serve: who may ask, what is answered, what leaves the case; over HTTP, as a browser and as others would.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"

"$moka" exercise new --seed 31 --hostile --messages 200 -o "$work/x" >/dev/null || exit 3
authority exercise
phantom "$work/x" && acquire "$work/one" -q >/dev/null && stop_phantom || exit 3
trust
# The same, with a byte of it changed.
cp -r "$work/one" "$work/bad" && chmod -R u+w "$work/bad"
first=$(find "$work/bad/data" -type f -size +4c | sort | head -n 1)
printf '\x01' | dd of="$first" bs=1 seek=3 conv=notrunc status=none
import() { "$moka" import --case "$work/case" --trust "$work/trust" --examiner e.lab "$@" >/dev/null; }
import "$work/one" || exit 3
import "$work/bad"
[ $? = 1 ] || exit 3
before=$(find "$work/one" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
python3 "$here/../lib/serve.py" "$work/case" 127.0.0.1 || exit 1
after=$(find "$work/one" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
[ "$before" = "$after" ] || { echo "the evidence was changed" >&2 && exit 1; }
