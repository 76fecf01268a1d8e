#!/bin/bash
# Officers sign in with hardware keys: mokad, moka-token and libfido2 with a key in software (tests/lib/fido_key.py) behind a
# pseudo terminal. A true key was never met.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
if [ ! -x "$MOKA_BIN/moka-token" ]; then
    [ -z "${CI:-}" ] || { echo "Bail out! no moka-token"; exit 1; }
    echo "1..0 # SKIP moka-token was not built"
    exit 0
fi
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_keys.py" "$MOKA_BIN" "$work"
