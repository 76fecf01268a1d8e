#include "parsers/format/plist_facts.h"
#include "parsers/base/json.h"
#include <stdarg.h>
#include <stdio.h>

#define DEPTH_MAX    6u
#define DATA_SHOWN   64u
#define NAME_MAX_LEN 1024u

const char *const mk_plist_fact_columns[] = { "name", "value", "date", NULL };
enum { NAME, VALUE, DATE };

static void put_data(struct mk_grid *g, struct mk_span s)
{
    struct mk_buf b;
    mk_buf_init(&b, 2 * DATA_SHOWN);
    if (s.len <= DATA_SHOWN)
        mk_buf_hex(&b, s);
    else
        mk_buf_printf(&b, "%zu bytes", s.len);
    mk_grid_text(g, VALUE, mk_buf_span(&b));
    mk_buf_done(&b);
}

static void put_text(struct mk_grid *g, const char *fmt, ...) MK_PRINTF(2, 3);
static void put_text(struct mk_grid *g, const char *fmt, ...)
{
    char text[64];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    mk_grid_text(g, VALUE, mk_str(text));
}

static void put_real(struct mk_grid *g, double v)
{
    struct mk_buf b;
    mk_buf_init(&b, 64);
    struct mk_json j = mk_json(&b);
    mk_json_real(&j, v);
    mk_grid_text(g, VALUE, mk_buf_span(&b));
    mk_buf_done(&b);
}

static void put_value(struct mk_grid *g, const struct mk_plist_value *v)
{
    switch (v->kind) {
    case MK_PLIST_BOOL:
        mk_grid_text(g, VALUE, mk_str(v->i ? "true" : "false"));
        break;
    case MK_PLIST_INT:
        put_text(g, "%lld", (long long)v->i);
        break;
    case MK_PLIST_UINT:
    case MK_PLIST_UID:
        put_text(g, "%llu", (unsigned long long)v->u);
        break;
    case MK_PLIST_REAL:
        put_real(g, v->r);
        break;
    case MK_PLIST_DATE:
        mk_grid_real(g, DATE, v->r);
        break;
    case MK_PLIST_TEXT:
        mk_grid_text(g, VALUE, v->s);
        break;
    case MK_PLIST_DATA:
        put_data(g, v->s);
        break;
    case MK_PLIST_NULL:
    case MK_PLIST_ARRAY:
    case MK_PLIST_SET:
    case MK_PLIST_DICT:
        break;
    case MK_PLIST_DAMAGED:
        mk_grid_lost(g, VALUE, "damaged in the file");
        break;
    }
}

/* A value under the name that `name` holds; nested ones each by itself. */
static void put_fact(struct mk_plist_facts *f, struct mk_grid *g, const struct mk_plist_value *v,
                     unsigned depth)
{
    bool dict = v->kind == MK_PLIST_DICT;
    bool nested = dict || v->kind == MK_PLIST_ARRAY || v->kind == MK_PLIST_SET;
    size_t len = f->name.len;
    if (f->skip && f->skip(f->u, mk_buf_span(&f->name), v))
        return;
    if (nested && v->n && depth == DEPTH_MAX) {
        mk_grid_remark(g, "nested deeper than %u: not read", DEPTH_MAX);
        return;
    }
    for (size_t i = 0; nested && i < v->n; i++) {
        const struct mk_plist_value *key = dict ? v->items[i] : NULL;
        struct mk_span name = key && key->kind == MK_PLIST_TEXT ? key->s : mk_span(NULL, 0);
        if (len)
            mk_buf_u8(&f->name, '.');
        if (dict)
            mk_buf_put(&f->name, name.p, name.len);
        else
            mk_buf_printf(&f->name, "%zu", i);
        put_fact(f, g, v->items[dict ? v->n + i : i], depth + 1);
        f->name.len = len;
    }
    if (nested && (v->n || (len == 0 && depth == 0))) /* an empty list holds no facts */
        return;
    mk_grid_row(g, f->table, 0);
    if (mk_buf_ok(&f->name))
        mk_grid_text(g, NAME, mk_buf_span(&f->name));
    else
        mk_grid_lost(g, NAME, "too long");
    f->name.bad = false;
    put_value(g, v);
}

void mk_plist_facts_init(struct mk_plist_facts *f, size_t table)
{
    *f = (struct mk_plist_facts){ .table = table };
    mk_buf_init(&f->name, NAME_MAX_LEN);
}

void mk_plist_facts_done(struct mk_plist_facts *f)
{
    mk_buf_done(&f->name);
}

void mk_plist_facts_put(struct mk_plist_facts *f, struct mk_grid *g, struct mk_span name,
                        const struct mk_plist_value *v)
{
    mk_buf_clear(&f->name);
    mk_buf_put(&f->name, name.p, name.len);
    put_fact(f, g, v, 0);
}
