#include "parsers/format/plist_build.h"

#define VALUES_MAX ((size_t)64 << 20)

typedef const struct mk_plist_value *item;

void mk_plist_build_init(struct mk_plist_build *b, struct mk_arena *a)
{
    *b = (struct mk_plist_build){ .arena = a };
    mk_buf_init(&b->values, VALUES_MAX);
    mk_buf_init(&b->open, 2 * MK_PLIST_DEPTH * sizeof(size_t));
}

void mk_plist_build_done(struct mk_plist_build *b)
{
    mk_buf_done(&b->values);
    mk_buf_done(&b->open);
}

bool mk_plist_build_ok(const struct mk_plist_build *b)
{
    return mk_buf_ok(&b->values) && mk_buf_ok(&b->open);
}

size_t mk_plist_build_depth(const struct mk_plist_build *b)
{
    return b->open.len / sizeof(size_t);
}

static item *items(const struct mk_plist_build *b)
{
    return (item *)(void *)b->values.p;
}

static size_t count(const struct mk_plist_build *b)
{
    return b->values.len / sizeof(item);
}

/* Where the innermost open container begins. */
static size_t innermost(const struct mk_plist_build *b)
{
    const size_t *open = (const size_t *)(const void *)b->open.p;
    return open[mk_plist_build_depth(b) - 1];
}

struct mk_plist_value *mk_plist_put(struct mk_plist_build *b, enum mk_plist_kind kind)
{
    struct mk_plist_value *v = mk_arena_alloc(b->arena, sizeof *v);
    if (!v) {
        b->values.bad = true;
        return NULL;
    }
    v->kind = kind;
    mk_buf_put(&b->values, &(item){ v }, sizeof(item));
    return mk_buf_ok(&b->values) ? v : NULL;
}

void mk_plist_put_text(struct mk_plist_build *b, enum mk_plist_kind kind, struct mk_span s)
{
    struct mk_plist_value *v = mk_plist_put(b, kind);
    if (v)
        v->s = mk_arena_copy(b->arena, s);
    if (v && !v->s.p)
        b->values.bad = true;
}

void mk_plist_put_same(struct mk_plist_build *b, const struct mk_plist_value *v)
{
    if (v)
        mk_buf_put(&b->values, &v, sizeof v);
    else
        mk_plist_put_text(b, MK_PLIST_DAMAGED, mk_str("refers to a value that is not there"));
}

void mk_plist_put_open(struct mk_plist_build *b, enum mk_plist_kind kind)
{
    size_t at = count(b);
    if (mk_plist_put(b, kind))
        mk_buf_put(&b->open, &at, sizeof at);
}

enum mk_plist_kind mk_plist_build_in(const struct mk_plist_build *b)
{
    return mk_plist_build_depth(b) ? items(b)[innermost(b)]->kind : MK_PLIST_ARRAY;
}

size_t mk_plist_build_count(const struct mk_plist_build *b)
{
    return mk_plist_build_depth(b) ? count(b) - innermost(b) - 1 : count(b);
}

const struct mk_plist_value *mk_plist_build_last(const struct mk_plist_build *b)
{
    return mk_plist_build_ok(b) && mk_plist_build_count(b) ? items(b)[count(b) - 1] : NULL;
}

static item lost_value(struct mk_plist_build *b)
{
    struct mk_plist_value *v = mk_arena_alloc(b->arena, sizeof *v);
    if (!v) {
        b->values.bad = true;
        return NULL;
    }
    v->kind = MK_PLIST_DAMAGED;
    v->s = mk_str("there is no value for this key");
    return v;
}

/* Keys and values alternate in the document; in the tree all keys come first. */
static void fill_dict(struct mk_plist_build *b, struct mk_plist_value *v, const item *from,
                      size_t n)
{
    size_t pairs = n / 2 + n % 2;
    item *list = mk_arena_array(b->arena, 2 * pairs, sizeof *list);
    if (!list) {
        b->values.bad = true;
        return;
    }
    for (size_t i = 0; i < pairs; i++) {
        list[i] = from[2 * i];
        list[pairs + i] = 2 * i + 1 < n ? from[2 * i + 1] : lost_value(b);
    }
    v->items = list;
    v->n = pairs;
}

static void fill_list(struct mk_plist_build *b, struct mk_plist_value *v, const item *from,
                      size_t n)
{
    item *list = mk_arena_array(b->arena, n, sizeof *list);
    if (!list) {
        b->values.bad = true;
        return;
    }
    memcpy(list, from, n * sizeof *list);
    v->items = list;
    v->n = n;
}

void mk_plist_put_close(struct mk_plist_build *b)
{
    if (!mk_plist_build_ok(b) || !mk_plist_build_depth(b))
        return;
    size_t at = innermost(b), n = count(b) - at - 1;
    /* It is ours: this file made it, and only this file changes it. */
    struct mk_plist_value *v = (struct mk_plist_value *)(uintptr_t)items(b)[at];
    if (n && v->kind == MK_PLIST_DICT)
        fill_dict(b, v, items(b) + at + 1, n);
    else if (n)
        fill_list(b, v, items(b) + at + 1, n);
    b->values.len = (at + 1) * sizeof(item);
    b->open.len -= sizeof(size_t);
}

const struct mk_plist_value *mk_plist_build_root(struct mk_plist_build *b)
{
    while (mk_plist_build_ok(b) && mk_plist_build_depth(b))
        mk_plist_put_close(b);
    return mk_plist_build_ok(b) && count(b) ? items(b)[0] : NULL;
}
