#include "firmware/exhibit/frames.h"
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/*
 * The parent against an iPhone's worker that a phone has taken over: what is behind the first byte
 * comes on the channel, and lies in the pairing record's memory. The first byte: which request is
 * open. What reaches the owner has to be what firmware/exhibit/exhibit.h promises.
 */
struct owner {
    bool open, wanted, over;
    uint64_t bytes;
    unsigned files;
};

static int on_pair(void *u, struct mk_span banner, struct mk_error *e)
{
    (void)u;
    return banner.len % 2 ? 0 : mk_fail(e, MK_EREFUSED, "no");
}

static int on_paired(void *u, struct mk_span record, struct mk_error *e)
{
    (void)u;
    (void)e;
    if (record.len > MK_MUX_RECORD_MAX)
        abort();
    return 0;
}

static int on_said(void *u, struct mk_span request, struct mk_error *e)
{
    (void)u;
    (void)e;
    return request.len > MK_FRAME_MAX ? (abort(), -1) : 0;
}

static int begin(void *u, const struct mk_backup_file *f, struct mk_error *e)
{
    struct owner *o = u;
    (void)e;
    if (o->open || f->name.len == 0)
        abort();
    o->open = true;
    o->bytes = 0;
    o->wanted = o->files++ % 2 == 0;
    return o->wanted;
}

static int bytes(void *u, struct mk_span b, struct mk_error *e)
{
    struct owner *o = u;
    (void)e;
    if (!o->open || !o->wanted)
        abort();
    o->bytes += b.len;
    return 0;
}

static int end(void *u, int status, uint64_t n, struct mk_span why, struct mk_error *e)
{
    struct owner *o = u;
    (void)why;
    (void)e;
    if (!o->open || status < 0 || status > 2 || (o->wanted && n != o->bytes))
        abort();
    o->open = false;
    return 0;
}

static int note(void *u, unsigned what, uint64_t number, struct mk_span text, struct mk_error *e)
{
    (void)u;
    (void)number;
    (void)text;
    (void)e;
    return what > MK_NOTE_DISK ? (abort(), -1) : 0;
}

static int ask(struct mk_exhibit *x, unsigned which, struct mk_error *e)
{
    struct owner *o = x->owner.u;
    const struct mk_backup_take take = { o, begin, bytes, end, which & 4 ? note : NULL };
    struct mk_answer a;
    struct mk_buf out;
    int rc;
    mk_answer_init(&a);
    mk_buf_init(&out, 1000);
    if ((which & 3) == 0)
        rc = mk_exhibit_greet(x, e);
    else if ((which & 3) == 1)
        rc = mk_exhibit_backup(&a, x, &take, 1000, e);
    else if ((which & 3) == 2)
        rc = mk_exhibit_password(&a, x, mk_str(""), mk_str("new"), e);
    else
        rc = mk_exhibit_text(&a, x, mk_str("apps"), &out, e);
    if (rc == 0 && ((which & 3) == 1) && o->open)
        abort(); /* a file without an end */
    if (rc == 0 && (a.status < 0 || a.status > MK_PH_BROKEN))
        abort();
    mk_buf_done(&out);
    mk_answer_done(&a);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static uint8_t record[MK_MUX_MEMORY];
    int pair[2];
    struct mk_error e = { 0 };
    struct owner o = { 0 };
    struct mk_exhibit x = {
        .owner = { .u = &o, .pair = on_pair, .paired = on_paired, .said = on_said, .allow_ms = 1 },
        .is_iphone = true,
        .iphone = { .record = record }
    };
    if (n == 0 || n > 65536 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return 0;
    memcpy(record, p, n < sizeof record ? n : sizeof record);
    mk_buf_init(&x.facts.sandbox, 8192);
    mk_buf_init(&x.facts.banner, 65536);
    mk_buf_init(&x.facts.features, 65536);
    if (send(pair[1], p + 1, n - 1, MSG_NOSIGNAL) != (ssize_t)(n - 1))
        abort();
    shutdown(pair[1], SHUT_WR);
    if (mk_chan_new(&x.worker.chan, pair[0], &e) == 0)
        for (unsigned i = 0; i < 4 && ask(&x, p[0] + i, &e) == 0; i++)
            if (mk_exhibit_prop(&x, "ProductType").len > n)
                abort();
    mk_chan_free(x.worker.chan);
    close(pair[1]);
    mk_buf_done(&x.facts.sandbox);
    mk_buf_done(&x.facts.banner);
    mk_buf_done(&x.facts.features);
    return 0;
}
