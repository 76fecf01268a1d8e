#include "host/parse/ledger.h"

#define MEMORY ((size_t)4 << 20)

void mk_ledger_init(struct mk_ledger *l)
{
    mk_arena_init(&l->arena, MEMORY);
    mk_buf_init(&l->sums, MEMORY);
}

void mk_ledger_done(struct mk_ledger *l)
{
    mk_arena_done(&l->arena);
    mk_buf_done(&l->sums);
}

const struct mk_coverage *mk_ledger_at(const struct mk_ledger *l, size_t i)
{
    const struct mk_coverage *all = (const struct mk_coverage *)(const void *)l->sums.p;
    return i < l->sums.len / sizeof *all ? &all[i] : NULL;
}

/* The members that tell lines apart, and those that are kept of the first one. */
struct texts {
    struct mk_span artefact, table, route, profile, where, why, control, proven_on, state;
};
struct counts {
    int64_t seen, taken, records, issues;
};

static void read_line(struct texts *t, struct counts *n, struct mk_span fields)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    const struct {
        const char *name;
        struct mk_span *to;
    } texts[] = {
        { "artefact", &t->artefact }, { "table", &t->table }, { "route", &t->route },
        { "profile", &t->profile },   { "where", &t->where }, { "why", &t->why },
        { "control", &t->control },   { "state", &t->state }, { "proven_on", &t->proven_on },
    };
    const struct {
        const char *name;
        int64_t *to;
    } counts[] = { { "seen", &n->seen },
                   { "taken", &n->taken },
                   { "records", &n->records },
                   { "issues", &n->issues } };
    while (mk_value_next(&v, &c, false)) {
        for (size_t i = 0; v.type == MK_T_TEXT && i < sizeof texts / sizeof *texts; i++)
            if (mk_span_is(v.name, texts[i].name))
                *texts[i].to = v.s;
        for (size_t i = 0; v.type == MK_T_INT && i < sizeof counts / sizeof *counts; i++)
            if (mk_span_is(v.name, counts[i].name))
                *counts[i].to = v.i;
    }
}

static bool same(struct mk_span s, const char *text)
{
    return s.p ? text && mk_span_is(s, text) : !text;
}

/* False when there is no room. What was not given stays NULL. */
static bool keep(const char **out, struct mk_ledger *l, struct mk_span s)
{
    *out = s.p ? (const char *)mk_arena_copy(&l->arena, s).p : NULL;
    return *out || !s.p;
}

/* A count that was not made (MK_COVER_NONE) stays so until one was. */
static void add(int64_t *sum, int64_t n)
{
    if (n < 0)
        return;
    if (*sum < 0)
        *sum = 0;
    if (__builtin_add_overflow(*sum, n, sum))
        *sum = INT64_MAX;
}

static struct mk_coverage *find(struct mk_ledger *l, const struct texts *t)
{
    struct mk_coverage *all = (struct mk_coverage *)(void *)l->sums.p;
    for (size_t i = 0; i < l->sums.len / sizeof *all; i++)
        if (same(t->artefact, all[i].artefact) && same(t->table, all[i].table) &&
            same(t->route, all[i].route) && same(t->profile, all[i].profile) &&
            mk_span_is(t->state, mk_cover_name(all[i].state)))
            return &all[i];
    return NULL;
}

static bool begin(struct mk_ledger *l, const struct texts *t, const struct counts *n)
{
    struct mk_coverage c = {
        .seen = n->seen, .taken = n->taken, .records = n->records, .issues = n->issues, .files = 1
    };
    const char *state;
    bool kept = keep(&state, l, t->state) && keep(&c.artefact, l, t->artefact) &&
                keep(&c.table, l, t->table) && keep(&c.route, l, t->route) &&
                keep(&c.profile, l, t->profile) && keep(&c.where, l, t->where) &&
                keep(&c.why, l, t->why) && keep(&c.control, l, t->control) &&
                keep(&c.proven_on, l, t->proven_on);
    if (!kept || !c.artefact || !state || !mk_cover_parse(&c.state, state))
        return false;
    mk_buf_put(&l->sums, &c, sizeof c);
    bool room = mk_buf_ok(&l->sums);
    l->sums.bad = false;
    return room;
}

bool mk_ledger_add(struct mk_ledger *l, struct mk_span fields)
{
    struct texts t = { 0 };
    struct counts n = { MK_COVER_NONE, MK_COVER_NONE, MK_COVER_NONE, MK_COVER_NONE };
    read_line(&t, &n, fields);
    struct mk_coverage *sum = find(l, &t);
    if (!sum)
        return begin(l, &t, &n);
    sum->files++;
    add(&sum->seen, n.seen);
    add(&sum->taken, n.taken);
    add(&sum->records, n.records);
    add(&sum->issues, n.issues);
    sum->where = NULL; /* several */
    if (!same(t.why, sum->why))
        sum->why = "for several reasons, see what was said of each file";
    return true;
}
