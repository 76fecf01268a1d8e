#include "firmware/worker/frame.h"
#include "firmware/worker/unframe.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct mk_error e;

/* Two frames: type 5, stream 7, "hello"; type 0x1234, stream 0xabcd, empty. */
static const uint8_t two[] = { 5,   0,   0, 0, 5, 0, 7,    0,    'h',  'e', 'l',
                               'l', 'o', 0, 0, 0, 0, 0x34, 0x12, 0xcd, 0xab };

static void feed(struct mk_unframe *u, const uint8_t *p, size_t n)
{
    size_t room;
    uint8_t *to = mk_unframe_room(u, &room);
    assert_non_null(to);
    assert_true(room >= n);
    if (n)
        memcpy(to, p, n);
    mk_unframe_fed(u, n);
}

static void every_piecewise_feed_gives_the_same_frames(void **s)
{
    (void)s;
    for (size_t step = 1; step <= sizeof two; step++) {
        struct mk_unframe u;
        struct mk_frame f;
        unsigned frames = 0;
        mk_unframe_init(&u);
        for (size_t at = 0; at < sizeof two; at += step) {
            feed(&u, two + at, step < sizeof two - at ? step : sizeof two - at);
            while (mk_unframe_next(&f, &u, &e) == 1) {
                assert_int_equal(f.type, frames ? 0x1234 : 5);
                assert_int_equal(f.stream, frames ? 0xabcd : 7);
                assert_true(mk_span_is(f.body, frames ? "" : "hello"));
                frames++;
            }
        }
        assert_int_equal(frames, 2);
        assert_false(mk_unframe_torn(&u));
        mk_unframe_done(&u);
    }
}

static void every_truncation_waits_and_is_torn(void **s)
{
    (void)s;
    for (size_t n = 0; n < 13; n++) {
        struct mk_unframe u;
        struct mk_frame f;
        mk_unframe_init(&u);
        feed(&u, two, n);
        assert_false(mk_unframe_ready(&u));
        assert_int_equal(mk_unframe_next(&f, &u, &e), 0);
        assert_int_equal(mk_unframe_torn(&u), n > 0);
        mk_unframe_done(&u);
    }
}

static void a_length_over_the_limit_is_refused_for_good(void **s)
{
    (void)s;
    static const uint8_t bad[] = { 1, 0, 0x10, 0, 1, 0, 0, 0 };
    struct mk_unframe u;
    struct mk_frame f;
    mk_unframe_init(&u);
    feed(&u, bad, sizeof bad);
    for (int i = 0; i < 3; i++) {
        assert_true(mk_unframe_ready(&u));
        assert_int_equal(mk_unframe_next(&f, &u, &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
        feed(&u, two, sizeof two);
    }
    mk_unframe_done(&u);
}

struct pair {
    struct mk_chan *a, *b;
    int raw; /* the socket under a, for what a channel would never send */
};

static struct pair connect_pair(void)
{
    struct pair p;
    int fd[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd), 0);
    assert_int_equal(mk_chan_new(&p.a, fd[0], &e), 0);
    assert_int_equal(mk_chan_new(&p.b, fd[1], &e), 0);
    p.raw = fd[0];
    return p;
}

static void disconnect(struct pair *p)
{
    mk_chan_free(p->a);
    mk_chan_free(p->b);
}

static void small_frames_gather_until_flushed(void **s)
{
    (void)s;
    struct pair p = connect_pair();
    struct mk_frame f;
    assert_int_equal(mk_chan_send(p.a, 1, 2, mk_str("one"), &e), 0);
    assert_int_equal(mk_chan_send2(p.a, 3, 4, mk_str("tw"), mk_str("o"), &e), 0);
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, 0, &e), -1);
    assert_int_equal(e.code, MK_ETIMEOUT);
    assert_int_equal(mk_chan_flush(p.a, &e), 0);
    assert_false(mk_chan_ready(p.b));
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, -1, &e), 1);
    assert_true(mk_span_is(f.body, "one"));
    assert_true(mk_chan_ready(p.b));
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, -1, &e), 1);
    assert_true(f.type == 3 && f.stream == 4 && mk_span_is(f.body, "two"));
    disconnect(&p);
}

