#include "tests/lib/carved.h"
#include "parsers/source/source.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>

static int take(void *u, const struct mk_carved *row, struct mk_error *e)
{
    struct carved *g = u;
    assert_in_range(row->nplaces, 1, UINT32_MAX);
    if (g->n == CARVED_MOST)
        return 0;
    g->row[g->n].state = row->place[0].state;
    g->row[g->n].file = row->place[0].file;
    g->row[g->n].has_row = row->has_row;
    g->row[g->n].partial = row->partial;
    g->row[g->n].contested = row->contested;
    g->row[g->n].row_lives = row->row_lives;
    g->row[g->n].row = row->row;
    g->row[g->n].text[0] = 0;
    for (uint32_t i = 0; i < row->n; i++)
        if (row->value[i].type == MK_CV_TEXT)
            snprintf(g->row[g->n].text, sizeof g->row->text, "%.*s", (int)row->value[i].bytes.len,
                     (const char *)row->value[i].bytes.p);
    g->n++;
    g->older[0] = 0;
    for (uint32_t i = 0; i < row->nolder; i++) {
        struct mk_carved v;
        size_t at = strlen(g->older);
        if (row->older(&v, row->older_u, i, e) != 0)
            return -1;
        snprintf(g->older + at, sizeof g->older - at, "%.*s;", (int)v.value[1].bytes.len,
                 (const char *)v.value[1].bytes.p);
    }
    return 0;
}

static int hear(void *u, const char *text, struct mk_error *e)
{
    struct carved *g = u;
    size_t at = strlen(g->remark);
    (void)e;
    g->remarks++;
    snprintf(g->remark + at, sizeof g->remark - at, "%s\n", text);
    return 0;
}

void carved_get(struct carved *g, const struct dbset *s, bool live)
{
    struct mk_span span[3];
    struct mk_file file[3];
    *g = (struct carved){ 0 };
    for (size_t i = 0; i < 3; i++) {
        span[i] = mk_span(s->p[i], s->n[i]);
        file[i] = mk_file_memory(&span[i]);
    }
    const struct mk_sqlite_set set = { s->p[0] ? &file[0] : NULL, s->p[1] ? &file[1] : NULL,
                                       s->p[2] ? &file[2] : NULL };
    const struct mk_carve_options opt = { .live = live };
    const struct mk_carve_sink sink = { take, hear, g };
    g->rc = mk_carve(&g->counts, &set, &opt, &sink, &g->e);
}

bool carved_has(const struct carved *g, const char *text)
{
    for (size_t i = 0; i < g->n; i++)
        if (!strcmp(g->row[i].text, text))
            return true;
    return false;
}

sqlite3 *carved_filled(const char *mode, int n)
{
    char sql[300];
    sqlite3 *db = dbset_create_t(mode);
    snprintf(sql, sizeof sql,
             "PRAGMA secure_delete=0; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n "
             "WHERE i < %d) INSERT INTO t SELECT i, 'row number ' || i || ' of some' FROM n",
             n);
    dbset_run(db, sql);
    return db;
}
