#include "firmware/acquire/limits.h"
#include "firmware/acquire/sets.h"
#include "firmware/acquire/storage.h"
#include "firmware/acquire/suspect.h"
#include <stdio.h>
#include <stdlib.h>

#define AHEAD 1024u /* files on their way; at least 64 are asked for at once */

/* A file may grow while it is fetched, but a phone that never stops sending one would fill the
 * disk. Without ls_v2 sizes are told modulo 2^32. */
#define GROWTH_BYTES    ((uint64_t)256 << 20)
#define GROWTH_BYTES_V1 ((uint64_t)64 << 30)
#define SENDS_MORE      "it sends far more than the size that it told"

struct pending {
    struct mk_span path; /* owned */
    uint64_t number;
    uint64_t most; /* bytes that it may have */
};

struct fetcher {
    struct mk_run *r;
    struct mk_worklist *list;
    uint64_t base;            /* number of the list's first file */
    uint64_t stop;            /* the files before that place are fetched now */
    uint64_t place;           /* in the list, of the next file */
    struct mk_copied *copied; /* of the databases at its beginning */
    struct pending ring[AHEAD];
    size_t first, count;
    uint64_t growth;
    bool over; /* it was too much */
    uint64_t whole, dropped;
    uint64_t bytes;        /* of the oldest file on its way */
    uint64_t given;        /* the last number asked for */
    uint64_t single_until; /* up to this number one at a time: the worker died on the way there */
    struct mk_suspect suspect;
};

static struct mk_span database_of(const struct fetcher *f, const struct mk_work *w)
{
    struct mk_span stem = { 0 };
    enum mk_set_part part;
    if (w->index < mk_worklist_totals(f->list)->databases)
        mk_set_of(&stem, &part, w->path);
    return stem;
}

static int begin(struct fetcher *f, const struct mk_work *w, uint64_t number, struct mk_error *e)
{
    struct mk_buf cmd;
    mk_buf_init(&cmd, 70000);
    mk_buf_puts(&cmd, mk_storage_words(f->r)->recv);
    mk_buf_put(&cmd, w->path.p, w->path.len);
    const struct mk_object o = { .number = number,
                                 .path = w->path,
                                 .route = mk_storage_route(f->r, w->path),
                                 .command = mk_buf_span(&cmd),
                                 .role = MK_ROLE_FILE,
                                 .mode = w->mode,
                                 .size = w->size > INT64_MAX ? -1 : (int64_t)w->size,
                                 .mtime_s = w->mtime_s,
                                 .database = database_of(f, w) };
    int rc = mk_buf_ok(&cmd) ? mk_bundle_begin(f->r->b, &o, e) : mk_fail(e, MK_ENOMEM, "command");
    mk_buf_done(&cmd);
    return rc;
}

/* From the run before: as the list has it. */
static void remember(struct fetcher *f, const struct mk_work *w, bool whole)
{
    struct mk_copied *c = &f->copied[w->index];
    if (!c->whole)
        *c = (struct mk_copied){ whole, w->size, w->mtime_s };
}

static int lose(struct fetcher *f, const struct pending *p, int status, struct mk_span why,
                struct mk_error *e)
{
    char text[256];
    static const char *const what[] = {
        [1] = "refused or gone: ", [2] = "cut short: ", [MK_FETCH_NOT_ASKED] = ""
    };
    snprintf(text, sizeof text, "%s%.*s", what[status], (int)(why.len < 200 ? why.len : 200),
             (const char *)why.p);
    f->dropped++;
    if (mk_bundle_drop(f->r->b, text, e))
        return -1;
    return mk_storage_not_taken(f->r, p->path, "file", mk_str(text), e);
}

/* Not asked for again: a gap, named as one. Nothing else is on its way. */
static int pass_suspect(struct fetcher *f, const struct mk_work *w, uint64_t number,
                        struct mk_error *e)
{
    const struct pending p = { w->path, number, 0 };
    char why[80];
    snprintf(why, sizeof why, "the phone went away %u times when it was asked for this",
             (unsigned)f->suspect.losses);
    return begin(f, w, number, e) || lose(f, &p, MK_FETCH_NOT_ASKED, mk_str(why), e) ? -1 : 0;
}

