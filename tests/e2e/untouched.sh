#!/bin/bash
# Untouched bundles of many kinds are no false alarm: phones, scopes, signers, cut and resumed runs, encrypted ones, transfers, time
# stamps, disclosures, each with content of its own. MOKA_UNTOUCHED: how many; MOKA_SEED: which.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
. "$here/../lib/tsa.sh"
count=${MOKA_UNTOUCHED:-12} seed=${MOKA_SEED:-$RANDOM}
case $MOKA_BIN/ in */asan/*) count=${MOKA_UNTOUCHED:-4} ;; esac # slow there
echo "# seed $seed"
all=$work tsa=$work/tsa
tsa_make "$tsa" "Test authority" || exit 1
for name in ca officer lab recovery; do ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$all/$name"; done
cp "$all/officer" "$all/certified" && cp "$all/officer.pub" "$all/certified.pub"
ssh-keygen -q -s "$all/ca" -I officer -n officer:a.mwangi "$all/certified.pub"
lab=$("$moka" kit --kit "$all/lab_kit" 2>"$all/err")
echo '[[[0,0,0],[10,12,40]]]' >"$all/strokes"
scopes=('{"categories":["calls"]}' '{"categories":["messages","files"],"from":"2026-01-01T00:00:00Z"}' '{"categories":["files"]}'
    '{"categories":["contacts","calls"],"exclude":["+254700000001"]}' '{"categories":["device","calls","messages","contacts","files","apps"]}'
    '{"categories":["files"],"paths":["/sdcard/Download"]}' '{"categories":["messages"],"from":"2025-06-01T00:00:00Z","until":"2026-03-01T00:00:00Z"}')
versions=(4.1 5.1 7.1 9 11 13 14 16)
kits=(plain certified sealing)

# kit NAME: made once for each worker: one that is listed, one that is certified, one that seals for recipients
kit() {
    local id name
    "$moka" kit --kit "$work/kit-$1" >"$work/line" 2>"$work/err" || return 1
    id=$(sed 's/^kit:\([^ ]*\) .*/\1/' "$work/line")
    case $1 in
    certified) ssh-keygen -q -s "$all/ca" -I kit -n "kit:$id" "$work/kit-$1/key.pub" || return 1 ;;
    sealing) for name in lab recovery; do
        "$moka" kit recipients add "$name" "$(cat "$all/$name.pub")" --kit "$work/kit-$1" >/dev/null || return 1
    done ;;
    esac
    [ "$1" = certified ] || cat "$work/line" >>"$work/trust"
}
custody() { "$moka" custody "$1" --kit "$work/$kit" "${@:2}" "$work/b"; }
transfer() { # transfer HOW
    case $1 in
    0) custody hand-over --to Lab --to-key "$lab" && kit=../lab_kit custody receive ;;
    1) custody hand-over --to "Court of $RANDOM" --strokes "$all/strokes" ;;
    2) custody withdraw --why "letter $RANDOM" ;;
    3) custody hand-over --to Lab --organisation "Lab $RANDOM" --id $RANDOM --strokes "$all/strokes" ;;
    4) "$moka" custody time-request "$work/q" "$work/b" && stamp "$work/q" "$work/a" && custody time-stamp --tsa "$tsa/ca.pem" "$work/a" ;;
    esac
}
# stamp is the authority's, whose serial numbers only one may count at a time
stamp() { flock "$tsa/lock" openssl ts -reply -config "$tsa/openssl.cnf" -queryfile "$1" -out "$2" 2>>"$tsa/log"; }
# last WORD COMMAND...: its last line is the verdict; without BAD before
last() {
    "${@:2}" >"$work/said" 2>&1
    [ "$(tail -n 1 "$work/said" | sed 's/^TRAINING //')" = "$1" ] && ! grep -q '^BAD' "$work/said" || {
        echo "$2: not $1"
        cat "$work/said"
        return 1
    }
}
calm() { # calm [OPTION...]: neither verifier is alarmed, with trust and without
    last INTACT "$moka" verify --trust "$work/trust" --tsa "$tsa/ca.pem" "$@" "$work/b" &&
        last INTACT "$MOKA_BIN/moka-check" --trust "$work/trust" "$@" "$work/b" &&
        last UNKNOWN "$moka" verify "$work/b" && last UNKNOWN "$MOKA_BIN/moka-check" "$work/b"
}
disclosed() { # one object of it
    local item
    item=$(sed -n 's/.*"file":"data\/[0-9]*\/0*\([1-9][0-9]*\)".*/\1/p' "$work/b/index.jsonl" | shuf -n 1 --random-source=<(yes $RANDOM))
    rm -rf "$work/part"
    [ -z "$item" ] || "$moka" disclose --item "$item" -o "$work/part" "$work/b" && [ -z "$item" ] || last INTACT "$moka" verify --trust "$work/trust" "$work/part"
}
phone() { # another one, played
    stop_phantom
    rm -rf "$work/exercise"
    local of=(--seed $RANDOM --no-truth --sms $((RANDOM % 9)) --calls $((RANDOM % 5)) --contacts $((RANDOM % 5)))
    "$moka" exercise new "${of[@]}" --mms $((RANDOM % 2)) --files $((RANDOM % 7)) --no-system --android "${versions[RANDOM % 8]}" \
        -o "$work/exercise" && phantom "$work/exercise"
}
taken() { # taken KIT: the bundle $work/b, by a run that is cut and resumed, or that is not
    local options=(--kit "$work/$kit" --device "$device" --training --quiet) by=()
    case $((RANDOM % 3)) in
    0) by=(--officer-key "$all/officer") ;;
    1) by=(--officer-key "$all/certified") ;;
    esac
    authority exercise "${scopes[RANDOM % ${#scopes[@]}]}"
    rm -rf "$work/b" "$work/b.tar.age"
    if [ $((RANDOM % 6)) = 0 ]; then
        stop_phantom
        phantom "$work/exercise" --fault "unplug@#$((RANDOM % 30 + 2))" || return 1
        "$moka" acquire --authority "$work/authority.json" "${options[@]}" "${by[@]}" --wait 0 -o "$work/b"
        stop_phantom
        phantom "$work/exercise" || return 1
        options[3]=$device
        [ -e "$work/b/journal" ] && { "$moka" resume "${options[@]}" "${by[@]}" "$work/b" || return 1; }
    fi
    [ -e "$work/b" ] || [ -e "$work/b.tar.age" ] ||
        "$moka" acquire --authority "$work/authority.json" "${options[@]}" "${by[@]}" -o "$work/b" || return 1
    [ ! -e "$work/b.tar.age" ] || "$moka" unpack -i "$all/lab" -o "$work/b" "$work/b.tar.age"
}
carried() { # what is not encrypted goes through a packed file
    rm -rf "$work/p" "$work/p.age"
    "$moka" pack --to-file "$all/lab.pub" -o "$work/p.age" "$work/b" && "$moka" unpack -i "$all/lab" -o "$work/p" "$work/p.age" &&
        diff -r "$work/b" "$work/p"
}
one() { # one NUMBER
    local n kit=kit-${kits[RANDOM % 3]} receipt=
    [ $(($1 % 3)) != 0 ] && [ -n "$phantom_pid" ] || phone || return 1
    taken || return 1
    for ((n = RANDOM % 6; n > 0; n--)); do
        transfer $((RANDOM % 5)) >"$work/receipt" || return 1
        receipt=$(tail -n 1 "$work/receipt")
    done
    calm ${receipt:+--receipt "$receipt"} || return 1
    [ $((RANDOM % 4)) != 0 ] || carried || return 1
    [ $((RANDOM % 4)) != 0 ] || disclosed || return 1
    # what it is: its own content, and how it looks
    sha256sum <"$work/b/tagmanifest-sha256.txt" >>"$work/contents"
    echo "$(wc -l <"$work/b/index.jsonl") $(ls "$work/b" "$work/b/signatures" "$work/b/custody/transfers" 2>/dev/null | sha256sum)" >>"$work/shapes"
}
work_on() { # work_on NUMBER OF: every OF-th bundle, in a folder of its own
    local n name
    work=$all/worker$1
    mkdir "$work"
    RANDOM=$((seed * 7 + $1))
    { cat "$all/officer.pub" | sed 's/^/officer:a.mwangi /' && sed 's/^/kit:*,officer:* cert-authority,namespaces="moka-*" /' "$all/ca.pub"; } >"$work/trust"
    for name in "${kits[@]}"; do kit "$name" || echo "kit $name"; done >"$work/alarms" 2>&1
    for ((n = $1; n < count; n += $2)); do
        one $((n / $2)) >"$work/log" 2>&1 || { echo "bundle $n:" && tail -n 12 "$work/log"; } >>"$work/alarms"
    done
    stop_phantom
}
for worker in 0 1; do work_on $worker 2 & done
wait
calm_all() { ! grep . "$all"/worker*/alarms; }
ok "$count untouched ones: no alarm" calm_all
made() { test "$(sort -u "$all"/worker*/contents | wc -l)" = "$count"; }
ok "each with content of its own" made
echo "# $(sort -u "$all"/worker*/shapes | wc -l) shapes"
finish
