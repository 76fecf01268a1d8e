/*
 * A worker that tries what a worker must not be able to do, and answers each
 * request on its channel with the errno that it got (0: it worked).
 */
#include "tests/helpers/worker_probe.h"
#include "firmware/worker/worker.h"
#include "parsers/base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Which descriptors are open, as bits. */
static uint32_t descriptors(void)
{
    uint32_t bits = 0;
    for (int fd = 0; fd < 32; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            bits |= 1u << fd;
    return bits;
}

/* Its words could be the phone's: they reach no terminal. */
static bool is_mute(void)
{
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    struct stat null, err;
    return fstat(STDIN_FILENO, &null) == 0 && fstat(STDERR_FILENO, &err) == 0 &&
           S_ISCHR(err.st_mode) && err.st_rdev == null.st_rdev;
#endif
}

/* What a worker does all day has to go on working. */
static bool work(void)
{
    struct mk_digest d;
    struct mk_error e = { 0 };
    char *p = malloc(4 << 20), line[64];
    struct stat st;
    struct sigaction sa;
    bool ok = p && fstat(MK_WORKER_CHAN_FD, &st) == 0 && S_ISSOCK(st.st_mode);
    snprintf(line, sizeof line, "%.3f", 1.5);
    free(p);
    /* what it says of itself may go to a file, where it may not write */
    ok = ok && sigaction(SIGXFSZ, NULL, &sa) == 0 && sa.sa_handler == SIG_IGN;
    return ok && is_mute() && mk_sha256_of(&d, mk_str(line), &e) == 0;
}

static uint32_t transfer(void)
{
    struct usbdevfs_urb urb = { .type = USBDEVFS_URB_TYPE_BULK };
    return ioctl(MK_WORKER_FIRST_FD, USBDEVFS_SUBMITURB, &urb) == 0 ? 0 : (uint32_t)errno;
}

/* Likewise, waited for. */
static uint32_t transfer_now(void)
{
    struct usbdevfs_bulktransfer t = { .ep = 1 };
    return ioctl(MK_WORKER_FIRST_FD, USBDEVFS_BULK, &t) == 0 ? 0 : (uint32_t)errno;
}

/* What a server does with a listener, and what it must not: 0, or the errno. */
static uint32_t serve_one(void)
{
    int one = 1, fd = accept4(MK_WORKER_FIRST_FD, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return (uint32_t)errno;
    if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
        send(fd, "x", 1, MSG_NOSIGNAL) != 1)
        return (uint32_t)errno;
    close(fd);
    bool moved = listen(MK_WORKER_FIRST_FD, 1) == 0 ||
                 setsockopt(MK_WORKER_FIRST_FD, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0;
    return moved ? EBADE : 0;
}

static int answer(struct mk_chan *ch, const struct mk_frame *f, int fd, struct mk_error *e)
{
    uint32_t result = 0;
    char text[64];
    ssize_t n;
    switch (f->type) {
    case PROBE_ASK_DESCRIPTORS:
        result = descriptors();
        return mk_chan_send(ch, f->type, 0, mk_span(&result, sizeof result), e);
    case PROBE_ASK_WORK:
        result = work();
        return mk_chan_send(ch, f->type, 0, mk_span(&result, sizeof result), e);
    case PROBE_ASK_ACCEPT:
        result = serve_one();
        return mk_chan_send(ch, f->type, 0, mk_span(&result, sizeof result), e);
    case PROBE_ASK_URB:
        result = transfer();
        return mk_chan_send(ch, f->type, 0, mk_span(&result, sizeof result), e);
    case PROBE_ASK_BULK:
        result = transfer_now();
        return mk_chan_send(ch, f->type, 0, mk_span(&result, sizeof result), e);
    case PROBE_ASK_ENVIRONMENT:
        return mk_chan_send(ch, f->type, 0, mk_str(getenv("HOME") ? "leaked" : "clean"), e);
    case PROBE_ASK_READ: /* what the descriptor holds: the one passed now, or the one at start */
        n = read(fd >= 0 ? fd : MK_WORKER_FIRST_FD, text, sizeof text);
        return mk_chan_send(ch, f->type, 0, mk_span(text, n > 0 ? (size_t)n : 0), e);
    case PROBE_ASK_ABORT:
        abort();
    case PROBE_ASK_SPIN:
        for (;;)
            pause();
    default:
        result = probe_try(f->type);
        return mk_chan_send(ch, f->type, 0, mk_span(&result, sizeof result), e);
    }
}

int main(int argc, char **argv)
{
    static const int keeps[] = { MK_WORKER_FIRST_FD };
    struct mk_error e = { 0 };
    struct mk_chan *ch = NULL;
    struct mk_buf report;
    struct mk_frame f;
    int fd = -1;
    probe_parent(getppid(), argc > 1 ? strtoull(argv[1], NULL, 16) : 0);
    mk_buf_init(&report, 4096);
    int usb = argc > 2 && strcmp(argv[2], "usb") == 0 ? MK_WORKER_FIRST_FD : -1;
    const char *may = argc > 2 ? argv[2] : "";
    int rc = strcmp(may, "local") == 0  ? mk_worker_enter_local(&ch, keeps, 1, &report, &e)
             : strcmp(may, "keys") == 0 ? mk_worker_enter_keys(&ch, keeps, 1, keeps, 1, &report, &e)
             : strcmp(may, "server") == 0 ? mk_worker_enter_server(&ch, keeps, 1, &report, &e)
                                          : mk_worker_enter_usb(&ch, keeps, 1, usb, &report, &e);
    if (rc != 0 || mk_chan_send(ch, PROBE_HELLO, 0, mk_buf_span(&report), &e) != 0)
        return 9;
    mk_buf_done(&report);
    while (rc == 0 && mk_chan_recv(&f, &fd, ch, -1, &e) == 1)
        rc = answer(ch, &f, fd, &e);
    mk_chan_free(ch);
    return 7;
}
