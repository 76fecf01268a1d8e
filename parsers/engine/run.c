#include "parsers/engine/run.h"
#include <stdio.h>
#include <stdlib.h>

#define FLUSH_AT    ((size_t)32 << 10) /* small: the next process finds it in the cache */
#define MEMORY_MAX  ((size_t)128 << 20)
#define WHY_MAX     ((size_t)16 << 10) /* of the columns and notes in a line of the ledger */
#define ELEMENTS    4096               /* of one row that become records */
#define HISTORY_MAX ((size_t)32 << 20)

int mk_run_report(struct mk_run *r, const char *table, const int64_t *row, const char *field,
                  const char *why, struct mk_error *e)
{
    struct mk_issue issue = { r->app->id, r->in->file, table, row, field, why };
    r->cover.issues++;
    return r->sink->issue(r->sink->u, &issue, e);
}

/* A column that several fields want is told once, and not at all where an alternative is there. */
static bool is_news(struct mk_run *r, const struct mk_steps *s, const struct mk_field *f)
{
    for (size_t i = 0; i < r->ntold; i++)
        if (!strcmp(r->told[i], f->col))
            return false;
    for (size_t i = 0; i < s->n; i++)
        if (f->optional && mk_same_target(s->v[i].f, f))
            return false;
    if (r->ntold < MK_STEPS_MAX)
        r->told[r->ntold++] = f->col;
    return true;
}

static int tell_missing(struct mk_run *r, const char *table, const struct mk_field *f,
                        enum mk_has has, struct mk_error *e)
{
    const char *column = mk_column_of(f->col);
    if (has == MK_HAS_OTHER)
        return mk_run_report(r, table, NULL, column, "made by an expression: not read", e);
    if (!f->optional)
        return mk_run_report(r, table, NULL, column, "no such column", e);
    mk_buf_printf(&r->without, "%s%s", r->without.len ? ", " : "without ", column);
    return 0;
}

int mk_run_plan(struct mk_steps *out, struct mk_run *r, struct mk_table *x,
                const struct mk_field *fields, struct mk_error *e)
{
    enum mk_has has[MK_STEPS_MAX];
    size_t n = 0;
    for (out->n = 0; n < MK_STEPS_MAX && fields[n].conv; n++) {
        size_t cell = mk_table_column(&has[n], x, fields[n].col);
        const char *given = fields[n].given;
        enum mk_has has_given;
        size_t at = given ? mk_table_column(&has_given, x, given) : MK_NO_CELL;
        if (cell != MK_NO_CELL && (!given || at != MK_NO_CELL))
            out->v[out->n++] = (struct mk_step){ &fields[n], cell, at, false, 0 };
    }
    for (size_t i = 0; i < out->n; i++) {
        const struct mk_field *f = out->v[i].f;
        out->v[i].more = i + 1 < out->n && mk_same_target(f, out->v[i + 1].f);
        out->v[i].only = f->only ? mk_dir_code(mk_str(f->only)) : 0;
    }
    for (size_t i = 0; i < n; i++)
        if (has[i] != MK_HAS_TABLE && is_news(r, out, &fields[i]) &&
            tell_missing(r, x->name, &fields[i], has[i], e) != 0)
            return -1;
    return 0;
}

void mk_steps_place(struct mk_steps *s, const struct mk_table *x)
{
    for (size_t i = 0; i < s->n; i++) {
        s->v[i].cell = mk_table_place(x, s->v[i].cell);
        if (s->v[i].given != MK_NO_CELL)
            s->v[i].given = mk_table_place(x, s->v[i].given);
    }
}

static int flush(struct mk_run *r, struct mk_error *e)
{
    int rc = r->items.len ? r->sink->records(r->sink->u, mk_buf_span(&r->items), e) : 0;
    mk_buf_clear(&r->items);
    return rc;
}

/* Refs of two files with the same app and table must differ: 12 digits of the path's digest. */
static int name_file(struct mk_run *r, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    if (mk_sha256_of(&d, r->in->file, e) != 0)
        return -1;
    mk_digest_hex(hex, &d);
    snprintf(r->file_hex, sizeof r->file_hex, "%s", hex);
    return 0;
}

static int take_row(struct mk_run *r, struct mk_error *e)
{
    size_t before = r->items.len;
    r->cover.seen++;
    mk_run_record(r);
    if (!mk_buf_ok(&r->items)) {
        r->items.bad = false;
        r->items.len = before;
        return mk_run_report(r, r->q->table, &r->base.row, NULL,
                             "left out: larger than a record may be, or no memory", e);
    }
    r->cover.records++;
    mk_gaps_time(r, before);
    return r->items.len >= FLUSH_AT ? flush(r, e) : 0;
}

static int take_elements(struct mk_run *r, struct mk_error *e)
{
    int rc = 0;
    for (r->nth = 0; rc == 0 && r->base.element && r->nth < ELEMENTS; r->nth++) {
        rc = take_row(r, e);
        mk_table_join(&r->base);
    }
    if (rc == 0 && r->base.element)
        rc = mk_run_report(r, r->q->table, &r->base.row, mk_column_of(r->base.each->from),
                           "more elements than are read", e);
    return rc;
}

