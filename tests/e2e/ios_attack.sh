#!/bin/bash
# moka-ios and moka-mux as somebody has them who has taken them over (tests/helpers/ios_attack.c): in their place
# and their sandbox they open no file, reach no process, no other case and no other phone.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
udid=00008030-000A1B2C3D4E001E
mkdir -p "$work/private" "$work/other/data" "$work/bin"
chmod 711 "$work"
chmod 755 "$work/bin"
mkfifo "$work/end" && exec 7<>"$work/end" # nobody writes to it
echo secret | tee "$work/other/journal" >"$work/private/key"
python3 -c 'import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(1); input()' \
    "$work/private/sock" <&7 &
door=$!
mkfifo "$work/mux.out"
python3 -B "$here/../lib/two_phones.py" "$work/mux" "$work/mux.log" >"$work/mux.out" &
phantom_pid=$! # ended with the test
read -r -t 60 _ <"$work/mux.out" || exit 3
until_ok [ -S "$work/private/sock" ] || exit 3
chmod 777 "$work/mux"
if [ "$(id -u)" -eq 0 ]; then chmod 700 "$work/private" "$work/other"; fi

authority exercise '{"categories":["device"]}'
attack() { # attack PROGRAM: run in its place
    cp "$MOKA_BIN"/moka "$MOKA_BIN"/moka-acquire "$MOKA_BIN"/moka-ios "$MOKA_BIN"/moka-mux "$work/bin/"
    cp "$MOKA_BIN/../tests/ios_attack" "$work/bin/$1"
    {
        echo "only $udid"
        echo "open $work/other/journal"
        echo "open $work/private/key"
        echo "open $work/kit/key"
        [ "$(id -u)" -ne 0 ] || echo "connect $work/private/sock"
        echo "open /etc/passwd"
    } >"$work/bin/targets"
    chmod 644 "$work/bin/targets"
    rm -rf "$work/b"
    : >"$work/mux.log"
    "$work/bin/moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "iphone:$udid@$work/mux" \
        --training --wait 0 -q -o "$work/b" >"$work/out" 2>"$work/err"
    cat "$work/err" "$work/mux.log"
}
all_refused() { # all_refused LEAST
    local tried refused
    read -r tried refused < <(sed -n "s/.*attack: \([0-9]*\) tried, \([0-9]*\) refused.*/\1 \2/p" "$work/err" | head -1)
    [ "${tried:-0}" -ge "$1" ] && [ "$tried" -eq "$refused" ] && ! grep 'worked:' "$work/err"
}
other_phone() { ! grep -v -e '^ListDevices' -e '^Connect 1$' "$work/mux.log"; }

ios() { attack moka-ios && all_refused 59; } # and one more as root
ok "a phone worker that is taken over opens, connects, ends and reads nothing" ios
own() { grep '^Connect 1$' "$work/mux.log" && other_phone; }
ok "through the proxy it gets to its own phone, and to no other" own
mux() { attack moka-mux && all_refused 50; }
ok "a proxy that is taken over makes unix sockets and nothing else" mux
whole() { [ "$(cat "$work/other/journal" "$work/private/key")" = "secret
secret" ] && [ -e "$work/kit" ]; }
ok "what they tried at is as it was" whole
kill "$door" 2>/dev/null
finish
