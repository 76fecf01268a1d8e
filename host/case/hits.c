#include "host/case/hits.h"
#include "host/case/store.h"
#include "host/case/words.h"
#include <stdio.h>
#include <stdlib.h>

#define TERMS_MAX 64u
#define WORDS_MAX 4096u /* of a text; what lies behind is not marked */
#define HITS_MAX  64u   /* of a record */
#define PATH_MAX_ 200u
#define TEXTS_MAX ((size_t)1 << 20)

/* A word, its folded text in `texts`. */
struct word {
    uint32_t at, len;
    size_t from, to;
};

struct mk_hits {
    struct {
        size_t first, n; /* of `words` */
        bool prefix;
    } terms[TERMS_MAX];
    size_t nterms;
    struct mk_buf words; /* struct word[] */
    struct mk_buf texts;
};

struct text {
    struct mk_buf words, texts;
};

struct found {
    struct mk_json *j;
    const struct mk_hits *h;
    struct text *t;
    size_t n;
    char path[PATH_MAX_];
};

static int keep(void *u, const struct mk_word *w)
{
    struct text *t = u;
    struct word x = { (uint32_t)t->texts.len, (uint32_t)w->text.len, w->from, w->to };
    if (t->words.len >= WORDS_MAX * sizeof x)
        return 1;
    mk_buf_put(&t->texts, w->text.p, w->text.len);
    mk_buf_put(&t->words, &x, sizeof x);
    return !mk_buf_ok(&t->texts) || !mk_buf_ok(&t->words);
}

static void take_words(struct text *t, struct mk_span s, bool query)
{
    mk_buf_clear(&t->words);
    mk_buf_clear(&t->texts);
    (void)mk_words(s, query, keep, t);
}

static struct word *word_at(const struct mk_buf *words, size_t i)
{
    return (struct word *)(void *)words->p + i;
}

/* ---- the query ---- */

static int add_term(void *u, struct mk_span term, bool prefix, struct mk_error *e)
{
    struct mk_hits *h = u;
    struct text t = { h->words, h->texts };
    size_t before = t.words.len / sizeof(struct word);
    if (h->nterms == TERMS_MAX)
        return 0;
    (void)mk_words(term, true, keep, &t);
    h->words = t.words;
    h->texts = t.texts;
    size_t n = t.words.len / sizeof(struct word) - before;
    if (!mk_buf_ok(&h->words) || !mk_buf_ok(&h->texts))
        return mk_fail(e, MK_ENOMEM, "query");
    h->terms[h->nterms].first = before;
    h->terms[h->nterms].n = n;
    h->terms[h->nterms].prefix = prefix;
    h->nterms += n > 0;
    return 0;
}

int mk_hits_new(struct mk_hits **out, const char *query, struct mk_error *e)
{
    struct mk_hits *h = calloc(1, sizeof *h);
    if (!h)
        return mk_fail(e, MK_ENOMEM, "query");
    mk_buf_init(&h->words, WORDS_MAX * sizeof(struct word));
    mk_buf_init(&h->texts, TEXTS_MAX);
    if (mk_query_terms(query, add_term, h, e) != 0) {
        mk_hits_free(h);
        return -1;
    }
    *out = h;
    return 0;
}

void mk_hits_free(struct mk_hits *h)
{
    if (!h)
        return;
    mk_buf_done(&h->words);
    mk_buf_done(&h->texts);
    free(h);
}

/* ---- a record ---- */

static bool same(const struct mk_hits *h, const struct word *q, const struct text *t,
                 const struct word *w, bool prefix)
{
    return (prefix ? w->len >= q->len : w->len == q->len) &&
           memcmp(h->texts.p + q->at, t->texts.p + w->at, q->len) == 0;
}

/* The words from i on are a term's: its last one. */
static const struct word *match(const struct mk_hits *h, size_t term, const struct text *t,
                                size_t i)
{
    size_t n = h->terms[term].n, all = t->words.len / sizeof(struct word);
    if (n > all - i)
        return NULL;
    for (size_t k = 0; k < n; k++)
        if (!same(h, word_at(&h->words, h->terms[term].first + k), t, word_at(&t->words, i + k),
                  h->terms[term].prefix && k + 1 == n))
            return NULL;
    return word_at(&t->words, i + n - 1);
}

uint64_t mk_hits_units(struct mk_span s, size_t bytes)
{
    uint64_t n = 0;
    for (size_t i = 0; i < bytes && i < s.len; i++)
        n += ((s.p[i] & 0xc0) != 0x80) + (s.p[i] >= 0xf0);
    return n;
}

static void put(struct found *f, struct mk_span s, size_t from, size_t to)
{
    mk_json_open(f->j, '[');
    mk_json_text(f->j, mk_str(f->path));
    mk_json_uint(f->j, mk_hits_units(s, from));
    mk_json_uint(f->j, mk_hits_units(s, to));
    mk_json_close(f->j, ']');
    f->n++;
}

static void look(struct found *f, struct mk_span s)
{
    take_words(f->t, s, false);
    size_t n = f->t->words.len / sizeof(struct word), behind = 0;
    for (size_t i = 0; i < n && f->n < HITS_MAX; i++) {
        size_t from = word_at(&f->t->words, i)->from, to = 0;
        for (size_t k = 0; k < f->h->nterms; k++) {
            const struct word *last = match(f->h, k, f->t, i);
            if (last && last->to > to)
                to = last->to;
        }
        if (to > behind) {
            put(f, s, from < behind ? behind : from, to);
            behind = to;
        }
    }
}

static void walk(struct found *f, struct mk_span fields, bool list, unsigned depth)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    size_t len = strlen(f->path), i = 0;
    for (; f->n < HITS_MAX && mk_value_next(&v, &c, list); i++) {
        if (!list && !mk_is_indexed(v.key))
            continue;
        struct mk_span name = v.key ? mk_str(mk_key_name(v.key)) : v.name;
        const char *dot = len ? "." : "";
        int n = list ? snprintf(f->path + len, sizeof f->path - len, "%s%zu", dot, i)
                     : snprintf(f->path + len, sizeof f->path - len, "%s%.*s", dot,
                                (int)(name.len < PATH_MAX_ ? name.len : PATH_MAX_),
                                (const char *)name.p);
        if (n > 0 && (size_t)n < sizeof f->path - len) {
            if (v.type == MK_T_TEXT)
                look(f, v.s);
            else if (depth && (v.type == MK_T_LIST || v.type == MK_T_OBJECT))
                walk(f, v.s, v.type == MK_T_LIST, depth - 1);
        }
        f->path[len] = '\0';
    }
}

void mk_hits_put(struct mk_json *j, const struct mk_hits *h, struct mk_span items)
{
    struct mk_cursor c = mk_cur(items);
    struct mk_item item;
    struct text t;
    struct found f = { .j = j, .h = h, .t = &t };
    mk_buf_init(&t.words, (WORDS_MAX + 1) * sizeof(struct word));
    mk_buf_init(&t.texts, TEXTS_MAX);
    mk_json_key(j, "hits");
    mk_json_open(j, '[');
    while (mk_item_next(&item, &c) == 1)
        walk(&f, item.fields, false, MK_DEPTH_MAX);
    mk_json_close(j, ']');
    mk_buf_done(&t.words);
    mk_buf_done(&t.texts);
}
