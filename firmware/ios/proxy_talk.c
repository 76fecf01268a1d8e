/* The proxy's talk with usbmuxd: a connection, one request, one answer. */
#include "firmware/ios/muxd.h"
#include "firmware/ios/proxy.h"
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 4000 /* with usbmuxd */

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int send_all(int fd, struct mk_span s, struct mk_error *e)
{
    while (s.len) {
        ssize_t n = send(fd, s.p, s.len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return mk_fail_errno(e, "usbmuxd");
        s = mk_span_from(s, (size_t)n);
    }
    return 0;
}

/* Exactly n bytes: not one of what follows an answer is the proxy's. */
static int recv_all(int fd, uint8_t *out, size_t n, int64_t until_ms, struct mk_error *e)
{
    while (n) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int64_t left = until_ms - now_ms();
        int hit = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (hit < 0 && errno == EINTR)
            continue;
        if (hit == 0)
            return mk_fail(e, MK_ETIMEOUT, "usbmuxd does not answer");
        ssize_t got = hit < 0 ? -1 : recv(fd, out, n, 0);
        if (got == 0)
            return mk_fail(e, MK_EPROTO, "usbmuxd ended the connection");
        if (got < 0 && errno != EINTR)
            return mk_fail_errno(e, "usbmuxd");
        if (got > 0) {
            out += got;
            n -= (size_t)got;
        }
    }
    return 0;
}

#define TAG 1u

/* On success the connection is the caller's, with nothing read behind the answer. */
static int talk(int *fd, struct mk_buf *body, const struct mk_proxy *p,
                const struct mk_buf *request, struct mk_error *e)
{
    uint8_t head[MK_MUXD_HEAD];
    uint32_t n;
    int64_t until = now_ms() + PATIENCE_MS;
    if (p->dial(fd, p->u, e) != 0)
        return -1;
    int rc = mk_buf_ok(request) ? send_all(*fd, mk_buf_span(request), e)
                                : mk_fail(e, MK_ENOMEM, "request to usbmuxd");
    if (rc == 0)
        rc = recv_all(*fd, head, sizeof head, until, e);
    if (rc == 0)
        rc = mk_muxd_head(&n, mk_span(head, sizeof head), TAG, e);
    if (rc == 0) {
        uint8_t *room = mk_buf_room(body, n);
        rc = room ? recv_all(*fd, room, n, until, e) : mk_fail(e, MK_ENOMEM, "answer of usbmuxd");
        body->len += rc == 0 ? n : 0;
    }
    if (rc != 0)
        close(*fd);
    return rc;
}

int mk_proxy_devices(struct mk_mux_device *out, size_t *n, const struct mk_proxy *p,
                     struct mk_error *e)
{
    struct mk_buf request, body;
    int fd, rc;
    mk_buf_init(&request, 4096);
    mk_buf_init(&body, MK_MUXD_MAX);
    mk_muxd_list(&request, TAG);
    rc = talk(&fd, &body, p, &request, e);
    if (rc == 0) {
        close(fd);
        rc = mk_muxd_devices(out, MK_MUXD_MOST, n, mk_buf_span(&body), e);
    }
    mk_buf_done(&request);
    mk_buf_done(&body);
    return rc;
}

int mk_proxy_dial(int *fd, const struct mk_proxy *p, uint32_t device, uint16_t port,
                  struct mk_error *e)
{
    struct mk_buf request, body;
    mk_buf_init(&request, 4096);
    mk_buf_init(&body, MK_MUXD_MAX);
    mk_muxd_connect(&request, TAG, device, port);
    int rc = talk(fd, &body, p, &request, e);
    if (rc == 0 && mk_muxd_result(mk_buf_span(&body), e) != 0) {
        close(*fd);
        rc = -1;
    }
    mk_buf_done(&request);
    mk_buf_done(&body);
    return rc;
}
