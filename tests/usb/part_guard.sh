# mokad closes the ports of a real kernel: phones come in, a keyboard and a network adapter do not.

exercise guarded --seed 41 --files 8 --sms 10 --calls 5 --contacts 5 || exit 3
authority exercise
guest rm -rf /run/guard
guest mkdir -p /run/guard
guest_start "$MOKA_BIN/mokad" --state /run/guard/state --socket /run/guard/sock --guard-usb --training-only
guard=$job
closed() { [ "$(guest cat /sys/bus/usb/devices/usb1/authorized_default /sys/bus/usb/devices/usb1/interface_authorized_default | tr -d '\n')" = 00 ]; }
is() { [ "$(guest cat "/sys/bus/usb/devices/$1" 2>/dev/null)" = "$2" ]; }
lists() { # lists TEXT: mokad's phones have it
    guest env PYTHONPATH="$usb/../lib" python3 -B -c '
import sys, mokad_client as m
c = m.Client("/run/guard/sock")
if not c.ok("hello")["officers"]: c.ok("officer-add", officer="a.b", name="A. B", pin="123456")
c.sign_in("a.b", "123456")
print(c.ok("phones")["phones"]); c.ok("sign-out")' | grep -qF -- "$1"
}
ok "the ports are closed" until_true "$patience" closed

qmp device_add '{"driver":"usb-kbd","id":"kbd","bus":"xhci.0","port":"3"}' || exit 3
ok "a keyboard stays unbound" until_true "$patience" is 1-3/authorized 0
ok "and is shown as kept out" until_true "$patience" lists "A keyboard or mouse was kept out"
no_interface() { ! guest test -e /sys/bus/usb/devices/1-3:1.0; }
ok "it has no interface that a driver could have" no_interface
qmp device_add '{"driver":"usb-net","id":"net","bus":"xhci.0","port":"4"}' || exit 3
ok "likewise a network adapter" until_true "$patience" lists "A network adapter was kept out"
ok "unbound" is 1-4/authorized 0

phone_phantom guarded "$work/guarded" "" --id 04e8:6860 --maker SAMSUNG --model SAMSUNG_Android --composite --serial GUARD1 &&
    cable guarded 1 || exit 3
ok "a phone comes in" until_true "$patience" is 1-1/authorized 1
ok "and is ready" until_true "$patience" lists "'serial': 'GUARD1'"
interfaces() { guest sh -c 'for i in /sys/bus/usb/devices/1-1:*; do echo "$(cat $i/bInterfaceClass)$(cat $i/bInterfaceSubClass)=$(cat $i/authorized)"; done' | sort | paste -sd' '; }
ok "with its ADB interface" sh -c 'case "$1" in *ff42=1*) ;; *) echo "$1"; false ;; esac' - "$(interfaces)"
begin guarded usb:1-1 --training
ok "it is acquired" ended guarded 0
ok "and whole" sealed guarded guarded
phone_end guarded
qmp device_del '{"id":"kbd"}'
qmp device_del '{"id":"net"}'
guest sh -c 'for p in /proc/[0-9]*; do case "$(readlink $p/exe)" in */mokad) kill "${p#/proc/}" ;; esac; done'
guest_wait "$guard"
guest sh -c 'for b in /sys/bus/usb/devices/usb*; do echo 1 >$b/authorized_default; echo 1 >$b/interface_authorized_default; done'
