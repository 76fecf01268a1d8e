#include "parsers/format/sqlite_carve_found.h"
#include <inttypes.h>

/* The rows of one current page in c->page. */
static int rows_of(struct mk_carver *c, const struct mk_carve_page *p, uint32_t table,
                   mk_carve_want *want, mk_carve_live_row *fn, void *u, struct mk_error *e)
{
    uint8_t type = p->bytes.p[p->head];
    size_t array = p->head + (type == 13 || type == 10 ? 8 : 12);
    uint32_t n = mk_be16(p->bytes, p->head + 3);
    struct mk_carve_cell cell;
    uint64_t have;
    for (uint32_t i = 0; i < n && array + 2 * i + 2 <= p->bytes.len; i++) {
        uint32_t at = mk_be16(p->bytes, array + 2 * i);
        bool is = mk_carve_cell_read(&cell, c, p->bytes, at, type);
        if (is && want && !want(u, p->bytes, &cell))
            continue;
        int rc = is ? mk_carve_cell_record(&have, c, p->bytes, &cell, e) : 0;
        if (rc < 0)
            return -1;
        if (rc == 0) {
            mk_carve_odd(c, "page %" PRIu32 ": cell %" PRIu32 " cannot be read", p->no, i);
            continue;
        }
        rc = fn(u, c, table, p, &cell, have, e);
        if (rc)
            return rc;
    }
    return 0;
}

int mk_carve_rows(struct mk_carver *c, uint32_t table, mk_carve_want *want, mk_carve_live_row *fn,
                  void *u, struct mk_error *e)
{
    bool tree = c->table[table].create.without_rowid;
    for (uint32_t page = 1; page <= c->npages; page++) {
        struct mk_carve_page p;
        if (c->owner[page] != table ||
            (c->kind[page] != MK_PK_LEAF && !(tree && c->kind[page] == MK_PK_BRANCH)))
            continue;
        if (want && mk_carve_facts_dismiss(c, page))
            continue;
        int rc = mk_carve_read(c, page, c->page, e);
        if (rc < 0)
            return -1;
        if (rc == 0)
            continue;
        mk_carve_place_of(c, &p, page);
        p.bytes = mk_span(c->page, c->usable);
        uint8_t type = c->page[p.head];
        if (tree ? type == 10 || type == 2 : type == 13)
            rc = rows_of(c, &p, table, want, fn, u, e);
        else
            rc = 0;
        if (rc)
            return rc;
    }
    return 0;
}

/* A text ends there for many tools, and in SQL's length(): sqlite.org/nulinstr.html. */
static bool has_zero(const struct mk_carved *row)
{
    for (uint32_t i = 0; i < row->n; i++) {
        struct mk_span s = row->value[i].bytes;
        if (row->value[i].type == MK_CV_TEXT && s.len && memchr(s.p, 0, s.len))
            return true;
    }
    return false;
}

static int tell(void *u, struct mk_carver *c, uint32_t table, const struct mk_carve_page *p,
                const struct mk_carve_cell *cell, uint64_t have, struct mk_error *e)
{
    const struct mk_carve_table *t = &c->table[table];
    struct mk_carved row = { .table = t->create.name,
                             .columns = &t->create,
                             .has_row = cell->has_row,
                             .row = cell->row,
                             .value = c->value,
                             .confidence = 1,
                             .nplaces = 1 };
    uint64_t *zeroes = u;
    row.n = mk_carve_cell_values(c, t, cell->has_row, cell->row, have, &row.partial);
    *zeroes += has_zero(&row);
    row.place[0] = (struct mk_carve_place){
        .state = p->file == MK_CARVE_IN_WAL ? MK_CARVE_WAL : MK_CARVE_LIVE,
        .file = p->file,
        .page = p->no,
        .offset = p->at + cell->start,
    };
    c->counts->live++;
    return c->sink->row(c->sink->u, &row, e);
}

int mk_carve_live(struct mk_carver *c, struct mk_error *e)
{
    uint64_t zeroes = 0;
    for (uint32_t i = MK_SCHEMA + 1; i < c->ntables; i++)
        if (!c->table[i].former && mk_carve_rows(c, i, NULL, tell, &zeroes, e) != 0)
            return -1;
    if (zeroes)
        mk_sqlite_remark_add(&c->remarks,
                             "rows: %" PRIu64 " in use have a text with a zero byte inside: many "
                             "tools show what stands in front of it only",
                             zeroes);
    return 0;
}
