#!/bin/bash
# mokad while two phones copy: how long a word waits for its answer, and what it needs of the memory.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 7 --files 1500 --big 60000000 -o "$work/ex" >/dev/null || exit 3
"$moka" exercise new --seed 8 --files 1500 --big 60000000 --serial OTHER -o "$work/other" >/dev/null || exit 3
phantom "$work/ex" || exit 3
one=$device one_pid=$phantom_pid
phantom "$work/other" || exit 3
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_pace.py" "$MOKA_BIN" "$work" "$one" "$device"
rc=$?
kill "$one_pid" && wait "$one_pid" 2>/dev/null
exit $rc
