/*
 * Manifest, index and data/ side by side: all three ascend by object number, so one pass tells what
 * each has that another lacks, and nothing is held but a batch to hash.
 */
#include "firmware/bundle/index.h"
#include "firmware/bundle/verify.h"
#include "parsers/base/time.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BATCH             256
#define LINE_MAX_INDEX    MK_JOURNAL_LINE_MAX
#define LINE_MAX_MANIFEST 200
#define END               UINT64_MAX

/* One of the two lists, at its current entry. */
struct list {
    struct mk_verify *v;
    const char *name;
    int fd;
    struct mk_lines lines;
    uint64_t at; /* lines read */
    uint64_t n;  /* current object, END */
    uint64_t entries;
    bool any;
    struct mk_digest sha256;
    int64_t bytes; /* index only */
};

struct payload {
    struct mk_verify *v;
    struct list manifest, index;
    struct mk_verify_data data;
    struct mk_verify_job jobs[BATCH];
    size_t n;
    uint64_t files, bytes; /* there and listed */
};

/* ---- the two lists ---- */

static const char *manifest_line(struct list *l, uint64_t *n, struct mk_span s)
{
    char hex[MK_SHA256_HEX];
    if (s.len < 66 || !mk_digest_parse(&l->sha256, mk_span(s.p, 64)))
        return "not \"<hash>  <path>\"";
    mk_digest_hex(hex, &l->sha256);
    if (memcmp(hex, s.p, 64) != 0 || s.p[64] != ' ' || s.p[65] != ' ')
        return "not \"<hash>  <path>\"";
    return mk_verify_number(n, mk_span_from(s, 66)) ? NULL : "not a path of payload";
}

static struct mk_span text_of(const json_t *o, const char *key)
{
    const json_t *t = json_object_get(o, key);
    return mk_span(json_string_value(t), json_string_length(t));
}

static const char *index_members(struct list *l, uint64_t *n, const struct mk_index_plain *x)
{
    int64_t us;
    if (!mk_verify_number(n, x->file))
        return "\"file\" is not a path of payload";
    if (x->bytes < 0)
        return "\"bytes\" is not a size";
    if (!mk_digest_parse(&l->sha256, x->sha256))
        return "\"sha256\" is not a hash";
    if ((x->mtime.p && !mk_time_parse(&us, x->mtime)) ||
        (x->taken.p && !mk_time_parse(&us, x->taken)))
        return "a time is none";
    l->bytes = x->bytes;
    return NULL;
}

/* A time that is there and is no text is an empty one. */
static struct mk_span time_of(const json_t *o, const char *key)
{
    struct mk_span s = text_of(o, key);
    return json_object_get(o, key) && !s.p ? mk_str("") : s;
}

static const char *index_line(struct list *l, uint64_t *n, struct mk_span s)
{
    struct mk_index_plain x;
    json_error_t je;
    if (mk_index_plain(&x, s))
        return index_members(l, n, &x);
    json_t *o = json_loadb((const char *)s.p, s.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &je);
    const json_t *bytes = json_object_get(o, "bytes");
    x = (struct mk_index_plain){ .file = text_of(o, "file"),
                                 .sha256 = text_of(o, "sha256"),
                                 .mtime = time_of(o, "mtime"),
                                 .taken = time_of(o, "taken"),
                                 .bytes = json_is_integer(bytes) ? json_integer_value(bytes) : -1 };
    const char *why = json_is_object(o) ? index_members(l, n, &x) : "not a JSON object";
    json_decref(o);
    return why;
}

/* On to the next entry that makes sense; what does not is said. */
static int list_next(struct list *l, const char *(*read)(struct list *, uint64_t *, struct mk_span),
                     struct mk_error *e)
{
    struct mk_span s;
    uint64_t before = l->n;
    int got = 0;
    l->n = END;
    while (l->fd >= 0 && (got = mk_verify_line(&s, &l->at, &l->lines, l->v, l->name, e)) > 0) {
        uint64_t n = 0;
        const char *why = read(l, &n, s);
        if (!why && l->any && n <= before)
            why = n == before ? "the same object again" : "out of order";
        if (!why) {
            l->any = true;
            l->entries++;
            l->n = n;
            return 0;
        }
        mk_verify_say(l->v, true, "%s, line %llu: %s", l->name, (unsigned long long)l->at, why);
    }
    return got;
}

static int manifest_next(struct payload *p, struct mk_error *e)
{
    return list_next(&p->manifest, manifest_line, e);
}

static int index_next(struct payload *p, struct mk_error *e)
{
    return list_next(&p->index, index_line, e);
}

static void list_open(struct list *l, struct mk_verify *v, const char *name, size_t line_max)
{
    *l = (struct list){ .v = v, .name = name, .bytes = -1 };
    l->fd = mk_verify_tag(v, name);
    mk_lines_init(&l->lines, l->fd, line_max);
}