static void receiving_sends_the_question_first(void **s)
{
    (void)s;
    struct pair p = connect_pair();
    struct mk_frame f;
    assert_int_equal(mk_chan_send(p.a, 1, 0, mk_str("question"), &e), 0);
    assert_int_equal(mk_chan_recv(&f, NULL, p.a, 0, &e), -1); /* no answer yet */
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, 0, &e), 1);
    assert_true(mk_span_is(f.body, "question"));
    disconnect(&p);
}

static void *send_many(void *u)
{
    struct pair *p = u;
    struct mk_error err;
    uint8_t *big = calloc(1, MK_FRAME_MAX);
    int rc = big ? 0 : -1;
    for (size_t n = 0; rc == 0 && n <= MK_FRAME_MAX; n += 65521) {
        memset(big, (int)(n % 251), n);
        size_t cut = n < 100 ? n : 100;
        rc = mk_chan_send2(p->a, (uint16_t)(n % 65536), 9, mk_span(big, cut),
                           mk_span(big + cut, n - cut), &err);
    }
    if (rc == 0)
        rc = mk_chan_send(p->a, 1, 1, mk_span(big, MK_FRAME_MAX), &err);
    if (rc == 0)
        rc = mk_chan_flush(p->a, &err);
    free(big);
    return rc ? u : NULL;
}

static void frames_of_every_size_cross(void **s)
{
    (void)s;
    struct pair p = connect_pair();
    struct mk_frame f;
    pthread_t t;
    void *failed;
    assert_int_equal(pthread_create(&t, NULL, send_many, &p), 0);
    for (size_t n = 0; n <= MK_FRAME_MAX; n += 65521) {
        assert_int_equal(mk_chan_recv(&f, NULL, p.b, 30000, &e), 1);
        assert_int_equal(f.type, n % 65536);
        assert_int_equal(f.body.len, n);
        for (size_t i = 0; i < n; i += 997)
            assert_int_equal(f.body.p[i], n % 251);
    }
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, 30000, &e), 1);
    assert_int_equal(f.body.len, MK_FRAME_MAX);
    pthread_join(t, &failed);
    assert_null(failed);
    disconnect(&p);
}

static void a_frame_over_one_mebibyte_is_not_sent(void **s)
{
    (void)s;
    struct pair p = connect_pair();
    uint8_t byte = 0;
    struct mk_span huge = mk_span(&byte, MK_FRAME_MAX); /* never read */
    assert_int_equal(mk_chan_send2(p.a, 1, 1, mk_span(&byte, 1), huge, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(mk_chan_send_fd(p.a, 1, 1, mk_span(&byte, MK_FRAME_MAX + 1), 0, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    disconnect(&p);
}

static void the_end_and_a_torn_end_are_told_apart(void **s)
{
    (void)s;
    struct pair p = connect_pair();
    struct mk_frame f;
    assert_int_equal(mk_chan_send(p.a, 1, 1, mk_str("last"), &e), 0);
    assert_int_equal(mk_chan_flush(p.a, &e), 0);
    mk_chan_free(p.a);
    p.a = NULL;
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, -1, &e), 1);
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, -1, &e), 0);
    assert_int_equal(mk_chan_send(p.b, 1, 1, mk_str("nobody"), &e), 0);
    assert_int_equal(mk_chan_flush(p.b, &e), -1);
    assert_int_equal(e.code, MK_ECLOSED);
    disconnect(&p);

    p = connect_pair();
    assert_int_equal(write(p.raw, two, 12), 12);
    mk_chan_free(p.a);
    p.a = NULL;
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, -1, &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    disconnect(&p);
}

/* The two ends of a pipe that carries one known text. */
static int readable(const char *text)
{
    int fd[2];
    assert_int_equal(pipe2(fd, O_CLOEXEC), 0);
    assert_int_equal(write(fd[1], text, strlen(text)), (ssize_t)strlen(text));
    close(fd[1]);
    return fd[0];
}

static void expect_text(int fd, const char *text)
{
    char got[32] = "";
    assert_true(fd >= 0);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(read(fd, got, sizeof got - 1), (ssize_t)strlen(text));
    assert_string_equal(got, text);
    close(fd);
}

