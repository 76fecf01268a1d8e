#include "firmware/acquire/cut.h"
#include "firmware/acquire/ios_backup.h"
#include <stdlib.h>

#define TAIL "cut "

struct mk_cut_app *mk_cut_app(struct mk_cut_sums *s, struct mk_span id)
{
    size_t i = 0;
    while (i < s->napps && !mk_span_is(id, s->apps[i].id))
        i++;
    if (i == MK_CUT_APPS || id.len >= sizeof s->apps->id)
        return NULL;
    if (i == s->napps) {
        s->apps[s->napps++] = (struct mk_cut_app){ 0 };
        memcpy(s->apps[i].id, id.p, id.len);
    }
    return &s->apps[i];
}

static int add_sums(struct mk_cut_sums *all, const struct mk_cut_sums *one, struct mk_error *e)
{
    for (size_t i = 0; i < one->napps; i++) {
        struct mk_cut_app *app = mk_cut_app(all, mk_str(one->apps[i].id));
        if (!app)
            return mk_fail(e, MK_ELIMIT, "more apps than there are");
        app->seen += one->apps[i].seen;
        app->kept += one->apps[i].kept;
        app->issues += one->apps[i].issues;
    }
    all->files++;
    all->taken += one->taken;
    all->failed += one->failed;
    all->inner += one->inner;
    all->objects += one->objects;
    all->bytes += one->bytes;
    return 0;
}

/* ---- what a resumed run knows of one that is done: the tail of its section ---- */

void mk_cut_put_tail(struct mk_buf *b, uint64_t number, const struct mk_cut_sums *s)
{
    mk_buf_printf(b, TAIL "%llu %llu %llu %llu %llu", (unsigned long long)number,
                  (unsigned long long)s->taken, (unsigned long long)s->failed,
                  (unsigned long long)s->inner, (unsigned long long)s->bytes);
    for (size_t i = 0; i < s->napps; i++)
        mk_buf_printf(b, " %s %llu %llu %llu", s->apps[i].id, (unsigned long long)s->apps[i].seen,
                      (unsigned long long)s->apps[i].kept, (unsigned long long)s->apps[i].issues);
}

/* The next word, or number, of a text that is taken apart. */
static struct mk_span word(struct mk_span *rest)
{
    size_t n = 0;
    while (n < rest->len && rest->p[n] != ' ')
        n++;
    struct mk_span w = mk_span(rest->p, n);
    *rest = mk_span_from(*rest, n < rest->len ? n + 1 : n);
    return w;
}

static uint64_t number_in(struct mk_span *rest)
{
    struct mk_span w = word(rest);
    uint64_t n = 0;
    for (size_t i = 0; i < w.len && w.p[i] >= '0' && w.p[i] <= '9'; i++)
        n = n * 10 + (w.p[i] - '0');
    return n;
}

int mk_cut_read_tail(uint64_t *object, struct mk_cut_sums *s, struct mk_span tail,
                     struct mk_error *e)
{
    tail = mk_span_from(tail, strlen(TAIL));
    *object = number_in(&tail);
    *s = (struct mk_cut_sums){ .objects = *object != 0 };
    s->taken = number_in(&tail);
    s->failed = number_in(&tail);
    s->inner = number_in(&tail);
    s->bytes = number_in(&tail);
    while (tail.len) {
        struct mk_cut_app *app = mk_cut_app(s, word(&tail));
        if (!app)
            return mk_fail(e, MK_EFORMAT, "what was cut before is not understood");
        app->seen = number_in(&tail);
        app->kept = number_in(&tail);
        app->issues = number_in(&tail);
    }
    return 0;
}

struct totals {
    struct mk_cut_sums *sums;
    const struct mk_bundle *b;
};

/* One section's, of those that are containers'. An object that was lost with the power, of a file
 * that the phone no longer lists, is lost. */
static int add_tail(void *u, struct mk_span tail, struct mk_error *e)
{
    const struct totals *t = u;
    struct mk_cut_sums *one = calloc(1, sizeof *one);
    uint64_t object = 0;
    int rc = 0;
    if (!one)
        return mk_fail(e, MK_ENOMEM, "container");
    if (mk_span_starts(tail, mk_str(TAIL))) {
        rc = mk_cut_read_tail(&object, one, tail, e);
        if (object && mk_bundle_state(t->b, object) != MK_OBJECT_WHOLE) {
            for (size_t i = 0; i < one->napps; i++) {
                one->apps[i].issues += one->apps[i].kept;
                one->apps[i].kept = 0;
            }
            one->failed = 1;
            one->taken = one->objects = one->bytes = 0;
        }
        if (object >= MK_BACKUP_CUT) /* of a backup, which counts its own */
            one->objects = one->bytes = 0;
        if (rc == 0)
            rc = add_sums(t->sums, one, e);
        if (rc == 0)
            rc = 1;
    }
    free(one);
    return rc;
}

/* ---- numbers ---- */

static int above(void *u, struct mk_span tail, struct mk_error *e)
{
    uint64_t *number = u;
    (void)e;
    if (!mk_span_starts(tail, mk_str(TAIL)))
        return 0;
    tail = mk_span_from(tail, strlen(TAIL));
    uint64_t given = number_in(&tail);
    if (given >= *number)
        *number = given + 1;
    return 0;
}

int mk_cut_above(uint64_t *number, struct mk_run *r, struct mk_error *e)
{
    return mk_withheld_tails(r->withheld, above, number, e);
}

static int by_id(const void *pa, const void *pb)
{
    const struct mk_cut_app *a = pa, *b = pb;
    return strcmp(a->id, b->id);
}

int mk_cut_add_all(struct mk_cut_sums *out, struct mk_run *r, struct mk_error *e)
{
    struct totals t = { out, r->b };
    if (mk_withheld_tails(r->withheld, add_tail, &t, e))
        return -1;
    qsort(out->apps, out->napps, sizeof *out->apps, by_id);
    return 0;
}
