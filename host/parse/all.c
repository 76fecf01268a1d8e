#include "firmware/bundle/bundle.h"
#include "host/parse/ledger.h"
#include "host/parse/parse.h"
#include "parsers/engine/engine.h"
#include "parsers/record/coverage.h"
#include <stdlib.h>
#include <sys/stat.h>

/* A whole path, and a ledger that leaves no app out. */

struct all {
    const struct mk_parse_out *out;
    struct mk_parse_tally *tally;
    bool *covered; /* of every app of the registry, whether it has a line in the ledger */
    struct mk_ledger sums;
};

static int put_lines(void *u, struct mk_span lines, struct mk_error *e)
{
    const struct all *a = u;
    return a->out->lines(a->out->u, lines, e);
}

static int put_items(void *u, struct mk_span items, struct mk_error *e)
{
    const struct all *a = u;
    return a->out->items(a->out->u, items, e);
}

static int put_issue(void *u, struct mk_span fields, struct mk_error *e)
{
    const struct all *a = u;
    a->tally->issues++;
    return a->out->issue(a->out->u, fields, e);
}

static const struct mk_app *mark(const struct all *a, struct mk_span id)
{
    for (size_t i = 0; mk_app_at(i); i++)
        if (mk_span_is(id, mk_app_at(i)->id)) {
            a->covered[i] = true;
            return mk_app_at(i);
        }
    return NULL;
}

/* A line now, or as part of a sum at the end. */
static int put_line(struct all *a, const struct mk_app *app, struct mk_span fields,
                    struct mk_error *e)
{
    if (app && (app->many || app->media) && mk_ledger_add(&a->sums, fields))
        return 0;
    return a->out->cover(a->out->u, fields, e);
}

static int put_progress(void *u, uint64_t done, uint64_t total, struct mk_error *e)
{
    const struct all *a = u;
    return a->out->progress ? a->out->progress(a->out->u, done, total, e) : 0;
}

static int put_cover(void *u, struct mk_span fields, struct mk_error *e)
{
    struct all *a = u;
    const struct mk_app *app = NULL;
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    while (mk_value_next(&v, &c, false)) {
        if (mk_span_is(v.name, "artefact") && v.type == MK_T_TEXT)
            app = mark(a, v.s);
        if (mk_span_is(v.name, "issues") && v.type == MK_T_INT && v.i > 0)
            a->tally->issues++;
    }
    return put_line(a, app, fields, e);
}

/* A line of our own: what no worker could say. */
static int cover(struct all *a, const struct mk_app *app, const struct mk_coverage *like,
                 struct mk_error *e)
{
    struct mk_buf b;
    struct mk_coverage c = *like;
    c.artefact = app->id;
    c.proven_on = app->proven_on;
    c.seen = c.taken = c.records = c.issues = MK_COVER_NONE;
    mark(a, mk_str(app->id));
    mk_buf_init(&b, (size_t)4 << 20);
    mk_coverage_fields(&b, &c);
    /* of no file there is nothing to add up */
    const struct mk_app *sum = c.state == MK_COVER_UNKNOWN ? NULL : app;
    int rc = mk_buf_ok(&b) ? put_line(a, sum, mk_buf_span(&b), e) : mk_fail(e, MK_ENOMEM, "ledger");
    mk_buf_done(&b);
    return rc;
}

static int put_sums(const struct all *a, struct mk_error *e)
{
    const struct mk_coverage *c;
    struct mk_buf b;
    int rc = 0;
    mk_buf_init(&b, (size_t)4 << 20);
    for (size_t i = 0; rc == 0 && (c = mk_ledger_at(&a->sums, i)); i++) {
        mk_buf_clear(&b);
        mk_coverage_fields(&b, c);
        rc = mk_buf_ok(&b) ? a->out->cover(a->out->u, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "ledger");
    }
    mk_buf_done(&b);
    return rc;
}

static int put_failed(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e)
{
    struct all *a = u;
    struct mk_buf b;
    int rc = a->out->failed(a->out->u, name, sets, why, e);
    a->tally->failed++;
    mk_buf_init(&b, (size_t)2 << 20);
    mk_buf_put(&b, name.p, name.len);
    const struct mk_coverage c = { .route = sets ? "content" : "file",
                                   .where = mk_buf_cstr(&b),
                                   .state = MK_COVER_FAILED,
                                   .why = why };
    for (size_t i = 0; rc == 0 && mk_app_at(i); i++) {
        const struct mk_app *app = mk_app_at(i);
        if (sets ? mk_span_is(name, app->id) : mk_app_fits(app, name) == MK_FIT_MAIN)
            rc = cover(a, app, &c, e);
    }
    mk_buf_done(&b);
    return rc;
}

/* Of what has no line so far nothing was found: that does not make it absent. */
static int cover_rest(struct all *a, struct mk_error *e)
{
    static const struct mk_coverage c = { .route = "file",
                                          .state = MK_COVER_UNKNOWN,
                                          .why = "no file of it here" };
    for (size_t i = 0; mk_app_at(i); i++)
        if (!a->covered[i] && cover(a, mk_app_at(i), &c, e) != 0)
            return -1;
    return 0;
}

int mk_parse_open(struct mk_source *src, bool *alone, const char *path, struct mk_error *e)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return mk_fail_errno(e, path);
    *alone = !S_ISDIR(st.st_mode);
    return !*alone && mk_is_bundle(path) ? mk_source_bundle(src, path, e)
                                         : mk_source_folder(src, path, e);
}

static size_t count_apps(void)
{
    size_t n = 0;
    while (mk_app_at(n))
        n++;
    return n;
}

int mk_parse_all(struct mk_parse_tally *tally, const struct mk_source *src, bool alone,
                 const struct mk_parse_extra *extra, const struct mk_parse_out *out,
                 struct mk_error *e)
{
    struct mk_jobs jobs = { 0 };
    struct all a = { .out = out, .tally = tally };
    struct mk_parse_out to = { out->lines ? put_lines : NULL,
                               out->items ? put_items : NULL,
                               put_issue,
                               put_cover,
                               put_failed,
                               &a,
                               put_progress };
    *tally = (struct mk_parse_tally){ 0 };
    a.covered = calloc(count_apps() + 1, sizeof *a.covered); /* never of nothing */
    mk_ledger_init(&a.sums);
    int rc = a.covered ? 0 : mk_fail(e, MK_ENOMEM, "ledger");
    if (rc == 0)
        rc = mk_jobs_find(&jobs, src, mk_span(NULL, 0), alone, e);
    if (rc == 0)
        rc = mk_parse_run(&jobs, src, extra, &to, e);
    if (rc == 0)
        rc = cover_rest(&a, e);
    if (rc == 0)
        rc = put_sums(&a, e);
    tally->nothing = rc == 0 && mk_jobs_count(&jobs) == 0;
    tally->foreign = jobs.foreign;
    tally->issues += jobs.foreign;
    mk_jobs_done(&jobs);
    mk_ledger_done(&a.sums);
    free(a.covered);
    return rc;
}
