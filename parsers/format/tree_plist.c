/* Property lists for `moka tree`. */
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include "parsers/format/tree_value.h"
#include "parsers/format/typedstream.h"
#include "parsers/source/source.h"
#include <math.h>
#include <stdlib.h>

static int by_text(const void *a, const void *b)
{
    const struct mk_span *x = a, *y = b;
    return mk_span_cmp(*x, *y);
}

/* Whether the dictionary can be an object of JSON: all keys texts, and each of them once. */
static bool plain_keys(const struct mk_plist_value *v)
{
    struct mk_span *keys = malloc((v->n + 1) * sizeof *keys);
    bool ok = keys != NULL;
    for (size_t i = 0; ok && i < v->n; i++) {
        ok = v->items[i]->kind == MK_PLIST_TEXT &&
             mk_utf8_valid(v->items[i]->s) == v->items[i]->s.len;
        keys[i] = v->items[i]->s;
    }
    if (ok)
        qsort(keys, v->n, sizeof *keys, by_text);
    for (size_t i = 1; ok && i < v->n; i++)
        ok = !mk_span_eq(keys[i - 1], keys[i]);
    free(keys);
    return ok;
}

static void put_items(struct mk_tree *t, const struct mk_plist_value *v)
{
    mk_json_open(t->j, '[');
    for (size_t i = 0; i < v->n && mk_buf_ok(t->j->b); i++)
        mk_tree_plist_value(t, v->items[i]);
    mk_json_close(t->j, ']');
}

static void put_pairs(struct mk_tree *t, const struct mk_plist_value *v)
{
    mk_tree_word(t, "pairs");
    mk_json_open(t->j, '[');
    for (size_t i = 0; i < v->n && mk_buf_ok(t->j->b); i++) {
        mk_json_open(t->j, '[');
        mk_tree_plist_value(t, v->items[i]);
        mk_tree_plist_value(t, v->items[v->n + i]);
        mk_json_close(t->j, ']');
    }
    mk_json_close(t->j, ']');
    mk_json_close(t->j, '}');
}

static void put_dict(struct mk_tree *t, const struct mk_plist_value *v)
{
    if (!plain_keys(v)) {
        put_pairs(t, v);
        return;
    }
    mk_json_open(t->j, '{');
    for (size_t i = 0; i < v->n && mk_buf_ok(t->j->b); i++) {
        mk_json_key_text(t->j, v->items[i]->s);
        mk_tree_plist_value(t, v->items[v->n + i]);
    }
    mk_json_close(t->j, '}');
}

static void put_real(struct mk_tree *t, double r)
{
    if (isfinite(r))
        mk_json_real(t->j, r);
    else
        mk_json_str(t->j, isnan(r) ? "nan" : r < 0 ? "-inf" : "inf");
}

static void put_date(struct mk_tree *t, const struct mk_plist_value *v)
{
    int64_t us;
    if (mk_plist_time(&us, v)) {
        mk_json_iso(t->j, us, us % MK_US ? 6 : 0);
        return;
    }
    mk_tree_word(t, "date");
    put_real(t, v->r);
    mk_json_close(t->j, '}');
}

static void put_value(struct mk_tree *t, const struct mk_plist_value *v)
{
    switch (v->kind) {
    case MK_PLIST_NULL:
        mk_json_null(t->j);
        break;
    case MK_PLIST_BOOL:
        mk_json_bool(t->j, v->i != 0);
        break;
    case MK_PLIST_INT:
        mk_json_int(t->j, v->i);
        break;
    case MK_PLIST_UINT:
        mk_json_uint(t->j, v->u);
        break;
    case MK_PLIST_REAL:
        put_real(t, v->r);
        break;
    case MK_PLIST_DATE:
        put_date(t, v);
        break;
    case MK_PLIST_TEXT:
        mk_tree_text(t, v->s);
        break;
    case MK_PLIST_DATA:
        mk_tree_bytes(t, v->s);
        break;
    case MK_PLIST_UID:
        mk_tree_word(t, "uid");
        mk_json_uint(t->j, v->u);
        mk_json_close(t->j, '}');
        break;
    case MK_PLIST_ARRAY:
        put_items(t, v);
        break;
    case MK_PLIST_SET:
        mk_tree_word(t, "set");
        put_items(t, v);
        mk_json_close(t->j, '}');
        break;
    case MK_PLIST_DICT:
        put_dict(t, v);
        break;
    case MK_PLIST_DAMAGED:
        mk_tree_damaged(t, v->s);
        break;
    }
}

