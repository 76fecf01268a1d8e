# Shared by the tests of scopes (AO-03), behind e2e.sh: $canary plants and finds the words, $work/tags has them.
all='"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"]'
march='"from":"2025-03-01T00:00:00Z","until":"2025-04-01T00:00:00Z"'
how=(-q)     # options of acquire
looked=check # the canary's word for it

run() { # run SCOPE: acquired into $work/b
    rm -rf "$work/b"
    authority exercise "$1"
    acquire "$work/b" "${how[@]}" >"$work/out" 2>"$work/err"
}
look() { # look HOW SCOPE: for the words, in all that there is
    "$canary" "$1" "$work/tags" "$2" "$work/b" "$work/kit" "$work/out" "$work/err"
}
scope() { # scope NAME SCOPE
    ok "$1: acquired" run "$2"
    ok "$1: what is out of scope is nowhere, what is in scope is there" look "$looked" "$2"
}
