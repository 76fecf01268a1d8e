#include "parsers/base/escape.h"
#include "parsers/engine/read_private.h"
#include <stdio.h>

static bool reads_documents(const struct mk_visit *v, const struct mk_app *app)
{
    return app->format && mk_is_turn(v, app);
}

/* The app's file, and not to be read as such: an issue, and in the ledger. */
static int tell_failed(const struct mk_visit *v, const struct mk_app *app, const char *why,
                       struct mk_error *e)
{
    struct mk_issue issue = { .app = app->id, .file = v->path, .why = why };
    struct mk_coverage c = { .artefact = app->id,
                             .route = "file",
                             .state = MK_COVER_FAILED,
                             .seen = MK_COVER_NONE,
                             .taken = MK_COVER_NONE,
                             .records = MK_COVER_NONE,
                             .issues = 1,
                             .why = why,
                             .proven_on = app->proven_on };
    struct mk_buf where;
    mk_buf_init(&where, v->path.len + 1);
    mk_buf_put(&where, v->path.p, v->path.len);
    c.where = mk_buf_cstr(&where);
    int rc = v->r->sink.issue(v->r->sink.u, &issue, e);
    if (rc == 0)
        rc = v->r->sink.cover(v->r->sink.u, &c, e);
    mk_buf_done(&where);
    return rc;
}

/* `guess`: nothing but the bytes speak for this app, so its tables have to as well. */
static int run(bool *any, const struct mk_visit *v, const struct mk_app *app, bool expected,
               bool guess, struct mk_error *e)
{
    struct mk_context cx = *v->r->cx;
    struct mk_input in = mk_visit_input(v, expected);
    struct mk_error why = { 0 };
    struct mk_tables t;
    int rc = 0;
    cx.path = v->path;
    cx.shape = app->shape;
    cx.beside = app->beside && v->has[MK_PART_BESIDE] ? &v->files[MK_PART_BESIDE] : NULL;
    if (app->format->open(&t, &v->files[MK_PART_FILE], &cx, &why) != 0)
        return guess ? 0 : tell_failed(v, app, why.text, e);
    if (!guess || mk_app_knows(app, &t)) {
        *any = true;
        rc = mk_app_run(app, &t, &in, &v->r->sink, e);
    }
    app->format->close(&t);
    return rc;
}

static int by_path(bool *any, const struct mk_visit *v, struct mk_error *e)
{
    char why[120];
    int rc = 0;
    for (size_t i = 0; rc == 0 && mk_app_at(i); i++) {
        const struct mk_app *app = mk_app_at(i);
        enum mk_fit fit = reads_documents(v, app) ? mk_app_fits(app, v->job->name) : MK_FIT_NONE;
        if (fit == MK_FIT_NONE)
            continue;
        if (app->format->knows(v->head, v->path)) {
            rc = run(any, v, app, fit == MK_FIT_MAIN, false, e);
        } else if (fit == MK_FIT_MAIN) {
            snprintf(why, sizeof why,
                     v->head.len ? "does not begin like %s" : "an empty file, no %s",
                     app->format->id);
            rc = tell_failed(v, app, why, e);
        }
    }
    return rc;
}

/* A file by itself whose name says nothing: the first reader that finds its tables in it. */
static int by_content(bool *any, const struct mk_visit *v, struct mk_error *e)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && !*any && mk_app_at(i); i++) {
        const struct mk_app *app = mk_app_at(i);
        if (reads_documents(v, app) && !app->whole_path && app->format->knows(v->head, v->path))
            rc = run(any, v, app, false, true, e);
    }
    return rc;
}

int mk_read_document(struct mk_visit *v, struct mk_error *e)
{
    bool any = false, alone = v->job->how == MK_JOB_ALONE;
    int rc = by_path(&any, v, e);
    if (rc == 0 && !any && alone)
        rc = by_content(&any, v, e);
    return rc == 0 && !any && alone ? mk_fail(e, MK_EABSENT, "no reader knows this file") : rc;
}