static int next_file(void *u, uint64_t *item, struct mk_span *path, struct mk_error *e)
{
    struct fetcher *f = u;
    struct mk_work w;
    int got;
    if (f->count && f->given < f->single_until)
        return 2;
    if (f->place == f->stop)
        return 0;
    while ((got = mk_worklist_next(&w, f->list, e)) == 1) {
        f->place = w.index + 1;
        uint64_t number = f->base + w.index;
        enum mk_object_state state = mk_bundle_state(f->r->b, number);
        f->whole += state == MK_OBJECT_WHOLE;
        f->dropped += state == MK_OBJECT_DROPPED;
        if (state == MK_OBJECT_NONE && !mk_suspect_is_gap(&f->suspect, number))
            break;
        if (state == MK_OBJECT_NONE && pass_suspect(f, &w, number, e))
            return -1;
        mk_progress_pass(&f->r->progress, 1, w.size);
        if (w.index < mk_worklist_totals(f->list)->databases)
            remember(f, &w, state == MK_OBJECT_WHOLE);
        if (f->place == f->stop)
            return 0;
    }
    if (got <= 0)
        return got;
    uint8_t *copy = malloc(w.path.len + 1);
    if (!copy)
        return mk_fail(e, MK_ENOMEM, "path");
    memcpy(copy, w.path.p, w.path.len);
    struct pending *p = &f->ring[(f->first + f->count++) % AHEAD];
    *p = (struct pending){ mk_span(copy, w.path.len), f->base + w.index, f->growth };
    if (__builtin_add_overflow(w.size, f->growth, &p->most))
        p->most = UINT64_MAX;
    f->given = p->number;
    if (begin(f, &w, p->number, e))
        return -1;
    *item = p->number;
    *path = p->path;
    return 1;
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct fetcher *f = u;
    f->bytes += bytes.len;
    f->over = f->count && f->bytes > f->ring[f->first].most;
    if (f->over)
        return mk_fail(e, MK_ELIMIT, SENDS_MORE);
    mk_progress_step(&f->r->progress, 0, bytes.len);
    return mk_bundle_write(f->r->b, bytes, e);
}

static int keep(struct fetcher *f, uint32_t mode, int64_t mtime_s, struct mk_error *e)
{
    struct mk_digest d;
    uint64_t place = f->ring[f->first].number - f->base;
    if (place < mk_worklist_totals(f->list)->databases)
        f->copied[place] = (struct mk_copied){ true, f->bytes, mtime_s };
    const struct mk_object_end end = { .mode = mode, .mtime_s = mtime_s };
    f->whole++;
    f->r->arrived++;
    f->r->result.bytes += f->bytes;
    return mk_bundle_finish(&d, f->r->b, &end, e);
}

static int on_end(void *u, uint64_t item, int status, uint32_t mode, int64_t mtime_s,
                  struct mk_span why, struct mk_error *e)
{
    struct fetcher *f = u;
    struct pending *p = &f->ring[f->first];
    if (f->count == 0 || p->number != item)
        return mk_fail(e, MK_EPROTO, "phone worker: files out of order");
    int rc = status == 0 ? keep(f, mode, mtime_s, e) : lose(f, p, status, why, e);
    f->bytes = 0;
    free((void *)p->path.p);
    f->first = (f->first + 1) % AHEAD;
    f->count--;
    mk_progress_step(&f->r->progress, 1, 0);
    return rc;
}

static void forget_pending(struct fetcher *f)
{
    for (; f->count; f->count--, f->first = (f->first + 1) % AHEAD)
        free((void *)f->ring[f->first].path.p);
}

/* From the top with a new worker; what is whole or named as a gap is not asked for again. */
static int again(struct fetcher *f, struct mk_error *e)
{
    mk_bundle_recall(f->r->b);
    forget_pending(f);
    mk_worklist_rewind(f->list);
    f->place = 0;
    f->whole = f->dropped = f->bytes = 0;
    mk_progress_again(&f->r->progress);
    return mk_exhibit_reconnect(f->r->x, e);
}

/* The phone went away. What was the oldest on its way may be why: the next time it is asked for
 * alone, and after some times no more. */
static int after_loss(struct fetcher *f, const struct mk_error *why)
{
    struct mk_error ignored = { 0 };
    bool asked = f->r->o->stop && *f->r->o->stop;
    if (why->code != MK_ECLOSED || asked || f->count == 0)
        return 0;
    uint64_t until = f->given > f->single_until ? f->given : f->single_until;
    return mk_suspect_note(&f->suspect, f->r, f->ring[f->first].number, until, &ignored);
}

