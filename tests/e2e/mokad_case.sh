#!/bin/bash
# The officer's way through mokad: first boot, sign-in, wrong PINs, a case from draft to sealed, two clients.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 7 --files 60 -o "$work/ex" >/dev/null || exit 3
phantom "$work/ex" || exit 3
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_case.py" "$MOKA_BIN" "$work" "$device"
