#include "parsers/source/source.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The descriptor travels in the pointer itself: nothing to allocate, nothing to leak. */
static int fd_of(void *u)
{
    return (int)(intptr_t)u;
}

static int fd_pread(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    uint8_t *p = out;
    for (*got = 0; *got < n;) {
        if (at + *got > INT64_MAX)
            return mk_fail(e, MK_ELIMIT, "offset %llu", (unsigned long long)at);
        ssize_t r = pread(fd_of(u), p + *got, n - *got, (off_t)(at + *got));
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return mk_fail_errno(e, "read");
        if (r == 0)
            break;
        *got += (size_t)r;
    }
    return 0;
}

static void fd_close(void *u)
{
    close(fd_of(u));
}

int mk_file_fd(struct mk_file *out, int fd, struct mk_error *e)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return mk_fail_errno(e, "fstat");
    *out = (struct mk_file){ .pread = fd_pread,
                             .close = fd_close,
                             .u = (void *)(intptr_t)fd,
                             .size = st.st_size > 0 ? (uint64_t)st.st_size : 0 };
    return 0;
}

int mk_file_descriptor(const struct mk_file *f)
{
    return f->pread == fd_pread ? fd_of(f->u) : -1;
}

static int memory_pread(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    const struct mk_span *bytes = u;
    (void)e;
    struct mk_span rest = at < bytes->len ? mk_span_from(*bytes, (size_t)at) : mk_span(NULL, 0);
    *got = n < rest.len ? n : rest.len;
    if (*got)
        memcpy(out, rest.p, *got);
    return 0;
}

struct mk_file mk_file_memory(const struct mk_span *bytes)
{
    return (struct mk_file){ .pread = memory_pread, .u = (void *)bytes, .size = bytes->len };
}

int mk_file_whole(struct mk_buf *out, const struct mk_file *f, struct mk_error *e)
{
    size_t got = 0;
    if (f->size == 0)
        return 0;
    uint8_t *p = f->size <= out->max - out->len ? mk_buf_room(out, (size_t)f->size) : NULL;
    if (!p)
        return mk_fail(e, MK_ELIMIT, "a file of %llu bytes is too large for this",
                       (unsigned long long)f->size);
    if (f->pread(f->u, 0, p, (size_t)f->size, &got, e) != 0)
        return -1;
    out->len += got;
    return 0;
}
