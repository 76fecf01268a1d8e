#!/bin/bash
# The panel on the USB network: TLS and pairing.
exec python3 "$(dirname "$0")/../lib/panel_pair.py"
