/* The gallery, the phone's files, the audit log. */
#include "host/case/views.h"
#include "host/viewer/evidence.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- media ---- */

static const char *const classes[] = { "", "image", "video", "audio" };

struct gallery {
    struct mk_json *j;
    uint32_t n;
    int64_t last, last_us;
};

/* The last part of its path. */
static struct mk_span name_of(const struct mk_case_record *r)
{
    struct mk_value v;
    if ((!mk_item_field(&v, r, MK_PATH) || v.type != MK_T_TEXT) &&
        (!mk_item_field(&v, r, MK_NAME) || v.type != MK_T_TEXT))
        return mk_str("");
    size_t from = v.s.len;
    while (from > 0 && v.s.p[from - 1] != '/')
        from--;
    return mk_span_from(v.s, from);
}

static struct mk_span state_of(const struct mk_case_record *r)
{
    struct mk_value source, state;
    return mk_item_field(&source, r, MK_SOURCE) && source.type == MK_T_OBJECT &&
                   mk_field_find(&state, source.s, MK_STATE) && state.type == MK_T_TEXT
               ? state.s
               : mk_str("live");
}

static int put_item(void *u, unsigned cls, int64_t time_us, const struct mk_case_record *r,
                    struct mk_error *e)
{
    struct gallery *g = u;
    struct mk_json *j = g->j;
    struct mk_value v;
    (void)e;
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", r->id);
    mk_json_kv_int(j, "bundle", r->bundle);
    mk_json_kv_text(j, "name", name_of(r));
    mk_json_kv_text(j, "mime",
                    mk_item_field(&v, r, MK_MIME) && v.type == MK_T_TEXT ? v.s : mk_str(""));
    mk_put_us(j, "bytes", mk_item_field(&v, r, MK_BYTES) && v.type == MK_T_INT ? v.i : INT64_MIN);
    mk_json_kv_str(j, "kind", cls < 4 ? classes[cls] : "");
    mk_put_us(j, "time_us", time_us);
    mk_json_kv_bool(j, "place", mk_item_field(&v, r, MK_LAT));
    bool media = mk_item_field(&v, r, MK_SHA256); /* its bytes were read */
    mk_json_kv_bool(j, "present", media);
    mk_json_kv_text(j, "state", state_of(r));
    mk_json_close(j, '}');
    g->n++;
    g->last = r->id;
    g->last_us = time_us;
    return 0;
}

int mk_desk_media(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct gallery g = { .j = j };
    const char *kind = mk_ask_text(a, "kind");
    int64_t bundle = mk_ask_bundle(a), after[2] = { INT64_MAX, INT64_MAX };
    uint32_t limit = mk_ask_limit(a);
    unsigned cls = kind ? 3 : 0;
    mk_ask_after(a, after, 2);
    while (kind && cls > 0 && strcmp(kind, classes[cls]) != 0)
        cls--;
    if (kind && cls == 0)
        mk_ask_wrong(a, "kind", "image, video or audio");
    if (a->bad)
        return -1;
    mk_json_key(j, "items");
    mk_json_open(j, '[');
    int rc = mk_case_media(d->c, bundle, cls, after[0], after[1], limit, put_item, &g, a->e);
    mk_json_close(j, ']');
    mk_put_next(j, g.n == limit, (const int64_t[]){ g.last_us, g.last }, 2);
    return rc;
}

/* ---- files ---- */

struct folder {
    struct mk_desk *d;
    struct mk_json *j;
    int64_t bundle;
    uint32_t n;
};

static int put_entry(void *u, const struct mk_case_entry *x, struct mk_error *e)
{
    struct folder *f = u;
    struct mk_json *j = f->j;
    char object[64] = "";
    (void)e;
    if (!x->folder)
        mk_desk_object(object, f->d, f->bundle, x->number);
    mk_json_open(j, '{');
    mk_json_kv_text(j, "name", mk_str(x->name));
    mk_json_kv_bool(j, "folder", x->folder);
    mk_json_kv_uint(j, "bytes", x->bytes);
    mk_json_key(j, "object");
    if (object[0])
        mk_json_str(j, object);
    else
        mk_json_null(j);
    mk_put_us(j, "files", x->folder ? (int64_t)x->files : INT64_MIN);
    mk_json_close(j, '}');
    f->n++;
    return 0;
}

int mk_desk_files(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct folder f = { .d = d, .j = j, .bundle = mk_ask_id(a, "bundle") };
    const char *folder = mk_ask_text(a, "folder");
    uint32_t limit = mk_ask_limit(a);
    int64_t skip = 0;
    mk_ask_after(a, &skip, 1);
    if (skip < 0)
        mk_ask_wrong(a, "after", "not the \"next\" of an answer");
    if (a->bad)
        return -1;
    mk_json_key(j, "entries");
    mk_json_open(j, '[');
    int rc = mk_case_files(d->c, f.bundle, folder ? folder : "", (uint64_t)skip, limit, put_entry,
                           &f, a->e);
    mk_json_close(j, ']');
    skip += f.n;
    mk_put_next(j, f.n == limit, &skip, 1);
    return rc;
}

/* ---- audit ---- */

struct log {
    struct mk_buf *all; /* size_t offsets of lines in `text` */
    struct mk_buf text;
};

static int keep_line(void *u, struct mk_span line, struct mk_error *e)
{
    struct log *l = u;
    size_t at = l->text.len;
    mk_buf_put(&l->text, line.p, line.len);
    mk_buf_put(l->all, &at, sizeof at);
    return mk_buf_ok(&l->text) && mk_buf_ok(l->all) ? 0
                                                    : mk_fail(e, MK_ELIMIT, "the log is too long");
}

static void put_log(struct mk_json *j, const struct log *l, size_t from, size_t to)
{
    const size_t *at = (const size_t *)(const void *)l->all->p;
    size_t n = l->all->len / sizeof *at;
    for (size_t i = from; i < to; i++) {
        size_t k = n - 1 - i, end = k + 1 < n ? at[k + 1] : l->text.len;
        struct mk_span line = mk_span(l->text.p + at[k], end - at[k]);
        json_t *v = json_loadb((const char *)line.p, line.len, 0, NULL); /* changed ones are none */
        if (v)
            mk_json_raw(j, line);
        else
            mk_json_text(j, line);
        json_decref(v);
    }
}

/* All of it is read, as its chain is checked: acts of people are few. */
int mk_desk_audit(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct log l = { .all = &d->picked };
    uint32_t limit = mk_ask_limit(a);
    int64_t skip = 0, bad = 0;
    mk_ask_after(a, &skip, 1);
    if (a->bad || skip < 0)
        return a->bad ? -1 : mk_ask_wrong(a, "after", "not the \"next\" of an answer");
    mk_buf_clear(l.all);
    mk_buf_init(&l.text, (size_t)256 << 20);
    int rc = mk_case_audit(d->c, &bad, keep_line, &l, a->e);
    size_t n = l.all->len / sizeof(size_t), from = (size_t)skip < n ? (size_t)skip : n;
    size_t to = n - from > limit ? from + limit : n;
    mk_json_key(j, "lines");
    mk_json_open(j, '[');
    if (rc >= 0)
        put_log(j, &l, from, to);
    mk_json_close(j, ']');
    mk_buf_done(&l.text);
    mk_put_next(j, to < n, (const int64_t[]){ (int64_t)to }, 1);
    mk_json_kv_str(j, "chain", rc == 0 ? "whole" : "broken");
    if (rc > 0)
        mk_json_kv_int(j, "broken_at", bad);
    return rc < 0 ? -1 : 0;
}
