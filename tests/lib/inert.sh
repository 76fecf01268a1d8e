# What holds for $work/b, $work/out and $work/err of a phone whose names want to be more than names; behind lib/e2e.sh.
trust
ok "intact" sh -c "'$moka' verify --trust '$work/trust' '$work/b' | tail -n 1 | grep -qx 'TRAINING INTACT'"
plain() { ! find "$work/b" | LC_ALL=C grep -v '^[A-Za-z0-9/._-]*$'; }
ok "no name of the phone is one of the bundle's" plain
"$moka" parse "$work/b" >"$work/records.jsonl" 2>>"$work/err"
inert() { ! LC_ALL=C grep -lP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]' "$@"; }
ok "nothing steers a terminal" inert "$work/out" "$work/err" "$work/records.jsonl" "$work/b"/*.* "$work/b/custody/log.jsonl"
ok "the lines of the log are its own" sh -c "! grep -q '^{\"act\":\"finished\"}' '$work/b/custody/log.jsonl'"
reported() {
    "$moka" report -o "$work/report" "$work/b" >"$work/report.out" 2>&1
    [ $? -le 1 ] && inert "$work/report.out" && python3 "$here/../lib/inert.py" "$work/report"
}
ok "nor is a report of it more than text" reported
