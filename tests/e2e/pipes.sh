#!/bin/bash
# A pipe where a bundle has a file: nobody waits for its other end, and nothing is INTACT.
. "$(dirname "$0")/../lib/e2e.sh"
"$moka" exercise new --seed 6 --sms 2 --calls 2 --contacts 2 --files 2 --no-system -o "$work/ex" >/dev/null || exit 3
authority exercise '{"categories":["calls","files"]}'
phantom "$work/ex" && acquire "$work/b" -q >/dev/null || exit 3
stop_phantom
trust
echo '[[[0,0,0],[10,12,40]]]' >"$work/strokes"
"$moka" custody hand-over --kit "$work/kit" --to Lab --strokes "$work/strokes" "$work/b" >"$work/receipt" || exit 3
receipt=$(tail -n 1 "$work/receipt")
"$moka" kit --kit "$work/lab_kit" >/dev/null || exit 3
recipients >/dev/null 2>&1 || exit 3

timed() { # ends by itself; its status
    timeout 20 "$@" >"$work/out" 2>&1 </dev/null
    local rc=$?
    [ $rc -ne 124 ] || echo "hangs: $*"
    return $rc
}
ends() { timed "$@"; [ $? -ne 124 ] || { cat "$work/out" && return 1; }; }
refused() { # verify and moka-check: neither INTACT, both end
    ends "$moka" verify --trust "$work/trust" --receipt "$receipt" "$work/b" && ! grep -q ' INTACT$\|^INTACT$' "$work/out" &&
        ends "$MOKA_BIN/moka-check" --trust "$work/trust" "$work/b" && ! grep -q ' INTACT$\|^INTACT$' "$work/out"
}
others() { # each has to end, whatever it says
    rm -rf "$work/case" "$work/tree" "$work/d" "$work/p.age"
    ends "$moka" import --case "$work/case" --trust "$work/trust" "$work/b" &&
        ends "$moka" parse "$work/b" &&
        ends "$moka" export --tree "$work/b" -o "$work/tree" &&
        ends "$moka" disclose -o "$work/d" --item 1 "$work/b" &&
        ends "$moka" pack --to "$(cat "$work/to")" -o "$work/p.age" "$work/b" &&
        ends "$moka" custody receive --kit "$work/lab_kit" "$work/b" &&
        ends "$moka" custody hand-over --kit "$work/kit" --to Court --strokes "$work/strokes" "$work/b"
}
age-keygen -o "$work/id" 2>/dev/null && grep -o 'age1.*' "$work/id" | tail -n 1 >"$work/to"
cp -a "$work/b" "$work/whole"
[ "$("$moka" verify --trust "$work/trust" --receipt "$receipt" "$work/b" | tail -n 1)" = "TRAINING INTACT" ] || exit 3
while read -r name; do
    rm -rf "$work/b"
    cp -a "$work/whole" "$work/b"
    chmod -R u+w "$work/b"
    rm "$work/b/$name" && mkfifo "$work/b/$name" || exit 3
    ok "$name: it is not intact" refused
    ok "$name: everybody goes on" others
done < <(cd "$work/whole" && find * -type f ! -path 'data/*' | sort && find data -type f | sort | head -n 1)
finish
