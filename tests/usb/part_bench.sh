# Not a test, see tests/bench/run usb: what the cable carries raw, what of that moka acquire and stock
# adb pull make use of. One large file, from the real adbd behind the bridge into memory of the guest.
# What a run costs besides (start, questions, sealing) is taken off by a run on a phone without the file.
#
# Twice: over a cable that is slow in proportion to the guest, whose processor is emulated (there the
# cable decides, as it does outside), and over one that carries as much as it can (there the guest's
# processor decides: acquire hashes what it takes, and adb does not).

mib=${MOKA_BENCH_MIB:-32}
repeat=${MOKA_REPEAT:-3}
slow_cable=${MOKA_BENCH_RATE:-4000000} # bytes a second
into=/dev/shm
exercise big --seed 9 --sms 1 --calls 1 --contacts 1 --files 1 --big $((mib << 20)) || exit 3
exercise none --seed 9 --sms 1 --calls 1 --contacts 1 --files 1 || exit 3
authority warrant '{"categories":["files"]}'
recipients
median() { sort -n "$work/$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# In the guest: seconds of a command, when it worked.
timed='from=$EPOCHREALTIME; "$@" >&2 || exit; echo "$from $EPOCHREALTIME" | awk "{ printf \"%.3f\\n\", \$2 - \$1 }"'
seconds() { # seconds FILE COMMAND...
    local file=$1
    shift
    guest_start bash -c "$timed" timed "$@"
    guest_wait && tail -n 1 "$work/jobs/$job.out" >>"$work/$file" || { tail "$work/jobs/$job.out" >&2; exit 3; }
}
take() { # take FILE PHONE
    seconds "$1" "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" -q --device "usb:$2" -o $into/bundle
    guest rm -rf $into/bundle.tar.age $into/bundle.sealed.json
}
stock() {
    guest adb -P 7999 start-server >/dev/null
    guest until_true "$patience" adb -P 7999 -s BIG shell true || exit 3
    seconds pull adb -P 7999 -s BIG pull /sdcard $into/pulled
    guest rm -rf $into/pulled
    guest adb -P 7999 kill-server
}
cable_of() { # cable_of NAME RATE
    local i
    (cd "$work" && rm -f raw run start pull)
    phone_flood raw --rate "$2" && plugged raw 1-1 || exit 3
    phone_real big "$work/big" --serial BIG --rate "$2" && plugged big 1-2 || exit 3
    phone_real none "$work/none" --serial NONE --rate "$2" && plugged none 1-3 || exit 3
    for ((i = 0; i < repeat; i++)); do
        guest "$MOKA_BIN/../tests/usb_raw" 1-1 $((mib << 20)) 65536 16 >>"$work/raw" || exit 3
        take run BIG
        take start NONE
        stock
    done
    phones_end
    awk -v name="$1" -v mib="$mib" -v raw="$(median raw)" -v run="$(median run)" -v start="$(median start)" \
        -v pull="$(median pull)" 'BEGIN {
        take = run - start
        printf "%s %.3f %.3f  %d MiB: raw %.2f s, moka acquire %.2f s (of a run of %.2f s), adb pull %.2f s\n",
            name, raw / take, pull / take, mib, raw, take, run, pull
    }' | tee -a "$work/figures"
}
cable_of slow "$slow_cable"
cable_of free 0
[ -z "${MOKA_FIGURES:-}" ] || cp "$work/figures" "$MOKA_FIGURES"
