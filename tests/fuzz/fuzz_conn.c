#include "firmware/adb/phone.h"
#include <stdlib.h>
#include <sys/socket.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/*
 * The phone worker, with everything behind it, against a phone that says what
 * the fuzzer wants. The first byte: which requests the parent has, and the size
 * of the pieces; the transport takes whatever is written.
 */
struct phone {
    struct mk_span says;
    size_t at, piece;
};

static int phone_read(void *u, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct phone *ph = u;
    struct mk_span left = mk_span_from(ph->says, ph->at);
    if (left.len == 0)
        return mk_fail(e, MK_ECLOSED, "end");
    *got = left.len < ph->piece ? left.len : ph->piece;
    *got = *got < n ? *got : n;
    memcpy(out, left.p, *got);
    ph->at += *got;
    return 1;
}

static int phone_write(void *u, struct mk_span bytes, bool more, size_t *put, struct mk_error *e)
{
    (void)u;
    (void)more;
    (void)e;
    *put = bytes.len;
    return 1;
}

static size_t phone_poll(void *u, struct pollfd *out, size_t max, bool want_write, int *wait_ms)
{
    (void)u;
    (void)out;
    (void)max;
    (void)want_write;
    *wait_ms = 0;
    return 0;
}

static int tell(struct mk_chan *c, uint16_t type, uint16_t stream, struct mk_buf *b)
{
    int rc = mk_chan_send(c, type, stream, mk_buf_span(b), NULL);
    mk_buf_clear(b);
    return rc;
}

static int ask(struct mk_chan *c, unsigned which)
{
    struct mk_buf b;
    int rc = 0;
    mk_buf_init(&b, 4096);
    if (which & 1) {
        mk_buf_u8(&b, MK_PH_SHELL_V2);
        mk_buf_u32le(&b, 1000);
        mk_buf_text(&b, mk_str("q"));
        mk_buf_u8(&b, MK_ROLE_IDS);
        mk_buf_u64le(&b, 0);
        mk_buf_text(&b, mk_str(""));
        rc |= tell(c, MK_PH_EXEC, 1, &b);
    }
    if (which & 2) {
        mk_buf_text(&b, mk_str("/r"));
        mk_buf_u32le(&b, 8);
        rc |= tell(c, MK_PH_LIST, 2, &b);
    }
    if (which & 4) {
        mk_buf_u32le(&b, 3);
        for (uint64_t i = 0; i < 3; i++) {
            mk_buf_u64le(&b, i);
            mk_buf_text(&b, mk_str("/f"));
        }
        rc |= tell(c, MK_PH_RECV, 3, &b);
    }
    mk_buf_done(&b);
    return rc ? rc : mk_chan_flush(c, NULL);
}

/* Answers what needs an answer, and checks that what comes is whole. */
static void hear(struct mk_chan *c, unsigned which)
{
    struct mk_frame f;
    struct mk_buf b;
    mk_buf_init(&b, 64);
    while (mk_chan_recv(&f, NULL, c, 0, NULL) > 0) {
        struct mk_cursor cur = mk_cur(f.body);
        if (f.type == MK_PH_PHONE && ask(c, which) != 0)
            abort();
        if (f.type == MK_PH_AUTH) {
            mk_buf_text(&b, mk_str(mk_cur_text(&cur).len % 2 ? "" : "signature"));
            if (tell(c, MK_PH_SIGNED, 0, &b) != 0 || mk_chan_flush(c, NULL) != 0)
                break;
        }
    }
    mk_buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_error e = { 0 };
    struct mk_chan *parent = NULL, *chan = NULL;
    struct mk_adb_phone *worker = NULL;
    struct mk_buf b;
    int pair[2], rc;
    if (n == 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return 0;
    struct phone ph = { mk_span(p + 1, n - 1), 0, (size_t)1 << (p[0] / 8 % 16) };
    struct mk_transport t = {
        .read = phone_read, .write = phone_write, .poll = phone_poll, .u = &ph, .mbit_s = 480
    };
    mk_buf_init(&b, 64);
    mk_buf_text(&b, mk_str(""));
    rc = mk_chan_new(&parent, pair[0], &e) | mk_chan_new(&chan, pair[1], &e);
    if (rc == 0)
        rc = mk_adb_phone_new(&worker, chan, &t, &e);
    if (rc == 0)
        rc = tell(parent, MK_PH_OPEN, 0, &b) ? -1 : mk_chan_flush(parent, &e) ? -1 : 1;
    for (int64_t now = 0; rc > 0; now += 1000) {
        rc = mk_adb_phone_turn(worker, now, 0, &e);
        hear(parent, p[0] & 7u);
    }
    mk_adb_phone_free(worker);
    mk_chan_free(chan);
    mk_chan_free(parent);
    mk_buf_done(&b);
    return 0;
}
