#include "firmware/ios/proxy.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * The mux proxy, see firmware/worker/mux.h: between an iPhone's worker and usbmuxd. Its channel to
 * the parent carries its report and, by closing, the end.
 *
 *     moka-mux one [UDID]     for a phone worker
 *     moka-mux list           for whoever wants to know which iPhones there are
 */

/* The socket is reached through its open descriptor: in the sandbox its folder may be closed to us,
 * and another socket may stand at its path by then. */
static int dial(int *fd, void *u, struct mk_error *e)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    (void)u;
    snprintf(to.sun_path, sizeof to.sun_path, "/proc/self/fd/%d", MK_MUX_FD_SOCKET);
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (*fd < 0)
        return mk_fail_errno(e, "socket");
    if (connect(*fd, (const struct sockaddr *)&to, sizeof to) == 0)
        return 0;
    int why = errno;
    close(*fd);
    return mk_fail(e, why == ECONNREFUSED ? MK_EABSENT : MK_EIO,
                   "usbmuxd cannot be reached: %s. %s", strerror(why),
                   why == EACCES ? "Its socket is not open to everybody" : "Is it running?");
}

/* 1: the asker has something to say; 0: the parent has gone, or it says something. */
static int wait(const struct mk_chan *parent, const struct mk_chan *asker)
{
    struct pollfd p[] = { { .fd = mk_chan_fd(asker), .events = POLLIN },
                          { .fd = mk_chan_fd(parent), .events = POLLIN } };
    if (mk_chan_ready(asker))
        return 1;
    while (poll(p, 2, -1) < 0 && errno == EINTR)
        ;
    return p[1].revents == 0;
}

static int serve(struct mk_proxy *p, struct mk_error *e)
{
    struct mk_buf report;
    struct mk_chan *parent = NULL;
    const int keeps[] = { MK_MUX_FD_ASKER, MK_MUX_FD_RECORD, MK_MUX_FD_SOCKET };
    mk_buf_init(&report, 4096);
    int rc = mk_worker_enter_local(&parent, keeps, 3, &report, e);
    if (rc == 0)
        rc = mk_chan_new(&p->asker, MK_MUX_FD_ASKER, e);
    if (rc == 0)
        rc = mk_phone_hello(parent, &report, e);
    if (rc == 0)
        do
            rc = wait(parent, p->asker) ? mk_proxy_turn(p, e) : 0;
        while (rc > 0);
    mk_chan_free(p->asker);
    mk_chan_free(parent);
    mk_buf_done(&report);
    return rc;
}

int main(int argc, char **argv)
{
    struct mk_error e = { 0 };
    struct mk_proxy p = { .dial = dial };
    int rc = -1;
    p.lists = argc == 2 && strcmp(argv[1], "list") == 0;
    bool one = (argc == 2 || argc == 3) && strcmp(argv[1], "one") == 0;
    if (one && argc == 3)
        snprintf(p.udid, sizeof p.udid, "%s", argv[2]);
    p.record = mmap(NULL, MK_MUX_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, MK_MUX_FD_RECORD, 0);
    if (!p.lists && !one)
        mk_fail(&e, MK_EUSAGE, "run by moka acquire and moka devices");
    else if (p.record == MAP_FAILED)
        mk_fail_errno(&e, "pairing record");
    else
        rc = serve(&p, &e);
    if (rc < 0)
        fprintf(stderr, "moka-mux: %s\n", e.text);
    return rc ? 3 : 0;
}
