#include "firmware/acquire/cut.h"
#include "firmware/bundle/format.h"
#include "firmware/plan/files.h"
#include "parsers/base/glob.h"
#include <stdio.h>
#include <stdlib.h>

#define REF_DIGITS 12u /* of the file's digest, in a ref (parsers/engine/run.c) */
#define PREFIX_MAX 100u
#define SHOWN_MAX  (MK_OBJECT_PATH_MAX + 64)
#define FILES_MAX  ((size_t)4 << 20) /* bytes of digests of files inside */

struct mk_cut_names {
    struct mk_span container;
    char shown[SHOWN_MAX];
    struct mk_buf inner; /* struct mk_digest[]: files inside, in the order they came */
    size_t last;         /* the one in use */

    struct mk_span file;                  /* in use: as the worker calls it; the caller's */
    char name[SHOWN_MAX + 24];            /* what stands for it */
    char was[PREFIX_MAX], is[PREFIX_MAX]; /* how its refs begin */
};

/* ---- the container ---- */

/* The part of a glob of an app's own files that is a plain path: "*" "/WhatsApp/...": behind it. */
static bool is_table_path(struct mk_span below)
{
    struct mk_span rest = below;
    for (int i = 0; i < 3; i++) { /* behind Android/media/PACKAGE/, where it is there */
        const uint8_t *slash = rest.len ? memchr(rest.p, '/', rest.len) : NULL;
        rest = slash ? mk_span_from(rest, (size_t)(slash - rest.p) + 1) : mk_span(NULL, 0);
    }
    bool own = mk_span_starts(below, mk_str("Android/media/")) ||
               mk_span_starts(below, mk_str("Android/data/"));
    for (size_t i = 0; mk_app_at(i); i++)
        for (const char *const *g = mk_app_at(i)->paths; g && *g; g++) {
            if (strncmp(*g, "*/", 2) != 0 || !mk_glob_is_plain(*g + 2))
                continue;
            if (mk_span_is(below, *g + 2) || (own && rest.len && mk_span_is(rest, *g + 2)))
                return true;
        }
    return false;
}

void mk_cut_shown(struct mk_buf *out, const struct mk_scope *s, struct mk_span path,
                  uint64_t number)
{
    bool named = false;
    for (size_t i = 0; i < s->whole.n; i++)
        named = named || !strcmp(s->whole.v[i], "android.files");
    if (named || is_table_path(mk_file_below_root(path)))
        mk_buf_put(out, path.p, path.len);
    else
        mk_buf_printf(out, MK_CUT_VIA "/%07llu", (unsigned long long)number);
}

int mk_cut_names_new(struct mk_cut_names **out, struct mk_span container, const char *shown,
                     struct mk_error *e)
{
    struct mk_cut_names *n = calloc(1, sizeof *n);
    if (!n)
        return mk_fail(e, MK_ENOMEM, "names");
    n->container = container;
    snprintf(n->shown, sizeof n->shown, "%s", shown);
    mk_buf_init(&n->inner, FILES_MAX);
    *out = n;
    return 0;
}

void mk_cut_names_free(struct mk_cut_names *n)
{
    if (!n)
        return;
    mk_buf_done(&n->inner);
    free(n);
}

/* ---- files in it ---- */

static int place_of(struct mk_cut_names *n, const struct mk_digest *d, struct mk_error *e)
{
    const struct mk_digest *all = (const struct mk_digest *)(const void *)n->inner.p;
    size_t count = n->inner.len / sizeof *all;
    for (size_t i = 0; i < count; i++) { /* mostly the same one, or the next */
        size_t at = (n->last + i) % count;
        if (memcmp(&all[at], d, sizeof *d) == 0) {
            n->last = at;
            return 0;
        }
    }
    mk_buf_put(&n->inner, d, sizeof *d);
    n->last = count;
    return mk_buf_ok(&n->inner) ? 0 : mk_fail(e, MK_ELIMIT, "more files inside than are counted");
}

static int prefix(char out[static PREFIX_MAX], const char *app, struct mk_span file,
                  struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    if (mk_sha256_of(&d, file, e))
        return -1;
    mk_digest_hex(hex, &d);
    snprintf(out, PREFIX_MAX, "%s:%.*s:", app, (int)REF_DIGITS, hex);
    return 0;
}

