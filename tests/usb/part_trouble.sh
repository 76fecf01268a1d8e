# What happens to a cable in mid-transfer. Each ends sealed and whole, or where it can be gone on with.

exercise trouble --seed 23 --sms 20 --calls 5 --contacts 5 --files 10 --big 4194304 || exit 3
authority exercise '{"categories":["files"]}'

# trouble NAME FAULT: a phone with that fault, on the cable, being acquired
trouble() {
    local name=$1 fault=$2
    shift 2
    phone_phantom "$name" "$work/trouble" "" --serial TROUBLE --fault "$fault" && plugged "$name" 1-2 &&
        begin "$name" usb:TROUBLE --training "$@"
}
happened() { until_true "$patience" grep -q "$2" "$logs/$1.redir"; }
put_in() { kill -USR1 "${phone_pids[$1]}"; }
whole() { ended "$1" 0 && sealed "$1" trouble; }

trouble pull unplug@2000000 || exit 3
ok "the cable is pulled in mid-transfer" happened pull unplugged
ok "it is told, and what to do" soon pull "Plug the same phone in again"
put_in pull
ok "plugged in again it goes on by itself, and is whole" whole pull
ok "custody has the loss" journal_has pull '"act":"disconnected"'
phone_end pull

trouble away unplug@2000000 --wait 0 || exit 3
ok "pulled, with nobody to wait for" ended away 1 "go on with: moka resume"
put_in away
plugged_again() { guest until_true "$patience" grep -qs . /sys/bus/usb/devices/1-2/bConfigurationValue; }
plugged_again
resume away usb:TROUBLE --training
ok "resumed when it is there again, and is whole" whole away
phone_end away

trouble back unplug@2000000:300 || exit 3
ok "a phone that enumerates anew by itself is gone on with" whole back
phone_end back

trouble halt stall@2000000 || exit 3
ok "a halted endpoint is set going again" whole halt
ok "as USB says it is done" happened halt "halt cleared"
phone_end halt

trouble short short@2000000 || exit 3
ok "a payload in two transfers is whole" whole short
phone_end short

trouble late delay@2000000:3000 || exit 3
ok "three seconds of nothing are waited for" whole late
phone_end late

trouble mute nak@2000000 --wait 0 || exit 3
ok "a phone falls silent" happened mute "fault nak"
ok "it is told, and what to do" soon mute "The phone has been silent for"
pull mute
ok "pulled then: it can be gone on with" ended mute 1 "go on with: moka resume"
cable mute 2
plugged_again
resume mute usb:TROUBLE --training
ok "resumed, and is whole" whole mute
phone_end mute
