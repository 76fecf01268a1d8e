#include "host/case/facts.h"
#include "host/case/words.h"
#include <math.h>
#include <sqlite3.h>

/* What FTS5 is taught (sqlite.org/fts5.html, "Custom Tokenizers", "Custom Auxiliary Functions").
 * None of it has a state. */

static int create(void *u, const char **args, int n, Fts5Tokenizer **out)
{
    static char nothing;
    (void)u, (void)args, (void)n;
    *out = (Fts5Tokenizer *)(void *)&nothing;
    return SQLITE_OK;
}

static void delete (Fts5Tokenizer *t)
{
    (void)t;
}

struct sink {
    void *u;
    int (*token)(void *, int, const char *, int, int, int);
};

static int put(void *u, const struct mk_word *w)
{
    const struct sink *s = u;
    return s->token(s->u, 0, (const char *)w->text.p, (int)w->text.len, (int)w->from, (int)w->to);
}

/* The facts, all of them at the place before the first word; *behind: where the words begin. */
static int facts(size_t *behind, const struct sink *s, const char *text, size_t n)
{
    size_t at = 0;
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && at < n && text[at] == MK_FACT_MARK) {
        const char *lf = memchr(text + at, '\n', n - at);
        size_t len = lf ? (size_t)(lf - text) - at : n - at;
        rc = s->token(s->u, at ? FTS5_TOKEN_COLOCATED : 0, text + at, (int)len, (int)at,
                      (int)(at + len));
        at += len + (lf != NULL);
    }
    *behind = at;
    return rc;
}

static int tokenize(Fts5Tokenizer *t, void *u, int flags, const char *text, int n,
                    int (*token)(void *, int, const char *, int, int, int))
{
    struct sink s = { u, token };
    size_t behind = 0;
    (void)t;
    int rc = facts(&behind, &s, text, (size_t)n);
    struct mk_span words = mk_span(text + behind, (size_t)n - behind);
    return rc != SQLITE_OK ? rc : mk_words(words, (flags & FTS5_TOKENIZE_QUERY) != 0, put, &s);
}

/* moka_fit(words, BYTES): how many different words or phrases of the query stand in the record, and
 * how densely, of a record of so many bytes. FTS5's own bm25() reads each word's whole list first,
 * to know how rare it is: seconds in a case of millions. */
static void fit(const Fts5ExtensionApi *api, Fts5Context *f, sqlite3_context *ctx, int n,
                sqlite3_value **args)
{
    int all = 0, hits = 0, phrase, column, at;
    uint64_t seen = 0;
    int rc = n == 1 ? api->xInstCount(f, &all) : SQLITE_MISUSE;
    for (int i = 0; rc == SQLITE_OK && i < all; i++) {
        rc = api->xInst(f, i, &phrase, &column, &at);
        if (at == 0) /* a fact */
            continue;
        seen |= UINT64_C(1) << (phrase & 63);
        hits++;
    }
    if (rc != SQLITE_OK) {
        sqlite3_result_error_code(ctx, rc);
        return;
    }
    double bytes = sqlite3_value_double(args[0]);
    double dense = hits / sqrt(bytes > 1 ? bytes : 1); /* below 1 but for texts of one word */
    sqlite3_result_double(ctx, __builtin_popcountll(seen) + dense / (1 + dense));
}

/* By the way that SQLite documents for programs: a pointer asked for in SQL. */
static fts5_api *api_of(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &st, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(st, 1, (void *)&api, "fts5_api_ptr", NULL);
        (void)sqlite3_step(st);
    }
    sqlite3_finalize(st);
    return api;
}

int mk_words_register(sqlite3 *db, struct mk_error *e)
{
    fts5_api *api = api_of(db);
    fts5_tokenizer t = { create, delete, tokenize };
    if (!api)
        return mk_fail(e, MK_EIO, "this SQLite has no FTS5");
    return api->xCreateTokenizer(api, "moka", NULL, &t, NULL) == SQLITE_OK &&
                   api->xCreateFunction(api, "moka_fit", NULL, fit, NULL) == SQLITE_OK
               ? 0
               : mk_fail(e, MK_ENOMEM, "tokenizer");
}
