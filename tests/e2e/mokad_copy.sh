#!/bin/bash
# What is sealed is copied to a stick and read back. Sticks are file systems in memory, in a name space of the
# test's own: one with room, one without.
here=$(cd "$(dirname "$0")" && pwd)
[ "${1-}" = inside ] || exec unshare -rm "$0" inside
. "$here/../lib/e2e.sh"
trap 'umount "$work/ONE" "$work/SMALL" 2>/dev/null; cleanup' EXIT
"$moka" exercise new --seed 9 --files 20 --big 3000000 -o "$work/ex" >/dev/null || exit 3
mkdir "$work/ONE" "$work/SMALL" "$work/NONE"
mount -t tmpfs -o size=64m tmpfs "$work/ONE" && mount -t tmpfs -o size=1m tmpfs "$work/SMALL" || exit 3
mkdir "$work/state" && recipients "$work/state/kit" || exit 3
phantom "$work/ex" || exit 3
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_copy.py" "$MOKA_BIN" "$work" "$device"
