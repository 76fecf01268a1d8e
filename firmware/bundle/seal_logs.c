#include "firmware/bundle/seal.h"
#include <jansson.h>
#include <stdlib.h>

/* A line of the ledger: where it came first, and where last, in the journal. */
struct entry {
    struct mk_digest key;
    uint64_t first, last;
};
struct ledger {
    struct entry *v;
    size_t n, cap;
};

static struct mk_span member(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return mk_span(json_string_value(v), json_string_length(v));
}

/* What makes two lines the same: artefact, route, where, profile. */
static int key_of(struct mk_digest *out, struct mk_span line, struct mk_error *e)
{
    static const char *const keys[] = { "artefact", "route", "where", "profile" };
    struct mk_buf b;
    json_t *o =
        json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    int rc = -1;
    mk_buf_init(&b, 2 * MK_JOURNAL_LINE_MAX);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        mk_buf_text(&b, member(o, keys[i]));
    if (!o)
        mk_fail(e, MK_EFORMAT, "a line of the ledger is not understood");
    else if (!mk_buf_ok(&b))
        mk_fail(e, MK_ENOMEM, "ledger");
    else
        rc = mk_sha256_of(out, mk_buf_span(&b), e);
    mk_buf_done(&b);
    json_decref(o);
    return rc;
}

static int ledger_add(struct ledger *g, const struct mk_jline *l, struct mk_error *e)
{
    if (g->n == g->cap) {
        size_t cap = g->cap ? 2 * g->cap : 64;
        struct entry *v = realloc(g->v, cap * sizeof *v);
        if (!v)
            return mk_fail(e, MK_ENOMEM, "ledger");
        g->v = v;
        g->cap = cap;
    }
    g->v[g->n] = (struct entry){ .first = l->at, .last = l->at };
    return key_of(&g->v[g->n++].key, l->line, e);
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int d = memcmp(x->key.b, y->key.b, sizeof x->key.b);
    return d ? d : (x->first > y->first) - (x->first < y->first);
}

static int by_first(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* Lines with the same key become one, the first's place and the last's text. */
static void ledger_fold(struct ledger *g)
{
    size_t kept = 0;
    if (g->n)
        qsort(g->v, g->n, sizeof *g->v, by_key);
    for (size_t i = 0; i < g->n; i++)
        if (kept && memcmp(g->v[kept - 1].key.b, g->v[i].key.b, sizeof g->v[i].key.b) == 0)
            g->v[kept - 1].last = g->v[i].last;
        else
            g->v[kept++] = g->v[i];
    g->n = kept;
    if (g->n)
        qsort(g->v, g->n, sizeof *g->v, by_first);
}

static int put_line(struct mk_tagfile *out, struct mk_span line, struct mk_error *e)
{
    mk_buf_put(&out->buf, line.p, line.len);
    mk_buf_u8(&out->buf, '\n');
    return mk_tagfile_pour(out, e);
}

/* All of the journal, checked again: a line that went bad on the disk must not pass for the end. */
static int read_logs(struct ledger *g, struct mk_bundle *b, struct mk_tagfile *custody,
                     struct mk_error *e)
{
    const struct mk_journal *j = &b->commit.journal;
    struct mk_journal_reader r;
    struct mk_jline l;
    int rc = mk_journal_reader_init(&r, j->fd, e);
    while (rc == 0 && (rc = mk_journal_next(&l, &r, e)) == 1) {
        rc = 0;
        if (l.kind == MK_J_ACT)
            rc = put_line(custody, l.line, e);
        else if (l.kind == MK_J_COVER)
            rc = ledger_add(g, &l, e);
    }
    if (rc == 0 && r.at != j->end)
        rc = mk_fail(e, MK_EIO, "the journal is damaged at byte %llu", (unsigned long long)r.at);
    mk_journal_reader_done(&r);
    return rc;
}

static int write_ledger(const struct ledger *g, struct mk_bundle *b, struct mk_error *e)
{
    struct mk_tagfile out = { .fd = -1 };
    struct mk_buf line;
    struct mk_jline l;
    int rc = mk_tagfile_open(&out, b->disk, b->dir, "coverage.jsonl", e);
    mk_buf_init(&line, MK_JOURNAL_BUF_MAX);
    for (size_t i = 0; rc == 0 && i < g->n; i++) {
        rc = mk_journal_line_at(&l, &line, b->commit.journal.fd, g->v[i].last, e);
        if (rc == 0)
            rc = put_line(&out, l.line, e);
    }
    if (rc == 0)
        rc = mk_tagfile_keep(&out, e);
    mk_buf_done(&line);
    mk_tagfile_done(&out);
    return rc;
}

int mk_seal_logs(struct mk_bundle *b, struct mk_error *e)
{
    struct mk_tagfile custody = { .fd = -1 };
    struct ledger g = { 0 };
    int dir = -1, rc = -1;
    if (mk_disk_folder(&dir, b->disk, b->dir, "custody", e) == 0 &&
        mk_tagfile_open(&custody, b->disk, dir, "log.jsonl", e) == 0 &&
        read_logs(&g, b, &custody, e) == 0 && mk_tagfile_keep(&custody, e) == 0) {
        ledger_fold(&g);
        rc = write_ledger(&g, b, e);
    }
    mk_tagfile_done(&custody);
    free(g.v);
    if (dir >= 0)
        b->disk->close(b->disk->u, dir);
    return rc;
}
