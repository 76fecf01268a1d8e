#!/bin/bash
# The panel's HTTP: too large, too slow, too many, malformed.
exec python3 "$(dirname "$0")/../lib/panel_limits.py"
