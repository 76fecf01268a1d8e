/*
 * moka-tpm: seals the kit's key by this machine's TPM, and opens it, and counts by the TPM's own
 * counter; a program of its own, so that it can be ended when a TPM does not answer, and be missing
 * where tpm2-tss is.
 *
 *   moka-tpm seal|unseal|look|count TCTI
 *       standard input: the secret, what was sealed, or four bytes of a counter's number (big
 *       endian); standard output: a byte, enum mk_code; a byte, 1 when memory was locked; then what
 *       was sealed, the secret, the counter (MK_TPM_COUNTER_BYTES), or why not
 */
#include "firmware/tpm/tpm.h"
#include "parsers/base/mac.h"
#include "parsers/base/starved.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static uint8_t in[MK_TPM_SEALED_MAX], out[2 + MK_TPM_SEALED_MAX];

static size_t take(void)
{
    size_t have = 0;
    for (;;) {
        ssize_t n = read(STDIN_FILENO, in + have, sizeof in - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? 0 : have;
        have += (size_t)n;
    }
}

static int give(size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t n = write(STDOUT_FILENO, out + at, len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return 3;
        at += (size_t)n;
    }
    return 0;
}

static int seal(size_t *n, const char *tcti, size_t have, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_TPM_SEALED_MAX);
    int rc = have == MK_TPM_SECRET ? mk_tpm_seal(&b, tcti, in, e)
                                   : mk_fail(e, MK_EUSAGE, "a secret of %d bytes", MK_TPM_SECRET);
    if (rc == 0) {
        memcpy(out + 2, b.p, b.len);
        *n = b.len;
    }
    mk_buf_done(&b);
    return rc;
}

static int open_sealed(size_t *n, const char *tcti, size_t have, struct mk_error *e)
{
    *n = MK_TPM_SECRET;
    return mk_tpm_unseal(out + 2, tcti, mk_span(in, have), e);
}

static int counter(size_t *n, const char *tcti, size_t have, bool on, struct mk_error *e)
{
    struct mk_tpm_counter c;
    if (have != 4)
        return mk_fail(e, MK_EUSAGE, "the number of a counter");
    uint32_t id = (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
    if (mk_tpm_count(&c, tcti, id, on, e))
        return -1;
    memcpy(out + 2, c.machine, sizeof c.machine);
    out[10] = (uint8_t)c.state;
    for (size_t i = 0; i < 8; i++)
        out[11 + i] = (uint8_t)(c.value >> (56 - 8 * i));
    *n = MK_TPM_COUNTER_BYTES;
    return 0;
}

static int look(size_t *n, const char *tcti, size_t have, struct mk_error *e)
{
    return counter(n, tcti, have, false, e);
}

static int count(size_t *n, const char *tcti, size_t have, struct mk_error *e)
{
    return counter(n, tcti, have, true, e);
}

static const struct {
    const char *name;
    int (*run)(size_t *n, const char *tcti, size_t have, struct mk_error *e);
} words[] = { { "seal", seal }, { "unseal", open_sealed }, { "look", look }, { "count", count } };
#define WORDS (sizeof words / sizeof *words)

/* OpenSSL crashes on its way back from there. */
static void no_memory(void)
{
    static const char why[] = "moka-tpm";
    mk_wipe(in, sizeof in);
    mk_wipe(out, sizeof out);
    out[0] = MK_ENOMEM;
    memcpy(out + 2, why, sizeof why - 1);
    _exit(give(2 + sizeof why - 1) == 0 ? 1 : 3);
}

int main(int argc, char **argv)
{
    struct mk_error e = { 0 };
    mk_starved_watch(no_memory);
    size_t n = 0, word = 0;
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN); /* a TPM behind a socket that is gone is an answer, too */
    bool locked = mlockall(MCL_CURRENT | MCL_FUTURE) == 0;
    while (argc == 3 && word < WORDS && strcmp(argv[1], words[word].name) != 0)
        word++;
    if (argc != 3 || word == WORDS) {
        fprintf(stderr, "usage: moka-tpm seal|unseal|look|count TCTI\n");
        return 2;
    }
    size_t have = take();
    errno = 0;
    int rc = words[word].run(&n, argv[2], have, &e);
    if (rc != 0 && errno == ENOMEM) /* tpm2-tss has other words for it */
        e.code = MK_ENOMEM;
    mk_wipe(in, sizeof in);
    if (rc != 0) {
        n = strlen(e.text);
        memcpy(out + 2, e.text, n);
    }
    out[0] = rc == 0 ? MK_OK : (uint8_t)e.code;
    out[1] = locked;
    rc = give(2 + n);
    mk_wipe(out, sizeof out);
    return rc;
}
