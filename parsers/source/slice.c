#include "parsers/source/source.h"
#include <stdlib.h>

struct slice {
    const struct mk_file *f;
    uint64_t at, len;
};

static int slice_pread(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    const struct slice *s = u;
    *got = 0;
    if (at >= s->len)
        return 0;
    if (n > s->len - at)
        n = (size_t)(s->len - at);
    return s->f->pread(s->f->u, s->at + at, out, n, got, e);
}

int mk_file_slice(struct mk_file *out, const struct mk_file *f, uint64_t at, uint64_t len,
                  struct mk_error *e)
{
    struct slice *s = malloc(sizeof *s);
    if (!s)
        return mk_fail(e, MK_ENOMEM, "file");
    if (at > f->size)
        at = f->size;
    if (len > f->size - at)
        len = f->size - at;
    *s = (struct slice){ f, at, len };
    *out = (struct mk_file){ .pread = slice_pread, .close = free, .u = s, .size = len };
    return 0;
}
