/* A record's source, read anew out of the bundle, a little at a time. */
#include "host/case/views.h"
#include "host/parse/decode.h"
#include "host/viewer/evidence.h"
#include "parsers/base/hash.h"
#include "parsers/base/utf.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BEFORE    64u /* bytes that are shown in front of an offset */
#define REPLY_MAX ((uint64_t)8 << 20)
#define ROW_MAX   ((size_t)16 << 20)

struct raw {
    struct mk_desk *d;
    struct mk_json *j;
    int64_t bundle;
    json_t *source;
    struct mk_found_file found;
    int64_t at; /* -1: where the record says */
};

static int take(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct raw *w = u;
    size_t used;
    mk_buf_clear(&w->d->record);
    if (mk_lines_feed(w->d->lines, &w->d->record, r->items, &used, e) != 0)
        return -1;
    json_t *v = json_loadb((const char *)w->d->record.p, w->d->record.len, 0, NULL);
    w->bundle = r->bundle;
    w->source = json_incref(json_object_get(v, "source"));
    json_decref(v);
    return 0;
}

static const char *said(const struct raw *w, const char *name)
{
    const char *s = json_string_value(json_object_get(w->source, name));
    return s ? s : "";
}

/* A reason: the page has words for the code, `why` is for who reads the answer itself. */
static void say_why(struct raw *w, const char *code, const char *why)
{
    mk_json_kv_str(w->j, "why_code", code);
    mk_json_kv_str(w->j, "why", why);
}

static int none(struct raw *w, const char *code, const char *why)
{
    mk_json_kv_str(w->j, "kind", "none");
    say_why(w, code, why);
    return 0;
}

/* ---- bytes ---- */

/* Up to MK_RAW_MAX bytes; *text: all of them are text. */
static int put_bytes(struct raw *w, bool *text, const struct mk_file *f, uint64_t at,
                     struct mk_error *e)
{
    static uint8_t step[MK_RAW_MAX];
    size_t got = 0;
    if (at < f->size && f->pread(f->u, at, step, sizeof step, &got, e) != 0) {
        w->d->evidence = true;
        return -1;
    }
    struct mk_span s = mk_span(step, got);
    *text = got > 0 && !memchr(step, '\0', got) && got - mk_utf8_valid(s) < 4;
    mk_json_key(w->j, "bytes");
    mk_json_open(w->j, '{');
    mk_json_kv_uint(w->j, "offset", at);
    mk_json_kv_uint(w->j, "total", f->size);
    mk_json_key(w->j, "hex");
    mk_json_hex(w->j, s);
    mk_json_close(w->j, '}');
    return 0;
}

/* Whether the file still is what the record names. */
static int put_same(struct raw *w, const struct mk_file *f, struct mk_error *e)
{
    static uint8_t step[65536];
    struct mk_sha256 *h = NULL;
    struct mk_digest is, was;
    size_t got = 1;
    if (f->size > MK_SAME_MAX || !mk_digest_parse(&was, mk_str(said(w, "object_sha256"))))
        return 0;
    int rc = mk_sha256_new(&h, e);
    for (uint64_t at = 0; rc == 0 && got; at += got) {
        rc = f->pread(f->u, at, step, sizeof step, &got, e);
        if (rc == 0 && got)
            rc = mk_sha256_add(h, mk_span(step, got), e);
    }
    if (rc == 0)
        rc = mk_sha256_end(&is, h, e);
    if (rc == 0)
        mk_json_kv_bool(w->j, "same", memcmp(is.b, was.b, sizeof is.b) == 0);
    mk_sha256_free(h);
    return rc;
}

/* ---- a row of a database: by moka-decode, which sees nothing but the file ---- */

static int put_text(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct mk_buf *b = u;
    mk_buf_put(b, bytes.p, bytes.len);
    return mk_buf_ok(b) ? 0 : mk_fail(e, MK_ELIMIT, "a row");
}

/* The database's log, for as long as `out` is open; "": it has none. */
static const char *open_log(struct mk_found_file *out, struct raw *w, const char *end)
{
    struct mk_buf name;
    struct mk_error why;
    mk_buf_init(&name, 65536);
    mk_buf_printf(&name, "%s%s", said(w, "file"), end);
    if (!mk_buf_ok(&name) || mk_desk_find(out, w->d, w->bundle, mk_buf_span(&name), &why) <= 0)
        out->path[0] = '\0';
    mk_buf_done(&name);
    return out->path;
}

