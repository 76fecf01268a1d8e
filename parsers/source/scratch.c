#include "parsers/source/scratch.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fd_of(const void *u)
{
    return *(const int *)u;
}

static int fd_write(void *u, uint64_t at, const void *p, size_t n, struct mk_error *e)
{
    const uint8_t *from = p;
    while (n) {
        ssize_t w = pwrite(fd_of(u), from, n, (off_t)at);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return mk_fail_errno(e, "scratch file");
        from += w;
        at += (uint64_t)w;
        n -= (size_t)w;
    }
    return 0;
}

static int fd_read(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    uint8_t *to = out;
    for (*got = 0; *got < n;) {
        ssize_t r = pread(fd_of(u), to + *got, n - *got, (off_t)(at + *got));
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return mk_fail_errno(e, "scratch file");
        if (r == 0)
            break;
        *got += (size_t)r;
    }
    return 0;
}

struct mk_scratch mk_scratch_fd(const int *fd, uint64_t max)
{
    uint64_t most = INT64_MAX; /* off_t */
    return (struct mk_scratch){ .write = fd_write,
                                .pread = fd_read,
                                .u = (void *)(uintptr_t)fd,
                                .max = max < most ? max : most,
                                .left = UINT64_MAX };
}

void mk_piece_begin(struct mk_piece *p, struct mk_scratch *s)
{
    *p = (struct mk_piece){ .s = s, .at = s ? s->used : 0 };
}

int mk_piece_put(struct mk_piece *p, const void *bytes, size_t n, struct mk_error *e)
{
    struct mk_scratch *s = p->s;
    if (!s)
        return mk_fail(e, MK_ELIMIT, "no room to unpack: there is no scratch file");
    if (n > s->max - s->used)
        return mk_fail(e, MK_ELIMIT, "unpacked it is larger than the scratch file may be");
    if (n > s->left)
        return mk_fail(e, MK_ELIMIT, "unpacks without end");
    if (n && s->write(s->u, s->used, bytes, n, e) != 0)
        return -1;
    s->used += n;
    s->left -= n;
    p->len += n;
    return 0;
}

void mk_scratch_back(struct mk_scratch *s, uint64_t mark)
{
    if (mark < s->used)
        s->used = mark;
}

/* ---- a piece as a file ---- */

struct piece_file {
    const struct mk_scratch *s;
    uint64_t at, len;
};

static int piece_pread(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    const struct piece_file *f = u;
    *got = 0;
    if (at >= f->len)
        return 0;
    if (n > f->len - at)
        n = (size_t)(f->len - at);
    return f->s->pread(f->s->u, f->at + at, out, n, got, e);
}

int mk_piece_file(struct mk_file *out, const struct mk_piece *p, struct mk_error *e)
{
    struct piece_file *f = malloc(sizeof *f);
    if (!f)
        return mk_fail(e, MK_ENOMEM, "scratch file");
    *f = (struct piece_file){ p->s, p->at, p->len };
    *out = (struct mk_file){ .pread = piece_pread, .close = free, .u = f, .size = p->len };
    return 0;
}
