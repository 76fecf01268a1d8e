#!/bin/bash
# How a case ends in mokad: handed over and wiped, withdrawn by the owner, its authority over; and an iPhone's from
# draft to sealed. One phone stands still at its largest file.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 7 --files 60 --big 60000000 -o "$work/ex" >/dev/null || exit 3
"$moka" exercise new --seed 8 --platform iphone --files 20 -o "$work/iex" >/dev/null || exit 3
phantom "$work/ex" || exit 3
android=$device android_pid=$phantom_pid
phantom "$work/ex" --fault 'stall/each@*VID_big*' || exit 3
slow=$device slow_pid=$phantom_pid
iphantom "$work/iex" || exit 3
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_end.py" "$MOKA_BIN" "$work" "$android" "$device" "$slow"
rc=$?
kill "$android_pid" "$slow_pid" && wait "$android_pid" "$slow_pid" 2>/dev/null
exit $rc
