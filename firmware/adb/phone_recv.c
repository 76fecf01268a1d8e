#include "firmware/adb/phone_sync.h"
#include "firmware/adb/unzstd.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * RECV. Per file two requests: what the path is, then its bytes. Requests are
 * written ahead. adbd ends its file service with the first file that fails;
 * then a new stream is opened and the rest asked for again. Where it ends
 * without having said why, the file in front is asked for alone once more
 * before it is given up.
 *
 * A file is asked for compressed where mk_adb_phone_packs() holds and its name's ending does not
 * say that it is packed already. What is passed on, and counted, is what it was on the phone. One
 * that cannot be unpacked ends as cut short; its bytes that are still to come are thrown away.
 */
#define FILES_MAX  ((size_t)64 << 20)
#define FILES_MOST 512u /* asked for at a time */

enum item_status { WHOLE = 0, GONE = 1, CUT = 2 };

struct recv {
    struct mk_asker a;
    /* Of the file in front: */
    struct mk_sync_stat stat;
    bool stated;              /* its stat was answered: its bytes come next */
    bool discard;             /* it is no plain file, or damaged */
    bool packed;              /* it comes compressed */
    char damage[96];          /* why it cannot be unpacked, or "" */
    uint64_t bytes;           /* passed on */
    bool alone;               /* nothing else is on its way */
    bool failed;              /* the file before it failed: the phone is going to end the stream */
    struct mk_unzstd *unpack; /* NULL: nothing comes compressed */
};

#define TOO_LONG 1u /* mark: not asked for */

static bool comes_packed(const struct recv *r, struct mk_span path)
{
    return r->unpack && mk_worth_packing(path);
}

static void put(struct mk_asker *a, const struct mk_queued *q)
{
    if (q->mark == TOO_LONG)
        return;
    mk_sync_put(&a->requests, &a->sync.forms, MK_SYNC_STAT, q->path);
    if (comes_packed((struct recv *)a, q->path))
        mk_sync_put_packed(&a->requests, q->path);
    else
        mk_sync_put(&a->requests, &a->sync.forms, MK_SYNC_RECV, q->path);
}

static void next_item(struct recv *r)
{
    r->stat = (struct mk_sync_stat){ 0 };
    r->stated = r->discard = r->packed = r->alone = false;
    r->damage[0] = 0;
    r->bytes = 0;
    r->a.ahead = FILES_MOST;
}

/* Tells the end of the file in front, and drops it. */
static int item(struct recv *r, enum item_status status, struct mk_span why, struct mk_error *e)
{
    struct mk_queued front;
    struct mk_buf b;
    if (!mk_queue_front(&front, &r->a.queue))
        return mk_fail(e, MK_ESTATE, "no file to end");
    mk_buf_init(&b, 512);
    mk_buf_u64le(&b, front.tag);
    mk_buf_u8(&b, (uint8_t)status);
    mk_buf_u64le(&b, r->bytes);
    mk_buf_u32le(&b, r->stat.mode);
    mk_buf_u64le(&b, (uint64_t)r->stat.mtime_s);
    mk_buf_text(&b, why);
    int rc = mk_buf_ok(&b) ? mk_chan_send(mk_adb_phone_chan(r->a.job.p), MK_PH_ITEM,
                                          r->a.job.stream, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "end of a file");
    mk_buf_done(&b);
    mk_queue_pop(&r->a.queue);
    next_item(r);
    return rc;
}

/* Files in front that were never asked for. */
static int skip(struct recv *r, struct mk_error *e)
{
    struct mk_queued front;
    while (mk_queue_front(&front, &r->a.queue) && front.mark == TOO_LONG)
        if (item(r, GONE, mk_str("the path is longer than the phone takes"), e) != 0)
            return -1;
    return 0;
}

static int recv_end(struct recv *r, enum mk_phone_status status, const char *why,
                    struct mk_error *e)
{
    struct mk_queued front;
    char text[sizeof e->text];
    snprintf(text, sizeof text, "%s", why); /* `why` may be e's own */
    bool begun = mk_queue_front(&front, &r->a.queue) && r->stated;
    if (begun && item(r, r->bytes ? CUT : GONE, mk_str(text), e) != 0)
        return -1;
    return mk_job_end(&r->a.job, status, -1, text, mk_span(NULL, 0), e);
}

