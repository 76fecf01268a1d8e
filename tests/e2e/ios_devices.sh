#!/bin/bash
# moka devices and iPhones: what usbmuxd knows is listed without a word to the phone, what it tells
# anybody is asked for on demand and changes nothing on it; and what is told when there is none.
. "$(dirname "$0")/../lib/e2e.sh"
"$moka" exercise new --platform iphone --sms 3 --calls 1 --contacts 2 -o "$work/ex" >/dev/null || exit 3
udid=$(sed -n 's/.*"udid": *"\([^"]*\)".*/\1/p' "$work/ex/exercise.json" | head -n 1)
iphantom "$work/ex" || exit 3

listed() {
    [ "$("$moka" devices --usbmuxd "$work/mux")" = "iphone:$udid@$work/mux  05ac:12a8  apple" ] &&
        [ ! -s "$work/phantom.jsonl" ]
}
ok "an iPhone is listed, and nothing is asked of it" listed
listed_json() {
    [ "$("$moka" devices --json "iphone@$work/mux")" = \
        "{\"device\":\"iphone:$udid@$work/mux\",\"udid\":\"$udid\",\"usb_id\":\"05ac:12a8\"}" ]
}
ok "the same for programs" listed_json
asked() {
    "$moka" devices --ask "iphone:$udid@$work/mux" >"$work/out" &&
        grep -q "^iphone:$udid@$work/mux  ProductType=iPhone.*  DeviceName=.*  ro.moka.phantom=" "$work/out" &&
        ! grep -qE 'Pair|StartSession|StartService' "$work/phantom.jsonl"
}
ok "one that is asked says what it is, without being paired with" asked
for_programs() {
    "$moka" devices --json --ask "iphone@$work/mux" | tail -n 1 | grep -q '"phantom":true,"ProductType":"iPhone'
}
ok "and says it for programs" for_programs
absent() {
    "$moka" devices iphone:00000000-0000000000000000@"$work/mux" >"$work/out" 2>"$work/err"
    [ ! -s "$work/out" ] && grep -q 'no such iPhone is connected' "$work/err"
}
ok "one that is not there is not another" absent
stop_phantom
says() { # says TEXT STATUS WORDS...
    local text=$1 want=$2 status
    shift 2
    "$moka" "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ $status -eq "$want" ] && [ ! -s "$work/out" ] && grep -q -- "$text" "$work/err"
}
ok "without usbmuxd it is said, and what to do" says 'usbmuxd is not running.*plug it in again' 3 devices "iphone@$work/nobody"
touch "$work/file"
ok "what is no socket is none" says 'usbmuxd cannot be reached' 3 devices "iphone@$work/file"
ok "words that name no phone are refused" says 'moka help devices' 2 devices "iphone:../x"
ok "watching is for cables" says 'moka help devices' 2 devices --watch iphone
finish
