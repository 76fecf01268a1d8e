# Shared by the end-to-end tests, the demo and the benches: a phantom phone, an authority, a kit, in a
# folder of their own that goes away at the end. Needs MOKA_BIN. Processes are ended by their pid.
set -u
export MOKA_TPM=${MOKA_TPM:-none} # not the TPM of whose machine this is
moka=${MOKA_BIN:?the folder with the programs}/moka
work=$(mktemp -d "${TMPDIR:-/tmp}/moka.XXXXXX")
phantom_pid=
# An address of this test alone: no other test's connection can sit on a port that a phone comes back to.
loopback=127.$((($$ >> 16) + 1)).$(($$ >> 8 & 255)).$(($$ & 255))
stop_phantom() {
    [ -z "$phantom_pid" ] || { kill "$phantom_pid" && wait "$phantom_pid"; } 2>/dev/null
    phantom_pid=
}
cleanup() {
    stop_phantom
    chmod -R u+w "$work" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# authority BASIS [SCOPE JSON]: writes $work/authority.json
authority() {
    local all='{"categories":["device","calls","messages","contacts","files","apps","activity","network","accounts"]}'
    printf '{"format":"moka-authority-1","basis":"%s","reference":"EX-2026/1","officer":%s,"valid_from":"%s","valid_until":"%s","scope":%s}\n' \
        "$1" '{"id":"a.mwangi","name":"A. Mwangi"},"exhibit":"EX-1"' \
        "${valid_from:-2020-01-01T00:00:00Z}" "${valid_until:-2099-01-01T00:00:00Z}" "${2:-$all}" \
        >"$work/authority.json"
}

# recipients [KIT]: the kit (this folder's) seals for two keys, $work/lab and $work/recovery, as a real phone needs
recipients() {
    local name kit=${1:-$work/kit}
    for name in lab recovery; do
        [ -e "$work/$name" ] || ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$work/$name" &&
            "$moka" kit recipients add "$name" "$(cat "$work/$name.pub")" --kit "$kit" || return 1
    done
}

# phantom_begins PHONE EXERCISE OPTION...: the phantom of a phone; leaves its address in $listens
phantom_begins() {
    local word=
    listens=
    rm -f "$work/phantom.out"
    mkfifo "$work/phantom.out"
    "$moka" phantom "$1" "$2" --log "$work/phantom.jsonl" "${@:3}" >"$work/phantom.out" 2>"$work/phantom.err" &
    phantom_pid=$!
    exec 8<"$work/phantom.out"
    read -r -t 60 word listens <&8
    if [ "$word" != listening ]; then
        cat "$work/phantom.err" >&2
        echo "the phantom did not start" >&2
        return 1
    fi
}
# phantom EXERCISE [OPTION...]: plays it; sets $device. Its log is $work/phantom.jsonl.
phantom() {
    phantom_begins android "$1" --listen "$loopback:0" "${@:2}" && device=tcp:$listens
}
# iphantom EXERCISE [OPTION...]: the same of an iPhone, behind a usbmuxd of its own.
iphantom() {
    rm -f "$work/phantom.jsonl"
    chmod 711 "$work" # workers of root are somebody else
    phantom_begins iphone "$1" --socket "$work/mux" "${@:2}" && device=iphone@$work/mux
}

# acquire BUNDLE [OPTION...]: as an exercise, with this folder's kit
acquire() {
    local out=$1
    shift
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" \
        --training -o "$out" "$@"
}

nap() { read -rt 0.02 <> <(:); } # between two looks
# until_ok COMMAND...: looks until it succeeds, for half a minute and more
until_ok() {
    local look
    for ((look = 0; look < 1500; look++)); do
        "$@" && return 0
        nap
    done
    return 1
}

trust() { "$moka" kit --kit "$work/kit" >"$work/trust"; }

# TAP
tests=0 bad=0
ok() { # ok NAME COMMAND...: passes when the command succeeds
    local name=$1
    shift
    tests=$((tests + 1))
    if "$@" >"$work/ok.log" 2>&1; then
        echo "ok $tests - $name"
    else
        echo "not ok $tests - $name"
        tail -20 "$work/ok.log" | sed 's/^/# /' >&2 # prove shows it
        bad=$((bad + 1))
    fi
}
finish() {
    echo "1..$tests"
    [ $bad -eq 0 ]
    exit
}
