#include "firmware/phantom/ios_serve.h"
#include "firmware/phantom/ios_usb.h"
#include "tests/lib/hand_iphone.h"
#include "tests/lib/iphone_cable.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the phone's end ---- */

static struct mk_ios_usb usb;
static size_t at;

static int up(void **s)
{
    (void)s;
    mk_buf_init(&said, 1 << 22);
    mk_ios_usb_begin(&usb);
    at = 0;
    said_packets = 0;
    return 0;
}

static int down(void **s)
{
    (void)s;
    mk_ios_usb_end(&usb);
    mk_buf_done(&said);
    return 0;
}

/* What the host said goes in, in pieces of that many bytes. */
static int fed(size_t piece)
{
    int rc = 0;
    struct mk_error e = { 0 };
    for (size_t i = 0; rc == 0 && i < said.len; i += piece)
        rc = mk_ios_usb_feed(&usb, mk_span(said.p + i, piece < said.len - i ? piece : said.len - i),
                             &e);
    if (rc)
        assert_int_equal(e.code, MK_EPROTO);
    mk_buf_clear(&said);
    return rc;
}

static struct packet next(void)
{
    struct packet p;
    assert_true(packet(&p, &at, mk_buf_span(&usb.out)));
    return p;
}

static struct mk_ios_usb_conn *open_one(uint16_t window)
{
    say_hello();
    say_tcp(1, 62078, 0, 0, 2, window, mk_span(NULL, 0));
    assert_int_equal(fed(7), 0);
    struct mk_ios_usb_conn *c = &usb.c[0];
    assert_int_equal(c->state, MK_IOS_USB_NEW);
    assert_int_equal(c->port, 62078);
    mk_ios_usb_open(&usb, c);
    assert_int_equal(next().protocol, 0);
    struct packet p = next();
    assert_int_equal(p.flags, 0x12);
    assert_int_equal(p.from, 62078);
    assert_int_equal(p.to, 1);
    assert_int_equal(p.seq, 0);
    assert_int_equal(p.ack, 1);
    assert_int_equal(p.window, 512);
    return c;
}

static void the_version_is_answered_with_itself(void **s)
{
    (void)s;
    static const uint8_t two[] = { 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0 };
    say_version();
    assert_int_equal(fed(1), 0);
    assert_int_equal(usb.out.len, sizeof two);
    assert_memory_equal(usb.out.p, two, sizeof two);
}

static void bytes_go_both_ways_and_are_acknowledged(void **s)
{
    (void)s;
    struct mk_ios_usb_conn *c = open_one(512);
    say_tcp(1, 62078, 1, 1, 0x10, 512, mk_str("hello"));
    say_tcp(1, 62078, 6, 1, 0x10, 512, mk_str(" phone"));
    assert_int_equal(fed(1000), 0);
    assert_true(mk_span_is(mk_buf_span(&c->in), "hello phone"));
    mk_ios_usb_took(&usb, c, 5);
    struct packet p = next();
    assert_int_equal(p.flags, 0x10);
    assert_int_equal(p.ack, 6);
    assert_int_equal(p.bytes.len, 0);
    mk_ios_usb_send(&usb, c, mk_str("hello host"));
    p = next();
    assert_int_equal(p.flags, 0x10);
    assert_int_equal(p.seq, 1);
    assert_true(mk_span_is(p.bytes, "hello host"));
    mk_ios_usb_send(&usb, c, mk_str("!"));
    p = next();
    assert_int_equal(p.seq, 11);
    assert_int_equal(p.number, 3); /* SYN, ACK, two with bytes */
}

