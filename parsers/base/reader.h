#ifndef MK_READER_H
#define MK_READER_H

#include "parsers/base/error.h"

/*
 * A stream of bytes. Sets *got to 1..n bytes, or to 0 at the end. 0, or -1 with
 * `e` filled.
 */
struct mk_reader {
    int (*read)(void *u, void *out, size_t n, size_t *got, struct mk_error *e);
    void *u;
};

/*
 * A file that can be read anywhere. pread() fills fewer than `n` bytes only at
 * the end of the file. `size` is what the file held when it was opened.
 */
struct mk_file {
    int (*pread)(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e);
    void (*close)(void *u); /* may be NULL */
    void *u;
    uint64_t size;
};

static inline void mk_file_close(struct mk_file *f)
{
    if (f && f->close)
        f->close(f->u);
    if (f)
        *f = (struct mk_file){ 0 };
}

#endif