static int remarks(struct mk_run *r, const char *table, struct mk_error *e)
{
    const char *text;
    for (size_t i = 0; r->t->remark && (text = r->t->remark(r->t->u, table, i)); i++)
        if (mk_run_report(r, table, NULL, NULL, text, e) != 0)
            return -1;
    return 0;
}

static int full_lookups(struct mk_run *r, const struct mk_table *x, struct mk_error *e)
{
    for (size_t i = 0; i < x->njoined; i++)
        if (x->joined[i].store.full &&
            mk_run_report(r, x->joined[i].def->table, NULL, NULL,
                          "looked up in part only: more than memory may hold", e) != 0)
            return -1;
    return 0;
}

/* Reading stopped early: what came before it stands. */
static int broken(struct mk_run *r, const char *why, struct mk_error *e)
{
    r->cover.state = MK_COVER_FAILED;
    return mk_run_report(r, r->q->table, NULL, NULL, why, e);
}

/* Next row that is the query's: 1, 0, -1. Lookups are made for no other where that can be told. */
static int next_row(struct mk_run *r, int64_t *rows, struct mk_error *e)
{
    bool before = r->q->when && mk_when_is_base(r);
    int more;
    while ((more = before ? mk_table_step(&r->base, e) : mk_table_next(&r->base, e)) > 0) {
        ++*rows;
        mk_gaps_row(r);
        bool holds = !r->q->when || mk_when_holds(r);
        if (holds && before)
            mk_table_join(&r->base);
        if (holds)
            break;
        mk_gather_skip(r);
    }
    return more;
}

static int read_rows(struct mk_run *r, struct mk_error *e)
{
    struct mk_error bad = { 0 };
    int64_t rows = 0;
    int more, rc = 0;
    if (mk_table_open(&r->base, r->memory_max, &bad) != 0)
        return broken(r, bad.text, e);
    mk_steps_place(&r->steps, &r->base);
    mk_when_place(r);
    mk_gather_place(r);
    if (full_lookups(r, &r->base, e) != 0 || mk_run_head(r, e) != 0)
        return -1;
    if (mk_run_versions(r, e) != 0)
        return -1;
    mk_gaps_begin(r);
    while ((more = next_row(r, &rows, &bad)) > 0 && rc == 0)
        rc = r->base.each ? take_elements(r, e) : take_row(r, e);
    if (rc == 0)
        rc = flush(r, e);
    if (rc == 0 && more == 0)
        mk_gaps_end(r);
    if (r->q->when && !r->q->extra)
        mk_when_share(r, rows, r->cover.seen);
    if (rc == 0 && more < 0)
        rc = broken(r, bad.text, e);
    return rc;
}

static int run_query(struct mk_run *r, const struct mk_query *q, struct mk_error *e)
{
    mk_table_init(&r->base, r->t, q->alias, q->table, q->lookups);
    int rc = mk_run_plan(&r->steps, r, &r->base, q->fields, e);
    if (rc == 0)
        rc = mk_when_plan(r, e);
    if (rc == 0)
        rc = mk_gather_load(r, e);
    if (rc == 0)
        rc = read_rows(r, e);
    if (rc == 0)
        rc = mk_run_dead(r, e);
    if (rc == 0)
        rc = flush(r, e);
    if (rc == 0)
        rc = mk_gather_orphans(r, e);
    if (rc == 0 && !q->extra) /* another query has read the same table */
        rc = remarks(r, q->table, e);
    for (size_t i = 0; rc == 0 && i < r->ngathered; i++)
        rc = remarks(r, r->gathered[i].def->table, e);
    mk_table_done(&r->base);
    mk_gather_done(r);
    return rc;
}

/* NULL when all it needs is there, otherwise the name of what is not. */
static const char *missing(const struct mk_query *q, const struct mk_tables *t)
{
    if (t->has_table(t->u, q->table) != MK_HAS_TABLE)
        return q->table;
    for (const char *const *need = q->needs; need && *need; need++)
        if (t->has_column(t->u, q->table, *need) != MK_HAS_TABLE)
            return *need;
    return NULL;
}

bool mk_app_knows(const struct mk_app *app, const struct mk_tables *t)
{
    for (const struct mk_query *q = app->queries; q->table; q++)
        if (!missing(q, t))
            return true;
    return false;
}

static bool same_group(const struct mk_query *a, const struct mk_query *b)
{
    return b->table && a->kind == b->kind && !b->also;
}

/* The generation of a group that is there, or NULL; *next is where the next group begins. */
static const struct mk_query *fitting(const struct mk_query **next, const struct mk_query *q,
                                      const struct mk_tables *t)
{
    const struct mk_query *fit = NULL;
    for (*next = q; *next == q || same_group(q, *next); ++*next)
        if (!fit && !missing(*next, t))
            fit = *next;
    return fit;
}

