#include "firmware/acquire/cut.h"
#include <stdio.h>

/* A file may grow while it is fetched, but not without end. */
#define GROWTH_BYTES ((uint64_t)256 << 20)

struct fetch {
    struct mk_cut *c;
    struct mk_vessel *to;
    struct mk_span path;
    uint64_t most;
    bool asked, over;
    int status; /* of struct mk_fetch */
};

static int next(void *u, uint64_t *item, struct mk_span *path, struct mk_error *e)
{
    struct fetch *f = u;
    (void)e;
    if (f->asked)
        return 0;
    f->asked = true;
    *item = 1;
    *path = f->path;
    return 1;
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct fetch *f = u;
    f->over = mk_vessel_size(f->to) + bytes.len > f->most;
    if (f->over)
        return mk_fail(e, MK_ELIMIT, "it sends far more than the size that it told");
    mk_progress_step(&f->c->r->progress, 0, bytes.len);
    return mk_vessel_put(f->to, bytes, e);
}

static int on_end(void *u, uint64_t item, int status, uint32_t mode, int64_t mtime_s,
                  struct mk_span why, struct mk_error *e)
{
    struct fetch *f = u;
    (void)item;
    (void)mode;
    (void)mtime_s;
    (void)why;
    (void)e;
    f->status = status;
    return 0;
}

/* One file. What the phone says of why not is not kept: it could name it. */
static int fetch_one(enum mk_cut_fetched *out, struct mk_cut *c, enum mk_cut_part part,
                     struct mk_span path, struct mk_error *e)
{
    struct fetch f = { .c = c, .to = c->parts[part], .path = path, .status = 1 };
    const struct mk_fetch how = {
        .next = next, .bytes = on_bytes, .end = on_end, .u = &f, .ahead = 1
    };
    if (__builtin_add_overflow(c->file->size, GROWTH_BYTES, &f.most))
        f.most = UINT64_MAX;
    *out = MK_CUT_GONE;
    if (mk_vessel_clear(f.to, e))
        return -1;
    struct mk_error why = { 0 };
    int rc = mk_exhibit_fetch(c->r->x, &how, &why);
    if (rc && (f.over || why.code == MK_ESTATE)) {
        *out = f.over ? MK_CUT_FLOOD : MK_CUT_DEATH;
        return mk_exhibit_reconnect(c->r->x, e);
    }
    if (rc) {
        *e = why;
        return -1;
    }
    if (f.status == 0)
        *out = MK_CUT_HERE;
    return f.status == 0 ? 0 : mk_vessel_clear(f.to, e);
}

int mk_cut_fetch(enum mk_cut_fetched *out, struct mk_cut *c, struct mk_error *e)
{
    static const char *const ends[] = { [MK_CUT_WAL] = "-wal", [MK_CUT_JOURNAL] = "-journal" };
    enum mk_cut_fetched log;
    struct mk_buf path;
    int rc = fetch_one(out, c, MK_CUT_MAIN, c->file->path, e);
    mk_buf_init(&path, 70000);
    for (int i = MK_CUT_WAL; rc == 0 && i < MK_CUT_PARTS; i++) {
        rc = mk_vessel_clear(c->parts[i], e);
        if (rc || *out != MK_CUT_HERE || c->file->look)
            continue;
        mk_buf_clear(&path);
        mk_buf_put(&path, c->file->path.p, c->file->path.len);
        mk_buf_puts(&path, ends[i]);
        rc = mk_buf_ok(&path) ? fetch_one(&log, c, (enum mk_cut_part)i, mk_buf_span(&path), e)
                              : mk_fail(e, MK_ENOMEM, "path");
    }
    mk_buf_done(&path);
    return rc;
}
