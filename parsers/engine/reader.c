#include "parsers/engine/reader.h"

const char *mk_column_of(const char *col)
{
    const char *dot = strchr(col, '.');
    return dot ? dot + 1 : col;
}

static bool is_alias(const char *col, const char *alias)
{
    size_t n = strlen(alias);
    return !strncmp(col, alias, n) && col[n] == '.';
}

void mk_table_init(struct mk_table *x, const struct mk_tables *t, const char *alias,
                   const char *name, const struct mk_lookup *lookups)
{
    *x = (struct mk_table){ .t = t, .alias = alias, .name = name };
    for (; lookups && lookups->alias && x->njoined < MK_LOOKUPS_MAX; lookups++)
        x->joined[x->njoined++] = (struct mk_joined){ .def = lookups };
}

void mk_table_done(struct mk_table *x)
{
    if (x->open)
        x->rows.close(x->rows.u);
    x->open = false;
    for (size_t i = 0; i < x->njoined; i++)
        mk_store_done(&x->joined[i].store);
}

static size_t add_column(const char **columns, size_t *n, const char *column)
{
    for (size_t i = 0; i < *n; i++)
        if (!strcmp(columns[i], column))
            return i;
    if (*n == MK_COLUMNS_MAX)
        return MK_NO_CELL;
    columns[*n] = column;
    return (*n)++;
}

/* Lookups' cells get their final place when all columns are known: until then it is the number of
 * the lookup and the column. */
static size_t place_of(size_t joined, size_t column)
{
    return (joined + 1) * MK_COLUMNS_MAX + column;
}

size_t mk_table_column(enum mk_has *has, struct mk_table *x, const char *col)
{
    const char *column = mk_column_of(col);
    *has = MK_HAS_NOT;
    if (is_alias(col, x->alias)) {
        *has = x->t->has_column(x->t->u, x->name, column);
        return *has == MK_HAS_TABLE ? add_column(x->columns, &x->n, column) : MK_NO_CELL;
    }
    for (size_t i = 0; i < x->njoined; i++) {
        struct mk_joined *j = &x->joined[i];
        if (!is_alias(col, j->def->alias))
            continue;
        *has = x->t->has_table(x->t->u, j->def->table);
        if (*has == MK_HAS_TABLE)
            *has = x->t->has_column(x->t->u, j->def->table, column);
        if (*has != MK_HAS_TABLE)
            return MK_NO_CELL;
        if (j->n == 0)
            add_column(j->columns, &j->n, mk_column_of(j->def->key));
        size_t at = add_column(j->columns, &j->n, column);
        return at == MK_NO_CELL ? at : place_of(i, at);
    }
    return MK_NO_CELL;
}

static int load(struct mk_joined *j, const struct mk_tables *t, size_t memory_max,
                struct mk_error *e)
{
    struct mk_cell cells[MK_COLUMNS_MAX];
    struct mk_rows rows;
    int64_t row;
    int more;
    mk_store_init(&j->store, j->n, memory_max);
    if (t->open(&rows, t->u, j->def->table, j->columns, j->n, e) != 0)
        return -1;
    while ((more = rows.next(rows.u, &row, cells, e)) > 0)
        if (!mk_store_add(&j->store, row, cells))
            break;
    rows.close(rows.u);
    mk_store_sort(&j->store);
    return more < 0 ? -1 : 0;
}

size_t mk_table_place(const struct mk_table *x, size_t column)
{
    size_t joined = column / MK_COLUMNS_MAX;
    return joined ? x->joined[joined - 1].at + column % MK_COLUMNS_MAX : column;
}

int mk_table_open(struct mk_table *x, size_t memory_max, struct mk_error *e)
{
    enum mk_has has;
    for (size_t i = 0; i < x->njoined; i++) {
        struct mk_joined *j = &x->joined[i];
        j->from = mk_table_column(&has, x, j->def->from);
        has = x->t->has_column(x->t->u, j->def->table, mk_column_of(j->def->key));
        j->there = j->n && j->from != MK_NO_CELL && has == MK_HAS_TABLE;
        if (j->there && load(j, x->t, memory_max, e) != 0)
            return -1;
    }
    size_t at = x->n;
    for (size_t i = 0; i < x->njoined; i++) {
        x->joined[i].at = at;
        at += x->joined[i].n;
    }
    if (at > MK_COLUMNS_MAX)
        return mk_fail(e, MK_ELIMIT, "%s: more than %d columns", x->name, MK_COLUMNS_MAX);
    if (x->t->open(&x->rows, x->t->u, x->name, x->columns, x->n, e) != 0)
        return -1;
    x->open = true;
    return 0;
}

void mk_table_join(struct mk_table *x, const struct mk_joined **doubled)
{
    *doubled = NULL;
    for (size_t i = 0; i < x->njoined; i++) {
        const struct mk_joined *j = &x->joined[i];
        size_t first, n = j->there ? mk_store_find(&first, &j->store, &x->cells[j->from]) : 0;
        if (n)
            mk_store_get(&x->cells[j->at], &j->store, first);
        else
            for (size_t c = 0; c < j->n; c++)
                x->cells[j->at + c] = (struct mk_cell){ .kind = MK_C_NULL };
        if (n > 1)
            *doubled = j;
    }
}

int mk_table_next(struct mk_table *x, const struct mk_joined **doubled, struct mk_error *e)
{
    int more = x->rows.next(x->rows.u, &x->row, x->cells, e);
    *doubled = NULL;
    if (more > 0 && x->njoined)
        mk_table_join(x, doubled);
    return more;
}
