#!/bin/sh
# A board with a USB device port plays a phone on the cable: makes a gadget of configfs whose ADB interface
# is a FunctionFS, plays the exercise there, and takes all of it down again at the end. As root.
#
#   moka-gadget EXERCISE [OPTION of moka phantom]...
#
# MOKA_UDC names the controller when there is more than one, MOKA_GADGET the gadget (default: moka), so that
# a board with two ports plays two phones. Documentation/usb/gadget_configfs.rst, functionfs.rst.
set -eu
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
exercise=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
phantom=${MOKA_BIN:-$here}/moka-phantom
name=${MOKA_GADGET:-moka}
configfs=/sys/kernel/config
gadget=$configfs/usb_gadget/$name
files=/dev/moka-ffs-$name

prop() { "$phantom" getprop --exercise "$exercise" "$1"; }
down() {
    [ ! -d "$gadget" ] || {
        echo >"$gadget/UDC" || : # it may be off already
        rm -f "$gadget/configs/c.1/ffs.$name"
        umount "$files" || :
        rmdir "$gadget/configs/c.1/strings/0x409" "$gadget/configs/c.1" "$gadget/functions/ffs.$name" \
            "$gadget/strings/0x409" "$gadget" "$files"
    } 2>/dev/null
}

modprobe libcomposite 2>/dev/null || : # may be built in
mountpoint -q "$configfs" || mount -t configfs none "$configfs"
trap down EXIT
trap 'exit 130' INT TERM
mkdir "$gadget"
mkdir -p "$gadget/strings/0x409" "$gadget/configs/c.1/strings/0x409" "$gadget/functions/ffs.$name" "$files"
echo 0x18d1 >"$gadget/idVendor" # Google, "Nexus/Pixel Device (charging + debug)"
echo 0x4ee7 >"$gadget/idProduct"
prop ro.serialno >"$gadget/strings/0x409/serialnumber"
prop ro.product.manufacturer >"$gadget/strings/0x409/manufacturer"
prop ro.product.model >"$gadget/strings/0x409/product"
echo ADB >"$gadget/configs/c.1/strings/0x409/configuration"
ln -s "$gadget/functions/ffs.$name" "$gadget/configs/c.1/ffs.$name"
mount -t functionfs "$name" "$files"
"$phantom" android "$exercise" --functionfs "$files" --gadget "$gadget" ${MOKA_UDC:+--udc "$MOKA_UDC"} "$@" &
player=$!
trap 'kill $player; wait $player; exit 130' INT TERM
wait $player