static void no_more_is_sent_than_the_host_has_room_for(void **s)
{
    (void)s;
    static uint8_t many[MK_IOS_USB_CARRY];
    struct mk_ios_usb_conn *c = open_one(64); /* 16384 bytes */
    assert_int_equal(mk_ios_usb_room(c), MK_IOS_USB_CARRY);
    mk_ios_usb_send(&usb, c, mk_span(many, sizeof many));
    assert_int_equal(mk_ios_usb_room(c), 384);
    mk_ios_usb_send(&usb, c, mk_span(many, 384));
    assert_int_equal(mk_ios_usb_room(c), 0);
    say_tcp(1, 62078, 1, 101, 0x10, 64, mk_span(NULL, 0));
    assert_int_equal(fed(1000), 0);
    assert_int_equal(mk_ios_usb_room(c), 100);
    say_tcp(1, 62078, 1, 16385, 0x10, 0, mk_span(NULL, 0));
    assert_int_equal(fed(1000), 0);
    assert_int_equal(mk_ios_usb_room(c), 0);
}

static void connections_end_from_either_side(void **s)
{
    (void)s;
    struct mk_ios_usb_conn *c = open_one(512);
    say_tcp(2, 50000, 7, 0, 2, 512, mk_span(NULL, 0));
    say_tcp(1, 62078, 1, 1, 4, 512, mk_span(NULL, 0));
    assert_int_equal(fed(1000), 0);
    assert_int_equal(c->state, MK_IOS_USB_GONE);
    assert_int_equal(usb.c[1].state, MK_IOS_USB_NEW);
    mk_ios_usb_close(&usb, &usb.c[1]);
    struct packet p = next();
    assert_int_equal(p.flags, 4);
    assert_int_equal(p.to, 2);
    assert_int_equal(p.ack, 8);
    assert_int_equal(usb.c[1].state, MK_IOS_USB_FREE);
    say_tcp(2, 50000, 8, 1, 0x10, 512, mk_str("late"));
    assert_int_equal(fed(1000), 0);
}

static void a_host_that_begins_anew_has_no_connections(void **s)
{
    (void)s;
    struct mk_ios_usb_conn *c = open_one(512);
    say_hello();
    assert_int_equal(fed(1000), 0);
    assert_int_equal(c->state, MK_IOS_USB_GONE);
}

static void connections_are_so_many_at_a_time(void **s)
{
    (void)s;
    say_hello();
    for (uint16_t i = 0; i <= MK_IOS_USB_CONNECTIONS; i++)
        say_tcp(i, 62078, 0, 0, 2, 512, mk_span(NULL, 0));
    assert_int_equal(fed(1 << 20), 0);
    next();
    assert_int_equal(next().flags, 4);
}