int mk_cut_names_use(struct mk_cut_names *n, const char *app, struct mk_span file,
                     struct mk_error *e)
{
    struct mk_digest d;
    n->file = file;
    if (mk_span_eq(file, n->container)) {
        snprintf(n->name, sizeof n->name, "%s", n->shown);
    } else {
        if (mk_sha256_of(&d, file, e) || place_of(n, &d, e))
            return -1;
        snprintf(n->name, sizeof n->name, "%s/%zu", n->shown, n->last + 1);
    }
    return prefix(n->was, app, file, e) || prefix(n->is, app, mk_str(n->name), e) ? -1 : 0;
}

/* ---- fields ---- */

struct renaming {
    struct mk_buf *out;
    const struct mk_cut_names *n;
    bool ok;
};

static void put_text(struct renaming *w, const struct mk_value *v, struct mk_span s)
{
    if (v->key || !v->name.p)
        mk_put_text(w->out, v->key, s);
    else
        mk_put_named_text(w->out, v->name, s);
}

/* What names the file; all other texts are the record's. */
static void rename_text(struct renaming *w, const struct mk_value *v)
{
    char small[600];
    struct mk_span was = mk_str(w->n->was);
    if (mk_span_eq(v->s, w->n->file)) {
        put_text(w, v, mk_str(w->n->name));
        return;
    }
    if (!mk_span_starts(v->s, was) || v->s.len - was.len > sizeof small - PREFIX_MAX) {
        put_text(w, v, v->s);
        return;
    }
    int len = snprintf(small, sizeof small, "%s%.*s", w->n->is, (int)(v->s.len - was.len),
                       (const char *)v->s.p + was.len);
    put_text(w, v, mk_span(small, (size_t)len));
}

static void put_plain(struct mk_buf *b, const struct mk_value *v, bool list)
{
    bool named = !v->key && !list;
    switch (v->type) {
    case MK_T_NULL:
        named ? mk_put_named_null(b, v->name) : mk_put_null(b, v->key);
        break;
    case MK_T_FALSE:
    case MK_T_TRUE:
        named ? mk_put_named_bool(b, v->name, v->type == MK_T_TRUE)
              : mk_put_bool(b, v->key, v->type == MK_T_TRUE);
        break;
    case MK_T_INT:
        named ? mk_put_named_int(b, v->name, v->i) : mk_put_int(b, v->key, v->i);
        break;
    case MK_T_REAL:
        named ? mk_put_named_real(b, v->name, v->r) : mk_put_real(b, v->key, v->r);
        break;
    case MK_T_HEX:
        named ? mk_put_named_hex(b, v->name, v->s) : mk_put_hex(b, v->key, v->s);
        break;
    case MK_T_TIME:
        named ? mk_put_named_time(b, v->name, v->i, v->digits)
              : mk_put_time(b, v->key, v->i, v->digits);
        break;
    case MK_T_TEXT:
    case MK_T_LIST:
    case MK_T_OBJECT:
    case MK_T_COUNT:
        break;
    }
}

static void copy(struct renaming *w, struct mk_span fields, bool list, unsigned depth, bool whole,
                 bool head)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    while (w->ok && mk_value_next(&v, &c, list)) {
        if (depth == 0 && !whole && !mk_record_conversation_key(v.key))
            continue;
        if (v.type == MK_T_TEXT) {
            rename_text(w, &v);
        } else if (v.type == MK_T_LIST || v.type == MK_T_OBJECT) {
            size_t mark = v.key || list ? mk_put_open(w->out, v.key, v.type)
                                        : mk_put_named_open(w->out, v.name, v.type);
            w->ok = depth < MK_DEPTH_MAX;
            if (w->ok)
                copy(w, v.s, v.type == MK_T_LIST, depth + 1, true, false);
            if (depth == 0 && head && v.key == MK_SOURCE)
                mk_put_text(w->out, MK_VIA, mk_str(MK_CUT_VIA));
            mk_put_end(w->out, mark);
        } else {
            put_plain(w->out, &v, list);
        }
    }
    w->ok = w->ok && mk_cur_ok(&c);
}

bool mk_cut_rename(struct mk_buf *out, const struct mk_cut_names *n, struct mk_span fields,
                   bool head, bool whole)
{
    struct renaming w = { out, n, true };
    copy(&w, fields, false, 0, whole, head);
    return w.ok && mk_buf_ok(out);
}
