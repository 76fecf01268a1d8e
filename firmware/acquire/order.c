#include "firmware/acquire/order.h"
#include "firmware/acquire/worth.h"
#include "parsers/base/arena.h"
#include <stdlib.h>

#define NAMES_MAX     ((size_t)8 << 20)
#define DATABASES_MAX 65536u

struct database {
    struct mk_span path, stem;
    enum mk_set_part part;
    uint32_t mode;
    uint64_t size;
    int64_t mtime_s;
};

struct sets {
    struct mk_arena names;
    struct database *all;
    size_t n, room;
    bool over; /* there are more than are kept in mind */
};

static int copy(struct mk_worklist *to, const struct mk_work *w, struct mk_error *e)
{
    const struct mk_listed file = {
        .type = 'f', .mode = w->mode, .size = w->size, .mtime_s = w->mtime_s, .path = w->path
    };
    return mk_worklist_add(to, &file, e);
}

static int count(uint64_t n[MK_WORTH_COUNT], struct mk_worklist *from, int64_t now_s,
                 struct mk_error *e)
{
    struct mk_work w;
    int got;
    mk_worklist_rewind(from);
    while ((got = mk_worklist_next(&w, from, e)) == 1)
        n[mk_file_worth(w.path, w.mtime_s, now_s)]++;
    return got;
}

static int of_class(struct mk_worklist *to, struct mk_worklist *from, enum mk_worth value,
                    bool sets_too, int64_t now_s, struct mk_error *e)
{
    struct mk_span stem;
    enum mk_set_part part;
    struct mk_work w;
    int got, rc = 0;
    mk_worklist_rewind(from);
    while (rc == 0 && (got = mk_worklist_next(&w, from, e)) != 0) {
        if (got < 0)
            return -1;
        if (mk_file_worth(w.path, w.mtime_s, now_s) == value &&
            (sets_too || !mk_set_of(&stem, &part, w.path)))
            rc = copy(to, &w, e);
    }
    return rc;
}

/* ---- databases and their logs ---- */

static int by_stem(const void *pa, const void *pb)
{
    const struct database *a = pa, *b = pb;
    int d = mk_span_cmp(a->stem, b->stem);
    return d ? d : (int)a->part - (int)b->part;
}

static bool remember(struct sets *s, const struct mk_work *w)
{
    struct database d = { .mode = w->mode, .size = w->size, .mtime_s = w->mtime_s };
    if (s->n == s->room) {
        size_t room = s->room ? 2 * s->room : 64;
        struct database *all = room > DATABASES_MAX ? NULL : realloc(s->all, room * sizeof *all);
        if (!all)
            return false;
        s->all = all;
        s->room = room;
    }
    d.path = mk_arena_copy(&s->names, w->path);
    if (!d.path.p)
        return false;
    mk_set_of(&d.stem, &d.part, d.path);
    s->all[s->n++] = d;
    return true;
}

static int gather(struct sets *s, struct mk_worklist *from, struct mk_error *e)
{
    struct mk_span stem;
    enum mk_set_part part;
    struct mk_work w;
    int got;
    mk_worklist_rewind(from);
    while ((got = mk_worklist_next(&w, from, e)) == 1)
        if (!s->over && mk_set_of(&stem, &part, w.path))
            s->over = !remember(s, &w);
    return got;
}

static int put_sets(struct mk_worklist *to, uint64_t *databases, struct mk_worklist *from,
                    bool *over, struct mk_error *e)
{
    struct sets s = { 0 };
    mk_arena_init(&s.names, NAMES_MAX);
    int rc = gather(&s, from, e);
    if (rc == 0 && !s.over && s.n)
        qsort(s.all, s.n, sizeof *s.all, by_stem);
    for (size_t i = 0; rc == 0 && !s.over && i < s.n; i++) {
        const struct database *d = &s.all[i];
        const struct mk_work w = {
            .mode = d->mode, .size = d->size, .mtime_s = d->mtime_s, .path = d->path
        };
        rc = copy(to, &w, e);
    }
    *over = s.over;
    *databases = s.over ? 0 : s.n;
    free(s.all);
    mk_arena_done(&s.names);
    return rc;
}

int mk_order_files(struct mk_worklist *to, uint64_t *databases, struct mk_worklist *from,
                   int64_t now_s, struct mk_error *e)
{
    uint64_t n[MK_WORTH_COUNT] = { 0 };
    bool over = false;
    *databases = 0;
    if (count(n, from, now_s, e))
        return -1;
    if (n[MK_WORTH_DATABASES] && put_sets(to, databases, from, &over, e))
        return -1;
    for (int v = 0; v < MK_WORTH_COUNT; v++)
        if (n[v] && of_class(to, from, (enum mk_worth)v, over, now_s, e))
            return -1;
    return 0;
}
