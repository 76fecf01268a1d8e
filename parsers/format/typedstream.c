#include "parsers/format/typedstream.h"
#include "parsers/format/typedstream_parts.h"
#include <stdio.h>

#define SHARED_MAX ((size_t)16 << 20)
#define HEAD       13u
#define MEMORY_MIN ((size_t)64 << 20)

/* ---- values ---- */

static void read_object(struct mk_ts *r);
static void read_type(struct mk_ts *r, struct mk_cursor *type);

static void put_int(struct mk_ts *r, int64_t i)
{
    struct mk_plist_value *v = mk_plist_put(&r->build, MK_PLIST_INT);
    if (v)
        v->i = i;
}

static void put_real(struct mk_ts *r, bool wide, enum mk_plist_kind kind)
{
    uint8_t head = mk_cur_u8(&r->c);
    struct mk_plist_value *v = mk_plist_put(&r->build, kind);
    double real;
    if (head != MK_TS_REAL) {
        real = (double)mk_ts_integer_after(r, head);
    } else if (wide) {
        uint64_t bits = mk_cur_u64le(&r->c);
        memcpy(&real, &bits, sizeof real);
    } else {
        uint32_t bits = mk_cur_u32le(&r->c);
        float f;
        memcpy(&f, &bits, sizeof f);
        real = (double)f;
    }
    if (v)
        v->r = real;
}

/* "*": a string that has a number, too. */
static void put_c_string(struct mk_ts *r)
{
    uint8_t head = mk_cur_u8(&r->c);
    if (head == MK_TS_NIL) {
        mk_plist_put(&r->build, MK_PLIST_NULL);
    } else if (head == MK_TS_NEW) {
        size_t i = mk_ts_number(r);
        struct mk_span s = mk_ts_shared_string(r);
        mk_plist_put_text(&r->build, MK_PLIST_TEXT, s);
        if (mk_ts_good(r))
            mk_ts_numbered(r, i)->value = mk_plist_build_last(&r->build);
    } else {
        const struct mk_ts_shared *s = mk_ts_referred(r, head);
        mk_plist_put_same(&r->build, s ? s->value : NULL);
    }
}

static void put_array(struct mk_ts *r, struct mk_cursor *type)
{
    uint64_t n = 0;
    uint8_t c = mk_cur_u8(type);
    for (; c >= '0' && c <= '9' && n < UINT32_MAX; c = mk_cur_u8(type))
        n = n * 10 + (c - '0');
    size_t begun = type->pos ? type->pos - 1 : 0;
    if (c == 'c' || c == 'C') {
        mk_plist_put_text(&r->build, MK_PLIST_DATA, mk_cur_take(&r->c, n));
    } else {
        mk_plist_put_open(&r->build, MK_PLIST_ARRAY);
        for (uint64_t i = 0; i < n && mk_ts_good(r) && mk_cur_ok(type); i++) {
            type->pos = begun;
            read_type(r, type);
        }
        mk_plist_put_close(&r->build);
    }
    if (mk_cur_u8(type) != ']')
        mk_ts_bad(r, "a type that makes no sense");
}

static void put_struct(struct mk_ts *r, struct mk_cursor *type)
{
    uint8_t c = mk_cur_u8(type);
    while (c != '=' && c != '}' && mk_cur_ok(type))
        c = mk_cur_u8(type);
    mk_plist_put_open(&r->build, MK_PLIST_ARRAY);
    while (c == '=' && mk_cur_left(type) && type->in.p[type->pos] != '}' && mk_ts_good(r))
        read_type(r, type);
    if (c == '=' && mk_cur_u8(type) != '}')
        mk_ts_bad(r, "a type that makes no sense");
    mk_plist_put_close(&r->build);
}

