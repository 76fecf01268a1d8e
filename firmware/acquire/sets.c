#include "firmware/acquire/sets.h"
#include "firmware/acquire/storage.h"
#include "firmware/bundle/format.h"
#include <stdio.h>

#define GROWTH_BYTES ((uint64_t)256 << 20) /* a file may grow while it is fetched */
#define PATH_MAX_SUM ((size_t)70000)

struct part {
    bool there; /* in the bundle */
    struct mk_copied is;
    uint64_t number; /* of its object */
};

struct set {
    struct mk_run *r;
    struct mk_buf stem, path, command; /* path: of the part in hand */
    struct part parts[MK_SET_PARTS];
    uint64_t again; /* number of the first object that is fetched again */
    struct mk_sets_sums *sums;
};

static struct mk_span path_of(struct set *s, unsigned part)
{
    mk_buf_clear(&s->path);
    mk_buf_put(&s->path, s->stem.p, s->stem.len);
    mk_buf_puts(&s->path, mk_set_suffix((enum mk_set_part)part));
    return mk_buf_span(&s->path);
}

/* ---- looking ---- */

static int log_stat(struct set *s, struct mk_span path, struct mk_error *e)
{
    return mk_storage_asked(s->r, mk_storage_words(s->r)->stat, path, true, e);
}

static int look(bool *same, struct set *s, unsigned part, struct mk_error *e)
{
    const struct part *p = &s->parts[part];
    struct mk_state now;
    struct mk_span path = path_of(s, part);
    if (!mk_buf_ok(&s->path))
        return mk_fail(e, MK_ENOMEM, "path");
    if (log_stat(s, path, e) || mk_exhibit_stat(&now, s->r->x, path, e))
        return -1;
    *same = p->there ? !now.error && now.size == p->is.size && now.mtime_s == p->is.mtime_s
                     : now.error != 0;
    return 0;
}

/* The database alone, as long as no log is known; else all three. */
static int holds_still(bool *still, struct set *s, bool all, struct mk_error *e)
{
    bool logs = all || s->parts[MK_SET_WAL].there || s->parts[MK_SET_JOURNAL].there;
    *still = true;
    for (unsigned i = 0; i < MK_SET_PARTS && *still; i++)
        if ((i == MK_SET_DATABASE || logs) && look(still, s, i, e))
            return -1;
    return 0;
}

/* ---- fetching again ---- */

struct fetch {
    struct set *s;
    unsigned part;
    uint64_t number, bytes, most;
    bool asked, over;
    int status;
    int64_t mtime_s;
};

static int begin(struct fetch *f, struct mk_error *e)
{
    struct set *s = f->s;
    mk_buf_clear(&s->command);
    mk_buf_puts(&s->command, mk_storage_words(s->r)->recv);
    mk_buf_put(&s->command, s->path.p, s->path.len);
    struct mk_object o = { .number = f->number,
                           .path = mk_buf_span(&s->path),
                           .route = mk_storage_route(s->r, mk_buf_span(&s->path)),
                           .command = mk_buf_span(&s->command),
                           .role = MK_ROLE_FILE,
                           .size = -1,
                           .mtime_s = INT64_MIN,
                           .database = mk_buf_span(&s->stem) };
    for (unsigned i = 0; f->part == MK_SET_DATABASE && i < MK_SET_PARTS; i++)
        o.replaces[i] = s->parts[i].there ? s->parts[i].number : 0;
    return mk_buf_ok(&s->command) ? mk_bundle_begin(s->r->b, &o, e)
                                  : mk_fail(e, MK_ENOMEM, "command");
}

static int next(void *u, uint64_t *item, struct mk_span *path, struct mk_error *e)
{
    struct fetch *f = u;
    if (f->asked)
        return 0;
    f->asked = true;
    *item = f->number;
    *path = mk_buf_span(&f->s->path);
    return begin(f, e) ? -1 : 1;
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct fetch *f = u;
    f->bytes += bytes.len;
    f->over = f->bytes > f->most;
    if (f->over)
        return mk_fail(e, MK_ELIMIT, "it sends far more than the size that it told");
    return mk_bundle_write(f->s->r->b, bytes, e);
}

static int on_end(void *u, uint64_t item, int status, uint32_t mode, int64_t mtime_s,
                  struct mk_span why, struct mk_error *e)
{
    struct fetch *f = u;
    struct mk_digest d;
    const struct mk_object_end end = { .mode = mode, .mtime_s = mtime_s };
    (void)item;
    (void)why;
    f->status = status;
    f->mtime_s = mtime_s;
    return status == 0 ? mk_bundle_finish(&d, f->s->r->b, &end, e)
                       : mk_bundle_drop(f->s->r->b, "went while it was fetched again", e);
}

/* One part; that it is gone is no failure. A worker that dies of it, or a file without end, leaves
 * what there was. */
