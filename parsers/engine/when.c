#include "parsers/engine/run.h"
#include <stdio.h>

/* Which rows of a base table are a query's. */

int mk_when_plan(struct mk_run *r, struct mk_error *e)
{
    enum mk_has has;
    size_t i = 0;
    for (const struct mk_when *w = r->q->when; w && w->col; w++, i++) {
        if (i == MK_WHENS_MAX)
            return mk_fail(e, MK_ELIMIT, "%s: too many conditions", r->q->table);
        r->when[i] = mk_table_column(&has, &r->base, w->col);
    }
    return 0;
}

void mk_when_place(struct mk_run *r)
{
    size_t i = 0;
    for (const struct mk_when *w = r->q->when; w && w->col; w++, i++)
        if (r->when[i] != MK_NO_CELL)
            r->when[i] = mk_table_place(&r->base, r->when[i]);
}

static bool is(const struct mk_when *w, const struct mk_cell *c)
{
    if (w->text)
        return c->kind == MK_C_TEXT && mk_span_is(c->s, w->text);
    if (c->kind == MK_C_REAL)
        return c->r >= (double)w->value && c->r <= (double)w->value;
    return c->kind == MK_C_INT && c->i == w->value;
}

bool mk_cell_some(const struct mk_cell *c)
{
    switch (c->kind) {
    case MK_C_NULL:
        return false;
    case MK_C_INT:
        return c->i != 0;
    case MK_C_REAL:
        return c->r < 0 || c->r > 0;
    case MK_C_TEXT:
    case MK_C_BLOB:
        return c->s.len != 0;
    case MK_C_LOST:
        break;
    }
    return true;
}

static bool among(const struct mk_when *w, const struct mk_cell *c)
{
    int64_t v;
    bool is = mk_code_of(&v, c);
    for (const int64_t *code = w->codes; is && *code != MK_CODES_END; code++)
        if (*code == v)
            return true;
    return false;
}

static bool holds(const struct mk_when *w, const struct mk_cell *c)
{
    switch (w->test) {
    case MK_IF_IS:
        return is(w, c);
    case MK_IF_NOT:
        return !is(w, c);
    case MK_IF_SOME:
        return mk_cell_some(c);
    case MK_IF_NONE:
        return !mk_cell_some(c);
    case MK_IF_AMONG:
        return among(w, c);
    case MK_IF_NOT_AMONG:
        break;
    }
    return !among(w, c);
}

bool mk_when_holds(const struct mk_run *r)
{
    static const struct mk_cell none = { .kind = MK_C_NULL };
    size_t i = 0;
    for (const struct mk_when *w = r->q->when; w && w->col; w++, i++)
        if (!holds(w, r->when[i] == MK_NO_CELL ? &none : &r->base.cells[r->when[i]]))
            return false;
    return true;
}

bool mk_when_is_base(const struct mk_run *r)
{
    size_t i = 0;
    for (const struct mk_when *w = r->q->when; w && w->col; w++, i++)
        if (r->when[i] != MK_NO_CELL && !mk_table_is_base(&r->base, r->when[i]))
            return false;
    return true;
}

void mk_when_share(struct mk_run *r, int64_t rows, int64_t taken)
{
    size_t i = 0;
    while (i < r->nshares && strcmp(r->shares[i].table, r->q->table) != 0)
        i++;
    if (i == MK_SHARES_MAX)
        return;
    if (i == r->nshares)
        r->shares[r->nshares++] = (struct mk_share){ .table = r->q->table };
    if (rows > r->shares[i].rows)
        r->shares[i].rows = rows;
    r->shares[i].taken += taken;
}

int mk_when_left_over(struct mk_run *r, struct mk_error *e)
{
    char why[120];
    for (size_t i = 0; i < r->nshares; i++) {
        const struct mk_share *s = &r->shares[i];
        if (s->taken >= s->rows)
            continue;
        snprintf(why, sizeof why, "%lld rows are of no kind that is known",
                 (long long)(s->rows - s->taken));
        if (mk_run_report(r, s->table, NULL, NULL, why, e) != 0)
            return -1;
    }
    return 0;
}
