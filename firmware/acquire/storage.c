#include "firmware/acquire/run.h"
#include "firmware/acquire/worklist.h"
#include "firmware/bundle/format.h"
#include "parsers/base/time.h"
#include <stdio.h>
#include <stdlib.h>

#define DEPTH_MAX 64u
#define AHEAD     512u /* files on their way; at least 64 are asked for at once */
#define ROUTE     "adb:sync"

/* ---- listing ---- */

struct lister {
    struct mk_run *r;
    struct mk_worklist *list;
    struct mk_work_totals totals;
};

static bool in_window(const struct mk_authority *a, int64_t mtime_s)
{
    int64_t us;
    if (a->from_us == INT64_MIN && a->until_us == INT64_MAX)
        return true;
    return mk_time_scale(&us, mtime_s, MK_US, 1, 0) && us >= a->from_us && us < a->until_us;
}

static int not_taken(struct mk_run *r, struct mk_span path, const char *what, struct mk_span why,
                     struct mk_error *e)
{
    struct mk_buf hex;
    mk_buf_init(&hex, 2 * 65536 + 1);
    mk_buf_hex(&hex, path);
    const struct mk_fact facts[] = {
        MK_FACT_STR("what", what),
        MK_FACT_TEXT("path", path),
        MK_FACT_TEXT("path_hex", mk_buf_span(&hex)),
        MK_FACT_TEXT("why", why),
    };
    int rc = mk_buf_ok(&hex) ? mk_run_act(r, "not-taken", facts, 4, false, e)
                             : mk_fail(e, MK_ENOMEM, "custody entry");
    mk_buf_done(&hex);
    r->result.not_taken++;
    return rc;
}

static int log_folder(struct mk_run *r, struct mk_span path, struct mk_error *e)
{
    struct mk_buf hex;
    mk_buf_init(&hex, 2 * 65536 + 1);
    mk_buf_hex(&hex, path);
    const struct mk_fact facts[] = { MK_FACT_STR("command", "sync:LIST"),
                                     MK_FACT_TEXT("path", path),
                                     MK_FACT_TEXT("path_hex", mk_buf_span(&hex)) };
    int rc = mk_run_act(r, "command", facts, 3, false, e);
    mk_buf_done(&hex);
    return rc;
}

static int on_entry(void *u, const struct mk_listed *en, struct mk_error *e)
{
    struct lister *l = u;
    char why[64];
    mk_progress_step(&l->r->progress, 1, 0);
    if (en->error || en->path.len > MK_OBJECT_PATH_MAX) {
        if (en->error)
            snprintf(why, sizeof why, "the phone says errno %u", en->error);
        else
            snprintf(why, sizeof why, "a path of %zu bytes", en->path.len);
        l->totals.errors++;
        return not_taken(l->r, en->path, "entry", mk_str(why), e);
    }
    if (en->type == 'd') {
        l->totals.folders++;
        return log_folder(l->r, en->path, e);
    }
    if (en->type == 'l')
        l->totals.links++;
    else if (en->type != 'f')
        l->totals.others++;
    else if (!in_window(l->r->authority, en->mtime_s))
        l->totals.out_of_window++;
    else
        return mk_worklist_add(l->list, en, e);
    return 0;
}

static int list_root(struct lister *l, const char *root, struct mk_error *e)
{
    struct mk_answer a;
    mk_answer_init(&a);
    int rc = log_folder(l->r, mk_str(root), e);
    if (rc == 0)
        rc = mk_exhibit_list(&a, l->r->x, mk_str(root), DEPTH_MAX, on_entry, l, e);
    if (rc == 0 && a.status != 0) {
        l->totals.refused_folders++;
        rc = not_taken(l->r, mk_str(root), "folder", mk_str(a.why), e);
    }
    mk_answer_done(&a);
    return rc;
}

