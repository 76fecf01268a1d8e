#include "firmware/worker/unframe.h"
#include <errno.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define GATHER ((size_t)256 << 10)

/*
 * A descriptor rides on the last byte of its frame: ancillary data is a barrier
 * for what is received (unix(7), SCM_RIGHTS), so the read that brings it ends
 * exactly where its frame ends, whatever was sent before or after.
 */
struct mk_chan {
    int fd;
    struct mk_buf out;
    struct mk_unframe in;
    int passed;         /* a descriptor that came and was not handed out yet, or -1 */
    uint64_t passed_at; /* position in the stream where its frame has to end */
};

int mk_chan_new(struct mk_chan **out, int fd, struct mk_error *e)
{
    struct mk_chan *ch = malloc(sizeof *ch);
    if (!ch) {
        close(fd);
        return mk_fail(e, MK_ENOMEM, "channel");
    }
    *ch = (struct mk_chan){ .fd = fd, .passed = -1 };
    mk_buf_init(&ch->out, GATHER);
    mk_unframe_init(&ch->in);
    *out = ch;
    return 0;
}

void mk_chan_free(struct mk_chan *ch)
{
    if (!ch)
        return;
    close(ch->fd);
    if (ch->passed >= 0)
        close(ch->passed);
    mk_buf_done(&ch->out);
    mk_unframe_done(&ch->in);
    free(ch);
}

int mk_chan_fd(const struct mk_chan *ch)
{
    return ch->fd;
}

bool mk_chan_ready(const struct mk_chan *ch)
{
    return mk_unframe_ready(&ch->in);
}

static int fail_io(struct mk_error *e, const char *what)
{
    if (errno == EPIPE || errno == ECONNRESET)
        return mk_fail(e, MK_ECLOSED, "%s: the other side is gone", what);
    return mk_fail_errno(e, what);
}

/* Sends all of it, with `pass` (or -1) on its first byte. */
static int send_all(struct mk_chan *ch, struct iovec *iov, size_t niov, int pass,
                    struct mk_error *e)
{
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    struct msghdr m = { .msg_iov = iov, .msg_iovlen = niov };
    if (pass >= 0) {
        m.msg_control = control.space;
        m.msg_controllen = sizeof control.space;
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &pass, sizeof pass);
    }
    for (;;) {
        while (m.msg_iovlen && m.msg_iov->iov_len == 0)
            m.msg_iov++, m.msg_iovlen--;
        if (m.msg_iovlen == 0)
            return 0;
        ssize_t n = sendmsg(ch->fd, &m, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_io(e, "sending a frame");
        m.msg_control = NULL; /* went with the first byte */
        m.msg_controllen = 0;
        for (size_t left = (size_t)n; left;) {
            size_t step = left < m.msg_iov->iov_len ? left : m.msg_iov->iov_len;
            m.msg_iov->iov_base = (char *)m.msg_iov->iov_base + step;
            m.msg_iov->iov_len -= step;
            left -= step;
            if (m.msg_iov->iov_len == 0)
                m.msg_iov++, m.msg_iovlen--;
        }
    }
}

static struct iovec vec(struct mk_span s)
{
    return (struct iovec){ .iov_base = (void *)(uintptr_t)s.p, .iov_len = s.len };
}

int mk_chan_flush(struct mk_chan *ch, struct mk_error *e)
{
    struct iovec iov = vec(mk_buf_span(&ch->out));
    mk_buf_clear(&ch->out); /* the bytes stay until the next put */
    return iov.iov_len ? send_all(ch, &iov, 1, -1, e) : 0;
}

void mk_chan_wipe(struct mk_chan *ch)
{
    struct mk_buf *in = &ch->in.in, *out = &ch->out;
    if (in->p) {
        OPENSSL_cleanse(in->p, ch->in.at);
        OPENSSL_cleanse(in->p + in->len, in->cap - in->len);
    }
    if (out->p)
        OPENSSL_cleanse(out->p + out->len, out->cap - out->len);
}

int mk_chan_send2(struct mk_chan *ch, uint16_t type, uint16_t stream, struct mk_span head,
                  struct mk_span body, struct mk_error *e)
{
    if (head.len > MK_FRAME_MAX || body.len > MK_FRAME_MAX - head.len)
        return mk_fail(e, MK_ELIMIT, "frame over 1 MiB");
    size_t len = head.len + body.len;
    uint8_t h[MK_FRAME_HEAD];
    mk_frame_head(h, type, stream, len);
    if (MK_FRAME_HEAD + len < GATHER - ch->out.len) {
        if (!mk_buf_room(&ch->out, MK_FRAME_HEAD + len)) {
            ch->out.bad = false; /* nothing of this frame is in it */
            return mk_fail(e, MK_ENOMEM, "frame");
        }
        mk_buf_put(&ch->out, h, sizeof h);
        mk_buf_put(&ch->out, head.p, head.len);
        mk_buf_put(&ch->out, body.p, body.len);
        return 0;
    }
    struct iovec iov[] = { vec(mk_buf_span(&ch->out)), vec(mk_span(h, sizeof h)), vec(head),
                           vec(body) };
    mk_buf_clear(&ch->out);
    return send_all(ch, iov, 4, -1, e);
}