/* The file that does not end is a gap; the others are none of its fault. */
static int after_flood(struct fetcher *f, struct mk_error *e)
{
    f->over = false;
    return lose(f, &f->ring[f->first], 2, mk_str(SENDS_MORE), e) || again(f, e) ? -1 : 0;
}

/* The worker died of one of the files on their way. They are asked for again, one at a time; the
 * one that it dies of again is named as a gap. */
static int after_death(struct fetcher *f, struct mk_error *e)
{
    const struct pending *p = &f->ring[f->first];
    const struct mk_fact facts[] = { MK_FACT_NUM("outstanding", (int64_t)f->count),
                                     MK_FACT_NUM("first", f->count ? (int64_t)p->number : 0) };
    if (mk_run_act(f->r, "worker-died", facts, 2, true, e))
        return -1;
    if (f->count == 1 && p->number <= f->single_until) {
        if (lose(f, p, 1, mk_str("the worker died of it twice"), e))
            return -1;
    }
    f->single_until = f->given;
    return again(f, e);
}

static int fetch_all(struct fetcher *f, struct mk_error *e)
{
    const struct mk_fetch how = {
        .next = next_file, .bytes = on_bytes, .end = on_end, .u = f, .ahead = AHEAD
    };
    int rc = mk_exhibit_fetch(f->r->x, &how, e);
    while (rc && (f->over || e->code == MK_ESTATE)) {
        if (f->over ? after_flood(f, e) : after_death(f, e))
            return -1;
        rc = mk_exhibit_fetch(f->r->x, &how, e);
    }
    if (rc && after_loss(f, e))
        mk_run_say(f->r, MK_TOLD_NOT_WRITTEN,
                   "what the phone went away at could not be written down");
    forget_pending(f);
    return rc;
}

static uint64_t growth(const struct mk_run *r)
{
    return r->platform == MK_IPHONE || mk_phone_has(r->x, "ls_v2") ? GROWTH_BYTES : GROWTH_BYTES_V1;
}

/* The databases, until each is of one moment with its logs; then all others. */
static int databases_first(struct fetcher *f, struct mk_sets_sums *sums, struct mk_error *e)
{
    const struct mk_work_totals *t = mk_worklist_totals(f->list);
    f->stop = t->databases;
    mk_progress_start(&f->r->progress, "databases", t->databases);
    if (fetch_all(f, e))
        return -1;
    mk_progress_end(&f->r->progress);
    if (mk_sets_settle(sums, f->r, f->list, f->copied, f->base, mk_storage_again(t), e))
        return -1;
    mk_worklist_rewind(f->list);
    f->place = 0;
    f->whole = f->dropped = 0;
    return 0;
}

static int fetch_in_turn(struct fetcher *f, struct mk_sets_sums *sums, struct mk_error *e)
{
    const struct mk_work_totals *t = mk_worklist_totals(f->list);
    if (t->databases && databases_first(f, sums, e))
        return -1;
    f->stop = t->files;
    mk_progress_start(&f->r->progress, "files", t->files);
    mk_progress_expect(&f->r->progress, t->bytes);
    int rc = fetch_all(f, e);
    mk_progress_end(&f->r->progress);
    return rc;
}

int mk_storage_fetch(struct mk_storage_counts *out, struct mk_run *r, struct mk_worklist *list,
                     struct mk_error *e)
{
    const struct mk_work_totals *t = mk_worklist_totals(list);
    struct mk_sets_sums sums = { 0 };
    struct fetcher *f = calloc(1, sizeof *f);
    struct mk_copied *copied = calloc(t->databases + 1, sizeof *copied);
    int rc = f && copied ? 0 : mk_fail(e, MK_ENOMEM, "files");
    struct mk_suspect suspect = { 0 };
    if (rc == 0)
        rc = mk_suspect_read(&suspect, r, e);
    if (rc == 0) {
        *f = (struct fetcher){
            .r = r, .list = list, .base = t->first, .growth = growth(r), .copied = copied
        };
        f->suspect = suspect;
        f->single_until = suspect.until;
        rc = fetch_in_turn(f, &sums, e);
        *out = (struct mk_storage_counts){ f->whole, f->dropped, sums.objects, sums.restless };
    }
    free(copied);
    free(f);
    return rc;
}
