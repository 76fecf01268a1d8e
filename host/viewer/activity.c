/* How much there was when. */
#include "host/case/views.h"
#include "host/viewer/desk.h"
#include "parsers/base/time.h"
#include <stdlib.h>

enum step { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND };
static const char *const names[] = { "year", "month", "day", "hour", "minute", "second" };

struct bin {
    int64_t from_us;
    int64_t kind;
    uint64_t n;
};

struct bins {
    struct mk_buf *all; /* struct bin[] */
    enum step step;
    enum mk_kind kind; /* of minutes and seconds */
    int64_t from, width;
    bool wanted[MK_KIND_COUNT];
};

static int64_t floor_to(int64_t v, int64_t unit)
{
    int64_t r = v % unit;
    return v - (r < 0 ? r + unit : r);
}

static int64_t bin_of(enum step step, int64_t hour)
{
    int64_t us = hour * 3600 * MK_US, day = floor_to(us, 86400 * MK_US), year;
    unsigned month, d;
    if (step == HOUR)
        return us;
    if (step == DAY)
        return day;
    mk_date(day / (86400 * MK_US), &year, &month, &d);
    return mk_days(year, step == YEAR ? 1 : month, 1) * 86400 * MK_US;
}

static int add(struct bins *b, int64_t from_us, enum mk_kind kind, uint64_t n, struct mk_error *e)
{
    struct bin *last =
        b->all->len ? (struct bin *)(void *)(b->all->p + b->all->len - sizeof *last) : NULL;
    struct bin x = { from_us, kind, n };
    if (last && last->from_us == from_us && last->kind == (int64_t)kind) {
        last->n += n;
        return 0;
    }
    if (b->all->len / sizeof x >= MK_BINS_MAX)
        return mk_fail(e, MK_ELIMIT, "too many at once: ask for a larger step or less time");
    mk_buf_put(b->all, &x, sizeof x);
    return mk_buf_ok(b->all) ? 0 : mk_fail(e, MK_ENOMEM, "activity");
}

static int add_hour(void *u, enum mk_kind kind, int64_t hour, uint64_t n, struct mk_error *e)
{
    struct bins *b = u;
    return b->wanted[kind] ? add(b, bin_of(b->step, hour), kind, n, e) : 0;
}

static int add_step(void *u, int64_t step, uint64_t n, struct mk_error *e)
{
    struct bins *b = u;
    return add(b, b->from + step * b->width, b->kind, n, e);
}

static int by_time(const void *a, const void *b)
{
    const struct bin *x = a, *y = b;
    if (x->from_us != y->from_us)
        return x->from_us < y->from_us ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static void put(struct mk_json *j, const struct mk_buf *all)
{
    const struct bin *b = (const struct bin *)(const void *)all->p;
    size_t n = all->len / sizeof *b;
    mk_json_key(j, "bins");
    mk_json_open(j, '[');
    for (size_t i = 0; i < n;) {
        int64_t from = b[i].from_us;
        mk_json_open(j, '{');
        mk_json_kv_int(j, "from_us", from);
        mk_json_key(j, "kinds");
        mk_json_open(j, '{');
        for (; i < n && b[i].from_us == from; i++)
            mk_json_kv_uint(j, mk_kind_name((enum mk_kind)b[i].kind), b[i].n);
        mk_json_close(j, '}');
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

static void read_kinds(struct bins *b, struct mk_ask *a)
{
    const json_t *list = json_object_get(a->members, "kinds"), *v;
    size_t i;
    for (int k = 0; k < MK_KIND_COUNT; k++)
        b->wanted[k] = !list;
    if (list && !json_is_array(list))
        mk_ask_wrong(a, "kinds", "not a list");
    json_array_foreach((json_t *)(uintptr_t)list, i, v)
    {
        enum mk_kind kind;
        if (!json_is_string(v) || !mk_kind_parse(&kind, mk_str(json_string_value(v))))
            mk_ask_wrong(a, "kinds", "no kind of record");
        else
            b->wanted[kind] = true;
    }
}

static void read_step(struct bins *b, struct mk_ask *a)
{
    const char *step = mk_ask_text(a, "step");
    size_t i = 0;
    while (i <= SECOND && (!step || strcmp(step, names[i]) != 0))
        i++;
    if (i > SECOND)
        mk_ask_wrong(a, "step", "year, month, day, hour, minute or second");
    b->step = (enum step)i;
    b->width = b->step == SECOND ? MK_US : 60 * MK_US;
}

/* Minutes and seconds are counted in the records themselves. */
static int fine(struct bins *b, struct mk_desk *d, int64_t bundle, int64_t until,
                struct mk_error *e)
{
    b->from = floor_to(b->from, b->width);
    if (until - b->from > MK_FINE_S * MK_US)
        return mk_fail(e, MK_ELIMIT, "minutes and seconds are counted in a day at most");
    for (int k = 1; k < MK_KIND_COUNT; k++) {
        b->kind = (enum mk_kind)k;
        if (b->wanted[k] &&
            mk_case_steps(d->c, bundle, b->kind, b->from, until, b->width, add_step, b, e) != 0)
            return -1;
    }
    return 0;
}

int mk_desk_activity(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct bins b = { .all = &d->picked, .from = mk_ask_from(a) };
    int64_t until = mk_ask_until(a), bundle = mk_ask_bundle(a), hour = 3600 * MK_US;
    read_step(&b, a);
    read_kinds(&b, a);
    if (b.from == INT64_MIN || until == INT64_MAX || until <= b.from)
        mk_ask_wrong(a, "from_us", "a span of time is asked for, with until_us");
    if (a->bad)
        return -1;
    mk_buf_clear(b.all);
    int rc = b.step >= MINUTE
                 ? fine(&b, d, bundle, until, a->e)
                 : mk_case_activity(d->c, bundle, floor_to(b.from, hour) / hour,
                                    until / hour + (until % hour > 0), add_hour, &b, a->e);
    if (rc == 0 && b.all->len)
        qsort(b.all->p, b.all->len / sizeof(struct bin), sizeof(struct bin), by_time);
    if (rc == 0)
        put(j, b.all);
    return rc;
}
