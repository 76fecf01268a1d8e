/*
 * A phone's database, whatever its bytes: every app that thinks it knows it reads it, first its
 * live rows alone, then those that were deleted as well, and the gaps that they left.
 */
#include "parsers/engine/backends.h"
#include "parsers/engine/dead.h"
#include "parsers/engine/engine.h"
#include "parsers/format/sqlite_open.h"
#include "parsers/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct seen {
    struct mk_lines *lines;
    struct mk_buf out;
    uint64_t records, told;
};

static int take_records(void *u, struct mk_span items, struct mk_error *e)
{
    struct seen *s = u;
    size_t used;
    mk_buf_clear(&s->out);
    if (mk_lines_feed(s->lines, &s->out, items, &used, e) != 0 || used != items.len)
        __builtin_trap(); /* what the engine makes has to make sense */
    for (size_t i = 0; i < s->out.len; i++)
        s->records += s->out.p[i] == '\n';
    return 0;
}

static int take_issue(void *u, const struct mk_issue *i, struct mk_error *e)
{
    (void)u;
    (void)e;
    if (!i->why || !*i->why)
        __builtin_trap();
    return 0;
}

static int take_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    struct seen *s = u;
    int64_t last = 0, missing = 0;
    (void)e;
    s->told += (uint64_t)(c->records + c->deleted);
    for (size_t i = 0; i < c->ngap; i++) {
        const struct mk_gap *g = &c->gap[i];
        if (g->after < last || (g->before ? g->before - 1 <= g->after : i + 1 < c->ngap))
            __builtin_trap(); /* in order, and of one number at least; the last may be open */
        missing += g->before ? g->before - 1 - g->after : 1;
        last = g->before ? g->before : g->after;
    }
    if (c->gaps < (int64_t)c->ngap || c->missing < missing)
        __builtin_trap();
    return 0;
}

static void read_all(struct mk_sqlite *db, struct mk_dead *dead)
{
    struct seen s = { 0 };
    struct mk_error e;
    struct mk_tables t = mk_tables_sqlite(db);
    struct mk_sink sink = { take_records, take_issue, take_cover, &s };
    struct mk_input in = {
        .file = mk_str("x.db"), .route = "file", .memory_max = 4 << 20, .dead = dead
    };
    mk_buf_init(&s.out, (size_t)256 << 20);
    if (mk_lines_new(&s.lines, &e) != 0)
        return;
    for (size_t i = 0; mk_app_at(i); i++)
        if (mk_app_knows(mk_app_at(i), &t) && mk_app_run(mk_app_at(i), &t, &in, &sink, &e) != 0 &&
            e.code != MK_ENOMEM)
            __builtin_trap();
    if (s.records != s.told) /* no record is lost on the way, none comes twice */
        __builtin_trap();
    mk_lines_free(s.lines);
    mk_buf_done(&s.out);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_span bytes = mk_span(p, n);
    struct mk_file file = mk_file_memory(&bytes);
    struct mk_sqlite_set set = { .db = &file };
    struct mk_sqlite_limits limits = { .steps_max = 200 };
    struct mk_sqlite *db;
    struct mk_dead *dead = NULL;
    struct mk_error e;
    if (mk_sqlite_open(&db, &set, &limits, &e) != 0)
        return 0;
    read_all(db, NULL);
    if (mk_dead_new(&dead, &set, 1 << 20, &e) == 0)
        read_all(db, dead);
    mk_dead_free(dead);
    mk_sqlite_close(db);
    return 0;
}
