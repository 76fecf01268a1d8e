#!/bin/bash
# The panel's HTTP: what it lets through, and what not.
exec python3 "$(dirname "$0")/../lib/panel_requests.py"
