# Sourced here and by each job of the guest.

# until_true SECONDS COMMAND...: asks again until it succeeds; status 1 when it does not in time
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        read -rt 0.02 <> <(:)
    done
    return 0
}
