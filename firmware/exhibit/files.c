#include "firmware/exhibit/frames.h"

static int each_entry(struct mk_span body, mk_listing *each, void *u, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    size_t n = mk_cur_count(&c, mk_cur_u32le(&c), 29);
    for (size_t i = 0; i < n; i++) {
        struct mk_listed en = { .type = (char)mk_cur_u8(&c) };
        en.mode = mk_cur_u32le(&c);
        en.size = mk_cur_u64le(&c);
        en.mtime_s = (int64_t)mk_cur_u64le(&c);
        en.error = mk_cur_u32le(&c);
        en.path = mk_cur_text(&c);
        if (!mk_cur_ok(&c))
            break;
        if (each(u, &en, e))
            return -1;
    }
    return mk_cur_ok(&c) ? 0 : mk_fail(e, MK_EPROTO, "phone worker: damaged listing");
}

int mk_exhibit_list(struct mk_answer *a, struct mk_exhibit *x, struct mk_span path,
                    uint32_t depth_max, mk_listing *each, void *u, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf b;
    if (mk_exhibit_is_offline(x)) {
        mk_exhibit_not_asked(a);
        return 0;
    }
    mk_buf_init(&b, 65536);
    mk_buf_text(&b, path);
    mk_buf_u32le(&b, depth_max);
    int rc = mk_frame_send(x, MK_PH_LIST, 1, &b, e);
    mk_buf_done(&b);
    while (rc == 0 && (rc = mk_frame_next(&f, x, MK_SILENCE_MS, e)) == 0) {
        if (f.type == MK_PH_DONE)
            return mk_frame_done(a, f.body, NULL, e);
        rc = f.type == MK_PH_ENTRIES ? each_entry(f.body, each, u, e) : mk_frame_bad(&f, e);
    }
    return rc;
}

static int take_state(void *u, const struct mk_listed *en, struct mk_error *e)
{
    struct mk_state *s = u;
    (void)e;
    *s = (struct mk_state){ en->error, en->size, en->mtime_s };
    return 0;
}

int mk_exhibit_stat(struct mk_state *out, struct mk_exhibit *x, struct mk_span path,
                    struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf b;
    struct mk_answer a;
    *out = (struct mk_state){ .error = UINT32_MAX }; /* when it says nothing */
    mk_buf_init(&b, 65536);
    mk_buf_text(&b, path);
    int rc = mk_buf_ok(&b) ? mk_frame_send(x, MK_PH_STAT, 1, &b, e) : mk_fail(e, MK_ENOMEM, "path");
    mk_buf_done(&b);
    mk_answer_init(&a);
    bool done = false;
    while (rc == 0 && !done && (rc = mk_frame_next(&f, x, MK_SILENCE_MS, e)) == 0) {
        done = f.type == MK_PH_DONE;
        rc = done                      ? mk_frame_done(&a, f.body, NULL, e)
             : f.type == MK_PH_ENTRIES ? each_entry(f.body, take_state, out, e)
                                       : mk_frame_bad(&f, e);
    }
    mk_answer_done(&a);
    return rc;
}

/* Requests on their way never outgrow what the channel takes without the worker reading it: it may
 * be blocked on sending, and two that only send wait for ever. */
#define AHEAD_MAX   1024u
#define AHEAD_BYTES ((size_t)128 << 10)

struct fetching {
    struct mk_exhibit *x;
    const struct mk_fetch *f;
    size_t asked;              /* and not ended yet */
    size_t bytes;              /* of those requests */
    uint32_t sizes[AHEAD_MAX]; /* a ring, the oldest at `first` */
    size_t first;
    bool dry; /* next() has no more */
    struct mk_buf body;
};

/* Tops up what is on its way: one RECV frame with as many files as fit. */
static int ask(struct fetching *w, struct mk_error *e)
{
    uint32_t n = 0;
    uint64_t item;
    struct mk_span path;
    mk_buf_clear(&w->body);
    mk_buf_u32le(&w->body, 0);
    while (!w->dry && w->asked < w->f->ahead && w->asked < AHEAD_MAX && w->bytes < AHEAD_BYTES) {
        int got = w->f->next(w->f->u, &item, &path, e);
        if (got < 0)
            return -1;
        w->dry = got == 0;
        if (got != 1)
            break;
        mk_buf_u64le(&w->body, item);
        mk_buf_text(&w->body, path);
        w->sizes[(w->first + w->asked++) % AHEAD_MAX] = (uint32_t)path.len + 12;
        w->bytes += path.len + 12;
        n++;
    }
    for (size_t i = 0; n && mk_buf_ok(&w->body) && i < 4; i++)
        w->body.p[i] = (uint8_t)(n >> 8 * i);
    return n ? mk_frame_send(w->x, MK_PH_RECV, 1, &w->body, e) : 0;
}

static int ended(struct fetching *w, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t item = mk_cur_u64le(&c);
    int status = mk_cur_u8(&c);
    mk_cur_u64le(&c); /* bytes: counted on arrival */
    uint32_t mode = mk_cur_u32le(&c);
    int64_t mtime_s = (int64_t)mk_cur_u64le(&c);
    struct mk_span why = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || w->asked == 0 || status >= MK_FETCH_NOT_ASKED)
        return mk_fail(e, MK_EPROTO, "phone worker: damaged end of a file");
    w->asked--;
    w->bytes -= w->sizes[w->first];
    w->first = (w->first + 1) % AHEAD_MAX;
    return w->f->end(w->f->u, item, status, mode, mtime_s, why, e);
}

static int fetch_all(struct fetching *w, struct mk_error *e)
{
    struct mk_frame f;
    bool open = false; /* the worker still owes a DONE */
    for (;;) {
        size_t before = w->asked;
        if (w->asked <= w->f->ahead / 2 && w->bytes <= AHEAD_BYTES / 2 && ask(w, e))
            return -1;
        open = open || w->asked > before;
        if (!open)
            return w->asked ? mk_fail(e, MK_EPROTO, "phone worker: it forgot files") : 0;
        if (mk_frame_next(&f, w->x, MK_SILENCE_MS, e))
            return -1;
        int rc = 0;
        if (f.type == MK_PH_DATA)
            rc = w->f->bytes(w->f->u, f.body, e);
        else if (f.type == MK_PH_ITEM)
            rc = ended(w, f.body, e);
        else if (f.type == MK_PH_DONE)
            open = w->asked > 0; /* what was asked after it ran dry starts it anew */
        else
            rc = mk_frame_bad(&f, e);
        if (rc)
            return rc;
    }
}

int mk_exhibit_fetch(struct mk_exhibit *x, const struct mk_fetch *f, struct mk_error *e)
{
    struct fetching w = { .x = x, .f = f };
    if (mk_exhibit_is_offline(x))
        return mk_exhibit_fetch_none(f, e);
    mk_buf_init(&w.body, 2 * AHEAD_BYTES);
    int rc = fetch_all(&w, e);
    mk_buf_done(&w.body);
    return rc;
}