/* One letter of a type, and its value. */
static void read_type(struct mk_ts *r, struct mk_cursor *type)
{
    uint8_t c = mk_cur_u8(type);
    if (++r->depth > MK_TS_DEPTH)
        mk_ts_bad(r, "values nest too deep");
    else if (c == 'c')
        put_int(r, (int8_t)mk_cur_u8(&r->c));
    else if (c == 'C' || c == 'B')
        put_int(r, mk_cur_u8(&r->c));
    else if (c && strchr("silqSILQ!", c))
        put_int(r, mk_ts_integer(r));
    else if (c == 'f' || c == 'd')
        put_real(r, c == 'd', MK_PLIST_REAL);
    else if (c == '*')
        put_c_string(r);
    else if (c == '%' || c == ':')
        mk_plist_put_text(&r->build, MK_PLIST_TEXT, mk_ts_shared_string(r));
    else if (c == '+')
        mk_plist_put_text(&r->build, MK_PLIST_DATA, mk_ts_string(r));
    else if (c == '@')
        read_object(r);
    else if (c == '#')
        mk_plist_put_text(&r->build, MK_PLIST_TEXT, mk_ts_class(r) ? mk_str("class") : mk_str(""));
    else if (c == '[')
        put_array(r, type);
    else if (c == '{')
        put_struct(r, type);
    else
        mk_ts_bad(r, "a type that is not known");
    r->depth--;
}

static void read_group(struct mk_ts *r)
{
    struct mk_cursor type = mk_cur(mk_ts_shared_string(r));
    if (mk_ts_good(r) && mk_cur_left(&type) == 0)
        mk_ts_bad(r, "values without a type");
    while (mk_ts_good(r) && mk_cur_left(&type))
        read_type(r, &type);
}

/* ---- objects ---- */

static bool at_end(const struct mk_ts *r)
{
    return !mk_cur_left(&r->c) || r->c.in.p[r->c.pos] == MK_TS_END;
}

/* The type of the group that comes, if it is that one letter: it is read then. */
static bool group_is(struct mk_ts *r, const char *type)
{
    struct mk_cursor before = r->c;
    size_t strings = r->strings.len;
    if (!at_end(r) && mk_span_is(mk_ts_shared_string(r), type))
        return mk_ts_good(r);
    r->c = before;
    r->strings.len = strings;
    return false;
}

static void put_text_object(struct mk_ts *r)
{
    if (group_is(r, "+"))
        mk_plist_put_text(&r->build, MK_PLIST_TEXT, mk_ts_string(r));
}

static void put_number_object(struct mk_ts *r)
{
    struct mk_cursor type = { 0 };
    if (!group_is(r, "*"))
        return;
    if (mk_cur_u8(&r->c) != MK_TS_NEW) /* the type once more, as a value: by number, or new */
        r->c.pos--, mk_ts_referred(r, mk_cur_u8(&r->c));
    else
        mk_ts_number(r), mk_ts_shared_string(r);
    type = mk_cur(mk_ts_good(r) ? mk_ts_shared_string(r) : mk_span(NULL, 0));
    if (mk_ts_good(r) && mk_cur_left(&type))
        read_type(r, &type);
}

static void put_data_object(struct mk_ts *r)
{
    if (!group_is(r, "i"))
        return;
    mk_ts_integer(r); /* the length stands in the type as well */
    read_group(r);
}

static void put_date_object(struct mk_ts *r)
{
    if (group_is(r, "d"))
        put_real(r, true, MK_PLIST_DATE);
}

static void put_list_object(struct mk_ts *r, enum mk_plist_kind kind, unsigned each)
{
    if (!group_is(r, "i"))
        return;
    int64_t n = mk_ts_integer(r);
    mk_plist_put_open(&r->build, kind);
    for (int64_t i = 0; i < n && mk_ts_good(r) && !at_end(r); i++)
        for (unsigned k = 0; k < each && mk_ts_good(r); k++)
            read_group(r);
    mk_plist_put_close(&r->build);
}

/* Foundation's simple classes as plain values; false for others, and nothing was put. */
static bool put_simple(struct mk_ts *r, const struct mk_ts_class *c)
{
    size_t before = mk_plist_build_count(&r->build);
    if (mk_ts_is_a(c, "NSString"))
        put_text_object(r);
    else if (mk_ts_is_a(c, "NSValue"))
        put_number_object(r);
    else if (mk_ts_is_a(c, "NSData"))
        put_data_object(r);
    else if (mk_ts_is_a(c, "NSDate"))
        put_date_object(r);
    else if (mk_ts_is_a(c, "NSArray") || mk_ts_is_a(c, "NSSet"))
        put_list_object(r, MK_PLIST_ARRAY, 1);
    else if (mk_ts_is_a(c, "NSDictionary"))
        put_list_object(r, MK_PLIST_DICT, 2);
    return mk_plist_build_count(&r->build) > before;
}