static void list_close(struct list *l)
{
    if (l->fd >= 0)
        close(l->fd);
    mk_lines_done(&l->lines);
}

/* ---- hashing ---- */

static void result(struct payload *p, const struct mk_verify_job *j)
{
    struct mk_verify_path path;
    const char *name = mk_verify_path(&path, j->n);
    errno = j->err;
    if (j->err)
        mk_verify_give_up(p->v, name);
    else if (j->why)
        mk_verify_say(p->v, true, "%s: %s", name, j->why);
    if (j->err || j->why)
        return;
    p->files++;
    p->bytes += j->size;
    if (memcmp(&j->got, &j->expect, sizeof j->got) != 0)
        mk_verify_say(p->v, true, "%s: changed: its hash is not the manifest's", name);
    if (j->bytes >= 0 && (uint64_t)j->bytes != j->size)
        mk_verify_say(p->v, true, "%s: %llu bytes, index.jsonl has %lld", name,
                      (unsigned long long)j->size, (long long)j->bytes);
}

static int flush(void *u, struct mk_error *e)
{
    struct payload *p = u;
    if (p->n && mk_verify_hash_all(p->jobs, p->n, e) != 0)
        return -1;
    for (size_t i = 0; i < p->n; i++)
        result(p, &p->jobs[i]);
    if (p->n && p->v->seen)
        p->v->seen(p->v->u, p->files, p->bytes);
    p->n = 0;
    return 0;
}

static int add(struct payload *p, uint64_t n, bool in_index, struct mk_error *e)
{
    p->jobs[p->n++] = (struct mk_verify_job){ .n = n,
                                              .folder = p->data.folder,
                                              .expect = p->manifest.sha256,
                                              .bytes = in_index ? p->index.bytes : -1 };
    return p->n == BATCH ? flush(p, e) : 0;
}

/* ---- the merge ---- */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* What is wrong with object n as far as lists go. */
static void compare(struct payload *p, uint64_t n, bool manifest, bool index, bool data)
{
    struct mk_verify_path path;
    const char *name = mk_verify_path(&path, n);
    if (!data)
        mk_verify_say(p->v, true, "%s: missing", name);
    if (!manifest)
        mk_verify_say(p->v, true, "%s: manifest-sha256.txt does not have it%s", name,
                      index ? "" : ", nor has index.jsonl: foreign");
    else if (!index)
        mk_verify_say(p->v, true, "%s: index.jsonl does not have it", name);
    if (manifest && index &&
        memcmp(&p->manifest.sha256, &p->index.sha256, sizeof p->index.sha256) != 0)
        mk_verify_say(p->v, true, "%s: manifest-sha256.txt and index.jsonl differ in its hash",
                      name);
}

static int merge(struct payload *p, struct mk_error *e)
{
    uint64_t at = 0;
    if (manifest_next(p, e) != 0 || index_next(p, e) != 0 ||
        mk_verify_data_next(&at, &p->data, flush, p, e) != 0)
        return -1;
    for (;;) {
        uint64_t n = least(at, least(p->manifest.n, p->index.n));
        bool manifest = p->manifest.n == n, index = p->index.n == n, data = at == n;
        if (n == END)
            return flush(p, e);
        if (!manifest || !index || !data ||
            memcmp(&p->manifest.sha256, &p->index.sha256, sizeof p->index.sha256) != 0)
            compare(p, n, manifest, index, data);
        if (manifest && data && add(p, n, index, e) != 0)
            return -1;
        if ((manifest && manifest_next(p, e) != 0) || (index && index_next(p, e) != 0) ||
            (data && mk_verify_data_next(&at, &p->data, flush, p, e) != 0))
            return -1;
    }
}

static void totals(struct payload *p)
{
    struct mk_verify *v = p->v;
    if (v->info.whole && (v->info.files != p->files || v->info.bytes != p->bytes))
        mk_verify_say(v, true, "bag-info.txt: Payload-Oxum is %llu.%llu, but there are %llu.%llu",
                      (unsigned long long)v->info.bytes, (unsigned long long)v->info.files,
                      (unsigned long long)p->bytes, (unsigned long long)p->files);
    mk_verify_say(v, false, "payload: %llu objects, %llu bytes hashed; the manifest has %llu",
                  (unsigned long long)p->files, (unsigned long long)p->bytes,
                  (unsigned long long)p->manifest.entries);
}

int mk_verify_payload(struct mk_verify *v, struct mk_error *e)
{
    struct payload *p = calloc(1, sizeof *p);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "payload");
    p->v = v;
    list_open(&p->manifest, v, "manifest-sha256.txt", LINE_MAX_MANIFEST);
    list_open(&p->index, v, "index.jsonl", LINE_MAX_INDEX);
    mk_verify_data_open(&p->data, v);
    int rc = merge(p, e);
    if (rc == 0)
        totals(p);
    mk_verify_data_done(&p->data);
    list_close(&p->manifest);
    list_close(&p->index);
    free(p);
    return rc;
}
