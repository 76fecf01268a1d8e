#include "firmware/adb/phone_sync.h"
#include <errno.h>
#include <stdlib.h>

/*
 * LIST and STAT. The queue holds folders only, so that memory grows with the
 * folders still to be visited and not with the files; the phone cannot make it
 * grow past its maximum.
 */
#define FOLDERS_MAX  ((size_t)64 << 20)
#define FOLDERS_MOST 32u /* asked for at a time */
#define BATCH        ((size_t)64 << 10)

/* The mark of a queued path. */
enum { FOLDER = 0, WHY_EMPTY = 1 /* what is wrong with a folder without "." */, ONE = 2 };

struct list {
    struct mk_asker a;
    uint32_t depth_max;
    bool any; /* the folder in front has had an entry */
    bool root_failed;
    struct mk_buf batch, path;
    uint32_t count;
};

static int flush(struct list *l, struct mk_error *e)
{
    uint8_t n[4];
    if (l->count == 0)
        return 0;
    if (!mk_buf_ok(&l->batch))
        return mk_fail(e, MK_ENOMEM, "entries");
    for (unsigned i = 0; i < 4; i++)
        n[i] = (uint8_t)(l->count >> 8 * i);
    if (mk_chan_send2(mk_adb_phone_chan(l->a.job.p), MK_PH_ENTRIES, l->a.job.stream,
                      mk_span(n, sizeof n), mk_buf_span(&l->batch), e))
        return -1;
    mk_buf_clear(&l->batch);
    l->count = 0;
    return 0;
}

static int emit(struct list *l, const struct mk_sync_stat *st, char type, struct mk_span path,
                struct mk_error *e)
{
    mk_buf_u8(&l->batch, (uint8_t)type);
    mk_buf_u32le(&l->batch, st->mode);
    mk_buf_u64le(&l->batch, st->size);
    mk_buf_u64le(&l->batch, (uint64_t)st->mtime_s);
    mk_buf_u32le(&l->batch, st->error);
    mk_buf_text(&l->batch, path);
    l->count++;
    return l->batch.len >= BATCH ? flush(l, e) : 0;
}

static int list_end(struct list *l, enum mk_phone_status status, const char *why,
                    struct mk_error *e)
{
    if (flush(l, e) != 0)
        return -1;
    return mk_job_end(&l->a.job, status, -1, why, mk_span(NULL, 0), e);
}

static int list_stop(struct mk_job *j, enum mk_phone_status status, const char *why,
                     struct mk_error *e)
{
    return list_end((struct list *)j, status, why, e);
}

static void put(struct mk_asker *a, const struct mk_queued *q)
{
    mk_sync_put(&a->requests, &a->sync.forms, q->mark == FOLDER ? MK_SYNC_LIST : MK_SYNC_STAT,
                q->path);
}

/* What keeps the folder in hand from being looked into, or 0. */
static uint32_t not_visited(const struct list *l, uint64_t depth)
{
    return l->path.len > MK_SYNC_PATH_MAX ? MK_PH_TOO_LONG
           : depth >= l->depth_max        ? MK_PH_TOO_DEEP
                                          : 0;
}

static int visit(struct list *l, uint64_t depth, struct mk_error *e)
{
    struct mk_queued q = { .tag = depth, .mark = FOLDER, .path = mk_buf_span(&l->path) };
    if (mk_queue_put(&l->a.queue, &q))
        return 0;
    return list_end(l, MK_PH_BROKEN, "more folders than fit in 64 MiB of memory", e);
}

static int on_entry(struct list *l, const struct mk_queued *front, const struct mk_sync_event *ev,
                    struct mk_error *e)
{
    struct mk_span dir = front->path;
    uint64_t depth = front->tag;
    l->any = true;
    if (mk_span_is(ev->bytes, ".") || mk_span_is(ev->bytes, ".."))
        return 0;
    mk_buf_clear(&l->path);
    mk_buf_put(&l->path, dir.p, dir.len);
    if (!mk_span_ends(dir, mk_str("/")))
        mk_buf_u8(&l->path, '/');
    mk_buf_put(&l->path, ev->bytes.p, ev->bytes.len);
    if (!mk_buf_ok(&l->path))
        return mk_fail(e, MK_ENOMEM, "path");
    struct mk_sync_stat st = ev->stat;
    char type = mk_sync_type(st.mode);
    bool is_name = mk_sync_is_name(ev->bytes), folder = is_name && type == 'd' && st.error == 0;
    if (!is_name)
        st.error = MK_PH_ODD_NAME;
    else if (folder)
        st.error = not_visited(l, depth);
    /* what is told with an error is never asked for */
    if (emit(l, &st, is_name ? type : 'o', mk_buf_span(&l->path), e) != 0)
        return -1;
    return folder && st.error == 0 ? visit(l, depth + 1, e) : 0;
}

/* The end of a folder. Without a single entry it was not opened: the reason is asked for. */
static int on_listed(struct list *l, const struct mk_queued *front, struct mk_error *e)
{
    struct mk_queued why = { .tag = front->tag, .mark = WHY_EMPTY };
    bool any = l->any;
    l->any = false;
    if (any) {
        mk_queue_pop(&l->a.queue);
        return 0;
    }
    mk_buf_clear(&l->path); /* the queue may move while it takes its own bytes */
    mk_buf_put(&l->path, front->path.p, front->path.len);
    mk_queue_pop(&l->a.queue);
    why.path = mk_buf_span(&l->path);
    if (!mk_buf_ok(&l->path))
        return mk_fail(e, MK_ENOMEM, "path");
    if (mk_queue_put(&l->a.queue, &why))
        return 0;
    return list_end(l, MK_PH_BROKEN, "more folders than fit in 64 MiB of memory", e);
}

