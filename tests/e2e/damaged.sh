#!/bin/bash
# A generated phone whose databases are of another version, or tampered with: see tests/lib/damage.py.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 12 --pictures 0 --files 0 -o "$work/ex" >/dev/null || exit 3
mkdir "$work/w"
python3 "$here/../lib/damage.py" "$moka" "$work/ex" "$work/w"
