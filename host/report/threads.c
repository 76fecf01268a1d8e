#include "host/report/threads.h"
#include <stdlib.h>
#include <sys/random.h>

#define MEMORY_MAX ((size_t)512 << 20)
#define KEY_MAX    4096

int mk_threads_init(struct mk_threads *t, struct mk_error *e)
{
    *t = (struct mk_threads){ .size = 1024 };
    mk_arena_init(&t->arena, MEMORY_MAX);
    mk_buf_init(&t->all, (MK_THREADS_MAX + 1) * sizeof(struct mk_thread));
    t->table = calloc(t->size, sizeof *t->table);
    if (!t->table)
        return mk_fail(e, MK_ENOMEM, "conversations");
    /* Only where things lie in the table depends on it, nothing that is shown. */
    return getrandom(&t->seed, sizeof t->seed, 0) == sizeof t->seed
               ? 0
               : mk_fail_errno(e, "random numbers");
}

void mk_threads_done(struct mk_threads *t)
{
    mk_arena_done(&t->arena);
    mk_buf_done(&t->all);
    free(t->table);
    free(t->order);
}

struct mk_thread *mk_threads_at(const struct mk_threads *t, uint32_t i)
{
    return (struct mk_thread *)(void *)t->all.p + i;
}

static size_t count(const struct mk_threads *t)
{
    return t->all.len / sizeof(struct mk_thread);
}

static uint64_t mix(uint64_t h, struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ s.p[i]) * 0x100000001b3u;
    return (h ^ 0xff) * 0x100000001b3u;
}

static uint64_t hash_of(const struct mk_threads *t, const struct mk_thread *k)
{
    uint64_t h = mix(mix(mix(t->seed, k->app), k->file), k->key);
    return h ^ h >> 29;
}

static bool same(const struct mk_thread *a, const struct mk_thread *b)
{
    return mk_span_eq(a->key, b->key) && mk_span_eq(a->app, b->app) && mk_span_eq(a->file, b->file);
}

static void place(struct mk_threads *t, uint32_t index)
{
    size_t at = hash_of(t, mk_threads_at(t, index)) & (t->size - 1);
    while (t->table[at])
        at = (at + 1) & (t->size - 1);
    t->table[at] = index + 1;
}

static int grow(struct mk_threads *t, struct mk_error *e)
{
    uint32_t *bigger = calloc(2 * t->size, sizeof *bigger);
    if (!bigger)
        return mk_fail(e, MK_ENOMEM, "conversations");
    free(t->table);
    t->table = bigger;
    t->size *= 2;
    for (uint32_t i = 0; i < count(t); i++)
        place(t, i);
    return 0;
}

static int add(uint32_t *out, struct mk_threads *t, const struct mk_thread *like,
               struct mk_error *e)
{
    struct mk_thread k = { .first = INT64_MAX, .last = INT64_MIN };
    if (2 * (count(t) + 1) > t->size && grow(t, e) != 0)
        return -1;
    k.app = mk_arena_copy(&t->arena, like->app);
    k.file = mk_arena_copy(&t->arena, like->file);
    k.key = mk_arena_copy(&t->arena, like->key);
    mk_buf_put(&t->all, &k, sizeof k);
    if (!k.app.p || !k.file.p || !k.key.p || !mk_buf_ok(&t->all))
        return mk_fail(e, MK_ENOMEM, "conversations");
    *out = (uint32_t)count(t) - 1;
    place(t, *out);
    return 0;
}

/* The party's id, or whatever else it has. */
static struct mk_span party_key(struct mk_span party)
{
    static const enum mk_key keys[] = { MK_ID, MK_PHONE, MK_NAME };
    struct mk_value v;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (mk_field_find(&v, party, keys[i]) && v.type == MK_T_TEXT && v.s.len)
            return v.s;
    return mk_span(NULL, 0);
}

/* The other side of a message: who it is from, unless that is the owner; or the first it is to. */
static struct mk_span other_side(const struct mk_facts *f)
{
    static const enum mk_key keys[] = { MK_FROM, MK_PEER };
    struct mk_value self;
    for (size_t i = 0; i < 2; i++) {
        const struct mk_value *v = mk_fact(f, keys[i]);
        bool party = v && v->type == MK_T_OBJECT;
        if (party && !(mk_field_find(&self, v->s, MK_SELF) && self.type == MK_T_TRUE))
            return party_key(v->s);
    }
    const struct mk_value *to = mk_fact(f, MK_TO);
    struct mk_value first;
    struct mk_cursor c = mk_cur(to && to->type == MK_T_LIST ? to->s : mk_span(NULL, 0));
    return mk_value_next(&first, &c, true) && first.type == MK_T_OBJECT ? party_key(first.s)
                                                                        : mk_span(NULL, 0);
}

static int describe(struct mk_threads *t, uint32_t i, const struct mk_facts *f, struct mk_error *e)
{
    struct mk_thread *k = mk_threads_at(t, i);
    struct mk_span title = mk_fact_text(f, MK_TITLE), peer = other_side(f);
    if (f->kind == MK_CONVERSATION && title.len)
        k->title = mk_arena_copy(&t->arena, title);
    if (!k->peer.len && peer.len)
        k->peer = mk_arena_copy(&t->arena, peer);
    bool lost =
        (title.len && f->kind == MK_CONVERSATION && !k->title.p) || (peer.len && !k->peer.p);
    return lost ? mk_fail(e, MK_ENOMEM, "conversations") : 0;
}

static bool find(uint32_t *out, const struct mk_threads *t, const struct mk_thread *k)
{
    size_t at = hash_of(t, k) & (t->size - 1);
    for (; t->table[at]; at = (at + 1) & (t->size - 1)) {
        *out = t->table[at] - 1;
        if (same(mk_threads_at(t, *out), k))
            return true;
    }
    return false;
}

int mk_threads_of(uint32_t *out, struct mk_threads *t, const struct mk_facts *f, struct mk_error *e)
{
    struct mk_value v;
    struct mk_thread k = { .app = mk_fact_text(f, MK_APP), .key = mk_fact_text(f, MK_THREAD) };
    const struct mk_value *source = mk_fact(f, MK_SOURCE);
    if (source && mk_field_find(&v, source->s, MK_FILE) && v.type == MK_T_TEXT)
        k.file = v.s;
    if (!k.key.len)
        k.key = other_side(f);
    if (k.key.len > KEY_MAX)
        k.key.len = KEY_MAX;
    bool found = find(out, t, &k);
    if (!found && count(t) >= MK_THREADS_MAX) {
        t->full = true;
        k.key = k.app = k.file = mk_span(NULL, 0);
        found = find(out, t, &k);
    }
    return !found && add(out, t, &k, e) != 0 ? -1 : describe(t, *out, f, e);
}

static int by_last(const void *a, const void *b, void *u)
{
    const struct mk_threads *t = u;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const struct mk_thread *p = mk_threads_at(t, x), *q = mk_threads_at(t, y);
    if (p->last != q->last)
        return p->last > q->last ? -1 : 1;
    return x < y ? -1 : x > y;
}

int mk_threads_sort(struct mk_threads *t, struct mk_error *e)
{
    t->order = calloc(count(t) + 1, sizeof *t->order);
    if (!t->order)
        return mk_fail(e, MK_ENOMEM, "conversations");
    for (uint32_t i = 0; i < count(t); i++)
        t->order[i] = i;
    qsort_r(t->order, count(t), sizeof *t->order, by_last, t);
    return 0;
}
