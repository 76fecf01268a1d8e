# The phantom as a gadget of the kernel's own (dummy_hcd, FunctionFS), no bridge of ours between: acquired
# while it goes off the bus and comes back, the same as over TCP.

exercise gadget --seed 23 --files 2 --sms 4 --calls 3 --no-system --serial GADGET1 || exit 3
authority exercise '{"categories":["calls","files"]}'
gadget_tcp() {
    phantom "$work/gadget" && acquire "$work/gadget-tcp.bundle" -q --leave-plain
    local rc=$?
    stop_phantom
    return $rc
}
gadget_tcp || exit 3
trust
guest_start env MOKA_BIN="$MOKA_BIN" "$usb/../../firmware/phantom/gadget.sh" "$work/gadget" --fault unplug=500@20000
gadget_job=$job
# Ready is the phone's end of it; the kernel's other end may still be busy with the phones before.
gadget_there='f=$(grep -lsx GADGET1 /sys/bus/usb/devices/*/serial) && grep -qs . "${f%/serial}/bConfigurationValue"'
gadget_ready() {
    until_true "$patience" grep -qs ^ready "$work/jobs/$gadget_job.out" && guest until_true "$patience" bash -c "$gadget_there" && return
    cat "$work/jobs/$gadget_job.out"
    return 1
}
ok "a phantom is a gadget" gadget_ready
begin gadget usb:GADGET1 --training
ok "it goes off the bus, comes back, and is acquired" ended gadget 0 "connection to the phone is gone"
gadget_same() { "$compare" same "$work/gadget-tcp.bundle" "$work/gadget.bundle" && intact gadget; }
ok "and the same as over TCP" gadget_same
gadget_down() { guest bash -c 'kill $(pgrep -f "^/bin/sh .*gadget.sh") && until [ ! -e /sys/kernel/config/usb_gadget/moka ]; do read -rt 0.05 <> <(:); done; [ ! -e /sys/kernel/config/usb_gadget/moka ]'; }
ok "nothing of it is left" gadget_down
