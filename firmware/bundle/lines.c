#include "firmware/bundle/lines.h"
#include <errno.h>
#include <unistd.h>

#define CHUNK ((size_t)64 << 10)

void mk_lines_init(struct mk_lines *l, int fd, size_t max)
{
    *l = (struct mk_lines){ .fd = fd, .max = max };
    mk_buf_init(&l->buf, max + 1 + CHUNK);
}

void mk_lines_done(struct mk_lines *l)
{
    mk_buf_done(&l->buf);
}

ssize_t mk_lines_more(struct mk_buf *buf, int fd, uint64_t at, size_t n, struct mk_error *e)
{
    uint8_t *room = mk_buf_room(buf, n);
    size_t have = 0;
    if (!room)
        return mk_fail(e, MK_ENOMEM, "a line");
    while (have < n) {
        ssize_t got = pread(fd, room + have, n - have, (off_t)(at + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return mk_fail_errno(e, "read");
        if (got == 0)
            break;
        have += (size_t)got;
    }
    buf->len += have;
    return (ssize_t)have;
}

int mk_lines_next(struct mk_span *out, struct mk_lines *l, struct mk_error *e)
{
    size_t seen = 0;
    l->at += l->next - l->pos;
    l->pos = l->next;
    for (;;) {
        struct mk_span have = mk_span_from(mk_buf_span(&l->buf), l->pos);
        const uint8_t *lf = have.len > seen ? memchr(have.p + seen, '\n', have.len - seen) : NULL;
        size_t len = lf ? (size_t)(lf - have.p) : have.len;
        l->rest = len > l->max;
        if (l->rest)
            return 0;
        if (lf) {
            *out = mk_span(have.p, len);
            l->next = l->pos + len + 1;
            return 1;
        }
        seen = len;
        mk_buf_drop(&l->buf, l->pos);
        l->pos = l->next = 0;
        ssize_t got = mk_lines_more(&l->buf, l->fd, l->at + seen, CHUNK, e);
        if (got < 0)
            return -1;
        l->rest = got == 0 && seen > 0;
        if (got == 0)
            return 0;
    }
}
