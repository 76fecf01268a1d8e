#ifndef BOXED_H
#define BOXED_H

/* Containers on bytes in memory, for unit tests and fuzz targets alike. */
#include "parsers/source/container.h"
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct boxed {
    struct mk_span bytes;
    struct mk_file file;
    struct mk_scratch scratch;
    struct mk_secret secrets[2];
    struct mk_context cx;
    struct mk_source src;
    int fd;
};

/* The bytes stay the caller's. `password`: given under that name, or NULL. */
static inline int boxed_open(struct boxed *b, const struct mk_container *c, struct mk_span bytes,
                             const char *name, const char *password, struct mk_error *e)
{
    *b = (struct boxed){ .bytes = bytes, .fd = memfd_create("scratch", MFD_CLOEXEC) };
    b->file = mk_file_memory(&b->bytes);
    b->scratch = mk_scratch_fd(&b->fd, (uint64_t)8 << 20);
    b->secrets[0] = (struct mk_secret){ password ? name : NULL, mk_str(password) };
    b->cx =
        (struct mk_context){ .path = mk_str("box"), .secrets = b->secrets, .scratch = &b->scratch };
    return c->open(&b->src, &b->file, &b->cx, e);
}

static inline void boxed_close(struct boxed *b)
{
    mk_source_done(&b->src);
    close(b->fd);
}

/* Every entry opened and read through, and all that is said. */
static inline int boxed_each(void *u, const struct mk_entry *en, struct mk_error *e)
{
    const struct mk_source *src = u;
    static uint8_t piece[4096];
    struct mk_file f;
    size_t got = 1;
    if (src->open(&f, src->u, en->id, e) != 0)
        return 0;
    for (uint64_t at = 0; got && at < (uint64_t)1 << 20; at += got)
        if (f.pread(f.u, at, piece, sizeof piece, &got, e) != 0)
            break;
    mk_file_close(&f);
    return 0;
}

static inline void boxed_read_all(struct boxed *b, const struct mk_container *c)
{
    struct mk_error e;
    const char *text;
    size_t sum = 0;
    if (b->src.list(b->src.u, boxed_each, &b->src, &e) != 0)
        return;
    for (size_t i = 0; (text = c->remark(&b->src, i)); i++)
        sum += strlen(text);
    (void)sum;
}

/* For a fuzz target: in a piece of memory of its own, so that a step outside is seen. */
static inline int boxed_fuzz(const struct mk_container *c, const uint8_t *data, size_t size)
{
    struct boxed b;
    struct mk_error e;
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    if (boxed_open(&b, c, mk_span(copy, size), "ab", "a", &e) == 0)
        boxed_read_all(&b, c);
    boxed_close(&b);
    free(copy);
    return 0;
}

#endif
