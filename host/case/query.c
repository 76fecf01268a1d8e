#include "host/case/store.h"
#include "host/case/words.h"
#include <string.h>

/*
 * An examiner's words as an FTS5 expression. Whatever was typed is quoted: nothing of it is syntax
 * of the index but what stands here. A term that is no word ("--") is passed over, as the index has
 * none of it. `-x` takes away; FTS5 can do so only from something.
 */
struct terms {
    struct mk_buf *out;
    struct mk_buf without;
    bool any, alternative;
};

static int count(void *u, const struct mk_word *w)
{
    (void)w;
    ++*(size_t *)u;
    return 0;
}

static void quoted(struct mk_buf *b, struct mk_span t, bool prefix)
{
    mk_buf_u8(b, '"');
    for (size_t i = 0; i < t.len; i++) {
        mk_buf_u8(b, t.p[i] < ' ' ? ' ' : t.p[i]); /* no fact is said (facts.h) */
        if (t.p[i] == '"')
            mk_buf_u8(b, '"');
    }
    mk_buf_puts(b, prefix ? "\" *" : "\"");
}

/* One letter of a script without spaces is found by what begins with it. */
static bool is_lone(struct mk_span t)
{
    return t.len > 1 && t.len <= 4 && t.p[0] >= 0xe0 && (t.p[0] >= 0xf0 ? t.len == 4 : t.len == 3);
}

static void add(struct terms *q, struct mk_span t, bool without, bool prefix)
{
    size_t n = 0;
    (void)mk_words(t, true, count, &n);
    if (n == 0)
        return;
    if (without) {
        mk_buf_puts(&q->without, q->without.len ? " OR " : "");
        quoted(&q->without, t, prefix);
        return;
    }
    mk_buf_puts(q->out, !q->any ? "(" : q->alternative ? " OR " : ") AND (");
    quoted(q->out, t, prefix || is_lone(t));
    q->any = true;
    q->alternative = false;
}

/* The next term: up to a blank, or between quotation marks. */
static struct mk_span next(const char **at, bool *without, bool *prefix, bool *phrase)
{
    const char *p = *at + strspn(*at, " \t\n");
    *without = *p == '-' && p[1] && p[1] != ' ';
    p += *without;
    *phrase = *p == '"';
    p += *phrase;
    size_t n = strcspn(p, *phrase ? "\"" : " \t\n");
    *at = p + n + (*phrase && p[n] == '"');
    *prefix = *phrase ? **at == '*' : n > 1 && p[n - 1] == '*';
    *at += *phrase && *prefix;
    return mk_span(p, n - (*prefix && !*phrase));
}

int mk_query_terms(const char *typed,
                   int (*each)(void *u, struct mk_span term, bool prefix, struct mk_error *e),
                   void *u, struct mk_error *e)
{
    bool without, prefix, phrase;
    int rc = 0;
    for (const char *at = typed; rc == 0 && at[strspn(at, " \t\n")];) {
        struct mk_span t = next(&at, &without, &prefix, &phrase);
        if (!without && (phrase || !mk_span_is(t, "OR")))
            rc = each(u, t, prefix || is_lone(t), e);
    }
    return rc;
}

int mk_query(struct mk_buf *out, const char *typed, struct mk_error *e)
{
    struct terms q = { .out = out };
    bool without, prefix, phrase;
    mk_buf_init(&q.without, out->max);
    for (const char *at = typed; at[strspn(at, " \t\n")];) {
        struct mk_span t = next(&at, &without, &prefix, &phrase);
        if (!phrase && !without && q.any && mk_span_is(t, "OR"))
            q.alternative = true;
        else
            add(&q, t, without, prefix);
    }
    mk_buf_puts(out, q.any ? ")" : "");
    if (q.any && q.without.len)
        mk_buf_printf(out, " NOT (%.*s)", (int)q.without.len, (const char *)q.without.p);
    bool fits = mk_buf_ok(&q.without) && mk_buf_cstr(out);
    mk_buf_done(&q.without);
    if (!fits)
        return mk_fail(e, MK_EUSAGE, "the query is too long");
    return q.any ? 0 : mk_fail(e, MK_EUSAGE, "there is no word to look for");
}

bool mk_case_query_fault(struct mk_query_fault *out, const char *query)
{
    bool without, prefix, phrase, first = true;
    *out = (struct mk_query_fault){ .code = "empty" };
    for (const char *at = query; at[strspn(at, " \t\n")];) {
        const char *from = at + strspn(at, " \t\n");
        size_t n = 0;
        (void)mk_words(next(&at, &without, &prefix, &phrase), true, count, &n);
        if (n && !without)
            return false;
        if (first || (n && out->code[0] == 'n'))
            *out = (struct mk_query_fault){ n ? "only-without" : "no-word", (size_t)(from - query),
                                            (size_t)(at - query) };
        first = false;
    }
    return true;
}
