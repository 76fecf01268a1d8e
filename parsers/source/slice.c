#include "parsers/source/source.h"
#include <stdlib.h>

struct slice {
    const struct mk_file *f;
    uint64_t at, len;
    struct mk_file own; /* pread NULL: it is somebody else's */
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

static void slice_close(void *u)
{
    struct slice *s = u;
    mk_file_close(&s->own);
    free(s);
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
    *s = (struct slice){ f, at, len, { 0 } };
    *out = (struct mk_file){ .pread = slice_pread, .close = slice_close, .u = s, .size = len };
    return 0;
}

int mk_file_slice_of(struct mk_file *out, struct mk_file *f, uint64_t at, uint64_t len,
                     struct mk_error *e)
{
    if (mk_file_slice(out, f, at, len, e) != 0) {
        mk_file_close(f);
        return -1;
    }
    struct slice *s = out->u;
    s->own = *f;
    s->f = &s->own;
    return 0;
}

const struct mk_file *mk_file_sliced(uint64_t *at, const struct mk_file *f)
{
    const struct slice *s = f->u;
    if (f->pread != slice_pread)
        return NULL;
    *at = s->at;
    return s->f;
}