static int on_stat(struct list *l, const struct mk_queued *front, const struct mk_sync_event *ev,
                   struct mk_error *e)
{
    struct mk_sync_stat st = ev->stat;
    char type = mk_sync_type(st.mode);
    if (front->mark == WHY_EMPTY) {
        if (st.error == 0)
            st.error = type == 'd' || type == 'l' ? EACCES : ENOTDIR;
        type = 'd';
        l->root_failed = l->root_failed || front->tag == 1;
    }
    int rc = emit(l, &st, type, front->path, e);
    mk_queue_pop(&l->a.queue);
    return rc;
}

static int on_event(struct list *l, const struct mk_queued *front, const struct mk_sync_event *ev,
                    struct mk_error *e)
{
    char why[256];
    switch (ev->kind) {
    case MK_SYNC_EV_ENTRY:
        return on_entry(l, front, ev, e);
    case MK_SYNC_EV_LISTED:
        return on_listed(l, front, e);
    case MK_SYNC_EV_STAT:
        return on_stat(l, front, ev, e);
    case MK_SYNC_EV_FAIL:
        memcpy(why, ev->bytes.p, ev->bytes.len);
        why[ev->bytes.len] = 0;
        return list_end(l, MK_PH_BROKEN, why, e);
    case MK_SYNC_EV_DATA:
    case MK_SYNC_EV_DONE:
        break;
    }
    return mk_fail(e, MK_ESTATE, "a file in the middle of a listing");
}

static int finished(struct list *l, struct mk_error *e)
{
    if (l->root_failed)
        return list_end(l, MK_PH_REFUSED, "the folder cannot be opened", e);
    return list_end(l, MK_PH_OK, "", e);
}

static int list_data(struct mk_job *j, struct mk_span bytes, struct mk_error *e)
{
    struct list *l = (struct list *)j;
    struct mk_sync_event ev;
    struct mk_queued front;
    while (bytes.len && !j->over) {
        if (!mk_queue_front(&front, &l->a.queue))
            return list_end(l, MK_PH_BROKEN, "the phone answers what was not asked", e);
        enum mk_sync_ask ask = front.mark == FOLDER ? MK_SYNC_LIST : MK_SYNC_STAT;
        int rc = mk_sync_next(&ev, &l->a.sync, ask, &bytes, e);
        if (rc < 0)
            return list_end(l, MK_PH_BROKEN, e->text, e);
        if (rc > 0 && on_event(l, &front, &ev, e) != 0)
            return -1;
        if (rc > 0 && !j->over && mk_queue_empty(&l->a.queue))
            return finished(l, e);
    }
    if (j->over)
        return 0;
    return flush(l, e) ? -1 : mk_asker_pump(&l->a, e);
}

static int list_writable(struct mk_job *j, struct mk_error *e)
{
    return mk_asker_pump(&((struct list *)j)->a, e);
}

static int list_closed(struct mk_job *j, bool refused, struct mk_error *e)
{
    return refused
               ? list_end((struct list *)j, MK_PH_REFUSED, "the phone has no file service", e)
               : list_end((struct list *)j, MK_PH_BROKEN, "the phone ended its file service", e);
}

static int list_late(struct mk_job *j, struct mk_error *e)
{
    return list_end((struct list *)j, MK_PH_TIMEOUT, MK_ADB_STOOD_STILL, e);
}

static void list_free(struct mk_job *j)
{
    struct list *l = (struct list *)j;
    mk_asker_done(&l->a);
    mk_buf_done(&l->batch);
    mk_buf_done(&l->path);
    free(l);
}

static const struct mk_job_kind list_kind = { .writable = list_writable,
                                              .data = list_data,
                                              .closed = list_closed,
                                              .late = list_late,
                                              .stop = list_stop,
                                              .free = list_free };

int mk_job_list(struct mk_job **out, struct mk_adb_phone *p, uint16_t stream, struct mk_cursor *c,
                bool stat_only, struct mk_error *e)
{
    struct mk_queued root = { .tag = 1, .mark = stat_only ? ONE : FOLDER };
    struct list *l = calloc(1, sizeof *l);
    if (!l)
        return mk_fail(e, MK_ENOMEM, "listing");
    mk_asker_init(&l->a, &list_kind, p, stream, FOLDERS_MAX);
    l->a.ahead = FOLDERS_MOST;
    l->a.put = put;
    mk_buf_init(&l->batch, BATCH + 2 * MK_SYNC_PATH_MAX);
    mk_buf_init(&l->path, MK_SYNC_PATH_MAX + 1 + MK_SYNC_NAME_MAX);
    *out = &l->a.job;
    root.path = mk_cur_text(c);
    l->depth_max = stat_only ? 0 : mk_cur_u32le(c);
    if (!mk_cur_ok(c) || root.path.len == 0)
        return mk_fail(e, MK_EPROTO, "damaged LIST or STAT frame");
    if (root.path.len > MK_SYNC_PATH_MAX)
        return list_end(l, MK_PH_REFUSED, "the path is longer than the phone takes", e);
    if (!mk_queue_put(&l->a.queue, &root))
        return mk_fail(e, MK_ENOMEM, "listing");
    return mk_asker_open(&l->a, e);
}
