# Sourced after tests/lib/e2e.sh: a guest in QEMU that sees this machine's / read only and $work at
# the same path, so that our programs, their libraries and stock adb are simply there; jobs in it,
# cables to it. Everything is emulated: no /dev/kvm, no root, no network.
#
# $kernel  what tests/usb/kernel prints      $logs  folder for the consoles and the bridges' logs

usb=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
patience=${MOKA_PATIENCE:-600} # seconds that anything may take: a busy machine emulates a tenth as fast
jobs=0
guest_pid=

. "$usb/until.sh"

guest_boot() { # guest_boot [QEMU-OPTION...]
    mkdir -p "$work/jobs" "$logs"
    mkfifo "$work/jobs/to.in" "$work/jobs/to.out" "$work/qmp.in" "$work/qmp.out"
    { cat "$kernel/modules.cpio.gz" && (cd "$usb" && echo init | cpio -o -H newc --quiet -R 0:0 | gzip); } >"$work/initrd"
    qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m "${MOKA_GUEST_MIB:-1536}" -smp 2 -nodefaults \
        -no-user-config -display none -no-reboot -serial "file:$logs/console" \
        -kernel "$kernel/vmlinuz" -initrd "$work/initrd" \
        -append "console=ttyS0 quiet panic=-1 moka.share=$work moka.agent=$usb/agent" \
        -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
        -device virtio-9p-pci,fsdev=root,mount_tag=root \
        -fsdev "local,id=share,path=$work,security_model=none" \
        -device virtio-9p-pci,fsdev=share,mount_tag=share \
        -chardev "pipe,id=jobs,path=$work/jobs/to" -device virtio-serial-pci \
        -device virtserialport,chardev=jobs,name=jobs \
        -chardev "pipe,id=qmp,path=$work/qmp" -mon chardev=qmp,mode=control \
        -device qemu-xhci,id=xhci,p2=15,p3=15 "$@" >"$logs/qemu" 2>&1 &
    guest_pid=$!
    exec 5<>"$work/qmp.in" 6<>"$work/qmp.out" 7<>"$work/jobs/to.in"
    qmp qmp_capabilities '{}' && guest_up
}
guest_up() {
    until_true "$patience" test -e "$work/jobs/up" -o ! -e "/proc/$guest_pid/exe" && [ -e "$work/jobs/up" ] && return
    guest_tail
    return 1
}
# Nothing is left of a guest that did not start.
guest_forget() {
    guest_stop
    exec 5>&- 6>&- 7>&-
    rm -rf "$work/jobs" "$work/qmp.in" "$work/qmp.out"
}
guest_tail() { tail -n 25 "$logs/console" "$logs/qemu" >&2; }
guest_stop() {
    [ -n "$guest_pid" ] || return 0
    echo stop >&7
    until_true 20 test ! -e "/proc/$guest_pid/exe" || kill "$guest_pid"
    wait "$guest_pid"
    guest_pid=
}

# qmp COMMAND ARGUMENTS: waits for the answer, status 1 when it is an error
qmp() {
    local line
    printf '{"execute":"%s","arguments":%s}\n' "$1" "$2" >&5
    while read -rt "$patience" line <&6; do
        case $line in
        *'"return"'*) return 0 ;;
        *'"error"'*) echo "$1: $line" >&2 && return 1 ;;
        esac
    done
    echo "$1: no answer" >&2
    return 1
}

# cable NAME PORT: plugs the phone of the bridge at $work/NAME.sock in; pull NAME
cable() {
    qmp chardev-add "{\"id\":\"$1\",\"backend\":{\"type\":\"socket\",\"data\":{\"server\":false,\"addr\":{\"type\":\"unix\",\"data\":{\"path\":\"$work/$1.sock\"}}}}}" &&
        qmp device_add "{\"driver\":\"usb-redir\",\"id\":\"phone-$1\",\"chardev\":\"$1\",\"bus\":\"xhci.0\",\"port\":\"$2\"}"
}
pull() { qmp device_del "{\"id\":\"phone-$1\"}"; }

# guest_start COMMAND...: begins in the guest; the job's name is in $job, what it says in $work/jobs/$job.out
guest_start() {
    jobs=$((jobs + 1))
    job=$BASHPID-$jobs # also where a subshell asks
    printf '. %q\n' "$usb/until.sh" >"$work/jobs/$job.sh"
    printf '%q ' "$@" >>"$work/jobs/$job.sh"
    echo "$job" >&7
}
guest_wait() { # guest_wait [JOB [SECONDS]]: its exit status; 124 when it takes too long
    local j=${1:-$job}
    until_true "${2:-$patience}" test -e "$work/jobs/$j.rc" || return 124
    return "$(cat "$work/jobs/$j.rc")"
}
guest() { # guest COMMAND...: runs it there and says what it says
    local rc=0
    guest_start "$@"
    guest_wait || rc=$?
    cat "$work/jobs/$job.out"
    return $rc
}
