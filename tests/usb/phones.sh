# Sourced by tests/usb/run: phones, each an ADB daemon of this side and the bridge that puts it on a
# cable. phone_real and phone_phantom start one called NAME; `plugged NAME PATH` puts it in.

compare=$usb/../lib/compare.pl
redir=$MOKA_BIN/../tests/redir
declare -A phone_pids=()

exercise() { # exercise NAME OPTION...: $work/NAME
    local name=$1
    shift
    "$moka" exercise new "$@" -o "$work/$name" >/dev/null
}

bridged() { # bridged NAME: waits for the bridge
    until_true "$patience" grep -qs listening "$logs/$1.redir" || { cat "$logs/$1".* >&2; return 1; }
}

# phone_real NAME EXERCISE [BRIDGE-OPTION...]: the real adbd, in name spaces of its own
phone_real() {
    local name=$1 exercise=$2
    shift 2
    rm -f "$work/$name.sock" "$logs/$name.redir"
    PEER_LOG=$logs/$name.adbd MOKA_CACHE=$MOKA_CACHE "$usb/../peers/adbd" "$exercise" \
        "$redir" "$work/$name.sock" tcp:7007 "$@" >"$logs/$name.redir" 2>&1 &
    phone_pids[$name]=$!
    bridged "$name"
}

# phone_phantom NAME EXERCISE "PHANTOM-OPTIONS" [BRIDGE-OPTION...]; its log is $work/NAME.jsonl
phone_phantom() {
    local name=$1 exercise=$2 options=$3 address
    shift 3
    rm -f "$work/$name.sock" "$logs/$name.redir"
    # shellcheck disable=SC2086 # options are words
    "$moka" phantom android "$exercise" --log "$work/$name.jsonl" $options >"$logs/$name.phantom" 2>&1 &
    phone_pids[$name.phantom]=$!
    until_true "$patience" grep -qs '^listening' "$logs/$name.phantom" || return 1
    address=$(sed -n 's/^listening //p' "$logs/$name.phantom")
    "$redir" "$work/$name.sock" "tcp:${address##*:}" "$@" >"$logs/$name.redir" 2>&1 &
    phone_pids[$name]=$!
    bridged "$name"
}

# phone_iphone NAME EXERCISE "PHANTOM-OPTIONS" [BRIDGE-OPTION...]; its log is $work/NAME.jsonl
phone_iphone() {
    local name=$1 exercise=$2 options=$3
    shift 3
    rm -f "$work/$name.sock" "$work/$name.mux" "$logs/$name.redir"
    # shellcheck disable=SC2086 # options are words
    "$moka" phantom iphone "$exercise" --mux "$work/$name.mux" --log "$work/$name.jsonl" $options >"$logs/$name.phantom" 2>&1 &
    phone_pids[$name.phantom]=$!
    until_true "$patience" grep -qs '^listening' "$logs/$name.phantom" || return 1
    "$redir" "$work/$name.sock" "mux:$work/$name.mux" --id 05ac:12a8 --maker "Apple Inc." --model iPhone --speed high "$@" \
        >"$logs/$name.redir" 2>&1 &
    phone_pids[$name]=$!
    bridged "$name"
}

# flood NAME [BRIDGE-OPTION...]: a device that sends without end
phone_flood() {
    local name=$1
    shift
    "$redir" "$work/$name.sock" flood "$@" >"$logs/$name.redir" 2>&1 &
    phone_pids[$name]=$!
    bridged "$name"
}

phone_end() { # phone_end NAME: takes it away for good
    local key
    pull "$1" 2>/dev/null
    for key in "$1" "$1.phantom"; do
        [ -n "${phone_pids[$key]:-}" ] || continue
        kill -KILL "${phone_pids[$key]}" 2>/dev/null # unshare heeds nothing less
        wait "${phone_pids[$key]}" 2>/dev/null
        unset "phone_pids[$key]"
    done
    rm -f "$work/$1.sock"
}
phones_end() {
    local key
    for key in "${!phone_pids[@]}"; do
        [[ $key = *.phantom ]] || phone_end "$key"
    done
}

# plugged NAME PATH: the cable is in, and the guest has a device at that path and has chosen its
# configuration: 1-PORT, for super speed 2-PORT
plugged() {
    cable "$1" "${2#*-}" && guest until_true "$patience" grep -qs . "/sys/bus/usb/devices/$2/bConfigurationValue"
}
