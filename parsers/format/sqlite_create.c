#include "parsers/format/sqlite_create.h"
#include "parsers/format/sqlite_record.h"

enum token { END, WORD, QUOTED, OTHER };

struct lexer {
    struct mk_span s;
    size_t at;
    enum token kind;
    struct mk_span text; /* with its quotes */
};

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word(uint8_t c)
{
    return c >= 0x80 || c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static bool starts(const struct lexer *l, const char *two)
{
    return l->at + 1 < l->s.len && !memcmp(l->s.p + l->at, two, 2);
}

static void skip_space(struct lexer *l)
{
    while (l->at < l->s.len) {
        if (is_space(l->s.p[l->at])) {
            l->at++;
        } else if (starts(l, "--")) {
            while (l->at < l->s.len && l->s.p[l->at] != '\n')
                l->at++;
        } else if (starts(l, "/*")) {
            for (l->at += 2; l->at < l->s.len && !starts(l, "*/");)
                l->at++;
            l->at = l->at < l->s.len ? l->at + 2 : l->at;
        } else {
            return;
        }
    }
}

/* A quote inside of a quoted name stands twice; in brackets there is none. */
static void take_quoted(struct lexer *l, uint8_t end)
{
    while (++l->at < l->s.len) {
        if (l->s.p[l->at] != end)
            continue;
        if (end != ']' && l->at + 1 < l->s.len && l->s.p[l->at + 1] == end)
            l->at++;
        else
            break;
    }
    l->at = l->at < l->s.len ? l->at + 1 : l->at;
}

static void next(struct lexer *l)
{
    skip_space(l);
    size_t from = l->at;
    if (l->at >= l->s.len) {
        l->kind = END;
    } else if (is_word(l->s.p[l->at])) {
        while (l->at < l->s.len && is_word(l->s.p[l->at]))
            l->at++;
        l->kind = WORD;
    } else if (strchr("\"'`[", l->s.p[l->at]) && l->s.p[l->at]) {
        l->kind = QUOTED;
        take_quoted(l, l->s.p[l->at] == '[' ? ']' : l->s.p[l->at]);
    } else {
        l->kind = OTHER;
        l->at++;
    }
    l->text = mk_span(l->s.p + from, l->at - from);
}

static bool same(struct mk_span a, const char *word)
{
    return a.len == strlen(word) && mk_span_ends_fold(a, mk_str(word));
}

static bool word(const struct lexer *l, const char *w)
{
    return l->kind == WORD && same(l->text, w);
}

static bool sign(const struct lexer *l, char c)
{
    return l->kind == OTHER && l->text.p[0] == (uint8_t)c;
}

/* The name without its quotes; p is NULL without memory. */
static struct mk_span bare(struct mk_arena *a, const struct lexer *l)
{
    struct mk_span s = l->text;
    if (l->kind != QUOTED)
        return s;
    uint8_t quote = s.p[0] == '[' ? 0 : s.p[0];
    s = mk_span(s.p + 1, s.len > 1 ? s.len - 2 : 0);
    uint8_t *p = mk_arena_alloc(a, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; p && i < s.len; i++) {
        p[n++] = s.p[i];
        if (quote && s.p[i] == quote)
            i++;
    }
    return mk_span(p, n);
}

/* Past what is in brackets, the opening one being the token at hand. */
static void skip_brackets(struct lexer *l)
{
    for (int depth = 0; l->kind != END; next(l)) {
        depth += sign(l, '(') - sign(l, ')');
        if (depth == 0)
            return;
    }
}

static bool holds(struct mk_span s, const char *w)
{
    size_t n = strlen(w);
    for (size_t i = 0; i + n <= s.len; i++)
        if (mk_span_ends_fold(mk_span(s.p + i, n), mk_str(w)))
            return true;
    return false;
}

static enum mk_affinity affinity_of(struct mk_span type)
{
    if (holds(type, "INT"))
        return MK_AFF_INTEGER;
    if (holds(type, "CHAR") || holds(type, "CLOB") || holds(type, "TEXT"))
        return MK_AFF_TEXT;
    if (holds(type, "BLOB") || type.len == 0)
        return MK_AFF_BLOB;
    if (holds(type, "REAL") || holds(type, "FLOA") || holds(type, "DOUB"))
        return MK_AFF_REAL;
    return MK_AFF_NUMERIC;
}

static bool is_constraint(const struct lexer *l)
{
    static const char *const words[] = { "CONSTRAINT", "PRIMARY",    "UNIQUE",    "CHECK",
                                         "FOREIGN",    "NOT",        "NULL",      "DEFAULT",
                                         "COLLATE",    "REFERENCES", "GENERATED", "AS",
                                         "ON",         "DEFERRABLE" };
    for (size_t i = 0; l->kind == WORD && i < sizeof words / sizeof *words; i++)
        if (same(l->text, words[i]))
            return true;
    return false;
}

static bool at_end(const struct lexer *l)
{
    return l->kind == END || sign(l, ',') || sign(l, ')');
}

struct reader {
    struct lexer l;
    struct mk_arena *a;
    struct mk_sqlite_create *c;
    uint32_t cap;
    uint32_t key[64]; /* columns of the primary key */
    uint32_t nkey;
};

static void add_key(struct reader *r, uint32_t column)
{
    for (uint32_t i = 0; i < r->nkey; i++)
        if (r->key[i] == column)
            return;
    if (r->nkey < sizeof r->key / sizeof *r->key)
        r->key[r->nkey++] = column;
}

static void take_default(struct reader *r, struct mk_sqlite_column *col)
{
    next(&r->l);
    size_t from = r->l.at - r->l.text.len;
    if (sign(&r->l, '('))
        skip_brackets(&r->l);
    else if (sign(&r->l, '-') || sign(&r->l, '+'))
        next(&r->l);
    next(&r->l);
    size_t to = r->l.kind == END ? r->l.at : r->l.at - r->l.text.len;
    if (to > from)
        col->init = mk_span(r->l.s.p + from, to - from);
}

static void take_constraint(struct reader *r, struct mk_sqlite_column *col, uint32_t i)
{
    struct lexer *l = &r->l;
    if (word(l, "PRIMARY")) {
        next(l);
        next(l);
        add_key(r, i);
        if (col->is_integer && !word(l, "DESC"))
            r->c->rowid = (int32_t)i;
    } else if (word(l, "NOT")) {
        next(l);
        if (word(l, "NULL"))
            col->not_null = true;
    } else if (word(l, "DEFAULT")) {
        take_default(r, col);
    } else if (word(l, "AS")) {
        col->is_virtual = true;
        next(l);
    } else if (word(l, "STORED")) {
        col->is_virtual = false;
        next(l);
    } else if (sign(l, '(')) {
        skip_brackets(l);
        next(l);
    } else {
        next(l);
    }
}

static bool take_column(struct reader *r)
{
    struct lexer *l = &r->l;
    if (r->c->n == r->cap)
        return false;
    uint32_t i = r->c->n++;
    struct mk_sqlite_column *col = &r->c->column[i];
    col->name = bare(r->a, l);
    next(l);
    size_t from = l->at - l->text.len, to = from, words = 0;
    struct mk_span first = l->text;
    while (!at_end(l) && !is_constraint(l)) {
        if (sign(l, '('))
            skip_brackets(l);
        to = l->at;
        words++;
        next(l);
    }
    struct mk_span type = mk_span(l->s.p + from, to - from);
    col->affinity = affinity_of(type);
    col->is_integer = words == 1 && same(first, "INTEGER");
    while (!at_end(l))
        take_constraint(r, col, i);
    return col->name.p != NULL;
}

/* PRIMARY KEY (a, b): the columns named. */
static void take_key(struct reader *r)
{
    struct lexer *l = &r->l;
    int32_t only = -1;
    while (!at_end(l) && !sign(l, '('))
        next(l);
    for (next(l); !at_end(l);) {
        struct mk_span name = bare(r->a, l);
        for (uint32_t i = 0; i < r->c->n; i++) {
            struct mk_span other = r->c->column[i].name;
            if (name.len == other.len && mk_span_ends_fold(name, other)) {
                only = r->nkey ? -1 : (int32_t)i;
                add_key(r, i);
            }
        }
        while (!at_end(l))
            next(l);
        if (sign(l, ','))
            next(l);
    }
    if (only >= 0 && r->nkey == 1 && r->c->column[only].is_integer)
        r->c->rowid = only;
    next(l);
}

static void skip_item(struct lexer *l)
{
    while (!at_end(l)) {
        if (sign(l, '('))
            skip_brackets(l);
        next(l);
    }
}

static bool take_items(struct reader *r)
{
    struct lexer *l = &r->l;
    while (l->kind != END && !sign(l, ')')) {
        if (word(l, "CONSTRAINT")) {
            next(l);
            next(l);
        }
        if (word(l, "PRIMARY"))
            take_key(r);
        else if (!word(l, "UNIQUE") && !word(l, "CHECK") && !word(l, "FOREIGN") && !take_column(r))
            return false;
        skip_item(l);
        if (sign(l, ','))
            next(l);
    }
    return sign(l, ')') && r->c->n;
}

/* The order in which a record holds the columns. */
static bool settle_order(struct reader *r)
{
    struct mk_sqlite_create *c = r->c;
    bool *taken = mk_arena_array(r->a, c->n, sizeof *taken);
    c->stored = mk_arena_array(r->a, c->n, sizeof *c->stored);
    if (!taken || !c->stored)
        return false;
    if (c->without_rowid)
        c->rowid = -1;
    for (uint32_t i = 0; c->without_rowid && i < r->nkey; i++) {
        c->stored[c->nstored++] = r->key[i];
        taken[r->key[i]] = true;
        c->column[r->key[i]].not_null = true;
    }
    for (uint32_t i = 0; i < c->n; i++)
        if (!taken[i] && !c->column[i].is_virtual)
            c->stored[c->nstored++] = i;
    return true;
}

static bool take_head(struct reader *r)
{
    struct lexer *l = &r->l;
    next(l);
    if (!word(l, "CREATE"))
        return false;
    next(l);
    if (word(l, "TEMP") || word(l, "TEMPORARY"))
        next(l);
    if (!word(l, "TABLE"))
        return false;
    next(l);
    while (word(l, "IF") || word(l, "NOT") || word(l, "EXISTS"))
        next(l);
    r->c->name = bare(r->a, l);
    next(l);
    if (sign(l, '.')) {
        next(l);
        r->c->name = bare(r->a, l);
        next(l);
    }
    return sign(l, '(') && r->c->name.p;
}

static uint32_t commas(struct mk_span s)
{
    uint32_t n = 1;
    for (size_t i = 0; i < s.len && n < MK_SQLITE_COLUMNS; i++)
        n += s.p[i] == ',';
    return n;
}

bool mk_sqlite_create(struct mk_sqlite_create *out, struct mk_arena *a, struct mk_span sql)
{
    struct reader r = { .l = { .s = mk_arena_copy(a, sql) }, .a = a, .c = out };
    *out = (struct mk_sqlite_create){ .rowid = -1 };
    r.cap = commas(sql);
    out->column = mk_arena_array(a, r.cap, sizeof *out->column);
    if (!r.l.s.p || !out->column || !take_head(&r))
        return false;
    next(&r.l);
    if (!take_items(&r))
        return false;
    for (next(&r.l); r.l.kind != END; next(&r.l))
        if (word(&r.l, "WITHOUT"))
            out->without_rowid = true;
    return settle_order(&r);
}
