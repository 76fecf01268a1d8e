#!/bin/bash
# What is sealed is copied to a stick and read back. Sticks are file systems in memory, in a name space of the
# test's own: one with room, one without. The helper that lets one in (moka-carry) is played by a script here; the true
# one is tried by tests/unit/test_carry.c and, with sticks, by tests/board.
here=$(cd "$(dirname "$0")" && pwd)
[ "${1-}" = inside ] || exec unshare -rm "$0" inside
. "$here/../lib/e2e.sh"
trap 'umount "$work/ONE" "$work/SMALL" "$work/CARRIED" 2>/dev/null; cleanup' EXIT
"$moka" exercise new --seed 9 --files 20 --big 3000000 -o "$work/ex" >/dev/null || exit 3
mkdir "$work/ONE" "$work/SMALL" "$work/NONE" "$work/CARRIED"
cat >"$work/carry" <<'END'
#!/bin/bash
# As moka-carry; the file `how` says what befalls it.
work=${0%/*} what='"stick":"1-2","name":"Make Flash","serial":"S123"'
echo "$*" >>"$work/asked"
how=$(cat "$work/how")
mounted() { # mounted SIZE
    mount -t tmpfs -o "size=$1" tmpfs "$work/CARRIED" || exit 1
    echo "{\"mounted\":\"$work/CARRIED\",$what,\"written_to\":\"sdb1\",\"fs\":\"vfat\"}"
}
case $1,$how in
list,*) echo "{\"sticks\":[{$what}]}" ;;
in,locked) echo "{\"code\":\"locked\",\"text\":\"it is encrypted\",$what}" ;;
in,small) mounted 1m ;;
in,dies) kill -9 $$ ;;
in,*) mounted 64m ;;
out,kept) echo '{"code":"kept","text":"it is in use"}' ;;
out,*) rm -rf "$work/was-there"; cp -r "$work/CARRIED" "$work/was-there"; umount "$work/CARRIED"; echo '{}' ;;
esac
END
chmod +x "$work/carry" && : >"$work/how"
mount -t tmpfs -o size=64m tmpfs "$work/ONE" && mount -t tmpfs -o size=1m tmpfs "$work/SMALL" || exit 3
mkdir "$work/state" && recipients "$work/state/kit" || exit 3
phantom "$work/ex" || exit 3
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_copy.py" "$MOKA_BIN" "$work" "$device"
