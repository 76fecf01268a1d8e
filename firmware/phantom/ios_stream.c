#include "firmware/phantom/ios_stream.h"
#include "firmware/phantom/tick.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define LEFT_MAX ((size_t)1 << 20)

void mk_ios_stream_init(struct mk_ios_stream *s, struct mk_ios_phone *p, int fd)
{
    *s = (struct mk_ios_stream){ .phone = p, .fd = fd };
    mk_buf_init(&s->left, LEFT_MAX);
}

void mk_ios_stream_done(struct mk_ios_stream *s)
{
    SSL_free(s->ssl);
    s->ssl = NULL;
    mk_buf_done(&s->left);
}

/* That the host left without a word is no failure of ours. */
static int gone(struct mk_error *e, const char *what)
{
    return errno == EPIPE || errno == ECONNRESET ? mk_fail(e, MK_ECLOSED, "the host is gone")
                                                 : mk_fail_errno(e, what);
}

/* Nothing more is sent; the connection stands until the host ends it. */
static int stall(struct mk_ios_stream *s, struct mk_error *e)
{
    struct pollfd p = { s->fd, 0, 0 };
    while (!(p.revents & (POLLHUP | POLLERR)))
        if (poll(&p, 1, -1) < 0 && errno != EINTR)
            return mk_fail_errno(e, "poll");
    return mk_fail(e, MK_ECLOSED, "the host ended a connection that stalled");
}

int mk_ios_raw_read(size_t *got, struct mk_ios_stream *s, void *out, size_t max, struct mk_error *e)
{
    if (s->left.len) {
        *got = max < s->left.len ? max : s->left.len;
        memcpy(out, s->left.p, *got);
        mk_buf_drop(&s->left, *got);
        return 0;
    }
    for (;;) {
        ssize_t n = recv(s->fd, out, max, 0);
        if (n > 0) {
            *got = (size_t)n;
            return 0;
        }
        if (n == 0)
            return mk_fail(e, MK_ECLOSED, "the host ended the connection");
        if (errno != EINTR)
            return gone(e, "recv");
    }
}

/* How the cable is before the next transfer of up to `want` bytes. */
static struct mk_fault_link look(struct mk_ios_stream *s, size_t *want)
{
    mk_ios_lock(s->phone);
    *want = mk_fault_room(&s->phone->link, *want);
    struct mk_fault_link now = s->phone->link;
    s->phone->link.garbage = 0;
    mk_ios_unlock(s->phone);
    return now;
}

static int send_some(size_t *sent, struct mk_ios_stream *s, struct mk_span bytes,
                     struct mk_error *e)
{
    ssize_t n = send(s->fd, bytes.p, bytes.len, MSG_NOSIGNAL);
    *sent = n > 0 ? (size_t)n : 0;
    if (n < 0 && errno != EINTR)
        return gone(e, "send");
    mk_ios_lock(s->phone);
    mk_fault_sent(&s->phone->link, *sent);
    bool over = s->phone->link.over;
    mk_ios_unlock(s->phone);
    if (over)
        mk_ios_cut(s->phone);
    return 0;
}

static int send_garbage(struct mk_ios_stream *s, size_t n, struct mk_error *e)
{
    uint8_t noise[4096];
    memset(noise, 0xa5, sizeof noise);
    while (n) {
        size_t sent;
        if (send_some(&sent, s, mk_span(noise, n < sizeof noise ? n : sizeof noise), e))
            return -1;
        n -= sent;
    }
    return 0;
}

int mk_ios_raw_write(struct mk_ios_stream *s, struct mk_span bytes, struct mk_error *e)
{
    while (bytes.len) {
        size_t want = bytes.len, sent;
        struct mk_fault_link link = look(s, &want);
        if (link.over)
            mk_ios_cut(s->phone);
        if (link.stalled)
            return stall(s, e);
        if (link.delay_ms)
            mk_tick_wait(NULL, 0, (int)link.delay_ms);
        if ((link.garbage && send_garbage(s, link.garbage, e)) ||
            send_some(&sent, s, mk_span(bytes.p, want), e))
            return -1;
        bytes = mk_span_from(bytes, sent);
    }
    return 0;
}