/* True: the row was found and put. A database that cannot be read has no row to show; its bytes
 * are. */
static bool put_row(struct raw *w)
{
    char name[1200];
    struct mk_found_file wal = { 0 }, journal = { 0 };
    const struct mk_parse_extra extra = { .in_memory = true };
    struct mk_error why;
    struct mk_buf text;
    int n = snprintf(name, sizeof name, "%" JSON_INTEGER_FORMAT " %s",
                     json_integer_value(json_object_get(w->source, "row")), said(w, "table"));
    mk_buf_init(&text, ROW_MAX);
    const struct mk_decode d = { .what = MK_DECODE_ROW,
                                 .name = name,
                                 .path = w->found.path,
                                 .beside = { open_log(&wal, w, "-wal"),
                                             open_log(&journal, w, "-journal") },
                                 .extra = &extra,
                                 .put = put_text,
                                 .u = &text };
    int rc = n > 0 && (size_t)n < sizeof name ? mk_decode(&d, &why) : -1;
    json_t *v = rc == 0 ? json_loadb((const char *)text.p, text.len, 0, NULL) : NULL;
    char *columns = v ? json_dumps(json_object_get(v, "columns"), JSON_COMPACT) : NULL;
    if (columns) {
        mk_json_key(w->j, "columns");
        mk_json_raw(w->j, mk_str(columns));
    }
    bool found = columns != NULL;
    free(columns);
    json_decref(v);
    mk_buf_done(&text);
    mk_desk_found_done(&wal);
    mk_desk_found_done(&journal);
    return found;
}

/* ---- what a file shows ---- */

static uint64_t page_size(const struct mk_file *f)
{
    static const char magic[16] = "SQLite format 3"; /* sqlite.org/fileformat2.html, 1.3 */
    uint8_t head[18];
    size_t got = 0;
    struct mk_error e;
    if (f->pread(f->u, 0, head, sizeof head, &got, &e) != 0 || got < sizeof head ||
        memcmp(head, magic, sizeof magic) != 0)
        return 0;
    unsigned n = (unsigned)(head[16] << 8 | head[17]);
    return n == 1 ? 65536 : n;
}

/* Where to begin, and of a database which page that is. */
static uint64_t place(const struct raw *w, uint64_t page, int64_t *number)
{
    const json_t *at = json_object_get(w->source, "offset"),
                 *of = json_object_get(w->source, "page");
    *number = json_is_integer(of) ? json_integer_value(of) : 0;
    if (w->at >= 0)
        return (uint64_t)w->at;
    if (json_is_integer(at) && json_integer_value(at) >= 0) {
        uint64_t n = (uint64_t)json_integer_value(at);
        return n > BEFORE ? (n - BEFORE) / 16 * 16 : 0;
    }
    return page && *number > 0 ? ((uint64_t)*number - 1) * page : 0;
}

/* Which object of the bundle it is or lies in, and whether that still is what the record names. */
static int put_object(struct raw *w, struct mk_error *e)
{
    struct mk_found_file *x = &w->found;
    struct mk_file object = { 0 };
    struct mk_buf stored;
    char name[64];
    mk_buf_init(&stored, 65536);
    mk_buf_printf(&stored, "%.*s/%s", (int)x->root, said(w, "file"), said(w, "stored"));
    int rc = x->inner && x->root && mk_buf_ok(&stored)
                 ? mk_case_file_number(&x->number, w->d->c, w->bundle, mk_buf_span(&stored), e)
                 : 0;
    mk_buf_done(&stored);
    if (rc < 0)
        return -1;
    mk_desk_object(name, w->d, w->bundle, x->number);
    if (name[0])
        mk_json_kv_str(w->j, "file", name);
    mk_json_kv_bool(w->j, "inside", x->inner);
    if (!x->inner)
        return put_same(w, &x->f, e);
    rc = mk_desk_file(&object, w->d, w->bundle, x->number, e);
    if (rc == 0)
        rc = put_same(w, &object, e);
    mk_file_close(&object);
    return rc;
}

