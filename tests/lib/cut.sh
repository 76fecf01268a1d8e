# kill -9 of a run at an instant, and what follows; behind lib/e2e.sh. The cut run is $work/cut.
ms() { echo $(($(date +%s%N) / 1000000)); }
resume() { "$moka" resume --authority "$work/authority.json" --kit "$work/kit" --device "$device" --training -q "$work/cut"; }
never=0 resumed=0 sealed=0
mkfifo "$work/pause" && exec 7<>"$work/pause" # to wait on: one that nobody writes to, and no process a time

kill_at() { # kill_at INSTANT(ms)
    rm -rf "$work/cut"
    "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" \
        --training -q -o "$work/cut" >/dev/null 2>&1 & # the program itself, not a shell around it
    local pid=$!
    read -rt "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))" <&7
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    return 0
}
go_on() { # resumed until sealed
    if [ ! -e "$work/cut/journal" ] && [ ! -e "$work/cut/bag-info.txt" ]; then
        rm -rf "$work/cut" # cut before there was anything: begun anew
        acquire "$work/cut" -q || return 1
        never=$((never + 1))
    elif [ -e "$work/cut/journal" ]; then
        resume || return 1
        resumed=$((resumed + 1))
    else
        sealed=$((sealed + 1))
    fi
}
