# The phantom iPhone behind the same cable, and the real usbmuxd in the guest: acquired, compared with its truth and
# its log, asked whether it trusts, pulled in the middle of its backup. No udev runs there that would tell usbmuxd of
# phones that come: it is started anew for each.

exercise iphone --platform iphone --seed 31 || exit 3
authority exercise '{"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"]}'
udid=$(sed -n 's/.*"udid": *"\([^"]*\)".*/\1/p' "$work/iphone/exercise.json")
media=/private/var/mobile/Media

muxd= # its job
muxd_down() { # for good: one that has just lost its phone may not heed a request
    [ -n "$muxd" ] || return 0
    guest sh -c 'kill -KILL "$(cat /var/run/usbmuxd.pid)"'
    guest_wait "$muxd"
    guest rm -f /var/run/usbmuxd /var/run/usbmuxd.pid
    muxd=
}
muxd_up() {
    muxd_down
    guest_start usbmuxd --foreground --no-preflight
    muxd=$job
    guest until_true "$patience" test -S /var/run/usbmuxd && return
    cat "$work/jobs/$muxd.out"
    return 1
}
iphone_records() { # NAME: they are true, but for what the phone says of itself
    "$moka" parse "$work/$1.bundle" 2>/dev/null | sed -E 's#"/?backup/[0-9A-Fa-f-]{25,40}/#"#g' |
        grep -v '"file":"/private' >"$work/$1.records"
    python3 "$usb/../lib/whole.py" --not ios.backup --not ios.lockdown --not ios.apps "$work/iphone/truth.jsonl" "$work/$1.records"
}

phone_iphone iphone "$work/iphone" "" --serial "${udid//-/}" && plugged iphone 1-1 && muxd_up ||
    { guest dmesg | tail -n 20; exit 3; }
listed() { moka_there devices | grep -F "$udid"; }
ok "an iPhone on the cable is listed" until_true "$patience" listed
begin iphone iphone --training
ok "it is acquired, as the only one there is" ended iphone 0
ok "the bundle is intact" intact iphone
ok "its media partition is there byte for byte" "$compare" payload "$work/iphone.bundle" "$work/iphone/media" $media
ok "every true record is found, and nothing else" iphone_records iphone
ok "the custody log equals the phone's own log" "$compare" ios_custody "$work/iphone.bundle" "$work/iphone.jsonl"
phone_end iphone

phone_iphone trust "$work/iphone" "--pending 1000000" --serial "${udid//-/}" && plugged trust 1-1 && muxd_up || exit 3
begin trust "iphone:$udid" --training
ok "one that asks whether to trust: what to touch is told" soon trust "touch Trust"
kill -USR1 "${phone_pids[trust.phantom]}"
ok "a finger: acquired" ended trust 0
ok "the bundle is intact" intact trust
phone_end trust

# Half of the backup has come by then.
phone_iphone pulled "$work/iphone" "" --serial "${udid//-/}" --fault unplug@700000 && plugged pulled 1-1 && muxd_up || exit 3
begin pulled "iphone:$udid" --training
ok "a cable that is pulled is told" will_tell pulled "The phone is not there"
kill -USR1 "${phone_pids[pulled]}"
back() { guest grep -qs . /sys/bus/usb/devices/1-1/bConfigurationValue; }
ok "plugged in again" until_true "$patience" back
muxd_up
ok "it goes on by itself" ended pulled 0
ok "to an intact bundle" intact pulled
ok "its media partition is there byte for byte" "$compare" payload "$work/pulled.bundle" "$work/iphone/media" $media
ok "every true record is found, and nothing else" iphone_records pulled
phone_end pulled
muxd_down
