#include "parsers/source/view.h"
#include <assert.h>
#include <stdlib.h>

int mk_view_init(struct mk_view *w, const struct mk_file *f, struct mk_error *e)
{
    *w = (struct mk_view){ .f = f, .p = malloc(MK_VIEW) };
    return w->p ? 0 : mk_fail(e, MK_ENOMEM, "view");
}

void mk_view_done(struct mk_view *w)
{
    free(w->p);
    *w = (struct mk_view){ 0 };
}

int mk_view_get(struct mk_span *out, struct mk_view *w, uint64_t at, size_t n, struct mk_error *e)
{
    assert(n <= MK_VIEW / 2);
    bool in = at >= w->at && at - w->at <= w->len && n <= w->len - (size_t)(at - w->at);
    if (!in) {
        w->len = 0;
        w->at = at;
        if (w->f->pread(w->f->u, at, w->p, MK_VIEW, &w->len, e) != 0)
            return -1;
    }
    size_t from = (size_t)(at - w->at), rest = w->len - from;
    *out = mk_span(w->p + from, n < rest ? n : rest);
    return 0;
}
