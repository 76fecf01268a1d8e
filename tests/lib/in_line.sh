# What counts is the time of the run, not that of a busy machine: how long this test's processes ($$, $phantom_pid,
# $pid and what it started) have stood in line for a core (schedstat's second number, ns).
now() { echo $((${EPOCHREALTIME/./} / 1000)); } # ms
in_line() { # ms
    local of=$pid next=$pid sum=0 p ns rest
    while next=$(for p in $next; do cat "/proc/$p/task/$p/children"; done) && [ -n "${next// /}" ]; do
        of="$of $next"
    done 2>/dev/null
    for p in $$ $phantom_pid $of; do
        read -r rest ns rest <"/proc/$p/schedstat" && sum=$((sum + ns / 1000000))
    done 2>/dev/null
    echo $sum
}