static int list_all(struct mk_run *r, struct mk_worklist *list, struct mk_error *e)
{
    struct lister l = { .r = r, .list = list };
    mk_progress_start(&r->progress, "listing files", 0);
    for (size_t i = 0; i < r->authority->npaths; i++)
        if (list_root(&l, r->authority->paths[i], e))
            return -1;
    mk_progress_end(&r->progress);
    if (mk_worklist_end(list, &l.totals, e))
        return -1;
    const struct mk_fact facts[] = {
        MK_FACT_NUM("files", (int64_t)mk_worklist_totals(list)->files),
        MK_FACT_NUM("out_of_window", (int64_t)l.totals.out_of_window),
        MK_FACT_NUM("folders", (int64_t)l.totals.folders),
        MK_FACT_NUM("links", (int64_t)l.totals.links),
        MK_FACT_NUM("others", (int64_t)l.totals.others),
        MK_FACT_NUM("errors", (int64_t)l.totals.errors),
    };
    return mk_run_act(r, "listing", facts, 6, true, e);
}

/* ---- fetching ---- */

struct pending {
    struct mk_span path; /* owned */
    uint64_t number;
};

struct fetcher {
    struct mk_run *r;
    struct mk_worklist *list;
    uint64_t base; /* number of the list's first file */
    struct pending ring[AHEAD];
    size_t first, count;
    uint64_t whole, dropped;
    bool single; /* one at a time: after a worker died */
};

static int begin(struct fetcher *f, const struct mk_work *w, uint64_t number, struct mk_error *e)
{
    struct mk_buf cmd;
    mk_buf_init(&cmd, 70000);
    mk_buf_puts(&cmd, "sync:RECV ");
    mk_buf_put(&cmd, w->path.p, w->path.len);
    const struct mk_object o = { .number = number,
                                 .path = w->path,
                                 .route = mk_str(ROUTE),
                                 .command = mk_buf_span(&cmd),
                                 .role = MK_ROLE_FILE,
                                 .mode = w->mode,
                                 .size = w->size > INT64_MAX ? -1 : (int64_t)w->size,
                                 .mtime_s = w->mtime_s };
    int rc = mk_buf_ok(&cmd) ? mk_bundle_begin(f->r->b, &o, e) : mk_fail(e, MK_ENOMEM, "command");
    mk_buf_done(&cmd);
    return rc;
}

static int next_file(void *u, uint64_t *item, struct mk_span *path, struct mk_error *e)
{
    struct fetcher *f = u;
    struct mk_work w;
    int got;
    if (f->single && f->count)
        return 0;
    while ((got = mk_worklist_next(&w, f->list, e)) == 1) {
        uint64_t number = f->base + w.index;
        enum mk_object_state state = mk_bundle_state(f->r->b, number);
        f->whole += state == MK_OBJECT_WHOLE;
        f->dropped += state == MK_OBJECT_DROPPED;
        if (state == MK_OBJECT_NONE)
            break;
        mk_progress_step(&f->r->progress, 1, w.size);
    }
    if (got <= 0)
        return got;
    uint8_t *copy = malloc(w.path.len + 1);
    if (!copy)
        return mk_fail(e, MK_ENOMEM, "path");
    memcpy(copy, w.path.p, w.path.len);
    struct pending *p = &f->ring[(f->first + f->count++) % AHEAD];
    *p = (struct pending){ mk_span(copy, w.path.len), f->base + w.index };
    if (begin(f, &w, p->number, e))
        return -1;
    *item = p->number;
    *path = p->path;
    return 1;
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct fetcher *f = u;
    f->r->result.bytes += bytes.len;
    mk_progress_step(&f->r->progress, 0, bytes.len);
    return mk_bundle_write(f->r->b, bytes, e);
}

static int keep(struct fetcher *f, uint32_t mode, int64_t mtime_s, struct mk_error *e)
{
    struct mk_digest d;
    const struct mk_object_end end = { .mode = mode, .mtime_s = mtime_s };
    f->whole++;
    return mk_bundle_finish(&d, f->r->b, &end, e);
}