static int recv_stop(struct mk_job *j, enum mk_phone_status status, const char *why,
                     struct mk_error *e)
{
    return recv_end((struct recv *)j, status, why, e);
}

/* Asks for more; the end when nothing is left. */
static int go_on(struct recv *r, struct mk_error *e)
{
    if (r->a.job.over)
        return 0;
    do
        if (skip(r, e) != 0 || mk_asker_pump(&r->a, e) != 0 || skip(r, e) != 0)
            return -1;
    while (r->a.queue.asked == 0 && r->a.queue.waiting > 0); /* none of them needed asking */
    return mk_queue_empty(&r->a.queue) ? recv_end(r, MK_PH_OK, "", e) : 0;
}

static int pass_on(struct recv *r, struct mk_span bytes, struct mk_error *e)
{
    r->bytes += bytes.len;
    return mk_chan_send(mk_adb_phone_chan(r->a.job.p), MK_PH_DATA, r->a.job.stream, bytes, e);
}

static void damaged(struct recv *r, const struct mk_error *why)
{
    snprintf(r->damage, sizeof r->damage, "%s", why->text);
    r->discard = true;
}

static int on_data(struct recv *r, struct mk_span bytes, struct mk_error *e)
{
    struct mk_span piece;
    struct mk_error why = { 0 };
    int rc;
    if (r->discard)
        return 0;
    if (!r->packed)
        return pass_on(r, bytes, e);
    while ((rc = mk_unzstd_next(&piece, r->unpack, &bytes, &why)) > 0)
        if (pass_on(r, piece, e) != 0)
            return -1;
    if (rc < 0)
        damaged(r, &why);
    return 0;
}

static int on_done(struct recv *r, struct mk_error *e)
{
    struct mk_error why = { 0 };
    if (r->packed && !r->discard && mk_unzstd_end(r->unpack, &why) != 0)
        damaged(r, &why);
    if (r->damage[0])
        return item(r, CUT, mk_str(r->damage), e);
    return r->discard ? item(r, GONE, mk_str("no plain file"), e)
                      : item(r, WHOLE, mk_span(NULL, 0), e);
}

static int on_stat(struct recv *r, const struct mk_queued *front, const struct mk_sync_stat *st)
{
    r->stat = *st;
    r->packed = comes_packed(r, front->path);
    if (r->packed)
        mk_unzstd_begin(r->unpack);
    r->stated = true;
    r->discard = st->error == 0 && mk_sync_type(st->mode) != 'f';
    r->failed = false;
    return 0;
}

static int on_event(struct recv *r, const struct mk_queued *front, const struct mk_sync_event *ev,
                    struct mk_error *e)
{
    switch (ev->kind) {
    case MK_SYNC_EV_STAT:
        return on_stat(r, front, &ev->stat);
    case MK_SYNC_EV_DATA:
        return on_data(r, ev->bytes, e);
    case MK_SYNC_EV_DONE:
        return on_done(r, e);
    case MK_SYNC_EV_FAIL:
        r->failed = true;
        return item(r, r->bytes ? CUT : GONE, ev->bytes, e);
    case MK_SYNC_EV_ENTRY:
    case MK_SYNC_EV_LISTED:
        break;
    }
    return mk_fail(e, MK_ESTATE, "a listing in the middle of a file");
}

static int again(struct recv *r, struct mk_error *e);

/* What came is no answer: the file in front is given up, and with it the stream. */
static int broken(struct recv *r, struct mk_error *e)
{
    char why[sizeof e->text];
    snprintf(why, sizeof why, "%s", e->text);
    if (mk_job_close(&r->a.job, e) != 0 || item(r, r->bytes ? CUT : GONE, mk_str(why), e) != 0)
        return -1;
    return again(r, e);
}

static int recv_data(struct mk_job *j, struct mk_span bytes, struct mk_error *e)
{
    struct recv *r = (struct recv *)j;
    struct mk_sync_event ev;
    struct mk_queued front;
    while (bytes.len) {
        if (skip(r, e) != 0)
            return -1;
        if (!mk_queue_front(&front, &r->a.queue))
            return recv_end(r, MK_PH_BROKEN, "the phone answers what was not asked", e);
        int rc = mk_sync_next(&ev, &r->a.sync, r->stated ? MK_SYNC_RECV : MK_SYNC_STAT, &bytes, e);
        if (rc < 0)
            return broken(r, e);
        if (rc > 0 && on_event(r, &front, &ev, e) != 0)
            return -1;
    }
    return go_on(r, e);
}

