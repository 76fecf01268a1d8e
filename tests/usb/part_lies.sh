# Devices whose descriptors lie, all on the bus at once: each is told with its reason and in time, none
# brings a program down. Where the lie leaves a phone to talk to, it is talked to.

exercise liar --seed 26 --sms 1 --calls 1 --contacts 1 --files 1 || exit 3
authority exercise '{"categories":["device"]}'

# Each on the port of its line: the lie, status of acquire, words that it says.
lies=(
    'no-endpoints|3|ADB lacks a bulk endpoint in'
    'two-adb|3|shows more than one ADB interface'
    'out-only|3|two bulk endpoints out'
    'packet-0|3|packets of 0 bytes in'
    'packet-7|3|packets of 7 bytes in'
    'packet-1024|3|packets of 1024 bytes at a speed that has 512'
    'length-0|3|descriptors: '
    'total-beyond|3|descriptors: '
    'interrupt|3|ADB lacks a bulk endpoint in'
    'no-config|3|'
)
# And those that hide nothing that is needed.
harmless=(config-0 string-control string-255 no-serial serial-stalled)

liars() {
    local i name lie
    phone_phantom liar "$work/liar" "" --serial LIAR || return 1
    i=0
    for lie in "${lies[@]%%|*}" "${harmless[@]}"; do
        i=$((i + 1))
        name=liar$i
        "$redir" "$work/$name.sock" "tcp:$(sed -n 's/^listening .*://p' "$logs/liar.phantom")" \
            --lie "$lie" --serial "LIE-$i" >"$logs/$name.redir" 2>&1 &
        phone_pids[$name]=$!
        bridged "$name" && cable "$name" $i || return 1
    done
    # One of them never gets a configuration; the last one does.
    guest until_true "$patience" grep -qs . "/sys/bus/usb/devices/1-$i/bConfigurationValue"
}
# In the guest: acquires from port $1, leaves status and milliseconds in $work/lie$1
attempt='from=${EPOCHREALTIME/./}
"$0" acquire --authority "$1/authority.json" --kit "$1/kit" --training -q --wait 0 --device "usb:1-$2" -o "$1/lie$2.bundle" >"$1/lie$2.out" 2>&1
echo $? $(((${EPOCHREALTIME/./} - from) / 1000)) >"$1/lie$2"'
named() { # named PORT STATUS WORDS
    local status ms
    guest bash -c "$attempt" "$moka" "$work" "$1"
    cat "$work/lie$1.out"
    read -r status ms <"$work/lie$1"
    echo "# after $ms ms: $(tail -n 1 "$work/lie$1.out")" >&3
    [ "$status" = "$2" ] && [ "$ms" -le 60000 ] && grep -qF -- "$3" "$work/lie$1.out"
}
listed() {
    moka_there devices >"$work/listed"
    cat "$work/listed"
    ! LC_ALL=C grep -q '[[:cntrl:]]' "$work/listed" && [ "$(grep -c 'adb' "$work/listed")" -ge ${#harmless[@]} ]
}

ok "fifteen devices that lie are on the bus" liars
ok "all that shows an ADB interface is listed, with no control character" listed
port=0
for lie in "${lies[@]}"; do
    IFS='|' read -r name status words <<<"$lie"
    port=$((port + 1))
    ok "$name is refused in time, with the reason" named $port "$status" "$words"
done
for name in "${harmless[@]}"; do
    port=$((port + 1))
    begin "$name" "usb:1-$port" --training
    ok "$name: acquired all the same" ended "$name" 0
done
