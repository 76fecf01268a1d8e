#include "parsers/engine/reader.h"

#define DECODED_MAX ((size_t)32 << 20)

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
    mk_arena_init(&x->decoded, DECODED_MAX);
    for (; lookups && lookups->alias && x->njoined < MK_LOOKUPS_MAX; lookups++) {
        x->each = lookups->each ? lookups : x->each;
        x->joined[x->njoined++] = (struct mk_joined){ .def = lookups };
    }
}

void mk_table_close(struct mk_table *x)
{
    if (x->open)
        x->rows.close(x->rows.u);
    x->open = false;
}

void mk_table_done(struct mk_table *x)
{
    mk_table_close(x);
    for (size_t i = 0; i < x->njoined; i++) {
        mk_store_done(&x->joined[i].store);
        if (x->joined[i].finder.find)
            x->joined[i].finder.close(x->joined[i].finder.u);
    }
    mk_arena_done(&x->decoded);
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

static enum mk_has joined_has(const struct mk_table *x, const struct mk_joined *j,
                              const char *column)
{
    if (j->def->decoder)
        return j->def->decoder->has(column) ? MK_HAS_TABLE : MK_HAS_NOT;
    enum mk_has has = x->t->has_table(x->t->u, j->def->table);
    return has == MK_HAS_TABLE ? x->t->has_column(x->t->u, j->def->table, column) : has;
}

static size_t joined_column(enum mk_has *has, struct mk_table *x, size_t i, const char *column)
{
    struct mk_joined *j = &x->joined[i];
    *has = joined_has(x, j, column);
    if (*has != MK_HAS_TABLE)
        return MK_NO_CELL;
    if (j->n == 0 && !j->def->decoder)
        add_column(j->columns, &j->n, mk_column_of(j->def->key));
    size_t at = add_column(j->columns, &j->n, column);
    return at == MK_NO_CELL ? at : place_of(i, at);
}

/* Among the base table and its first `n` lookups. */
static size_t find_column(enum mk_has *has, struct mk_table *x, const char *col, size_t n)
{
    const char *column = mk_column_of(col);
    *has = MK_HAS_NOT;
    if (is_alias(col, x->alias)) {
        *has = x->t->has_column(x->t->u, x->name, column);
        return *has == MK_HAS_TABLE ? add_column(x->columns, &x->n, column) : MK_NO_CELL;
    }
    for (size_t i = 0; i < n; i++)
        if (is_alias(col, x->joined[i].def->alias))
            return joined_column(has, x, i, column);
    return MK_NO_CELL;
}

size_t mk_table_column(enum mk_has *has, struct mk_table *x, const char *col)
{
    return find_column(has, x, col, x->njoined);
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

/* Last first: what a lookup starts from may be a column of one before it, which is then needed. */
static int find_starts(struct mk_table *x, struct mk_error *e)
{
    enum mk_has has;
    for (size_t i = x->njoined; i-- > 0;) {
        struct mk_joined *j = &x->joined[i];
        if (!j->n)
            continue;
        j->from = find_column(&has, x, j->def->from, i);
        j->there = j->from != MK_NO_CELL &&
                   (j->def->decoder || joined_has(x, j, mk_column_of(j->def->key)) == MK_HAS_TABLE);
    }
    for (size_t i = 0; i < x->njoined; i++) {
        struct mk_joined *j = &x->joined[i];
        if (!j->there || j->def->decoder)
            continue;
        bool single = !j->def->before && x->t->finder &&
                      x->t->finder(&j->finder, x->t->u, j->def->table, mk_column_of(j->def->key),
                                   j->columns, j->n);
        if (!single && load(j, x->t, x->memory_max, e) != 0)
            return -1;
    }
    return 0;
}

int mk_table_open(struct mk_table *x, size_t memory_max, struct mk_error *e)
{
    x->memory_max = memory_max;
    if (find_starts(x, e) != 0)
        return -1;
    size_t at = x->n;
    for (size_t i = 0; i < x->njoined; i++) {
        x->joined[i].at = at;
        at += x->joined[i].n;
    }
    if (at > MK_COLUMNS_MAX)
        return mk_fail(e, MK_ELIMIT, "%s: more than %d columns", x->name, MK_COLUMNS_MAX);
    for (size_t i = 0; i < x->njoined; i++)
        if (x->joined[i].there)
            x->joined[i].from = mk_table_place(x, x->joined[i].from);
    if (x->t->open(&x->rows, x->t->u, x->name, x->columns, x->n, e) != 0)
        return -1;
    x->open = true;
    return 0;
}

void mk_table_swap(struct mk_table *x, const struct mk_rows *rows)
{
    if (x->open)
        x->rows.close(x->rows.u);
    x->rows = *rows;
    x->open = true;
}

static void note_odd(struct mk_table *x, const char *where, const char *why)
{
    x->odd[x->nodd++] = (struct mk_odd){ where, why }; /* one a lookup at most */
}

static void decode(struct mk_table *x, const struct mk_joined *j)
{
    const struct mk_cell *in = &x->cells[j->from];
    const struct mk_decoder *d = j->def->decoder;
    struct mk_cell *out = &x->cells[j->at];
    const char *why;
    if (in->kind == MK_C_NULL || in->kind == MK_C_LOST)
        return;
    if (!j->def->each) {
        why = d->decode(out, j->columns, j->n, in, &x->decoded);
    } else {
        x->element =
            d->element && d->element(out, j->columns, j->n, &x->at, j->def->each, in, &x->decoded);
        why = x->element ? x->at.why : NULL;
    }
    if (why)
        note_odd(x, mk_column_of(j->def->from), why);
}

/* The number that a cell is, or says in decimal. */
static bool row_of(int64_t *row, const struct mk_cell *from)
{
    struct mk_cell number = *from;
    if (from->kind == MK_C_TEXT)
        number = mk_store_key(from->s);
    *row = number.kind == MK_C_INT ? number.i : 0;
    return number.kind == MK_C_INT;
}

static void find_single(struct mk_table *x, const struct mk_joined *j)
{
    struct mk_error e;
    int64_t row;
    int found = row_of(&row, &x->cells[j->from])
                    ? j->finder.find(j->finder.u, row, &x->cells[j->at], &e)
                    : 0;
    if (found < 0)
        note_odd(x, j->def->table, "cannot be read where it was looked up");
}

/* Instants are reals in some tables and integers in others. */
static void find_before(struct mk_table *x, const struct mk_joined *j, const struct mk_cell *from)
{
    struct mk_cell key = { .kind = MK_C_REAL };
    size_t at;
    key.r = from->kind == MK_C_INT ? (double)from->i : from->r;
    if (mk_store_before(&at, &j->store, &key))
        mk_store_get(&x->cells[j->at], &j->store, at);
}

static void find_row(struct mk_table *x, const struct mk_joined *j)
{
    const struct mk_cell *from = &x->cells[j->from];
    size_t first, n;
    if (j->def->before) {
        if (from->kind == MK_C_INT || from->kind == MK_C_REAL)
            find_before(x, j, from);
        return;
    }
    n = mk_store_find(&first, &j->store, from);
    if (!n && from->kind == MK_C_TEXT) { /* a number in a column of text, as SQLite would compare */
        struct mk_cell number = mk_store_key(from->s);
        n = mk_store_find(&first, &j->store, &number);
    }
    if (n)
        mk_store_get(&x->cells[j->at], &j->store, first);
    if (n > 1 && !j->def->many)
        note_odd(x, j->def->table, "more than one row fits");
}

void mk_table_join(struct mk_table *x)
{
    x->nodd = 0;
    x->element = false;
    mk_arena_clear(&x->decoded);
    for (size_t i = 0; i < x->njoined; i++) {
        const struct mk_joined *j = &x->joined[i];
        for (size_t c = 0; c < j->n; c++)
            x->cells[j->at + c] = (struct mk_cell){ .kind = MK_C_NULL };
        if (j->there && j->def->decoder)
            decode(x, j);
        else if (j->there && j->finder.find)
            find_single(x, j);
        else if (j->there)
            find_row(x, j);
    }
}

int mk_table_step(struct mk_table *x, struct mk_error *e)
{
    x->at = (struct mk_elements){ 0 };
    return x->rows.next(x->rows.u, &x->row, x->cells, e);
}

bool mk_table_is_base(const struct mk_table *x, size_t cell)
{
    return cell < x->n;
}

int mk_table_next(struct mk_table *x, struct mk_error *e)
{
    int more = mk_table_step(x, e);
    if (more > 0 && x->njoined)
        mk_table_join(x);
    return more;
}