void mk_tree_plist_value(struct mk_tree *t, const struct mk_plist_value *v)
{
    if (!mk_tree_enter(t))
        return;
    put_value(t, v);
    mk_tree_leave(t);
}

static void put_root(struct mk_tree *t, const struct mk_plist *p)
{
    if (mk_tree_is_archive(p))
        mk_tree_archive(t, p);
    else
        mk_tree_plist_value(t, p->root);
}

void mk_tree_plist_list(struct mk_tree *t, const struct mk_plist *p)
{
    if (!p->damage[0]) {
        put_root(t, p);
        return;
    }
    t->damaged = true;
    mk_json_open(t->j, '{');
    mk_json_kv_str(t->j, "damaged", p->damage);
    mk_json_key(t->j, "value");
    put_root(t, p);
    mk_json_close(t->j, '}');
}

static int write_plist(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                       struct mk_error *e)
{
    struct mk_tree t = { .j = j };
    struct mk_plist p;
    if (mk_plist_open(&p, f, cx->memory_max, e) != 0)
        return -1;
    mk_tree_plist_list(&t, &p);
    mk_plist_done(&p);
    return mk_tree_result(&t);
}

static bool knows_plist(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_plist_knows(head);
}

static int write_typedstream(struct mk_json *j, const struct mk_file *f,
                             const struct mk_context *cx, struct mk_error *e)
{
    struct mk_tree t = { .j = j };
    struct mk_plist p;
    struct mk_buf b;
    mk_buf_init(&b, MK_PLIST_FILE_MAX);
    int rc = mk_file_whole(&b, f, e);
    if (rc == 0)
        rc = mk_typedstream_read(&p, mk_buf_span(&b), cx->memory_max, e);
    if (rc == 0) {
        mk_tree_plist_list(&t, &p);
        mk_plist_done(&p);
    }
    mk_buf_done(&b);
    return rc == 0 ? mk_tree_result(&t) : -1;
}

static bool knows_typedstream(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_typedstream_knows(head);
}

/* The first byte that is no white space, of bytes that are text; 0 otherwise. */
static uint8_t first_byte(struct mk_span head)
{
    size_t cut = head.len > 8 ? 4 : 0; /* the head may end inside of a character */
    if (mk_utf8_valid(head) + cut < head.len || memchr(head.p, 0, head.len))
        return 0;
    struct mk_span s = head;
    if (mk_span_starts(s, mk_str("\xef\xbb\xbf")))
        s = mk_span_from(s, 3);
    while (s.len && s.p[0] <= ' ')
        s = mk_span_from(s, 1);
    return s.len ? s.p[0] : 0;
}

static bool knows_json(struct mk_span head, struct mk_span path)
{
    uint8_t c = head.len ? first_byte(head) : 0;
    (void)path;
    return c == '{' || c == '[';
}

static bool knows_openstep(struct mk_span head, struct mk_span path)
{
    uint8_t c = head.len ? first_byte(head) : 0;
    (void)path;
    return c == '{' || c == '(' || c == '"' || c == '/' || c == '<';
}

const struct mk_tree_type mk_tree_plist = { "plist", knows_plist, write_plist };
const struct mk_tree_type mk_tree_typedstream = { "typedstream", knows_typedstream,
                                                  write_typedstream };
const struct mk_tree_type mk_tree_json = { "json", knows_json, write_plist };
const struct mk_tree_type mk_tree_openstep = { "openstep", knows_openstep, write_plist };
