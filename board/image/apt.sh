# Sourced: packages of Debian trixie by apt, as any user, beside this machine's own apt.
# Exit status 77: this machine cannot; what lacks is on standard error.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${MOKA_CACHE:-$(cd "$here/../.." && pwd)/build/image}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
keys=/usr/share/keyrings/debian-archive-keyring.gpg

cannot() {
    echo "$0: $1" >&2
    exit 77
}
need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null ||
            cannot "$tool is not there; .ci/deps image installs it"
    done
}

# Where apt gets Debian's main archive from here; security updates lie beside it.
mirror() {
    local line
    [ -z "${MOKA_MIRROR:-}" ] || { echo "$MOKA_MIRROR" && return; }
    line=$(unset APT_CONFIG && apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' 2>/dev/null |
        grep -vE 'security|updates|backports' | grep -E '/debian/? (bookworm|trixie)$' | head -n 1 || true)
    line=${line%% *}
    echo "${line:-http://deb.debian.org/debian}"
}

# apt_for "ARCH [FOREIGN]" LIST: an apt of its own, that has no package yet and wants those of the list.
apt_for() {
    local arch=$1 dir site suite
    dir=$cache/apt/$(echo "$2-$arch" | tr ' ' -)
    site=$(mirror)
    site=${site%/}
    mkdir -p "$dir"/{etc/apt.conf.d,etc/preferences.d,etc/none,state/lists/partial,cache/archives/partial}
    : >"$dir/state/status"
    {
        echo "deb [signed-by=$keys] $site trixie main non-free-firmware"
        echo "deb [signed-by=$keys] $site-security trixie-security main"
        # The Pi 5 needs a kernel that trixie does not have.
        [ "$arch" != arm64 ] || echo "deb [signed-by=$keys] $site trixie-backports main"
    } >"$dir/etc/sources.list"
    {
        echo "Dir \"$dir\"; Dir::Etc \"etc/\"; Dir::State \"state/\"; Dir::Cache \"cache/\";"
        echo "Dir::State::status \"$dir/state/status\"; Dir::Etc::sourcelist \"$dir/etc/sources.list\";"
        echo 'Dir::Etc::sourceparts "none/"; Dir::Etc::trusted "/dev/null"; Dir::Etc::trustedparts "none/";'
        echo "APT::Architecture \"${arch%% *}\"; APT::Architectures { $(printf '"%s"; ' $arch)};"
        echo 'APT::Sandbox::User ""; Debug::NoLocking "true"; APT::Install-Recommends "false";'
        echo 'Acquire::Languages "none"; Acquire::Check-Valid-Until "false"; Acquire::Retries "3";'
        echo 'APT::Get::AllowUnauthenticated "false"; Dpkg::Use-Pty "false";'
    } >"$dir/apt.conf"
    export APT_CONFIG=$dir/apt.conf
}

# Architectures of a list: what is compiled with runs here, what it links is the kit's.
archs_of() { # archs_of ARCH LIST
    case $2-$1 in
    build-amd64) echo amd64 ;;
    build-*) echo "amd64 $1" ;;
    *) echo "$1" ;;
    esac
}
