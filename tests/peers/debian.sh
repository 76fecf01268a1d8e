# Sourced: packages of Debian trixie unpacked as any user, into a tar file. Exit status 77: this
# machine cannot; what lacks is on standard error.

cannot() {
    echo "$0: $1" >&2
    exit 77
}

need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || cannot "$tool is not there; ${deps:-make deps} installs it"
    done
    unshare -Ur true 2>/dev/null || cannot "this kernel lets us have no user name space"
}

# Where apt gets Debian's main archive from; mmdebstrap's own default when it does not say.
mirror() {
    local line
    [ -z "${MOKA_MIRROR:-}" ] || { echo "$MOKA_MIRROR" && return; }
    line=$(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' 2>/dev/null |
        grep -vE 'security|updates|backports' | grep -E '/debian/? (bookworm|trixie)$' |
        head -n 1 || true)
    echo "${line%% *}"
}

usrmerge='for d in bin sbin lib lib64; do mkdir -p "$1/usr/$d"; ln -s "usr/$d" "$1/$d"; done'

# unpack PACKAGE,PACKAGE... FOLDER: FOLDER/root.tar is what they and what they need consist of
unpack() {
    local site
    site=$(mirror)
    # A name space of one user instead of --mode=unshare: it needs no subordinate users. Only then
    # must apt not try to become another one.
    if ! TMPDIR=$2 unshare -Ur mmdebstrap --quiet --mode=root --variant=extract --format=tar \
        --aptopt='APT::Sandbox::User "root"' --setup-hook="$usrmerge" --include="$1" \
        trixie "$2/root.tar" ${site:+"deb $site trixie main"} >"$2/log" 2>&1; then
        tail -n 15 "$2/log" >&2
        rm -rf "$2"
        cannot "mmdebstrap got no $1 of trixie from ${site:-deb.debian.org}"
    fi
}