static int lose(struct fetcher *f, const struct pending *p, int status, struct mk_span why,
                struct mk_error *e)
{
    char text[256];
    snprintf(text, sizeof text, "%s: %.*s", status == 2 ? "cut short" : "refused or gone",
             (int)(why.len < 200 ? why.len : 200), (const char *)why.p);
    f->dropped++;
    if (mk_bundle_drop(f->r->b, text, e))
        return -1;
    return not_taken(f->r, p->path, "file", mk_str(text), e);
}

static int on_end(void *u, uint64_t item, int status, uint32_t mode, int64_t mtime_s,
                  struct mk_span why, struct mk_error *e)
{
    struct fetcher *f = u;
    struct pending *p = &f->ring[f->first];
    if (f->count == 0 || p->number != item)
        return mk_fail(e, MK_EPROTO, "phone worker: files out of order");
    int rc = status == 0 ? keep(f, mode, mtime_s, e) : lose(f, p, status, why, e);
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

static int fetch_all(struct fetcher *f, struct mk_error *e)
{
    const struct mk_fetch how = {
        .next = next_file, .bytes = on_bytes, .end = on_end, .u = f, .ahead = AHEAD
    };
    mk_progress_start(&f->r->progress, "files", mk_worklist_totals(f->list)->files);
    int rc = mk_exhibit_fetch(f->r->x, &how, e);
    mk_progress_end(&f->r->progress);
    forget_pending(f);
    return rc;
}

/* ---- the ledger ---- */

static int cover(struct mk_run *r, const struct mk_work_totals *t, uint64_t whole, uint64_t dropped,
                 struct mk_error *e)
{
    char why[240];
    struct mk_buf where;
    uint64_t seen = t->files + t->out_of_window;
    mk_buf_init(&where, MK_AUTHORITY_PATHS * 1100);
    for (size_t i = 0; i < r->authority->npaths; i++)
        mk_buf_printf(&where, "%s%s", i ? " " : "", r->authority->paths[i]);
    snprintf(why, sizeof why,
             "%llu outside the window by the phone's own times, %llu links not followed, %llu "
             "special files, %llu entries and %llu folders refused",
             (unsigned long long)t->out_of_window, (unsigned long long)t->links,
             (unsigned long long)t->others, (unsigned long long)t->errors,
             (unsigned long long)t->refused_folders);
    const struct mk_coverage c = {
        .artefact = "android.files",
        .route = ROUTE,
        .where = mk_buf_cstr(&where),
        /* A root that lists is the positive control: an empty listing of it is an empty folder. */
        .state = seen                 ? MK_COVER_FOUND
                 : t->refused_folders ? MK_COVER_REFUSED
                                      : MK_COVER_EMPTY,
        .seen = (int64_t)seen,
        .taken = (int64_t)whole,
        .records = MK_COVER_NONE,
        .issues = (int64_t)(dropped + t->errors + t->refused_folders),
        .control = t->refused_folders ? "a root folder was refused" : "the root folder was listed",
        .why = why,
        .proven_on = "simulated",
    };
    int rc = mk_bundle_cover(r->b, &c, e);
    mk_buf_done(&where);
    return rc;
}

int mk_run_storage(struct mk_run *r, struct mk_error *e)
{
    int fd, rc = -1;
    struct mk_worklist *list = NULL;
    struct fetcher *f = calloc(1, sizeof *f);
    if (!f) {
        mk_fail(e, MK_ENOMEM, "files");
        goto out;
    }
    if (mk_bundle_scratch(&fd, r->b, "worklist", e) || mk_worklist_open(&list, fd, e))
        goto out;
    if (!mk_worklist_complete(list) && list_all(r, list, e))
        goto out;
    *f = (struct fetcher){ .r = r, .list = list, .base = r->next_number };
    if (fetch_all(f, e))
        goto out;
    r->next_number += mk_worklist_totals(list)->files;
    r->result.objects += f->whole;
    rc = cover(r, mk_worklist_totals(list), f->whole, f->dropped, e);
out:
    mk_worklist_free(list);
    free(f);
    return rc;
}
