#!/bin/bash
# moka devices on a folder that looks like sysfs: what is listed, what is told while it changes, and
# which words acquire takes for a phone.
. "$(dirname "$0")/../lib/e2e.sh"
sys=$work/sys

attr() { printf '%s\n' "$2" >"$sys/$1"; }
plug() { # plug PORT NUMBER SERIAL PRODUCT
    mkdir -p "$sys/$1"
    attr "$1/busnum" 1
    attr "$1/devnum" "$2"
    attr "$1/idVendor" 04e8
    attr "$1/idProduct" 6860
    attr "$1/serial" "$3"
    attr "$1/manufacturer" SAMSUNG
    attr "$1/product" "$4"
}
face() { # face PORT NUMBER CLASS SUBCLASS PROTOCOL [NAME]
    local to=$sys/$1:1.$2 sys=$work/made # there at once, as in a kernel: the watch never sees half of one
    mkdir -p "$sys/face"
    attr face/bInterfaceNumber "0$2"
    attr face/bInterfaceClass "$3"
    attr face/bInterfaceSubClass "$4"
    attr face/bInterfaceProtocol "$5"
    [ $# -lt 6 ] || attr face/interface "$6"
    mv "$sys/face" "$to"
}
mkdir "$sys"
plug 1-1 5 R58N30 SAMSUNG_Android
face 1-1 0 06 01 01 MTP
face 1-1 1 ff 42 01
plug 1-2.4 6 $'x\e[2J\ny' 'Galaxy S9'
face 1-2.4 0 06 01 01 MTP
plug 1-3 7 stick Stick
face 1-3 0 08 06 50

listed() {
    "$moka" devices --sysfs "$sys" >"$work/out" && cat >"$work/want" <<'END' && diff "$work/want" "$work/out"
usb:1-1  04e8:6860  R58N30  SAMSUNG_Android  adb,mtp
usb:1-2.4  04e8:6860  x\u{1b}[2J\u{a}y  SAMSUNG Galaxy S9  mtp
END
}
listed_json() {
    "$moka" devices --json --sysfs "$sys" >"$work/out" && cat >"$work/want" <<'END' && diff "$work/want" "$work/out"
{"device":"usb:1-1","serial":"R58N30","maker":"SAMSUNG","model":"SAMSUNG_Android","usb_id":"04e8:6860","adb":true,"shows":["adb","mtp"]}
{"device":"usb:1-2.4","serial":"x\\u{1b}[2J\\u{a}y","maker":"SAMSUNG","model":"Galaxy S9","usb_id":"04e8:6860","adb":false,"shows":["mtp"]}
END
}
ok 'phones are listed, sticks are not, and no text reaches the terminal as it is' listed
ok 'the same for programs' listed_json

none() {
    mkdir "$work/empty" && [ -z "$("$moka" devices --sysfs "$work/empty" 2>"$work/err")" ] &&
        grep -q 'no phone is connected by USB' "$work/err"
}
ok 'where there is none, it is said' none

# Each line as it comes; the watch has told what is there before anything changes.
watched() {
    mkfifo "$work/watch"
    "$moka" devices --json --watch --sysfs "$sys" >"$work/watch" &
    local pid=$! line n
    exec 9<"$work/watch"
    next() { # while a folder is being removed, it may be told that it shows less
        while read -r -t 30 line <&9; do
            [[ $line != *'"event":"'"$1"'","device":"usb:'"$2"'"'* ]] || return 0
        done
        return 1
    }
    next arrived 1-1 && next arrived 1-2.4 || return
    rm -r "$sys/1-1:1.1" "$sys/1-1:1.0" "$sys/1-1" && next left 1-1 || return
    face 1-2.4 1 ff 42 01 && next changed 1-2.4 && [[ $line == *'"adb":true'* ]] || return
    kill -INT $pid && wait $pid && ! read -r -t 30 line <&9
}
ok 'what leaves and what changes is told until it is interrupted' watched

says() { # says WORDS STATUS ARGUMENT...
    local words=$1 status=$2
    shift 2
    "$moka" "$@" >"$work/out" 2>&1
    [ $? = "$status" ] && grep -q -- "$words" "$work/out"
}
ok 'a list takes no further words' says 'moka help devices' 2 devices usb
ok 'watching and asking do not go together' says 'moka help devices' 2 devices --watch --ask
finish
