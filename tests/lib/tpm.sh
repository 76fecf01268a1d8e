# A TPM in software, swtpm, behind a Unix socket, and the wire to it; to be sourced behind e2e.sh. A test without one is skipped.
if ! command -v swtpm >/dev/null || [ ! -x "$MOKA_BIN/moka-tpm" ]; then
    [ -z "${CI:-}" ] || { echo "Bail out! no swtpm, or no moka-tpm"; exit 1; }
    echo "1..0 # SKIP no swtpm, or moka-tpm was not built"
    exit 0
fi
wire=$(cd "$MOKA_BIN/../tests" && pwd)/tpm_pipe
export TSS2_LOG=all+NONE

tpm_pid=
tpm_off() {
    [ -z "$tpm_pid" ] || { kill "$tpm_pid" && wait "$tpm_pid"; } 2>/dev/null
    tpm_pid=
}
trap 'tpm_off; cleanup' EXIT
# tpm_on NAME: the TPM of that name, started anew; what it knows is kept in a folder
tpm_on() {
    tpm_off
    mkdir -p "$work/tpm-$1"
    rm -f "$work/tpm"
    swtpm socket --tpm2 --tpmstate "dir=$work/tpm-$1" --server "type=unixio,path=$work/tpm" --flags not-need-init,startup-clear \
        --log "file=$work/swtpm.log" >/dev/null 2>&1 &
    tpm_pid=$!
    until_ok grep -q " 00010000 .* $work/tpm\$" /proc/net/unix && wire # it listens
}
wire() { export MOKA_TPM="cmd:$wire $work/tpm $work/bus${*:+ $*}"; }
