#include "firmware/plan/scope.h"

/* What address books put between digits. In C and in SQL these are taken out one after the other,
 * in this order: bytes that are no UTF-8 could otherwise be read differently. */
static const char *const separators[] = {
    " ",
    "-",
    "(",
    ")",
    ".",
    "/",
    "+",
    "\xC2\xA0",
    "\xE2\x80\x91",
    "\xE2\x80\xAA",
    "\xE2\x80\xAC",
    "\xE2\x80\xAD",
};
#define SEPARATORS (sizeof separators / sizeof *separators)

/* ---- in C ---- */

/* A value on its way through all of them, and what comes out. */
struct bare {
    uint8_t held[SEPARATORS];   /* bytes of that separator seen so far */
    char last[MK_SCOPE_DIGITS]; /* digits, as a ring */
    size_t n;                   /* of digits */
    bool other;                 /* something else came out */
};

/* A byte into what takes out the separator `i`; none of them has a beginning that is its end, too,
 * so what was held and does not go on is let through whole. */
static void push(struct bare *b, size_t i, uint8_t c)
{
    if (i == SEPARATORS) {
        b->other = b->other || c < '0' || c > '9';
        b->last[b->n++ % MK_SCOPE_DIGITS] = (char)c;
        return;
    }
    const uint8_t *what = (const uint8_t *)separators[i];
    uint8_t held = b->held[i];
    if (held && c != what[held]) {
        b->held[i] = 0;
        for (uint8_t k = 0; k < held; k++)
            push(b, i + 1, what[k]);
        held = 0;
    }
    if (c != what[held])
        push(b, i + 1, c);
    else
        b->held[i] = what[held + 1] ? (uint8_t)(held + 1) : 0;
}

/* The digits that count of a value: its last ones, at most MK_SCOPE_DIGITS. */
struct digits {
    char v[MK_SCOPE_DIGITS];
    size_t n;
    size_t all; /* that there are; 0 when the value is no number */
};

static struct digits digits_of(struct mk_span value)
{
    struct bare b = { 0 };
    struct digits d = { 0 };
    for (size_t i = 0; i < value.len && value.p[i]; i++)
        push(&b, 0, value.p[i]);
    for (size_t i = 0; i < SEPARATORS; i++)
        for (uint8_t k = 0, held = b.held[i]; k < held; k++)
            push(&b, i + 1, (uint8_t)separators[i][k]);
    if (b.other)
        return d;
    d.all = b.n;
    d.n = b.n < MK_SCOPE_DIGITS ? b.n : MK_SCOPE_DIGITS;
    for (size_t i = 0; i < d.n; i++)
        d.v[i] = b.last[(b.n - d.n + i) % MK_SCOPE_DIGITS];
    return d;
}

static bool is_text(const char *s)
{
    for (; *s; s++)
        if (*s == '@' || (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z'))
            return true;
    return false;
}

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool same_text(struct mk_span a, struct mk_span b)
{
    bool same = a.len == b.len;
    for (size_t i = 0; same && i < a.len; i++)
        same = lower(a.p[i]) == lower(b.p[i]);
    return same;
}

static bool matches(const char *named, struct mk_span value)
{
    if (is_text(named))
        return same_text(mk_str(named), value);
    struct digits want = digits_of(mk_str(named)), have = digits_of(value);
    return have.n == want.n && (want.all >= MK_SCOPE_DIGITS || have.all == want.all) &&
           memcmp(have.v, want.v, want.n) == 0;
}

static bool any(const struct mk_scope_list *list, struct mk_span value)
{
    for (size_t i = 0; i < list->n; i++)
        if (matches(list->v[i], value))
            return true;
    return false;
}

enum mk_party mk_scope_party(const struct mk_scope *s, struct mk_span value)
{
    if (any(&s->exclude, value))
        return MK_PARTY_EXCLUDED;
    bool limits = s->counterparties.n || s->nthreads;
    return !limits || any(&s->counterparties, value) ? MK_PARTY_IN : MK_PARTY_OUT;
}

bool mk_scope_thread(const struct mk_scope *s, int64_t id)
{
    for (size_t i = 0; i < s->nthreads; i++)
        if (s->threads[i] == id)
            return true;
    return false;
}

/* ---- in SQL ---- */

/* The value without separators. */
static void put_bare(struct mk_buf *out, const char *column)
{
    for (size_t i = 0; i < SEPARATORS; i++)
        mk_buf_puts(out, "replace(");
    mk_buf_printf(out, "ifnull(%s,'')", column);
    for (size_t i = 0; i < SEPARATORS; i++)
        mk_buf_printf(out, ",'%s','')", separators[i]);
}

static void put_numbers(struct mk_buf *out, const struct mk_scope_list *list, const char *column,
                        const char **glue)
{
    const char *inner = "";
    for (size_t i = 0; i < list->n; i++) {
        if (is_text(list->v[i]))
            continue;
        if (!*inner) {
            mk_buf_printf(out, "%s(", *glue);
            put_bare(out, column);
            mk_buf_puts(out, " NOT GLOB '*[^0-9]*' AND (");
            *glue = " OR ";
        }
        struct digits d = digits_of(mk_str(list->v[i]));
        mk_buf_puts(out, inner);
        put_bare(out, column);
        mk_buf_printf(out, " LIKE '%s%.*s'", d.n < MK_SCOPE_DIGITS ? "" : "%", (int)d.n, d.v);
        inner = " OR ";
    }
    if (*inner)
        mk_buf_puts(out, "))");
}

static void put_texts(struct mk_buf *out, const struct mk_scope_list *list, const char *column,
                      const char **glue)
{
    for (size_t i = 0; i < list->n; i++)
        if (is_text(list->v[i])) {
            mk_buf_printf(out, "%sifnull(%s,'')='%s' COLLATE NOCASE", *glue, column, list->v[i]);
            *glue = " OR ";
        }
}

void mk_scope_party_sql(struct mk_buf *out, const struct mk_scope_list *list,
                        const char *const *columns)
{
    const char *glue = "";
    mk_buf_puts(out, "(");
    for (size_t i = 0; columns[i]; i++) {
        put_numbers(out, list, columns[i], &glue);
        put_texts(out, list, columns[i], &glue);
    }
    mk_buf_puts(out, ")");
}