static void put_contents(struct mk_ts *r, const struct mk_ts_class *c)
{
    mk_plist_put_open(&r->build, MK_PLIST_DICT);
    mk_plist_put_text(&r->build, MK_PLIST_TEXT, mk_str("$class"));
    mk_plist_put_text(&r->build, MK_PLIST_TEXT, c ? c->name : mk_str(""));
    mk_plist_put_text(&r->build, MK_PLIST_TEXT, mk_str("$contents"));
    mk_plist_put_open(&r->build, MK_PLIST_ARRAY);
    while (mk_ts_good(r) && !at_end(r))
        read_group(r);
    mk_plist_put_close(&r->build);
    mk_plist_put_close(&r->build);
}

static void new_object(struct mk_ts *r)
{
    size_t i = mk_ts_number(r);
    const struct mk_ts_class *c = mk_ts_class(r);
    if (!mk_ts_good(r))
        return;
    if (!put_simple(r, c))
        put_contents(r, c);
    if (!mk_plist_build_ok(&r->build))
        return;
    mk_ts_numbered(r, i)->value = mk_plist_build_last(&r->build);
    while (mk_ts_good(r) && !at_end(r))
        read_group(r); /* more than its class should have: shown behind it */
    if (mk_cur_u8(&r->c) != MK_TS_END)
        mk_ts_bad(r, "an object without end");
}

static void read_object(struct mk_ts *r)
{
    uint8_t head = mk_cur_u8(&r->c);
    if (head == MK_TS_NIL) {
        mk_plist_put(&r->build, MK_PLIST_NULL);
    } else if (head == MK_TS_NEW) {
        new_object(r);
    } else {
        const struct mk_ts_shared *s = mk_ts_referred(r, head);
        mk_plist_put_same(&r->build, s ? s->value : NULL);
    }
}

/* ---- all of it ---- */

bool mk_typedstream_knows(struct mk_span head)
{
    return mk_span_starts(head, mk_str("\x04\x0bstreamtyped"));
}

static void read_all(struct mk_ts *r)
{
    mk_cur_take(&r->c, HEAD);
    mk_ts_integer(r);
    mk_plist_put_open(&r->build, MK_PLIST_ARRAY);
    while (mk_ts_good(r) && mk_cur_left(&r->c))
        read_group(r);
}

int mk_typedstream_read(struct mk_plist *out, struct mk_span bytes, size_t memory_max,
                        struct mk_error *e)
{
    struct mk_ts r = { .c = mk_cur(bytes) };
    *out = (struct mk_plist){ .form = "typedstream" };
    if (!mk_typedstream_knows(bytes))
        return mk_fail(e, MK_EFORMAT, "typedstream: no such archive");
    mk_arena_init(&out->arena, memory_max ? memory_max : MEMORY_MIN);
    mk_plist_build_init(&r.build, &out->arena);
    mk_buf_init(&r.strings, SHARED_MAX);
    mk_buf_init(&r.objects, SHARED_MAX);
    read_all(&r);
    if (!mk_cur_ok(&r.c))
        snprintf(out->damage, sizeof out->damage, "%s, byte %zu",
                 r.bad ? r.bad : "the archive breaks off", r.c.bad_at);
    out->root = mk_plist_build_root(&r.build);
    if (out->root && out->root->n == 1)
        out->root = out->root->items[0];
    mk_plist_build_done(&r.build);
    mk_buf_done(&r.strings);
    mk_buf_done(&r.objects);
    bool any = out->root && !(out->root->kind == MK_PLIST_ARRAY && out->root->n == 0);
    if (!any)
        mk_plist_done(out);
    return any ? 0
               : mk_fail(e, MK_EFORMAT, "typedstream: %s",
                         out->damage[0] ? out->damage : "there is nothing in it");
}
