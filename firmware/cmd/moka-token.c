/* moka-token: speaks to an officer's hardware key, for mokad: see firmware/token/token.h.
 *
 *   moka-token [FOLDER]     FOLDER: in place of /sys/class and /dev, for tests
 */
#include "firmware/token/token.h"
#include "firmware/worker/worker.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define CPU_S 20

static uint8_t in[MK_TOKEN_LINE + 1];

static struct mk_span take(void)
{
    size_t have = 0;
    while (have < sizeof in) {
        ssize_t n = read(STDIN_FILENO, in + have, sizeof in - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    return mk_span(in, have);
}

static int lock(const struct mk_token_key *keys, size_t n, struct mk_error *e)
{
    struct rlimit cpu = { CPU_S, CPU_S };
    int fds[MK_TOKEN_KEYS], usb[MK_TOKEN_KEYS];
    size_t nusb = 0;
    struct mk_buf report;
    if (setrlimit(RLIMIT_CPU, &cpu))
        return mk_fail_errno(e, "limits");
    for (size_t i = 0; i < n; i++) {
        fds[i] = keys[i].usb.fd;
        if (!keys[i].raw)
            usb[nusb++] = fds[i];
    }
    mk_buf_init(&report, 4096);
    int rc = mk_worker_enter_keys(NULL, fds, n, usb, nusb, &report, e);
    mk_buf_done(&report);
    return rc;
}

int main(int argc, char **argv)
{
    struct mk_token_key keys[MK_TOKEN_KEYS];
    struct mk_token_ask ask;
    struct mk_error e = { 0 };
    struct mk_buf b;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (argc > 2) {
        fprintf(stderr, "usage: moka-token [FOLDER]\n");
        return 2;
    }
    size_t n = mk_token_find(keys, argc == 2 ? argv[1] : NULL);
    if (lock(keys, n, &e) || mk_token_read(&ask, take(), &e)) {
        fprintf(stderr, "moka-token: %s\n", e.text);
        return 3;
    }
    mk_buf_init(&b, MK_TOKEN_LINE);
    mk_token_answer(&b, &ask, keys, n);
    mk_buf_u8(&b, '\n');
    bool good = mk_buf_ok(&b) && write(STDOUT_FILENO, b.p, b.len) == (ssize_t)b.len;
    mk_buf_done(&b);
    return good ? 0 : 3;
}
