#include "tests/lib/t.h"
#include "firmware/transport/transport.h"
#include "tests/lib/adb_script.h"
#include "tests/lib/fault.h"
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

static int listener(uint16_t *port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    *port = ntohs(a.sin_port);
    return fd;
}

static bool ready(struct mk_transport *t)
{
    struct pollfd p[MK_TRANSPORT_FDS];
    int ms = 5000;
    size_t n = t->poll(t->u, p, MK_TRANSPORT_FDS, false, &ms);
    return poll(p, n, ms) > 0;
}

static void bytes_cross_a_tcp_connection_until_it_closes(void **s)
{
    (void)s;
    struct mk_transport t;
    struct mk_error e = { 0 };
    uint16_t port;
    char buf[16];
    size_t n;
    int fd, l = listener(&port);
    assert_int_equal(mk_tcp_connect(&fd, "127.0.0.1", port, 5000, &e), 0);
    int peer = accept(l, NULL, NULL);
    assert_int_equal(mk_transport_fd(&t, fd, &e), 0);
    assert_int_equal(t.read(t.u, buf, sizeof buf, &n, &e), 0); /* nothing there, and no waiting */
    assert_int_equal(t.write(t.u, mk_str("hello"), false, &n, &e), 1);
    assert_int_equal(n, 5);
    assert_int_equal(read(peer, buf, sizeof buf), 5);
    assert_int_equal(write(peer, "hi", 2), 2);
    assert_true(ready(&t));
    assert_int_equal(t.read(t.u, buf, sizeof buf, &n, &e), 1);
    assert_int_equal(n, 2);
    close(peer);
    assert_true(ready(&t));
    assert_int_equal(t.read(t.u, buf, sizeof buf, &n, &e), -1);
    assert_int_equal(e.code, MK_ECLOSED);
    mk_transport_done(&t);
    close(l);
}

static void a_full_socket_does_not_block(void **s)
{
    (void)s;
    struct mk_transport t;
    static const char block[65536];
    int pair[2], rc;
    size_t n;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_int_equal(mk_transport_fd(&t, pair[0], NULL), 0);
    while ((rc = t.write(t.u, mk_span(block, sizeof block), false, &n, NULL)) == 1)
        ;
    assert_int_equal(rc, 0);
    struct pollfd p[1];
    int ms = -1;
    assert_int_equal(t.poll(t.u, p, 1, true, &ms), 1);
    assert_int_equal(p[0].events, POLLIN | POLLOUT);
    mk_transport_done(&t);
    close(pair[1]);
}

static void what_cannot_be_reached_is_an_error(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    uint16_t port;
    int fd, l = listener(&port);
    close(l);
    assert_int_equal(mk_tcp_connect(&fd, "127.0.0.1", port, 1000, &e), -1);
    assert_int_equal(e.code, MK_EIO);
    assert_int_equal(mk_tcp_connect(&fd, "localhost.example", port, 1000, &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
}

static void a_script_says_where_the_talk_went_wrong(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { EXPECT("abc"), GIVE("xy"), EXPECT("d"), CUT };
    struct mk_script sc = { .steps = steps, .piece = 2 };
    struct mk_transport t;
    struct mk_error e = { 0 };
    char buf[8];
    size_t n;
    mk_transport_script(&t, &sc);
    assert_int_equal(t.read(t.u, buf, sizeof buf, &n, &e), 0);
    assert_int_equal(t.write(t.u, mk_str("abc"), false, &n, &e), 1);
    assert_int_equal(n, 2);
    assert_int_equal(t.write(t.u, mk_str("x"), false, &n, &e), -1);
    assert_string_equal(e.text, "script: step 0 byte 2 is 0x78, expected 0x63");
    assert_int_equal(t.write(t.u, mk_str("c"), false, &n, &e), 1);
    assert_int_equal(t.write(t.u, mk_str("d"), false, &n, &e), 0); /* the phone speaks first */
    assert_int_equal(t.read(t.u, buf, sizeof buf, &n, &e), 1);
    assert_int_equal(n, 2);
    assert_false(mk_script_finished(&sc));
    assert_int_equal(t.write(t.u, mk_str("d"), false, &n, &e), 1);
    assert_true(mk_script_finished(&sc));
    assert_int_equal(t.read(t.u, buf, sizeof buf, &n, &e), -1);
    assert_int_equal(e.code, MK_ECLOSED);
    mk_transport_done(&t);
}

static void no_memory_closes_the_descriptor(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_transport t = { 0 };
        int fd = dup(0);
        int rc = mk_transport_fd(&t, fd, NULL);
        assert_int_equal(rc != 0, fault_fired());
        mk_transport_done(&t);
        assert_int_equal(close(fd), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_cross_a_tcp_connection_until_it_closes),
        cmocka_unit_test(a_full_socket_does_not_block),
        cmocka_unit_test(what_cannot_be_reached_is_an_error),
        cmocka_unit_test(a_script_says_where_the_talk_went_wrong),
        cmocka_unit_test(no_memory_closes_the_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
