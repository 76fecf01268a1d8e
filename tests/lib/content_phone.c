#include "tests/lib/content_phone.h"
#include "tests/lib/content_print.h"
#include <stdio.h>
#include <stdlib.h>

#define WORDS 24

static void must(bool ok)
{
    if (!ok)
        abort();
}

void phone_sql(struct phone *p, const char *sql)
{
    must(sqlite3_exec(p->db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

void phone_init(struct phone *p, const char *create_sql)
{
    *p = (struct phone){ 0 };
    must(sqlite3_open(":memory:", &p->db) == SQLITE_OK);
    phone_sql(p, create_sql);
}

void phone_done(struct phone *p)
{
    for (size_t i = 0; i < p->nreplies; i++)
        mk_buf_done(&p->replies[i].out);
    free(p->replies);
    free(p->spans);
    free(p->entries);
    mk_content_ids_done(&p->ids);
    sqlite3_close(p->db);
}

/* Splits a command at spaces outside of quotes, in place, as sh does. */
static size_t shell_words(char *out[WORDS], char *s)
{
    size_t n = 0;
    while (*s) {
        char *to = s, quote = 0;
        must(n < WORDS);
        out[n++] = to;
        for (; *s && (quote || *s != ' '); s++) {
            if (quote ? *s == quote : *s == '\'' || *s == '"')
                quote = quote ? 0 : *s;
            else
                *to++ = *s;
        }
        must(!quote);
        s += *s != 0;
        *to = 0;
    }
    return n;
}

static const char *option(char *const words[], size_t n, const char *name)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (strcmp(words[i], name) == 0)
            return words[i + 1];
    return NULL;
}

static void print_row(struct mk_buf *out, sqlite3_stmt *st, size_t k)
{
    print_start(out, k);
    for (int i = 0; i < sqlite3_column_count(st); i++) {
        print_name(out, (size_t)i, sqlite3_column_name(st, i));
        int type = sqlite3_column_type(st, i);
        const void *text = type == SQLITE_TEXT ? sqlite3_column_text(st, i) : NULL;
        if (type == SQLITE_INTEGER)
            print_int(out, sqlite3_column_int64(st, i));
        else if (type == SQLITE_FLOAT)
            print_real(out, sqlite3_column_double(st, i));
        else if (text)
            print_text(out, mk_span(text, (size_t)sqlite3_column_bytes(st, i)));
        else
            mk_buf_puts(out, type == SQLITE_BLOB ? "BLOB" : "NULL");
    }
    print_end(out);
}

static void query(struct phone *p, char *const words[], size_t n, struct mk_buf *out,
                  struct mk_buf *err)
{
    const char *where = option(words, n, "--where"), *sort = option(words, n, "--sort");
    char projection[512], *sql;
    sqlite3_stmt *st = NULL;
    size_t k = 0;
    sort = p->order ? p->order : sort;
    snprintf(projection, sizeof projection, "%s",
             p->columns ? p->columns : option(words, n, "--projection"));
    for (char *c = projection; *c; c++)
        *c = *c == ':' ? ',' : *c;
    sql = sqlite3_mprintf("SELECT %s FROM t WHERE (%s) ORDER BY %s", projection,
                          where ? where : "1", sort ? sort : "1");
    if (sqlite3_prepare_v2(p->db, sql, -1, &st, NULL) != SQLITE_OK) {
        char what[600];
        snprintf(what, sizeof what,
                 "android.database.sqlite.SQLiteException: %s (code 1 SQLITE_ERROR): , while "
                 "compiling: %s",
                 sqlite3_errmsg(p->db), sql);
        print_exception(err, "t", what);
    } else {
        while (sqlite3_step(st) == SQLITE_ROW)
            print_row(out, st, k++);
        if (k == 0)
            mk_buf_puts(out, "No result found.\n");
    }
    sqlite3_finalize(st);
    sqlite3_free(sql);
}

void phone_run(struct phone *p, const char *command, struct mk_buf *out, struct mk_buf *err)
{
    char text[4096], *words[WORDS] = { NULL };
    must(strlen(command) < sizeof text);
    memcpy(text, command, strlen(command) + 1);
    size_t n = shell_words(words, text);
    must(n > 0);
    if (strcmp(words[0], "cmd") == 0)
        mk_buf_puts(out, "No operations.\nDefault mode: allow\n");
    else
        query(p, words, n, out, err);
}

static int feed(struct mk_content_result *r, struct mk_content_feed **f, struct phone *p,
                const struct mk_channel_query *q, struct mk_span out, struct mk_span err,
                struct mk_error *e)
{
    if (mk_content_feed_new(f, q->role, q->columns, q->row, &p->ids, e) != 0)
        return -1;
    size_t step = p->piece ? p->piece : out.len;
    for (size_t at = 0; at < out.len; at += step) {
        struct mk_span rest = mk_span_from(out, at);
        rest.len = rest.len < step ? rest.len : step;
        if (mk_content_feed(*f, rest, e) != 0)
            return -1;
    }
    if (mk_content_feed_err(*f, err, e) != 0)
        return -1;
    return mk_content_feed_end(r, *f, e);
}

/* Keeps a reply; the test's own memory is not what is to fail. */
static struct phone_reply *keep(struct phone *p, const struct mk_channel_query *q)
{
    if (p->nreplies == p->cap) {
        p->cap = p->cap ? 2 * p->cap : 64;
        p->replies = realloc(p->replies, p->cap * sizeof *p->replies);
        p->spans = realloc(p->spans, p->cap * sizeof *p->spans);
        must(p->replies && p->spans);
    }
    struct phone_reply *r = &p->replies[p->nreplies++];
    *r = (struct phone_reply){ 0 };
    must(q->columns.len < sizeof r->column);
    if (q->columns.len)
        memcpy(r->column, q->columns.p, q->columns.len);
    r->entry = (struct mk_entry){ .id = p->nreplies - 1, .role = q->role, .row = q->row };
    mk_buf_init(&r->out, (size_t)1 << 30);
    return r;
}

int phone_acquire(struct phone *p, struct mk_channel *c, struct mk_error *e)
{
    struct mk_channel_query q;
    int rc;
    while ((rc = mk_channel_next(&q, c, e)) == 1) {
        struct mk_content_result result;
        struct mk_content_feed *f = NULL;
        struct phone_reply *r = keep(p, &q);
        struct mk_buf err;
        mk_buf_init(&err, 65536);
        if (!p->trick || !p->trick(p, &q, &r->out, &err))
            phone_run(p, q.command, &r->out, &err);
        must(mk_buf_ok(&r->out) && mk_buf_ok(&err));
        rc = feed(&result, &f, p, &q, mk_buf_span(&r->out), mk_buf_span(&err), e);
        if (rc == 0)
            rc = mk_channel_answer(c, &result, e);
        mk_content_feed_free(f);
        mk_buf_done(&err);
        if (rc != 0)
            return -1;
    }
    return rc;
}

static int open_reply(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct phone *p = u;
    (void)e;
    p->spans[id] = mk_buf_span(&p->replies[id].out);
    *out = mk_file_memory(&p->spans[id]);
    return 0;
}

void phone_entries(struct phone *p)
{
    free(p->entries);
    p->entries = calloc(p->nreplies + 1, sizeof *p->entries);
    must(p->entries != NULL);
    for (size_t i = 0; i < p->nreplies; i++) {
        p->entries[i] = p->replies[i].entry;
        p->entries[i].column = mk_str(p->replies[i].column);
        p->entries[i].size = p->replies[i].out.len;
    }
}

int phone_set_of(struct mk_content_set **out, struct phone *p, struct mk_error *e)
{
    p->source = (struct mk_source){ .open = open_reply, .u = p };
    return mk_content_set_open(out, &p->source, p->entries, p->nreplies, e);
}

int phone_set(struct mk_content_set **out, struct phone *p, struct mk_error *e)
{
    phone_entries(p);
    return phone_set_of(out, p, e);
}
