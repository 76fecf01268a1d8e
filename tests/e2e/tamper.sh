#!/bin/bash
# Bundles of several kinds with one random thing changed (tests/lib/tamper.py): both verifiers find each, name it, and never say
# INTACT (of untouched ones: untouched.sh). MOKA_TAMPERS: how many; MOKA_SEED: which.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
tampers=${MOKA_TAMPERS:-240}
case $MOKA_BIN/ in */asan/*) tampers=${MOKA_TAMPERS:-40} ;; esac # slow there
RANDOM=${MOKA_SEED:-$RANDOM}
echo "# seed ${MOKA_SEED:-of this time}"
lab=$("$moka" kit --kit "$work/lab_kit")
echo '[[[0,0,0],[10,12,40]]]' >"$work/strokes"
ssh-keygen -q -t ed25519 -N '' -f "$work/officer"
ssh-keygen -q -t ed25519 -N '' -f "$work/ca"

custody() { "$moka" custody "$1" --kit "$work/$2" "${@:3}" "$work/b"; }
# make SEED TRANSFERS SCOPE OPTION...: a phone, and the bundle $work/b of it, with so many transfers; $receipt
make() {
    rm -rf "$work/b" "$work/exercise"
    authority exercise "$3"
    "$moka" exercise new --seed "$1" --sms 5 --calls 3 --contacts 3 --mms 1 --files 3 --no-system -o "$work/exercise" &&
        phantom "$work/exercise" && acquire "$work/b" --quiet "${@:4}" || return 1
    stop_phantom
    local n
    for ((n = 1; n <= $2; n++)); do
        case $((n % 4)) in
        1) custody hand-over kit --to Lab --to-key "$lab" && custody receive lab_kit ;;
        2) custody hand-over lab_kit --to Court --strokes "$work/strokes" ;;
        3) custody withdraw kit --why "a letter" ;;
        0) custody hand-over kit --to Archive --strokes "$work/strokes" ;;
        esac >"$work/receipt" || return 1
    done
    receipt=$([ "$2" = 0 ] || tail -n 1 "$work/receipt")
}
"$moka" kit --kit "$work/kit" >"$work/line"
id=$(sed 's/^kit:\([^ ]*\) .*/\1/' "$work/line")
{
    cat "$work/line"
    printf 'kit:* cert-authority,namespaces="moka-*" %s\n' "$(cat "$work/ca.pub")"
    printf 'officer:a.mwangi %s\n' "$(cat "$work/officer.pub")"
} >"$work/trust"
tampered() { python3 "$here/../lib/tamper.py" "$MOKA_BIN" "$work/b" "$work/trust" "$work" "$1" $RANDOM ${receipt:+"$receipt"}; }
kinds=('{"categories":["calls"]}' '{"categories":["messages","files"],"from":"2026-01-01T00:00:00Z"}'
    '{"categories":["contacts","calls"],"exclude":["+254700000001"]}' '{"categories":["files"]}')
for ((k = 0; k < 4; k++)); do
    case $k in
    1) ssh-keygen -q -s "$work/ca" -I kit -n "kit:$id" "$work/kit/key.pub" ;;
    2) rm -f "$work/kit/key-cert.pub" ;;
    esac
    officer=()
    [ $((k % 2)) = 1 ] || officer=(--officer-key "$work/officer")
    make $((k + 1)) $((k * 5 % 7)) "${kinds[k]}" "${officer[@]}" >"$work/made" 2>"$work/err" || { cat "$work/err" && exit 1; }
    ok "kind $k: $((tampers / 4)) with one thing changed" tampered $((tampers / 4))
done
finish
