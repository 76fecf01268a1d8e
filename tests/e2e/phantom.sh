#!/bin/bash
# A phantom against Debian's own adb: everything it plays comes out of the stock client as it went in.
# The adb server is a private one, on a socket in a folder of its own.
if ! command -v adb >/dev/null; then
    echo "1..0 # SKIP adb is not installed: THE PHANTOM IS NOT TESTED AGAINST IT"
    exit 0
fi
. "$(dirname "$0")/../lib/e2e.sh"
export HOME=$work/home ANDROID_USER_HOME=$work/home/.android
unset ADB_VENDOR_KEYS ADB_SERVER_SOCKET ANDROID_ADB_SERVER_PORT ANDROID_SERIAL
mkdir -p "$HOME"
device= server=
adb() { command adb -L "localfilesystem:$work/adb.sock" "$@"; }
leave() {
    [ -z "$server" ] || adb kill-server 2>/dev/null
    cleanup
}
trap leave EXIT
start() { # start OPTION...: plays the exercise; sets $device, as adb writes it
    phantom "$work/ex" "$@" || exit 3
    device=${device#tcp:}
}
state_is() { # waits until adb tells that state of the phone
    told() { adb devices | grep -qx "$device[[:space:]]*$1"; }
    until_ok told "$1" || { adb devices; return 1; }
}
connect() { adb connect "$device" >/dev/null; state_is "${1:-device}"; }
digest() {
    (cd "$1" && find . -print0 | sort -z | xargs -0 stat -c '%n %f %s %Y' &&
        find . -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum
}

"$moka" exercise new --seed 3 --hostile --big 5000001 -o "$work/ex" >/dev/null || exit 3
before=$(digest "$work/ex")
server=yes
adb start-server 2>/dev/null || { echo "Bail out! adb does not start"; exit 3; }

start --virtual-files 3100
ok "the stock client connects" connect
listed() { adb devices -l | grep -q "$device .*device .*product:phantom model:Phantom_One device:phantom1"; }
ok "and shows the banner" listed
s() { adb -s "$device" "$@"; }
code() { s shell "nosuch 'a b'" >"$work/o" 2>"$work/e"; [ $? -eq 127 ] && [ ! -s "$work/o" ] && grep -qx "/system/bin/sh: nosuch: inaccessible or not found" "$work/e"; }
ok "exit code and standard error arrive apart" code
query='content query --uri content://sms --sort _id'
"$MOKA_BIN"/moka-phantom content --exercise "$work/ex" query --uri content://sms --sort _id >"$work/want"
same() { "$@" >"$work/got" && cmp "$work/got" "$work/want"; }
ok "a hostile query arrives byte for byte: exec" same s exec-out "$query"
ok "a hostile query arrives byte for byte: shell v2" same s shell "$query"
ok "a hostile query arrives byte for byte: old shell" same s shell -x "$query"
ls_names() { s ls /sdcard/ | sed 's/^[^ ]* [^ ]* [^ ]* //' | grep -vxE '\.|\.\.' | sort >"$work/got"; (ls -A "$work/ex/storage"; echo virtual) | sort | cmp - "$work/got"; }
ok "a folder is listed" ls_names
pulled() { s pull -a /sdcard/ "$work/pulled" && rm -r "$work/pulled/virtual" && diff -r "$work/ex/storage" "$work/pulled"; }
one() { s pull "$1" "$work/one" && cmp "$work/one" "$2"; }
ok "one file is pulled" one /storage/emulated/0/DCIM/Camera/VID_big.mp4 "$work/ex/storage/DCIM/Camera/VID_big.mp4"
s pull /sdcard/virtual "$work/virtual" >/dev/null
lines() { [ "$(cat "$work"/virtual/d*/f* | sort -u | wc -l)" = 3100 ] && [ "$(cat "$work/virtual/d0003/f003099")" = "virtual file 3099" ]; }
ok "virtual files are pulled" lines
ok "the whole tree is pulled byte for byte, odd names included" pulled
times() { (cd "$work/pulled" && find . -type f ! -name link.txt -printf '%P\0%T@\0' | sort -z) | cmp - <(cd "$work/ex/storage" && find . -type f -printf '%P\0%T@\0' | sort -z); }
ok "with the times that they had" times
missing() { ! s pull /sdcard/nosuch "$work/x" && ! s pull /etc/passwd "$work/x"; }
ok "what is not there is said so" missing
written() { ! s push "$work/want" /sdcard/new && ! s shell 'echo x > /sdcard/new'; }
ok "nothing can be written" written

# every request stands in the log: one list a folder, one fetch a file
asked() { # asked ID PATH-PREFIX
    grep "\"sync\":\"$1\"" "$work/phantom.jsonl" | sed 's/.*"path_hex":"\([0-9a-f]*\)".*/\1/' | grep -c "^$(printf %s "$2" | od -An -tx1 | tr -d ' \n')"
}
complete() {
    local files folders
    files=$(find "$work/ex/storage" \( -type f -o -type l \) -printf x | wc -c)
    folders=$(find "$work/ex/storage" -type d -printf x | wc -c)
    # The card was listed, then pulled whole, and its virtual part (3,100 files in 4 folders) once more.
    [ "$(asked '\(RECV\|RCV2\)' /sdcard/)" = $((files + 2 * 3100)) ] || { asked '\(RECV\|RCV2\)' /sdcard/; return 1; }
    [ "$(asked '\(LIST\|LIS2\)' /sdcard/)" = $((folders + 1 + 2 * 5)) ] || { asked '\(LIST\|LIS2\)' /sdcard/; return 1; }
    grep -c '"service":"\(exec\|shell[^:]*\):content query' "$work/phantom.jsonl" | grep -qx 3 &&
        awk -F'[:,]' '$2 != NR - 1 { bad = 1 } END { exit bad }' "$work/phantom.jsonl"
}
ok "the log is complete and in order" complete
adb disconnect "$device" >/dev/null
stop_phantom

start --auth
ok "a phone that nobody touches stays unauthorized" connect unauthorized
adb disconnect "$device" >/dev/null
stop_phantom
start --allow
ok "a key that is allowed gets in" connect
adb disconnect "$device" >/dev/null
stop_phantom
start --accept-key "$HOME/.android/adbkey.pub"
ok "a key that is known gets in by its signature" connect
adb disconnect "$device" >/dev/null
stop_phantom

start --drop-after 2000000
ok "a connection that is to be cut" connect
cut() { ! s pull /sdcard/DCIM/Camera/VID_big.mp4 "$work/cut" && [ "$(stat -c %s "$work/cut" 2>/dev/null || echo 0)" -lt 2000000 ]; }
ok "is cut" cut
adb disconnect "$device" >/dev/null
ok "the next one lives" connect
ok "and brings the whole file" one /sdcard/DCIM/Camera/VID_big.mp4 "$work/ex/storage/DCIM/Camera/VID_big.mp4"
adb disconnect "$device" >/dev/null
stop_phantom

start --once
ok "a phantom for one connection" connect
adb disconnect "$device" >/dev/null
ended() { wait "$phantom_pid"; }
ok "ends with it" ended
phantom_pid=

unchanged() { [ "$(digest "$work/ex")" = "$before" ]; }
ok "the exercise is as it was before" unchanged
finish