int mk_chan_send(struct mk_chan *ch, uint16_t type, uint16_t stream, struct mk_span body,
                 struct mk_error *e)
{
    return mk_chan_send2(ch, type, stream, mk_span(NULL, 0), body, e);
}

int mk_chan_send_fd(struct mk_chan *ch, uint16_t type, uint16_t stream, struct mk_span body, int fd,
                    struct mk_error *e)
{
    uint8_t h[MK_FRAME_HEAD];
    if (body.len > MK_FRAME_MAX)
        return mk_fail(e, MK_ELIMIT, "frame over 1 MiB");
    mk_frame_head(h, type, stream, body.len);
    struct mk_span head = mk_span(h, sizeof h), tail = body.len ? body : head;
    struct iovec last = vec(mk_span(tail.p + (tail.len - 1), 1));
    if (body.len)
        body.len--;
    else
        head.len--;
    struct iovec iov[] = { vec(mk_buf_span(&ch->out)), vec(head), vec(body) };
    mk_buf_clear(&ch->out);
    return send_all(ch, iov, 3, -1, e) ? -1 : send_all(ch, &last, 1, fd, e);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for something to read until the deadline (-1: none): 0, or -1. */
static int wait_input(const struct mk_chan *ch, int64_t until_ms, struct mk_error *e)
{
    for (;;) {
        struct pollfd p = { .fd = ch->fd, .events = POLLIN };
        int64_t left = until_ms < 0 ? -1 : until_ms - now_ms();
        int n = poll(&p, 1, until_ms < 0 ? -1 : left > 0 ? (int)left : 0);
        if (n > 0)
            return 0;
        if (n == 0)
            return mk_fail(e, MK_ETIMEOUT, "no frame in time");
        if (errno != EINTR)
            return mk_fail_errno(e, "waiting for a frame");
    }
}

/* Takes the descriptor out of what came with a read; -1 when there was more than one. */
static int take_passed(struct mk_chan *ch, struct msghdr *m)
{
    int rc = (m->msg_flags & MSG_CTRUNC) ? -1 : 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        for (size_t i = 0; CMSG_LEN((i + 1) * sizeof(int)) <= c->cmsg_len; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
            if (ch->passed < 0)
                ch->passed = fd;
            else {
                close(fd);
                rc = -1;
            }
        }
    }
    return rc;
}

/* Reads once: 1, or 0 at the end of the stream. */
static int fill(struct mk_chan *ch, struct mk_error *e)
{
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    size_t room;
    uint8_t *p = mk_unframe_room(&ch->in, &room);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "frame");
    struct iovec iov = { .iov_base = p, .iov_len = room };
    struct msghdr m = { .msg_iov = &iov,
                        .msg_iovlen = 1,
                        .msg_control = control.space,
                        .msg_controllen = sizeof control.space };
    bool waiting = ch->passed >= 0; /* its frame should have been whole with the read before */
    ssize_t n;
    do
        n = recvmsg(ch->fd, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return fail_io(e, "receiving a frame");
    mk_unframe_fed(&ch->in, (size_t)n);
    int bad = take_passed(ch, &m);
    ch->passed_at = ch->in.fed;
    if (waiting || bad)
        return mk_fail(e, MK_EPROTO, "a descriptor out of place");
    return n > 0;
}

/* Gives the frame just taken its descriptor, if one came with it. */
static void hand_out(int *fd, struct mk_chan *ch)
{
    int passed = -1;
    if (ch->passed >= 0 && ch->in.taken == ch->passed_at) {
        passed = ch->passed;
        ch->passed = -1;
    }
    if (fd)
        *fd = passed;
    else if (passed >= 0)
        close(passed);
}

int mk_chan_recv(struct mk_frame *out, int *fd, struct mk_chan *ch, int timeout_ms,
                 struct mk_error *e)
{
    int64_t until_ms = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
    if (mk_chan_flush(ch, e) != 0)
        return -1;
    for (;;) {
        int rc = mk_unframe_next(out, &ch->in, e);
        if (rc > 0)
            hand_out(fd, ch);
        if (rc != 0)
            return rc;
        if (wait_input(ch, until_ms, e) != 0)
            return -1;
        rc = fill(ch, e);
        if (rc < 0)
            return -1;
        if (rc == 0 && mk_unframe_torn(&ch->in))
            return mk_fail(e, MK_EPROTO, "the stream ends inside a frame");
        if (rc == 0)
            return 0;
    }
}
