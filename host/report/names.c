#include "host/report/names.h"
#include <stdlib.h>

#define BYTES_MAX ((size_t)32 << 20)

struct pair {
    struct mk_span key, name;
};

void mk_names_init(struct mk_names *n)
{
    *n = (struct mk_names){ 0 };
    mk_arena_init(&n->arena, BYTES_MAX);
    mk_buf_init(&n->all, MK_NAMES_MAX * sizeof(struct pair));
}

void mk_names_done(struct mk_names *n)
{
    mk_arena_done(&n->arena);
    mk_buf_done(&n->all);
}

/* Where there is no room for more, further names are not shown: the contacts themselves are. */
static void add(struct mk_names *n, struct mk_span key, struct mk_span name)
{
    struct pair p = { .name = name };
    if (!key.len || n->full)
        return;
    p.key = mk_arena_copy(&n->arena, key);
    if (p.key.p)
        mk_buf_put(&n->all, &p, sizeof p);
    n->full = !p.key.p || !mk_buf_ok(&n->all);
}

/* Of one number, address or handle: as E.164 if it is one, else as stored. */
static void add_detail(struct mk_names *n, const struct mk_value *v, struct mk_span name)
{
    struct mk_value x;
    if (v->type == MK_T_TEXT)
        add(n, v->s, name);
    else if (v->type == MK_T_OBJECT && mk_field_find(&x, v->s, MK_PHONE) && x.type == MK_T_TEXT)
        add(n, x.s, name);
    else if (v->type == MK_T_OBJECT && mk_field_find(&x, v->s, MK_ID) && x.type == MK_T_TEXT)
        add(n, x.s, name);
}

void mk_names_take(struct mk_names *n, const struct mk_facts *f)
{
    static const enum mk_key details[] = { MK_PHONES, MK_EMAILS, MK_HANDLES };
    struct mk_span name = mk_fact_text(f, MK_NAME);
    if (f->kind != MK_CONTACT || !name.len || n->full)
        return;
    name = mk_arena_copy(&n->arena, name);
    n->full = !name.p;
    for (size_t i = 0; i < 3; i++) {
        const struct mk_value *list = mk_fact(f, details[i]);
        struct mk_cursor c = mk_cur(list && list->type == MK_T_LIST ? list->s : mk_span(NULL, 0));
        struct mk_value v;
        while (mk_value_next(&v, &c, true))
            add_detail(n, &v, name);
    }
}

static int by_key(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int d = mk_span_cmp(x->key, y->key);
    return d ? d : mk_span_cmp(x->name, y->name);
}

void mk_names_sort(struct mk_names *n)
{
    struct pair *all = (struct pair *)(void *)n->all.p;
    size_t count = n->all.len / sizeof *all, kept = 0;
    n->all.bad = false;
    if (count)
        qsort(all, count, sizeof *all, by_key);
    for (size_t i = 0; i < count; i++)
        if (!kept || by_key(&all[kept - 1], &all[i]) != 0)
            all[kept++] = all[i];
    n->all.len = kept * sizeof *all;
}

struct mk_span mk_names_find(const struct mk_names *n, struct mk_span key, size_t i)
{
    const struct pair *all = (const struct pair *)(const void *)n->all.p;
    size_t lo = 0, count = n->all.len / sizeof *all, hi = count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (mk_span_cmp(all[mid].key, key) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    lo += i;
    return lo < count && mk_span_eq(all[lo].key, key) ? all[lo].name : mk_span(NULL, 0);
}
