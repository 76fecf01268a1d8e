#include "firmware/acquire/cut.h"
#include <stdlib.h>

int mk_cut_section(struct mk_buf *out, const struct mk_held_file *f, struct mk_error *e)
{
    mk_buf_puts(out, "cut ");
    mk_buf_put(out, f->path.p, f->path.len);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "name");
}

/* Whether an earlier start of this run did it. *own: the number that it was given then, where the
 * object is missing; else 0. */
static int done_before(bool *done, uint64_t *own, struct mk_cut *c, struct mk_error *e)
{
    struct mk_buf name, tail;
    uint64_t object = 0;
    struct mk_cut_sums *sums = &c->sums; /* not read */
    mk_buf_init(&name, 70000);
    mk_buf_init(&tail, 16384);
    int rc = mk_cut_section(&name, c->file, e);
    if (rc == 0)
        rc = mk_withheld_claim(done, &tail, c->r->withheld, mk_buf_span(&name), e);
    if (rc == 0 && *done)
        rc = mk_cut_read_tail(&object, sums, mk_buf_span(&tail), e);
    if (rc == 0 && *done && object)
        *done = mk_bundle_state(c->r->b, object) == MK_OBJECT_WHOLE;
    *own = *done ? 0 : object;
    mk_buf_done(&name);
    mk_buf_done(&tail);
    return rc;
}

static int each(struct mk_cut *c, struct mk_error *e)
{
    bool done = false;
    uint64_t own = 0, next = c->number;
    int rc = done_before(&done, &own, c, e);
    if (rc || done)
        return rc;
    while (mk_bundle_state(c->r->b, c->number) == MK_OBJECT_WHOLE)
        next = ++c->number;
    if (own)
        c->number = own;
    rc = mk_cut_one(c, e);
    if (own)
        c->number = next;
    else if (rc == 0 && c->sums.objects)
        c->number++;
    return rc;
}

static int new_cut(struct mk_cut **out, struct mk_run *r, uint64_t base, struct mk_error *e)
{
    struct mk_cut *c = calloc(1, sizeof *c);
    *out = c;
    if (!c || !(c->heads = calloc(MK_CUT_HEADS, sizeof *c->heads)))
        return mk_fail(e, MK_ENOMEM, "container");
    c->r = r;
    c->number = base;
    mk_buf_init(&c->item, MK_ITEM_MAX);
    mk_buf_init(&c->out, MK_CUT_LINES_MAX);
    for (size_t i = 0; i < MK_CUT_PARTS; i++)
        if (mk_vessel_new(&c->parts[i], r->o->bundle, MK_VESSEL_MEMORY, e))
            return -1;
    return 0;
}

static void free_cut(struct mk_cut *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < MK_CUT_PARTS; i++)
        mk_vessel_free(c->parts[i]);
    mk_marks_done(&c->threads);
    mk_marks_done(&c->refs);
    mk_lines_free(c->lines);
    mk_buf_done(&c->item);
    mk_buf_done(&c->out);
    mk_parse_team_free(c->team);
    mk_buf_done(&c->tzif);
    free(c->heads);
    free(c);
}

int mk_cut_files(struct mk_cut_sums *out, struct mk_run *r, const struct mk_held *held,
                 uint64_t base, const struct mk_cut_from *from, struct mk_error *e)
{
    struct mk_cut *c = NULL;
    uint64_t n = 0;
    int rc = new_cut(&c, r, base, e);
    if (rc == 0) {
        c->from = from;
        rc = mk_cut_above(&c->number, r, e);
    }
    if (rc == 0)
        rc = mk_cut_reader(c, e);
    while (mk_held_at(held, n))
        n++;
    mk_progress_start(&r->progress, "files that are cut", n);
    for (size_t i = 0; rc == 0 && (c->file = mk_held_at(held, i)); i++) {
        rc = each(c, e);
        mk_progress_step(&r->progress, 1, 0);
    }
    mk_progress_end(&r->progress);
    if (rc == 0)
        rc = mk_cut_add_all(out, r, e);
    if (rc == 0)
        r->next_number = c->number;
    free_cut(c);
    return rc;
}