/* None of the generations fits. */
static int unknown_schema(struct mk_run *r, const struct mk_query *q, struct mk_error *e)
{
    char why[160];
    for (const struct mk_query *g = q; g == q || same_group(q, g); g++) {
        enum mk_has has = r->t->has_table(r->t->u, g->table);
        if (has == MK_HAS_OTHER)
            return broken(r, "no real table: a view or virtual table is the phone's code", e);
        snprintf(why, sizeof why, "schema not known: no column %s", missing(g, r->t));
        if (has == MK_HAS_TABLE)
            return broken(r, why, e);
    }
    if (!q->optional)
        return broken(r, "schema not known: no such table", e);
    r->cover.state = MK_COVER_ABSENT;
    mk_buf_puts(&r->without, "this version has no such table");
    return 0;
}

static int cover(struct mk_run *r, bool several, struct mk_error *e)
{
    char where[1024], profile[16];
    const char *text;
    struct mk_span f = r->in->file, user = mk_profile_of(f);
    struct mk_coverage *c = &r->cover;
    snprintf(where, sizeof where, "%.*s", f.len < sizeof where ? (int)f.len : 0,
             f.len ? (const char *)f.p : "");
    snprintf(profile, sizeof profile, "%.*s", (int)user.len, user.len ? (const char *)user.p : "");
    if (c->state != MK_COVER_FAILED && c->state != MK_COVER_ABSENT)
        c->state = c->seen ? MK_COVER_FOUND : MK_COVER_EMPTY;
    c->where = where;
    c->profile = user.len ? profile : NULL;
    c->table = several ? r->q->table : NULL;
    c->taken = c->seen;
    for (size_t i = 0; r->t->note && (text = r->t->note(r->t->u, i)); i++)
        mk_buf_printf(&r->without, "%s%s", r->without.len ? "; " : "", text);
    for (size_t i = 0; r->in->dead && (text = mk_dead_note(r->in->dead, i)); i++)
        mk_buf_printf(&r->without, "%s%s", r->without.len ? "; " : "", text);
    if (r->in->only_live)
        mk_buf_printf(&r->without, "%s%s", r->without.len ? "; " : "", r->in->only_live);
    c->why = r->without.len ? mk_buf_cstr(&r->without) : NULL;
    return r->sink->cover(r->sink->u, c, e);
}

static int run_group(struct mk_run *r, const struct mk_query *q, const struct mk_query *fit,
                     bool several, struct mk_error *e)
{
    r->q = fit ? fit : q;
    r->cover = (struct mk_coverage){ .artefact = r->app->id,
                                     .route = r->in->route,
                                     .state = MK_COVER_EMPTY,
                                     .proven_on = r->app->proven_on };
    mk_buf_clear(&r->without);
    r->ntold = 0;
    if ((fit ? run_query(r, fit, e) : unknown_schema(r, q, e)) != 0)
        return -1;
    return cover(r, several, e);
}

/* Every group in turn. Where none fits, one line says so, and only if it was expected. */
static int run_groups(struct mk_run *r, struct mk_error *e)
{
    const struct mk_query *q = r->app->queries, *next, *first = q;
    bool any = mk_app_knows(r->app, r->t), several;
    fitting(&next, q, r->t);
    several = next->table != NULL;
    if (!any)
        return r->in->expected ? run_group(r, first, NULL, false, e) : 0;
    for (; q->table; q = next) {
        const struct mk_query *fit = fitting(&next, q, r->t);
        if (!fit && r->t->partial && r->t->has_table(r->t->u, q->table) == MK_HAS_NOT)
            continue;
        if (run_group(r, q, fit, several, e) != 0)
            return -1;
    }
    return mk_run_dead_left(r, e) != 0 ? -1 : mk_when_left_over(r, e);
}

int mk_app_run(const struct mk_app *app, const struct mk_tables *t, const struct mk_input *in,
               const struct mk_sink *sink, struct mk_error *e)
{
    struct mk_run *r = calloc(1, sizeof *r);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "engine");
    *r = (struct mk_run){ .app = app, .t = t, .in = in, .sink = sink };
    r->memory_max = in->memory_max ? in->memory_max : MEMORY_MAX;
    mk_buf_init(&r->items, MK_ITEM_MAX + FLUSH_AT + 1024);
    mk_buf_init(&r->issues, MK_ITEM_MAX / 2);
    mk_buf_init(&r->raw, MK_ITEM_MAX / 2);
    mk_buf_init(&r->clean, 3 * MK_CELL_LEN_MAX);
    mk_buf_init(&r->path, 3 * MK_CELL_LEN_MAX);
    mk_buf_init(&r->without, WHY_MAX);
    mk_buf_init(&r->history, HISTORY_MAX);
    mk_buf_init(&r->versions, HISTORY_MAX);
    int rc = name_file(r, e);
    if (rc == 0)
        rc = run_groups(r, e);
    mk_buf_done(&r->items);
    mk_buf_done(&r->issues);
    mk_buf_done(&r->raw);
    mk_buf_done(&r->clean);
    mk_buf_done(&r->path);
    mk_buf_done(&r->without);
    free(r->gaps.gap);
    mk_buf_done(&r->history);
    mk_buf_done(&r->versions);
    free(r);
    return rc;
}
