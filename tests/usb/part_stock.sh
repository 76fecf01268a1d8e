# The ground the others stand on: Debian's adb in the guest reads the real adbd behind the bridge.

stock_adb() { guest timeout "$patience" adb -P 7999 "$@"; }
stock_sees() { stock_adb devices | grep -q "^$1[[:space:]]*device$"; }
stock_pull() {
    stock_adb pull /sdcard "$work/pulled" && diff -r "$work/stock/storage" "$work/pulled"
}

exercise stock --seed 3 --files 50 --big 2097152 || exit 3
phone_real stock "$work/stock" --serial STOCK1 || exit 3
ok "a phone on the cable is a USB device of the guest" plugged stock 1-1
ok "stock adb finds it" until_true "$patience" stock_sees STOCK1
ok "stock adb pulls the storage, byte for byte" stock_pull
stock_adb kill-server
