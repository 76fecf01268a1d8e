#!/bin/bash
# moka report: every record is in it, and nothing of it is more than text.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
inert() { python3 "$here/../lib/inert.py" "$1"; }
count() { # count WHAT FILE...: how often that is in the pages
    local what=$1
    shift
    cat "$@" | grep -o "$what" | wc -l
}
kinds() { # kinds KIND: how many records of that kind moka parse finds
    grep -c "^{\"kind\":\"$1\"" "$work/records.jsonl"
}
same() { [ "$1" = "$2" ] || { echo "$1 is not $2"; false; }; }
status() { # status N COMMAND...: it ends with that status
    local want=$1
    shift
    "$@"
    same $? "$want"
}

"$moka" exercise new --seed 11 --hostile --messages 1500 -o "$work/x" >/dev/null
"$moka" parse "$work/x/system" >"$work/records.jsonl" 2>/dev/null
ok "a report of a hostile phone" status 1 "$moka" report --images --zone Europe/Paris -o "$work/r" "$work/x/system"
ok "is inert" inert "$work/r"
ok "has every message" same "$(count '<article' "$work"/r/messages/c*.html)" "$(kinds message)"
ok "has every call" same "$(count '<tr><td' "$work"/r/calls/*.html)" "$(($(kinds call) + $(kinds voicemail)))"
ok "has every contact" same "$(count '<tr><td' "$work"/r/contacts/*.html)" "$(kinds contact)"
ok "has every place" same "$(count '<tr><td' "$work"/r/places/*.html)" "$(kinds location)"
ok "names the source of every message" same "$(count '</div><span class=r>\[[0-9]*\] <bdi>[^<]*</bdi>:[0-9]' "$work"/r/messages/c*.html)" "$(kinds message)"
ok "shows UTC and the zone asked for" grep -q ' UTC<small>20.*+0[12]:00</small>' "$work"/r/messages/c1-1.html
ok "says what was not there" grep -q "no file of it here" "$work/r/index.html"
ok "a folder in use is refused" status 2 "$moka" report -o "$work/r" "$work/x/system"
ok "so is one inside of what is read" status 2 "$moka" report -o "$work/x/system/r" "$work/x/system"
ok "the same again is the same" status 1 "$moka" report --images --zone Europe/Paris -o "$work/r2" "$work/x/system"
ok "byte for byte" diff -rq "$work/r" "$work/r2"

authority exercise
phantom "$work/x" && acquire "$work/b" -q && stop_phantom
ok "a report of a bundle" status 1 "$moka" report -o "$work/rb" "$work/b"
ok "is marked as an exercise" grep -q "TRAINING" "$work/rb/index.html"
ok "says whether the bundle is whole" grep -q "<dt>Integrity<dd><b>UNKNOWN" "$work/rb/index.html"
ok "has what the acquisition asked for" grep -q "adb:content" "$work/rb/index.html"
ok "has the bundle's files" grep -q "content://sms" "$work/rb/files/1.html"
ok "is inert as well" inert "$work/rb"

"$moka" exercise new --seed 12 --sms 5 --refuse content://call_log/calls -o "$work/y" >/dev/null
phantom "$work/y" && acquire "$work/c" -q && stop_phantom
ok "a report of a phone that refused its calls" status 1 "$moka" report -o "$work/rc" "$work/c"
ok "says so where the calls are counted" grep -q '>Calls</a><b>0</b>.*<span class=e>android.calls: refused' "$work/rc/index.html"
ok "and not where messages are" same "$(grep -o "Conversations<.a><b>.*<.li><li><a href=calls" "$work/rc/index.html" | grep -c refused)" 0
finish