static int fetch_part(struct set *s, unsigned part, uint64_t number, struct mk_error *e)
{
    struct fetch f = { .s = s, .part = part, .number = number, .status = 1 };
    const struct mk_fetch how = {
        .next = next, .bytes = on_bytes, .end = on_end, .u = &f, .ahead = 1
    };
    struct part *p = &s->parts[part];
    struct mk_state now;
    path_of(s, part);
    if (log_stat(s, mk_buf_span(&s->path), e) ||
        mk_exhibit_stat(&now, s->r->x, mk_buf_span(&s->path), e))
        return -1;
    if (now.error) {
        p->there = p->there && part == MK_SET_DATABASE; /* its logs went with the copy before */
        return 0;
    }
    if (__builtin_add_overflow(now.size, GROWTH_BYTES, &f.most))
        f.most = UINT64_MAX;
    if (mk_exhibit_fetch(s->r->x, &how, e)) {
        if (!f.over && e->code != MK_ESTATE)
            return -1;
        mk_bundle_recall(s->r->b);
        return mk_exhibit_reconnect(s->r->x, e);
    }
    if (f.status)
        return mk_storage_not_taken(s->r, mk_buf_span(&s->path), "file",
                                    mk_str("went while it was fetched again"), e);
    *p = (struct part){ true, { true, f.bytes, f.mtime_s }, number };
    s->sums->objects++;
    s->r->result.bytes += f.bytes;
    return 0;
}

/* What the run before did of this attempt: its objects are there, of what state is not known. */
static bool done_before(struct set *s, unsigned attempt)
{
    bool any = false;
    for (unsigned i = 0; i < MK_SET_PARTS; i++) {
        uint64_t number = s->again + attempt * MK_SET_PARTS + i;
        any = any || mk_bundle_state(s->r->b, number) == MK_OBJECT_WHOLE;
    }
    for (unsigned i = 0; any && i < MK_SET_PARTS; i++) {
        uint64_t number = s->again + attempt * MK_SET_PARTS + i;
        bool whole = mk_bundle_state(s->r->b, number) == MK_OBJECT_WHOLE;
        s->parts[i] = (struct part){ whole, { whole, 0, INT64_MIN }, number };
    }
    return any;
}

static int tell(struct set *s, const char *act, unsigned attempts, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_TEXT("database", mk_buf_span(&s->stem)),
                                     MK_FACT_NUM("fetched_again", attempts) };
    return mk_run_act(s->r, act, facts, 2, false, e);
}

static int settle(struct set *s, struct mk_error *e)
{
    bool still;
    unsigned attempt = 0;
    if (holds_still(&still, s, false, e))
        return -1;
    for (; !still && attempt < MK_SETS_AGAIN; attempt++) {
        bool before = done_before(s, attempt);
        for (unsigned i = 0; !before && i < MK_SET_PARTS; i++)
            if (fetch_part(s, i, s->again + attempt * MK_SET_PARTS + i, e))
                return -1;
        if (holds_still(&still, s, true, e))
            return -1;
    }
    s->sums->changed += attempt > 0;
    s->sums->restless += !still;
    return attempt ? tell(s, still ? "set-again" : "changed-while-copied", attempt, e) : 0;
}

/* ---- the sets of the list ---- */

static void add_member(struct set *s, bool *same, const struct mk_work *w,
                       const struct mk_copied *copied, uint64_t base)
{
    struct mk_span stem;
    enum mk_set_part part;
    mk_set_of(&stem, &part, w->path);
    *same = s->stem.len && mk_span_eq(stem, mk_buf_span(&s->stem));
    if (s->stem.len && !*same)
        return;
    if (!*same) {
        mk_buf_put(&s->stem, stem.p, stem.len);
        *same = true;
    }
    s->parts[part] = (struct part){ copied[w->index].whole, copied[w->index], base + w->index };
}

static void new_set(struct set *s, uint64_t again, uint64_t index)
{
    mk_buf_clear(&s->stem);
    memset(s->parts, 0, sizeof s->parts);
    s->again = again + index * MK_SETS_NUMBERS;
}

int mk_sets_settle(struct mk_sets_sums *out, struct mk_run *r, struct mk_worklist *list,
                   const struct mk_copied *copied, uint64_t base, uint64_t again,
                   struct mk_error *e)
{
    struct set s = { .r = r, .sums = out };
    uint64_t n = mk_worklist_totals(list)->databases;
    struct mk_work w;
    int rc = 0;
    bool same;
    *out = (struct mk_sets_sums){ 0 };
    mk_buf_init(&s.stem, PATH_MAX_SUM);
    mk_buf_init(&s.path, PATH_MAX_SUM);
    mk_buf_init(&s.command, PATH_MAX_SUM);
    mk_progress_start(&r->progress, "databases once more", n);
    mk_worklist_rewind(list);
    new_set(&s, again, 0);
    for (uint64_t i = 0; rc == 0 && i < n && (rc = mk_worklist_next(&w, list, e)) == 1; i++) {
        add_member(&s, &same, &w, copied, base);
        rc = 0;
        if (!same) {
            rc = settle(&s, e);
            new_set(&s, again, w.index);
            add_member(&s, &same, &w, copied, base);
        }
        mk_progress_step(&r->progress, 1, 0);
    }
    if (rc == 0 && s.stem.len)
        rc = settle(&s, e);
    mk_progress_end(&r->progress);
    mk_buf_done(&s.stem);
    mk_buf_done(&s.path);
    mk_buf_done(&s.command);
    return rc;
}