static void each_descriptor_comes_with_its_own_frame(void **s)
{
    (void)s;
    struct pair p = connect_pair();
    struct mk_frame f;
    int x = readable("x"), y = readable("y"), got;
    assert_int_equal(mk_chan_send(p.a, 1, 0, mk_str("before"), &e), 0);
    assert_int_equal(mk_chan_send_fd(p.a, 2, 0, mk_str("with x"), x, &e), 0);
    assert_int_equal(mk_chan_send(p.a, 3, 0, mk_str("between"), &e), 0);
    assert_int_equal(mk_chan_send_fd(p.a, 4, 0, mk_span(NULL, 0), y, &e), 0);
    assert_int_equal(mk_chan_send(p.a, 5, 0, mk_str("behind"), &e), 0);
    assert_int_equal(mk_chan_flush(p.a, &e), 0);
    close(x);
    close(y);
    for (uint16_t type = 1; type <= 5; type++) {
        assert_int_equal(mk_chan_recv(&f, &got, p.b, 1000, &e), 1);
        assert_int_equal(f.type, type);
        if (type == 2 || type == 4)
            expect_text(got, type == 2 ? "x" : "y");
        else
            assert_int_equal(got, -1);
    }
    disconnect(&p);
}

static int count_open(void)
{
    int n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

/* Sends bytes and `n` copies of a descriptor with the first of them, as a hostile peer would. */
static void send_raw(int to, const void *p, size_t len, int n)
{
    union {
        struct cmsghdr align;
        char space[CMSG_SPACE(4 * sizeof(int))];
    } control = { 0 };
    int fds[4] = { 2, 2, 2, 2 };
    struct iovec iov = { (void *)(uintptr_t)p, len };
    struct msghdr m = { .msg_iov = &iov,
                        .msg_iovlen = 1,
                        .msg_control = control.space,
                        .msg_controllen = CMSG_SPACE((size_t)n * sizeof(int)) };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN((size_t)n * sizeof(int));
    memcpy(CMSG_DATA(c), fds, (size_t)n * sizeof(int));
    assert_int_equal(sendmsg(to, &m, 0), (ssize_t)len);
}

static void descriptors_out_of_place_are_refused_and_closed(void **s)
{
    (void)s;
    int before = count_open();
    struct pair p = connect_pair();
    struct mk_frame f;
    send_raw(p.raw, two, 3, 1); /* inside a frame */
    assert_int_equal(write(p.raw, two + 3, 10), 10);
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, 1000, &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    disconnect(&p);
    assert_int_equal(count_open(), before);

    p = connect_pair();
    send_raw(p.raw, two, sizeof two, 4); /* more than one */
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, 1000, &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    disconnect(&p);
    assert_int_equal(count_open(), before);

    p = connect_pair();
    send_raw(p.raw, two, sizeof two, 1); /* in place, but nobody wants it */
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, 1000, &e), 1);
    assert_int_equal(mk_chan_recv(&f, NULL, p.b, 1000, &e), 1);
    disconnect(&p);
    assert_int_equal(count_open(), before);
}

static void no_memory_is_an_error_and_nothing_is_half_sent(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct pair p = { NULL, NULL, -1 };
        struct mk_frame f;
        int fd[2], ok;
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd), 0);
        ok = mk_chan_new(&p.a, fd[0], &e) == 0;
        if (mk_chan_new(&p.b, fd[1], &e) != 0)
            ok = 0;
        if (ok && mk_chan_send(p.a, 1, 1, mk_str("text"), &e) != 0)
            assert_int_equal(mk_chan_send(p.a, 1, 1, mk_str("text"), &e), 0);
        if (ok && mk_chan_flush(p.a, &e) == 0) {
            int rc = mk_chan_recv(&f, NULL, p.b, 0, &e);
            if (rc != 1) /* out of memory a moment ago */
                rc = mk_chan_recv(&f, NULL, p.b, 0, &e);
            assert_int_equal(rc, 1);
            assert_true(mk_span_is(f.body, "text"));
        }
        disconnect(&p);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piecewise_feed_gives_the_same_frames),
        cmocka_unit_test(every_truncation_waits_and_is_torn),
        cmocka_unit_test(a_length_over_the_limit_is_refused_for_good),
        cmocka_unit_test(small_frames_gather_until_flushed),
        cmocka_unit_test(receiving_sends_the_question_first),
        cmocka_unit_test(frames_of_every_size_cross),
        cmocka_unit_test(a_frame_over_one_mebibyte_is_not_sent),
        cmocka_unit_test(the_end_and_a_torn_end_are_told_apart),
        cmocka_unit_test(each_descriptor_comes_with_its_own_frame),
        cmocka_unit_test(descriptors_out_of_place_are_refused_and_closed),
        cmocka_unit_test(no_memory_is_an_error_and_nothing_is_half_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
