#ifndef FUZZ_DOCUMENT_H
#define FUZZ_DOCUMENT_H

#include "parsers/engine/engine.h"
#include "parsers/source/source.h"

/* Any bytes as a document of an app: nothing is lost on the way to the sink. */
static int fuzz_count(void *u, struct mk_span items, struct mk_error *e)
{
    (void)e;
    *(size_t *)u += items.len;
    return 0;
}

static int fuzz_issue(void *u, const struct mk_issue *issue, struct mk_error *e)
{
    (void)e;
    *(size_t *)u += strlen(issue->why);
    return 0;
}

static int fuzz_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    (void)u;
    (void)e;
    if (c->records > c->seen)
        __builtin_trap();
    return 0;
}

static inline void fuzz_document_beside(const char *id, const char *path, struct mk_span bytes,
                                        const struct mk_file *beside)
{
    const struct mk_app *app = mk_app_find(id);
    struct mk_file file = mk_file_memory(&bytes);
    struct mk_context cx = { .path = mk_str(path), .beside = beside, .shape = app->shape };
    struct mk_error e = { 0 };
    struct mk_tables t;
    size_t n = 0;
    struct mk_sink sink = { fuzz_count, fuzz_issue, fuzz_cover, &n };
    struct mk_input in = { .file = mk_str(path), .route = "file", .expected = true };
    struct mk_span head = mk_span(bytes.p, bytes.len < 4096 ? bytes.len : 4096);
    (void)app->format->knows(head, cx.path);
    if (app->format->open(&t, &file, &cx, &e) != 0)
        return;
    if (mk_app_run(app, &t, &in, &sink, &e) != 0 && e.code != MK_ENOMEM)
        __builtin_trap();
    app->format->close(&t);
}

static inline void fuzz_document(const char *id, const char *path, struct mk_span bytes)
{
    fuzz_document_beside(id, path, bytes, NULL);
}

#endif
