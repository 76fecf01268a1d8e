#!/bin/bash
# mokad killed at instants that chance picks, as by a power cut: nothing that it said is done is lost, what ran is
# found and goes on to a sealed bundle.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 9 --files 200 --big 30000000 -o "$work/ex" >/dev/null || exit 3
phantom "$work/ex" || exit 3
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_power.py" "$MOKA_BIN" "$work" "$device" "${KILLS:-7}"
