# The phantom behind the same cable: acquired like the real adbd, asking for a key, and as old phones
# speak. What comes over USB is what comes over TCP.

exercise phantom --seed 21 --sms 30 --calls 10 --files 12 --big 1048576 || exit 3
authority exercise
over_tcp() {
    phantom "$work/phantom" && acquire "$work/tcp.bundle" -q --leave-plain
    local rc=$?
    stop_phantom
    return $rc
}
over_tcp || exit 3
same() { "$compare" same "$work/tcp.bundle" "$work/$1.bundle" && intact "$1"; }

phone_phantom phantom "$work/phantom" "" --serial PHANTOM1 --speed super && plugged phantom 2-1 || { guest dmesg | tail -n 20; exit 3; }
begin phantom usb --training
ok "a phantom is acquired, as the only phone there is" ended phantom 0
ok "it is the same as over TCP" same phantom
ok "every true record is found, and nothing else" true_records phantom phantom
phone_end phantom

# Nobody has touched anything when the finger comes.
phone_phantom key "$work/phantom" "--auth" --serial PHANTOM1 --key "$work/offered" && plugged key 1-1 || exit 3
begin key usb:PHANTOM1 --training
guest_wait_begins() { until_true "$patience" test -s "$work/offered"; }
ok "a phone that does not know the kit is offered a key" guest_wait_begins
ok "what to touch is told" soon key 'Touch Allow on the question "Allow USB debugging?"'
ok "the offer is on the disk" journal_has key '"act":"key-offered"'
kill -USR1 "${phone_pids[key.phantom]}"
ok "a finger: acquired" ended key 0
ok "and the same as over TCP" same key
phone_end key

phone_phantom old "$work/phantom" "--old" --serial OLD1 --speed full && plugged old 1-1 || exit 3
begin old usb:1-1 --training
ok "a phone of protocol 1.0.0 at full speed is acquired" ended old 0
ok "every file byte for byte" sealed old phantom
phone_end old
