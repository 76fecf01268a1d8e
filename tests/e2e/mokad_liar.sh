#!/bin/bash
# A moka-token that lies (tests/lib/liar.py): mokad refuses what it says, says so, counts it, and stays up.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
mkdir "$work/bin"
cp "$MOKA_BIN/mokad" "$work/bin/" # it looks for its programs beside itself
install -m 755 "$here/../lib/liar.py" "$work/bin/moka-token"
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_liar.py" "$work/bin" "$work"
