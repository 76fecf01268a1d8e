#include "firmware/adb/phone.h"
#include "firmware/worker/worker.h"
#include <stdio.h>
#include <time.h>

/* The phone worker of acquire: descriptor 3 leads to the parent, 4 to the phone. */

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int hello(struct mk_chan *chan, struct mk_buf *report, struct mk_error *e)
{
    uint8_t len[4];
    for (unsigned i = 0; i < 4; i++)
        len[i] = (uint8_t)(report->len >> 8 * i);
    return mk_chan_send2(chan, MK_PH_HELLO, 0, mk_span(len, sizeof len), mk_buf_span(report), e);
}

int main(void)
{
    struct mk_error e = { 0 };
    struct mk_chan *chan = NULL;
    struct mk_adb_phone *phone = NULL;
    struct mk_transport transport = { 0 };
    struct mk_buf report;
    const int keeps[] = { MK_WORKER_FIRST_FD };
    int rc = -1;
    mk_buf_init(&report, 4096);
    /* Before the sandbox: it sets the socket's buffers. */
    if (mk_transport_fd(&transport, MK_WORKER_FIRST_FD, &e) != 0 ||
        mk_worker_enter(&chan, keeps, 1, &report, &e) != 0 || hello(chan, &report, &e) != 0)
        goto out;
    rc = mk_adb_phone_new(&phone, chan, &transport, &e);
    transport = (struct mk_transport){ 0 }; /* the phone's now */
    if (rc == 0)
        do
            rc = mk_adb_phone_turn(phone, now_us(), -1, &e);
        while (rc > 0);
out:
    if (rc != 0)
        fprintf(stderr, "moka-adb: %s\n", e.text);
    mk_adb_phone_free(phone);
    mk_transport_done(&transport);
    mk_chan_free(chan);
    mk_buf_done(&report);
    return rc ? 3 : 0;
}
