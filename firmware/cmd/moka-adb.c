#include "firmware/adb/phone.h"
#include "firmware/transport/usb.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/*
 * The phone worker of acquire: descriptor 3 leads to the parent, 4 to the phone.
 *
 *     moka-adb tcp                   4 is a connected socket
 *     moka-adb usb CONFIGURATION     4 is the device's node, its ADB interface claimed;
 *                                    the number is the active configuration's
 */

struct worker {
    struct mk_chan *chan;
    struct mk_usb_host *host; /* usb, until the transport has it */
    struct mk_transport transport;
    struct mk_adb_phone *phone;
    struct mk_buf report;
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The parent learns why there is no connection, instead of finding its worker dead. */
static int lost(struct worker *w, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 1024);
    mk_buf_text(&b, mk_str(e->text));
    int rc = mk_buf_ok(&b) ? mk_chan_send(w->chan, MK_PH_LOST, 0, mk_buf_span(&b), e) : -1;
    mk_buf_done(&b);
    return rc == 0 ? mk_chan_flush(w->chan, e) : -1;
}

static int enter_tcp(struct worker *w, struct mk_error *e)
{
    const int keeps[] = { MK_WORKER_FIRST_FD };
    /* Before the sandbox: it sets the socket's buffers. */
    if (mk_transport_fd(&w->transport, MK_WORKER_FIRST_FD, e) != 0 ||
        mk_worker_enter(&w->chan, keeps, 1, &w->report, e) != 0)
        return -1;
    return mk_phone_hello(w->chan, &w->report, e);
}

static int enter_usb(struct worker *w, unsigned configuration, struct mk_error *e)
{
    int keeps[1 + MK_TRANSPORT_FDS] = { MK_WORKER_FIRST_FD };
    /* Before the sandbox: it looks for the kernel's folders, and reads nothing of the phone's. */
    if (mk_usb_host_new(&w->host, e) != 0)
        return -1;
    size_t n = 1 + mk_usb_host_fds(keeps + 1, MK_TRANSPORT_FDS, w->host);
    if (mk_worker_enter_usb(&w->chan, keeps, n, MK_WORKER_FIRST_FD, &w->report, e) != 0 ||
        mk_phone_hello(w->chan, &w->report, e) != 0)
        return -1;
    struct mk_usb_host *host = w->host;
    w->host = NULL;
    if (mk_transport_usb(&w->transport, host, MK_WORKER_FIRST_FD, configuration, e) == 0)
        return 0;
    fprintf(stderr, "moka-adb: %s\n", e->text);
    return lost(w, e) == 0 ? 1 : -1;
}

static int work(struct worker *w, struct mk_error *e)
{
    int rc = mk_adb_phone_new(&w->phone, w->chan, &w->transport, e);
    w->transport = (struct mk_transport){ 0 }; /* the phone's now */
    if (rc == 0)
        do
            rc = mk_adb_phone_turn(w->phone, now_us(), -1, e);
        while (rc > 0);
    return rc;
}

int main(int argc, char **argv)
{
    struct mk_error e = { 0 };
    struct worker w = { 0 };
    int rc = -1;
    mk_buf_init(&w.report, 4096);
    if (argc == 2 && strcmp(argv[1], "tcp") == 0)
        rc = enter_tcp(&w, &e);
    else if (argc == 3 && strcmp(argv[1], "usb") == 0)
        rc = enter_usb(&w, (unsigned)strtoul(argv[2], NULL, 10), &e);
    else
        mk_fail(&e, MK_EUSAGE, "run by moka acquire and moka devices");
    if (rc == 0)
        rc = work(&w, &e);
    if (rc < 0)
        fprintf(stderr, "moka-adb: %s\n", e.text);
    mk_adb_phone_free(w.phone);
    mk_transport_done(&w.transport);
    mk_usb_host_free(w.host);
    mk_chan_free(w.chan);
    mk_buf_done(&w.report);
    return rc ? 3 : 0;
}
