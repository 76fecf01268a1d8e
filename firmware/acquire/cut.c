#include "firmware/acquire/cut.h"
#include <stdlib.h>

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
    all->taken += one->taken;
    all->failed += one->failed;
    all->inner += one->inner;
    all->objects += one->objects;
    all->bytes += one->bytes;
    return 0;
}

int mk_cut_section(struct mk_buf *out, const struct mk_held_file *f, struct mk_error *e)
{
    mk_buf_puts(out, "cut ");
    mk_buf_put(out, f->path.p, f->path.len);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "name");
}

/* ---- what a resumed run knows of one that is done: the tail of its section ---- */

void mk_cut_put_tail(struct mk_buf *b, uint64_t number, const struct mk_cut_sums *s)
{
    mk_buf_printf(b, "%llu %llu %llu %llu %llu", (unsigned long long)number,
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

static uint64_t number(struct mk_span *rest)
{
    struct mk_span w = word(rest);
    uint64_t n = 0;
    for (size_t i = 0; i < w.len && w.p[i] >= '0' && w.p[i] <= '9'; i++)
        n = n * 10 + (w.p[i] - '0');
    return n;
}

static int read_tail(uint64_t *object, struct mk_cut_sums *s, struct mk_span tail,
                     struct mk_error *e)
{
    *object = number(&tail);
    *s = (struct mk_cut_sums){ .objects = *object != 0 };
    s->taken = number(&tail);
    s->failed = number(&tail);
    s->inner = number(&tail);
    s->bytes = number(&tail);
    while (tail.len) {
        struct mk_cut_app *app = mk_cut_app(s, word(&tail));
        if (!app)
            return mk_fail(e, MK_EFORMAT, "what was cut before is not understood");
        app->seen = number(&tail);
        app->kept = number(&tail);
        app->issues = number(&tail);
    }
    return 0;
}

/* ---- all of them ---- */

/* Whether an earlier start of this run did it; its sums then. */
static int done_before(bool *done, struct mk_cut_sums *sums, struct mk_cut *c, struct mk_error *e)
{
    struct mk_buf name, tail;
    uint64_t object = 0;
    mk_buf_init(&name, 70000);
    mk_buf_init(&tail, 16384);
    int rc = mk_cut_section(&name, c->file, e);
    if (rc == 0)
        rc = mk_withheld_find(done, &tail, c->r->withheld, mk_buf_span(&name), e);
    if (rc == 0 && *done)
        rc = read_tail(&object, sums, mk_buf_span(&tail), e);
    if (rc == 0 && *done && object)
        *done = mk_bundle_state(c->r->b, object) == MK_OBJECT_WHOLE;
    if (rc == 0 && *done && object >= c->number)
        c->number = object + 1;
    mk_buf_done(&name);
    mk_buf_done(&tail);
    return rc;
}

static int each(struct mk_cut_sums *all, struct mk_cut *c, struct mk_error *e)
{
    struct mk_cut_sums *before = calloc(1, sizeof *before);
    bool done = false;
    if (!before)
        return mk_fail(e, MK_ENOMEM, "container");
    int rc = done_before(&done, before, c, e);
    while (rc == 0 && !done && mk_bundle_state(c->r->b, c->number) == MK_OBJECT_WHOLE)
        c->number++;
    if (rc == 0 && !done)
        rc = mk_cut_one(c, e);
    if (rc == 0)
        rc = add_sums(all, done ? before : &c->sums, e);
    if (rc == 0 && !done && c->sums.objects)
        c->number++;
    free(before);
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
    mk_buf_done(&c->tzif);
    free(c->heads);
    free(c);
}

int mk_cut_files(struct mk_cut_sums *out, struct mk_run *r, const struct mk_held *held,
                 uint64_t base, struct mk_error *e)
{
    struct mk_cut *c = NULL;
    uint64_t n = 0;
    int rc = new_cut(&c, r, base, e);
    if (rc == 0)
        rc = mk_cut_zone(c, e);
    while (mk_held_at(held, n))
        n++;
    mk_progress_start(&r->progress, "files that are cut", n);
    for (size_t i = 0; rc == 0 && (c->file = mk_held_at(held, i)); i++) {
        rc = each(out, c, e);
        mk_progress_step(&r->progress, 1, 0);
    }
    mk_progress_end(&r->progress);
    if (rc == 0)
        r->next_number = c->number;
    free_cut(c);
    return rc;
}
