#!/bin/bash
# Runs under mokad, with phantoms of both kinds: two at once, and whatever may befall one.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 31 --files 60 -o "$work/ex" >/dev/null || exit 3
"$moka" exercise new --seed 32 --files 10 -o "$work/other" >/dev/null || exit 3
"$moka" exercise new --platform iphone --seed 33 -o "$work/iphone" >/dev/null || exit 3
chmod 711 "$work" # workers of root are somebody else
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_runs.py" "$MOKA_BIN" "$work"