static int recv_writable(struct mk_job *j, struct mk_error *e)
{
    return go_on((struct recv *)j, e);
}

/* A new stream for what is left; the end when that is nothing. */
static int again(struct recv *r, struct mk_error *e)
{
    r->failed = false;
    if (skip(r, e) != 0)
        return -1;
    return mk_queue_empty(&r->a.queue) ? recv_end(r, MK_PH_OK, "", e) : mk_asker_open(&r->a, e);
}

static int recv_closed(struct mk_job *j, bool refused, struct mk_error *e)
{
    static const char silent[] = "the phone ended its file service without a reason";
    struct recv *r = (struct recv *)j;
    struct mk_queued front;
    if (refused)
        return recv_end(r, MK_PH_REFUSED, "the phone has no file service", e);
    bool blame = !r->failed && mk_queue_front(&front, &r->a.queue);
    if (blame && (r->bytes || r->alone)) {
        if (item(r, r->bytes ? CUT : GONE, mk_str(silent), e) != 0)
            return -1;
    } else if (blame) {
        next_item(r);
        r->alone = true;
        r->a.ahead = 1;
    }
    return again(r, e);
}

/* The file in front hangs on the phone: it is given up, and the phone's end of the stream too. */
static int recv_late(struct mk_job *j, struct mk_error *e)
{
    struct recv *r = (struct recv *)j;
    if (skip(r, e) != 0)
        return -1;
    if (r->a.queue.asked == 0)
        return recv_end(r, MK_PH_TIMEOUT, "the phone does not answer", e);
    if (mk_job_close(j, e) != 0 ||
        item(r, r->bytes ? CUT : GONE, mk_str(MK_ADB_STOOD_STILL), e) != 0)
        return -1;
    return again(r, e);
}

/* Reads one RECV frame's files into the queue. */
static int add_files(struct recv *r, struct mk_cursor *c, struct mk_error *e)
{
    size_t n = mk_cur_count(c, mk_cur_u32le(c), 12);
    for (size_t i = 0; i < n; i++) {
        struct mk_queued q = { .tag = mk_cur_u64le(c) };
        q.path = mk_cur_text(c);
        if (q.path.len > MK_SYNC_PATH_MAX)
            q.mark = TOO_LONG;
        if (mk_cur_ok(c) && !mk_queue_put(&r->a.queue, &q))
            return mk_fail(e, MK_ELIMIT, "more files at a time than fit in 64 MiB");
    }
    return mk_cur_ok(c) ? 0 : mk_fail(e, MK_EPROTO, "damaged RECV frame");
}

static int recv_frame(struct mk_job *j, const struct mk_frame *f, struct mk_error *e)
{
    struct recv *r = (struct recv *)j;
    struct mk_cursor c = mk_cur(f->body);
    if (f->type != MK_PH_RECV)
        return mk_fail(e, MK_EPROTO, "frame %u on a stream that fetches files", f->type);
    return add_files(r, &c, e) ? -1 : mk_asker_pump(&r->a, e);
}

static void recv_free(struct mk_job *j)
{
    struct recv *r = (struct recv *)j;
    mk_asker_done(&r->a);
    mk_unzstd_free(r->unpack);
    free(r);
}

static const struct mk_job_kind recv_kind = { .frame = recv_frame,
                                              .writable = recv_writable,
                                              .data = recv_data,
                                              .closed = recv_closed,
                                              .late = recv_late,
                                              .stop = recv_stop,
                                              .free = recv_free };

int mk_job_recv(struct mk_job **out, struct mk_adb_phone *p, uint16_t stream, struct mk_cursor *c,
                struct mk_error *e)
{
    struct recv *r = calloc(1, sizeof *r);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "files");
    mk_asker_init(&r->a, &recv_kind, p, stream, FILES_MAX);
    r->a.put = put;
    next_item(r);
    *out = &r->a.job;
    if (mk_adb_phone_packs(p) && mk_unzstd_new(&r->unpack, e) != 0)
        return -1;
    return add_files(r, c, e) ? -1 : mk_asker_open(&r->a, e);
}
