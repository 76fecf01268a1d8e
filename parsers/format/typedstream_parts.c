#include "parsers/format/typedstream_parts.h"
#include "parsers/base/utf.h"

#define TAG_INT2  0x81
#define TAG_INT4  0x82
#define REFERENCE (-110)

void mk_ts_bad(struct mk_ts *r, const char *why)
{
    if (!r->bad)
        r->bad = why;
    mk_cur_refuse(&r->c);
}

bool mk_ts_good(const struct mk_ts *r)
{
    return mk_cur_ok(&r->c) && mk_plist_build_ok(&r->build);
}

int64_t mk_ts_integer_after(struct mk_ts *r, uint8_t head)
{
    if (head == TAG_INT2)
        return (int16_t)mk_cur_u16le(&r->c);
    if (head == TAG_INT4)
        return (int32_t)mk_cur_u32le(&r->c);
    if (head > 0x80 && head < 0x92)
        mk_ts_bad(r, "a number begins with a mark");
    return (int8_t)head;
}

int64_t mk_ts_integer(struct mk_ts *r)
{
    return mk_ts_integer_after(r, mk_cur_u8(&r->c));
}

struct mk_span mk_ts_string(struct mk_ts *r)
{
    int64_t n = mk_ts_integer(r);
    struct mk_span rest = mk_span_from(r->c.in, r->c.pos);
    if (mk_cur_ok(&r->c) && n >= 0 && (uint64_t)n <= rest.len)
        return mk_cur_take(&r->c, (uint64_t)n);
    if (!mk_cur_ok(&r->c) || n < 0)
        rest.len = 0;
    mk_ts_bad(r, n < 0 ? "a text of negative length" : "a text breaks off");
    return mk_span(rest.p, mk_utf8_valid(rest)); /* as far as it can be text */
}

/* The index of an earlier one out of `n`. */
static size_t reference(struct mk_ts *r, uint8_t head, size_t n)
{
    int64_t i = mk_ts_integer_after(r, head) - REFERENCE;
    if (i < 0 || (uint64_t)i >= n) {
        mk_ts_bad(r, "refers to something that is not there");
        return SIZE_MAX;
    }
    return (size_t)i;
}

struct mk_span mk_ts_shared_string(struct mk_ts *r)
{
    uint8_t head = mk_cur_u8(&r->c);
    size_t n = r->strings.len / sizeof(struct mk_span);
    if (head == MK_TS_NIL)
        return mk_span(NULL, 0);
    if (head == MK_TS_NEW) {
        struct mk_span s = mk_ts_string(r);
        mk_buf_put(&r->strings, &s, sizeof s);
        if (!mk_buf_ok(&r->strings))
            mk_ts_bad(r, "too many names");
        return s;
    }
    size_t i = reference(r, head, n);
    return i == SIZE_MAX ? mk_span(NULL, 0)
                         : ((const struct mk_span *)(const void *)r->strings.p)[i];
}

size_t mk_ts_number(struct mk_ts *r)
{
    struct mk_ts_shared none = { 0 };
    mk_buf_put(&r->objects, &none, sizeof none);
    if (!mk_buf_ok(&r->objects))
        mk_ts_bad(r, "too many objects");
    return r->objects.len / sizeof none - 1;
}

struct mk_ts_shared *mk_ts_numbered(struct mk_ts *r, size_t i)
{
    return (struct mk_ts_shared *)(void *)r->objects.p + i;
}

const struct mk_ts_shared *mk_ts_referred(struct mk_ts *r, uint8_t head)
{
    size_t i = reference(r, head, r->objects.len / sizeof(struct mk_ts_shared));
    return i == SIZE_MAX ? NULL : mk_ts_numbered(r, i);
}

const struct mk_ts_class *mk_ts_class(struct mk_ts *r)
{
    struct mk_ts_class *first = NULL, **last = &first;
    for (unsigned n = 0; mk_ts_good(r); n++) {
        uint8_t head = mk_cur_u8(&r->c);
        if (head == MK_TS_NIL)
            return first;
        struct mk_ts_class *c = mk_arena_alloc(r->build.arena, sizeof *c);
        if (!c || n > MK_TS_DEPTH) {
            mk_ts_bad(r, "too many classes");
            return first;
        }
        if (head != MK_TS_NEW) {
            const struct mk_ts_shared *s = mk_ts_referred(r, head);
            if (!s || !s->cls)
                mk_ts_bad(r, "no class where there should be one");
            else
                *c = *s->cls;
            *last = c;
            return first;
        }
        size_t i = mk_ts_number(r);
        c->name = mk_ts_shared_string(r);
        mk_ts_integer(r); /* its version */
        if (mk_ts_good(r))
            mk_ts_numbered(r, i)->cls = c;
        *last = c;
        /* above is written to by the next round only */
        last = (struct mk_ts_class **)(uintptr_t)&c->above;
    }
    return first;
}

bool mk_ts_is_a(const struct mk_ts_class *c, const char *name)
{
    for (unsigned n = 0; c && n < MK_TS_DEPTH; c = c->above, n++) /* a class can be above itself */
        if (mk_span_is(c->name, name))
            return true;
    return false;
}
