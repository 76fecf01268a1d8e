#!/bin/bash
# A phone that is no phantom: refused before anything is asked of it unless what is taken will be encrypted to two. Here a phantom
# at the end of a cable that hides the word (tests/lib/unmask.py); the real adbd of make check-peers is the other one.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 9 --sms 5 --files 3 --no-system -o "$work/ex" >/dev/null || exit 3
phantom "$work/ex" || exit 3
coproc cable { exec python3 "$here/../lib/unmask.py" "$listens"; }
read -r _ device <&"${cable[0]}"
device=tcp:$device
authority warrant
take() { "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" -q "$@" -o "$work/b" 2>"$work/err"; }
refused() { # refused WORDS OPTION...
    take "${@:2}"
    [ $? = 3 ] && grep -q -- "$1" "$work/err" && [ ! -e "$work/b" ] && ! grep -q "content query\|LIS\|RCV" "$work/phantom.jsonl"
}
"$moka" kit --kit "$work/kit" >"$work/line"
for name in lab recovery; do ssh-keygen -q -t ed25519 -N '' -C $name -f "$work/$name"; done
ok "without recipients it is refused, and nothing was asked" refused "a real phone is only taken from for at least 2 recipients.*has 0"
"$moka" kit recipients add lab "$(cat "$work/lab.pub")" --kit "$work/kit" >/dev/null
ok "with one as well" refused "at least 2 recipients.*has 1"
authority exercise
ok "it is no exercise" refused "works on phantoms only" --training
authority warrant
"$moka" kit recipients add recovery "$(cat "$work/recovery.pub")" --kit "$work/kit" >/dev/null
ok "with two it is taken" take
ok "what is left is one encrypted file" test -s "$work/b.tar.age" -a ! -e "$work/b"
trust
ok "either opens it" "$moka" unpack -i "$work/recovery" -o "$work/opened" "$work/b.tar.age"
intact() { [ "$("$moka" verify --trust "$work/trust" "$work/opened" | tail -n 1)" = INTACT ]; }
ok "it is intact, and no training" intact
eval "exec ${cable[1]}>&-" # it ends with its standard input
finish
