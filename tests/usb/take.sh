# Sourced by tests/usb/run: our programs in the guest, and what they did looked at on this side.

declare -A run=() # job of the run on a bundle

moka_there() { guest "$moka" "$@"; }
# begin NAME DEVICE [OPTION...]: acquires in the guest; the bundle is $work/NAME.bundle
begin() {
    local name=$1 device=$2
    shift 2
    guest_start "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" \
        -q --leave-plain -o "$work/$name.bundle" "$@"
    run[$name]=$job
}
resume() { # resume NAME DEVICE [OPTION...]
    local name=$1 device=$2
    shift 2
    guest_start "$moka" resume --kit "$work/kit" --device "$device" -q --leave-plain "$@" "$work/$name.bundle"
    run[$name]=$job
}
ended() { # ended NAME STATUS [WORDS]: so it ended, and said so
    local rc=0
    guest_wait "${run[$1]}" || rc=$?
    cat "$work/jobs/${run[$1]}.out"
    [ $rc -eq "$2" ] && { [ $# -lt 3 ] || told "$1" "$3"; }
}
said() { cat "$work/jobs/${run[$1]}.out"; }
told() { grep -qF -- "$2" "$work/jobs/${run[$1]}.out"; }
will_tell() { until_true "$patience" told "$@" || { said "$1" && false; }; }
journal_has() { grep -q -- "$2" "$work/$1.bundle/journal" "$work/$1.bundle/custody/log.jsonl" 2>/dev/null; }

# What arrived is what is there, and whole: sealed NAME EXERCISE
intact() { "$moka" verify --trust "$work/trust" "$work/$1.bundle" | tail -n 1 | grep -w INTACT; }
sealed() { "$compare" payload "$work/$1.bundle" "$work/$2/storage" /sdcard && intact "$1"; }
true_records() { # true_records NAME EXERCISE
    "$moka" parse "$work/$1.bundle" >"$work/$1.records"
    "$compare" truth "$work/$2/truth.jsonl" "$work/$1.records"
}

# soon NAME WORDS: told, and after how long. How soon it has to be is for tests/e2e/told.sh: here an emulated processor
# would be timed, and whatever else its machine does.
soon() {
    local from=$EPOCHREALTIME rc=0
    until_true "$patience" told "$1" "$2" || rc=$?
    echo "# told after $(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $from }") s: $2" >&3
    [ $rc -eq 0 ] || said "$1"
    return $rc
}