static int put_file(struct raw *w, struct mk_error *e)
{
    const struct mk_file *f = &w->found.f;
    uint64_t page = page_size(f);
    int64_t number;
    const char *state = said(w, "state");
    bool text, row = false, in_log = json_object_get(w->source, "log") != NULL;
    uint64_t at = place(w, in_log ? 0 : page, &number);
    if (put_object(w, e) != 0)
        return -1;
    if (page && (!strcmp(state, "live") || !strcmp(state, "wal")) &&
        json_is_integer(json_object_get(w->source, "row")) && said(w, "table")[0] &&
        w->found.path[0])
        row = put_row(w);
    if (page && number > 0 && !in_log) {
        mk_json_key(w->j, "page");
        mk_json_open(w->j, '{');
        mk_json_kv_int(w->j, "number", number);
        mk_json_kv_uint(w->j, "offset", ((uint64_t)number - 1) * page);
        mk_json_kv_uint(w->j, "size", page);
        mk_json_close(w->j, '}');
    }
    if (page && !row && !number)
        say_why(w, "row-not-there",
                "the row was not found in the database and its log as they lie here");
    if (put_bytes(w, &text, f, at, e) != 0)
        return -1;
    mk_json_kv_str(w->j, "kind",
                   row                  ? "row"
                   : page && number > 0 ? "page"
                   : text               ? "text"
                                        : "bytes");
    return 0;
}

/* ---- a provider's reply: the line of the row in the first reply that has it ---- */

struct reply {
    struct raw *w;
    struct mk_span set;
    char id[40];
    bool found;
};

static int in_reply(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct reply *r = u;
    struct mk_file f = { 0 };
    struct mk_buf b;
    bool text;
    if (r->found || !mk_span_eq(en->set, r->set) || en->size > REPLY_MAX ||
        (en->role != MK_ROLE_NUMBERS && en->role != MK_ROLE_COLUMN && en->role != MK_ROLE_ROW))
        return 0;
    if (mk_desk_file(&f, r->w->d, r->w->bundle, en->id, e) != 0)
        return -1;
    mk_buf_init(&b, REPLY_MAX);
    int rc = mk_file_whole(&b, &f, e);
    const uint8_t *at = rc == 0 && b.len ? memmem(b.p, b.len, r->id, strlen(r->id)) : NULL;
    if (at) {
        char object[64];
        uint64_t from = (uint64_t)(at - b.p);
        r->found = true;
        mk_desk_object(object, r->w->d, r->w->bundle, en->id);
        mk_json_kv_str(r->w->j, "file", object);
        from = r->w->at >= 0 ? (uint64_t)r->w->at : from > BEFORE ? from - BEFORE : 0;
        rc = put_bytes(r->w, &text, &f, from, e);
        mk_json_kv_str(r->w->j, "kind", "text");
    }
    mk_buf_done(&b);
    mk_file_close(&f);
    return rc;
}

static int put_reply(struct raw *w, struct mk_error *e)
{
    struct reply r = { .w = w, .set = mk_str(said(w, "file")) };
    const json_t *row = json_object_get(w->source, "row");
    snprintf(r.id, sizeof r.id, "_id=%" JSON_INTEGER_FORMAT ",", json_integer_value(row));
    if (!json_is_integer(row))
        return none(w, "no-row", "the record names no row of this reply");
    if (mk_desk_list(w->d, w->bundle, in_reply, &r, e) != 0)
        return -1;
    return r.found
               ? 0
               : none(w, "no-reply", "no reply of the phone holds this row as it was asked for");
}

int mk_desk_raw(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct raw w = { .d = d, .j = j };
    int64_t id = mk_ask_id(a, "id");
    w.at = mk_ask_int(a, "offset", 0, INT64_MAX, -1);
    int rc = a->bad ? -1 : mk_case_one(d->c, id, take, &w, a->e);
    if (rc == 0)
        rc = mk_fail(a->e, MK_EABSENT, "there is no such record");
    char *source = rc > 0 && w.source ? json_dumps(w.source, JSON_COMPACT) : NULL;
    if (rc > 0) {
        mk_json_key(j, "source");
        mk_json_raw(j, mk_str(source ? source : "{}"));
        struct mk_span file = mk_str(said(&w, "file"));
        if (mk_span_starts(file, mk_str("content://"))) {
            rc = put_reply(&w, a->e);
        } else {
            rc = mk_desk_find(&w.found, d, w.bundle, file, a->e);
            if (rc == 0)
                rc = none(&w, "no-file", "the bundle has no file of that path");
            else if (rc < 0 && a->e->code == MK_EAUTH)
                rc = none(&w, "locked", MK_DESK_LOCKED);
            else if (rc > 0)
                rc = put_file(&w, a->e);
        }
    }
    mk_desk_found_done(&w.found);
    free(source);
    json_decref(w.source);
    return rc;
}
