# The real adbd: found, watched coming and going, acquired, compared byte for byte.

exercise real --seed 20 --hostile --files 60 --big 4194304 || exit 3
phone_real real "$work/real" --id 04e8:6860 --serial REAL1 --maker SAMSUNG --model SAMSUNG_Android --composite || exit 3
authority warrant
recipients

guest_start "$moka" devices --json --watch
watch=$job
watched() { until_true "$patience" grep -q "\"event\":\"$1\",\"device\":\"usb:1-1\"" "$work/jobs/$watch.out"; }
ok "a phone is plugged in" plugged real 1-1
ok "moka devices --watch sees it come" watched arrived
listed() { moka_there devices | tee "$work/listed" | grep -qx 'usb:1-1  04e8:6860  REAL1  SAMSUNG_Android  .*adb.*'; }
ok "moka devices names it by port, serial and what it shows" listed

began=$SECONDS
begin real usb:REAL1
ok "the real adbd's phone is acquired by its serial number" ended real 0
echo "# acquired in $((SECONDS - began)) s"
ok "every file is there byte for byte, and the bundle is intact" sealed real real
ok "every true record is found, and nothing else" true_records real real
phone_end real
ok "moka devices --watch sees it go" watched left
