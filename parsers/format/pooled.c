#include "parsers/format/pooled.h"
#include "parsers/source/source.h"
#include <stdio.h>

#define POOL_STRINGS 2

void mk_pooled_init(struct mk_pooled *p)
{
    *p = (struct mk_pooled){ 0 };
    mk_buf_init(&p->bytes, MK_POOLED_MAX);
    mk_buf_init(&p->pool, MK_POOLED_MAX / 2 * sizeof(struct mk_span));
}

void mk_pooled_done(struct mk_pooled *p)
{
    mk_buf_done(&p->bytes);
    mk_buf_done(&p->pool);
}

static void read_pool(struct mk_pooled *p, struct mk_span message)
{
    struct mk_cursor c = mk_cur(message);
    struct mk_proto_field f;
    while (mk_proto_next(&f, &c))
        if (f.number == POOL_STRINGS && f.wire == MK_PROTO_BYTES)
            mk_buf_put(&p->pool, &f.s, sizeof f.s);
}

int mk_pooled_read(struct mk_pooled *p, const struct mk_file *f, uint32_t pool, struct mk_error *e)
{
    struct mk_proto_field field;
    mk_buf_clear(&p->bytes);
    mk_buf_clear(&p->pool);
    if (mk_file_whole(&p->bytes, f, e) != 0)
        return -1;
    p->told = 0;
    p->c = mk_cur(mk_buf_span(&p->bytes));
    if (!pool) /* it can lie behind what names its texts */
        return 0;
    for (struct mk_cursor c = p->c; mk_proto_next(&field, &c);)
        if (field.number == pool && field.wire == MK_PROTO_BYTES)
            read_pool(p, field.s);
    return mk_buf_ok(&p->pool) ? 0 : mk_fail(e, MK_ENOMEM, "string pool");
}

int mk_pooled_next(struct mk_proto_field *out, struct mk_pooled *p, struct mk_error *e)
{
    if (mk_proto_next(out, &p->c))
        return 1;
    if (mk_cur_ok(&p->c))
        return 0;
    return mk_fail(e, MK_EFORMAT, "no protobuf, or cut off, at byte %zu of %zu", p->c.bad_at,
                   p->bytes.len);
}

bool mk_pooled_time(char iso[static MK_ISO_MAX], const struct mk_pooled *p, int64_t ms)
{
    int64_t at, us;
    if (!p->has_begin || __builtin_add_overflow(p->begin_ms, ms, &at) || at == 0 ||
        !mk_time_scale(&us, at, 1000, 1, 0))
        return false;
    return mk_time_iso(iso, us, 3) == sizeof "2024-05-01T00:00:00.000Z" - 1;
}

void mk_pooled_put_time(const struct mk_pooled *p, struct mk_grid *g, unsigned column, int64_t ms)
{
    char iso[MK_ISO_MAX];
    if (mk_pooled_time(iso, p, ms))
        mk_grid_text(g, column, mk_str(iso));
    else if (p->has_begin && ms != -p->begin_ms)
        mk_grid_lost(g, column, "time out of range");
}

void mk_pooled_unknown(struct mk_pooled *p, struct mk_grid *g, const char *what, uint32_t number)
{
    uint32_t bit = (uint32_t)1 << ((number + (uint32_t)strlen(what) * 7) % 32);
    if (!(p->told & bit))
        mk_grid_remark(g, "field %u of %s is not known: not read", (unsigned)number, what);
    p->told |= bit;
}

static void put_pooled(const struct mk_pooled *p, struct mk_grid *g, unsigned column, uint64_t n)
{
    const struct mk_span *texts = (const struct mk_span *)(const void *)p->pool.p;
    if (n == 0)
        return;
    if (n <= p->pool.len / sizeof *texts)
        mk_grid_text(g, column, texts[n - 1]);
    else
        mk_grid_lost(g, column, "names a text that is not in the pool");
}

static void put_hex(struct mk_grid *g, unsigned column, struct mk_span s)
{
    struct mk_buf hex;
    mk_buf_init(&hex, MK_POOLED_MAX * 2);
    mk_buf_hex(&hex, s);
    if (mk_buf_ok(&hex))
        mk_grid_text(g, column, mk_buf_span(&hex));
    else
        mk_grid_lost(g, column, "no memory");
    mk_buf_done(&hex);
}

static void put_number(const struct mk_pooled *p, struct mk_grid *g,
                       const struct mk_pooled_field *f, uint64_t v)
{
    if (f->kind == MK_POOLED_INT)
        mk_grid_int(g, f->column, (int64_t)v);
    else if (f->kind == MK_POOLED_POOL)
        put_pooled(p, g, f->column, v);
    else
        mk_pooled_put_time(p, g, f->column, (int64_t)v);
    if (f->kind == MK_POOLED_TIME) {
        mk_grid_int(g, f->column + 1, (int64_t)v);
        mk_grid_text(g, f->column + 2, mk_str("ms_after_begin"));
    }
}

static void put_field(struct mk_pooled *p, struct mk_grid *g, const struct mk_pooled_field *f,
                      const struct mk_proto_field *v)
{
    bool bytes = f->kind == MK_POOLED_TEXT || f->kind == MK_POOLED_HEX;
    if (f->kind == MK_POOLED_SKIP)
        return;
    if (v->wire != (bytes ? MK_PROTO_BYTES : MK_PROTO_VARINT))
        mk_grid_blob(g, f->column, v->whole); /* no conversion takes one: it stays as it is */
    else if (f->kind == MK_POOLED_TEXT)
        mk_grid_text(g, f->column, v->s);
    else if (f->kind == MK_POOLED_HEX)
        put_hex(g, f->column, v->s);
    else
        put_number(p, g, f, v->v);
}

void mk_pooled_put(struct mk_pooled *p, struct mk_grid *g, const struct mk_pooled_rows *r,
                   struct mk_span message)
{
    struct mk_cursor c = mk_cur(message);
    struct mk_proto_field v;
    while (mk_proto_next(&v, &c)) {
        const struct mk_pooled_field *f = r->fields;
        while (f->number && f->number != v.number)
            f++;
        if (f->number)
            put_field(p, g, f, &v);
        else if (!r->some)
            mk_pooled_unknown(p, g, r->what, v.number);
    }
    if (!mk_cur_ok(&c) && !r->some)
        mk_grid_remark(g, "%s of %zu bytes is damaged at byte %zu: read up to there", r->what,
                       message.len, c.bad_at);
}
