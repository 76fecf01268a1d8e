# The real adbd's own RSA: Debian compiles the question out, so a private copy of it, made here, has
# it back. Debian has no dialog either: the finger is the key in the phone's list, and a new plug.

exercise locked --seed 22 --files 20 || exit 3
authority warrant
recipients
mkdir -p "$work/data/misc/adb"
python3 "$usb/ask_for_keys.py" "$(MOKA_CACHE=$MOKA_CACHE "$usb/../peers/adbd" root)/usr/sbin/adbd" "$work/adbd" || exit 3
PEER_ADBD=$work/adbd PEER_DATA=$work/data phone_real locked "$work/locked" --serial LOCKED1 --key "$work/locked.key" &&
    plugged locked 1-1 || exit 3
begin locked usb:LOCKED1 --wait 0
offered() { until_true "$patience" test -s "$work/locked.key"; }
ok "the real adbd asks for a key and is offered one" offered
ok "what to touch is told" soon locked 'Touch Allow on the question "Allow USB debugging?"'
allow() {
    { tr -d '\0' <"$work/locked.key" && echo; } >"$work/data/misc/adb/adb_keys"
    pull locked && cable locked 1
}
ok "it is allowed, and comes back" allow
ok "the run ends with the plug" ended locked 1 'go on with: moka resume'
resume locked usb:LOCKED1
ok "resumed: the phone's own check of the signature holds" ended locked 0
ok "every file byte for byte" sealed locked locked
ok "a signature was enough" journal_has locked '"act":"key-known"'
phone_end locked
