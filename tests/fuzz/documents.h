#ifndef FUZZ_DOCUMENTS_H
#define FUZZ_DOCUMENTS_H

#include "parsers/engine/engine.h"
#include "parsers/source/source.h"
#include "parsers/table/format.h"

/* Runs an app over a document of any bytes; what it makes has to be whole records. */
static int fuzz_records(void *u, struct mk_span items, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(items);
    struct mk_item item;
    int more;
    (void)u, (void)e;
    while ((more = mk_item_next(&item, &c)) > 0)
        ;
    if (more < 0 || mk_cur_left(&c))
        __builtin_trap();
    return 0;
}

static int fuzz_issue(void *u, const struct mk_issue *issue, struct mk_error *e)
{
    (void)u, (void)e;
    return issue->why && *issue->why ? 0 : -1;
}

static int fuzz_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    (void)u, (void)c, (void)e;
    return 0;
}

static void fuzz_app(const char *id, struct mk_span bytes, const char *path)
{
    const struct mk_app *app = mk_app_find(id);
    struct mk_context cx = { .path = mk_str(path), .shape = app->shape };
    struct mk_input in = { .file = mk_str(path), .route = "file" };
    struct mk_sink sink = { fuzz_records, fuzz_issue, fuzz_cover, NULL };
    struct mk_file f = mk_file_memory(&bytes);
    struct mk_tables t;
    struct mk_error e;
    if (!app->format->knows(mk_span(bytes.p, bytes.len < 4096 ? bytes.len : 4096), in.file))
        return;
    if (app->format->open(&t, &f, &cx, &e) != 0)
        return;
    if (mk_app_run(app, &t, &in, &sink, &e) != 0)
        __builtin_trap();
    app->format->close(&t);
}

#endif
