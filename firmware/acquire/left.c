#include "firmware/acquire/left.h"
#include "firmware/worker/phone.h"
#include <stdio.h>
#include <stdlib.h>

#define WHY "scope"

void mk_left_done(struct mk_left *w)
{
    free(w->all);
    free(w->taken);
    *w = (struct mk_left){ 0 };
}

static int by_value(const void *pa, const void *pb)
{
    const int64_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

/* A selection's values; false when there are more than are told, or none were. */
static bool copy(int64_t **v, size_t *n, const struct mk_answer *a, struct mk_error *e)
{
    size_t count = a->singles.len / sizeof **v;
    bool told = a->status == MK_PH_OK && count <= MK_PH_SELECTED &&
                (a->content == MK_ANSWER_ROWS || a->content == MK_ANSWER_EMPTY);
    free(*v);
    *v = NULL;
    *n = 0;
    if (!told || a->content == MK_ANSWER_EMPTY || count == 0)
        return told;
    *v = malloc(count * sizeof **v);
    if (!*v) {
        mk_fail(e, MK_ENOMEM, "ids");
        return false;
    }
    memcpy(*v, a->singles.p, count * sizeof **v);
    qsort(*v, count, sizeof **v, by_value);
    *n = count;
    return true;
}

int mk_left_all(struct mk_left *w, const struct mk_answer *a, struct mk_error *e)
{
    struct mk_error why = { 0 };
    w->known = copy(&w->all, &w->nall, a, &why);
    if (why.code == MK_OK)
        return 0;
    *e = why;
    return -1;
}

static int look_again(struct mk_answer *a, struct mk_run *r, uint64_t number, struct mk_error *e)
{
    const struct mk_analysis how = { MK_ROLE_CONTROL, mk_str("_id"), 0 };
    struct mk_file f = { 0 };
    struct mk_buf err;
    mk_buf_init(&err, 4096);
    int rc = mk_bundle_open_object(&f, r->b, number, e);
    if (rc == 0)
        rc = mk_bundle_remark(&err, r->b, number, e);
    if (rc == 0)
        rc = mk_exhibit_replay(a, r->x, &how, &f, mk_buf_span(&err), e);
    mk_file_close(&f);
    mk_buf_done(&err);
    return rc;
}

int mk_left_taken(struct mk_left *w, struct mk_run *r, uint64_t number, struct mk_error *e)
{
    struct mk_error why = { 0 };
    struct mk_answer a;
    if (!w->known || mk_bundle_state(r->b, number) != MK_OBJECT_WHOLE)
        return 0;
    mk_answer_init(&a);
    int rc = look_again(&a, r, number, e);
    a.status = MK_PH_OK;
    /* what gives no rows takes none */
    if (rc == 0 && a.content == MK_ANSWER_ROWS)
        w->known = copy(&w->taken, &w->ntaken, &a, &why);
    mk_answer_done(&a);
    if (rc == 0 && why.code != MK_OK) {
        *e = why;
        rc = -1;
    }
    return rc;
}

static bool is_taken(const struct mk_left *w, int64_t id)
{
    return w->ntaken && bsearch(&id, w->taken, w->ntaken, sizeof id, by_value);
}

static int add_all(uint64_t *n, const struct mk_left *w, struct mk_run *r, const char *artefact,
                   const char *set, struct mk_error *e)
{
    for (size_t i = 0; w->known && i < w->nall; i++) {
        const struct mk_withheld_item row = { .what = MK_WITHHELD_ROW,
                                              .path = mk_str(set),
                                              .row = w->all[i] };
        if (is_taken(w, w->all[i]) || (i && w->all[i] == w->all[i - 1]))
            continue;
        if (mk_withheld_add(r->withheld, &row, artefact, WHY, e))
            return -1;
        ++*n;
    }
    return 0;
}

/* Of an earlier start of the run, which may have been told what is not told now. */
static void said_before(uint64_t *n, struct mk_span tail)
{
    *n = 0;
    for (size_t i = 0; i < tail.len && tail.p[i] >= '0' && tail.p[i] <= '9'; i++)
        *n = *n * 10 + (tail.p[i] - '0');
}

int mk_left_withhold(uint64_t *n, const struct mk_left *w, struct mk_run *r, const char *artefact,
                     const char *set, struct mk_error *e)
{
    struct mk_buf name, tail;
    char count[24];
    bool before = false;
    *n = 0;
    mk_buf_init(&name, 1024);
    mk_buf_init(&tail, 16384);
    mk_buf_printf(&name, "rows %s", set);
    int rc = mk_buf_ok(&name)
                 ? mk_withheld_claim(&before, &tail, r->withheld, mk_buf_span(&name), e)
                 : mk_fail(e, MK_ENOMEM, "rows");
    if (rc == 0 && before && !w->known) {
        said_before(n, mk_buf_span(&tail));
    } else if (rc == 0 && w->known) {
        rc = mk_withheld_begin(r->withheld, mk_buf_span(&name), e);
        if (rc == 0)
            rc = add_all(n, w, r, artefact, set, e);
        snprintf(count, sizeof count, "%llu", (unsigned long long)*n);
        if (rc == 0)
            rc = mk_withheld_end(r->withheld, count, e);
    }
    mk_buf_done(&name);
    mk_buf_done(&tail);
    return rc;
}