static void what_is_no_packet_ends_the_session(void **s)
{
    (void)s;
    static const uint32_t bad[][5] = {
        { 6, 40, 0xfeedface, 0, 0 }, /* before the version */
        { 0, 7, 0, 0, 0 },           /* shorter than its head */
        { 0, 0x10001, 0, 0, 0 },     /* longer than any */
        { 0, 0xffffffff, 0, 0, 0 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (size_t k = 0; k < 5; k++)
            mk_buf_u32be(&said, bad[i][k]);
        for (size_t k = 0; k < 5; k++)
            mk_buf_u32be(&said, 0);
        assert_int_equal(fed(1000), -1);
        down(s);
        up(s);
    }
    say_version();
    mk_buf_u32be(&said, 6);
    mk_buf_u32be(&said, 16);
    mk_buf_u32be(&said, 0xfaceface); /* not the host's magic */
    mk_buf_u32be(&said, 0);
    assert_int_equal(fed(1000), -1);
    down(s);
    up(s);
    say_version();
    say_head(6, 3);
    mk_buf_puts(&said, "abc");
    assert_int_equal(fed(1000), -1);
}

static void more_than_the_window_ends_the_session(void **s)
{
    (void)s;
    static uint8_t many[40000];
    int rc = 0;
    open_one(512);
    for (uint32_t i = 0; rc == 0 && i < 20; i++) {
        say_tcp(1, 62078, 1 + i * 40000, 1, 0x10, 512, mk_span(many, sizeof many));
        rc = fed(1 << 20);
    }
    assert_int_equal(rc, -1);
}

/* ---- all of it ---- */

static int host = -1;
static pid_t phantom;

static int plug_in(void **s)
{
    int out[2];
    char line[256] = "";
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    hand_iphone_reset(s);
    up(s);
    snprintf(a.sun_path, sizeof a.sun_path, "%s/cable", hand_iphone_dir);
    assert_int_equal(pipe(out), 0);
    phantom = fork();
    if (phantom == 0) {
        struct mk_error e = { 0 };
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(out[1], STDOUT_FILENO);
        close(out[0]);
        _exit(mk_ios_usb_serve(hand_iphone, a.sun_path, &e) ? 1 : 0);
    }
    close(out[1]);
    assert_true(read(out[0], line, sizeof line - 1) > 0);
    close(out[0]);
    host = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return connect(host, (struct sockaddr *)&a, sizeof a);
}

static int pull_out(void **s)
{
    close(host);
    kill(phantom, SIGTERM);
    waitpid(phantom, NULL, 0);
    return down(s);
}

static void talk(void)
{
    assert_int_equal(send(host, said.p, said.len, 0), said.len);
    mk_buf_clear(&said);
}

/* The next packet from the cable. */
static struct packet heard(struct mk_buf *in, size_t *from)
{
    struct packet p;
    while (!packet(&p, from, mk_buf_span(in))) {
        struct pollfd f = { host, POLLIN, 0 };
        uint8_t *room = mk_buf_room(in, 65536);
        assert_non_null(room);
        assert_int_equal(poll(&f, 1, 20000), 1);
        ssize_t n = recv(host, room, 65536, 0);
        assert_true(n > 0);
        in->len += (size_t)n;
    }
    return p;
}

static void lockdownd_is_asked_over_the_cable(void **s)
{
    (void)s;
    static const char query[] = "<plist version=\"1.0\"><dict><key>Request</key>"
                                "<string>QueryType</string></dict></plist>";
    struct mk_buf in, message, answer;
    size_t from = 0;
    mk_buf_init(&in, 1 << 20);
    mk_buf_init(&message, 4096);
    mk_buf_init(&answer, 65536);
    mk_buf_u32be(&message, sizeof query - 1);
    mk_buf_puts(&message, query);
    say_hello();
    say_tcp(9, 62078, 0, 0, 2, 512, mk_span(NULL, 0));
    say_tcp(8, 1234, 0, 0, 2, 512, mk_span(NULL, 0));
    talk();
    assert_int_equal(heard(&in, &from).protocol, 0);
    assert_int_equal(heard(&in, &from).flags, 0x12);
    struct packet p = heard(&in, &from);
    assert_int_equal(p.flags, 4); /* nobody listens on 1234 */
    assert_int_equal(p.to, 8);
    say_tcp(9, 62078, 1, 1, 0x10, 512, mk_buf_span(&message));
    talk();
    while (!answer.len || !memmem(answer.p, answer.len, "</plist>", 8)) {
        p = heard(&in, &from);
        assert_int_equal(p.flags, 0x10);
        mk_buf_put(&answer, p.bytes.p, p.bytes.len);
    }
    assert_non_null(memmem(answer.p, answer.len, "com.apple.mobile.lockdown", 25));
    mk_buf_done(&in);
    mk_buf_done(&message);
    mk_buf_done(&answer);
}

#define USB(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        USB(the_version_is_answered_with_itself),
        USB(bytes_go_both_ways_and_are_acknowledged),
        USB(no_more_is_sent_than_the_host_has_room_for),
        USB(connections_end_from_either_side),
        USB(a_host_that_begins_anew_has_no_connections),
        USB(connections_are_so_many_at_a_time),
        USB(what_is_no_packet_ends_the_session),
        USB(more_than_the_window_ends_the_session),
        cmocka_unit_test_setup_teardown(lockdownd_is_asked_over_the_cable, plug_in, pull_out),
    };
    return cmocka_run_group_tests(tests, hand_iphone_up, hand_iphone_down);
}
