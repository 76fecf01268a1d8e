#include "firmware/ios/muxd.h"
#include "firmware/ios/proxy.h"
#include "parsers/base/cursor.h"
#include "parsers/format/plist.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * The proxy between a scripted usbmuxd, whose answers lie ready in the sockets that are dialled,
 * and a scripted worker.
 */
#define HEAD "<plist version=\"1.0\"><dict>"
#define TAIL "</dict></plist>"
#define DEVICE(id, udid, how)                                                                      \
    "<dict><key>DeviceID</key><integer>" #id "</integer><key>MessageType</key><string>Attached"    \
    "</string><key>Properties</key><dict><key>ConnectionType</key><string>" how "</string>"        \
    "<key>DeviceID</key><integer>" #id "</integer><key>ProductID</key><integer>4776</integer>"     \
    "<key>LocationID</key><integer>7</integer><key>SerialNumber</key><string>" udid                \
    "</string></dict></dict>"
#define LIST(devices) HEAD "<key>DeviceList</key><array>" devices "</array>" TAIL
#define RESULT(number)                                                                             \
    HEAD "<key>MessageType</key><string>Result</string><key>Number</key><integer>" #number         \
         "</integer>" TAIL
#define ONE   "00008101-000A1B2C3D4E001E"
#define OTHER "00008101-00000000000000FF"

struct play {
    const char *const *answers; /* of the connections in order; NULL: that one is ended at once */
    size_t n, at;
    char asked[4][600]; /* the property lists that came */
    int ends[8];        /* usbmuxd's ends, still open */
    struct mk_proxy p;
    struct mk_chan *worker;
    uint8_t record[MK_MUX_MEMORY];
};

static void put_u32(uint8_t *p, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

static int dial(int *fd, void *u, struct mk_error *e)
{
    struct play *y = u;
    int pair[2];
    uint8_t head[16] = { 0 };
    if (y->at >= y->n)
        return mk_fail(e, MK_EABSENT, "nobody");
    const char *text = y->answers[y->at];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    *fd = pair[0];
    y->ends[y->at] = pair[1];
    if (text) {
        size_t n = strlen(text);
        put_u32(head, (uint32_t)n + 16);
        put_u32(head + 4, 1);
        put_u32(head + 8, 8);
        put_u32(head + 12, 1);
        assert_int_equal(write(pair[1], head, sizeof head), sizeof head);
        assert_int_equal(write(pair[1], text, n), n);
    } else
        shutdown(pair[1], SHUT_WR);
    y->at++;
    return 0;
}

static void begin(struct play *y, const char *const *answers, size_t n)
{
    int pair[2];
    *y = (struct play){ .answers = answers, .n = n };
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(mk_chan_new(&y->p.asker, pair[0], NULL), 0);
    assert_int_equal(mk_chan_new(&y->worker, pair[1], NULL), 0);
    y->p.record = y->record;
    y->p.dial = dial;
    y->p.u = y;
    for (size_t i = 0; i < 8; i++)
        y->ends[i] = -1;
}

static void end(struct play *y)
{
    for (size_t i = 0; i < 8; i++)
        if (y->ends[i] >= 0)
            close(y->ends[i]);
    mk_chan_free(y->p.asker);
    mk_chan_free(y->worker);
}

/* What came on the nth connection, behind its head. */
static const char *asked(struct play *y, size_t n)
{
    uint8_t head[16];
    assert_int_equal(read(y->ends[n], head, 16), 16);
    size_t len = (size_t)(head[0] | head[1] << 8) - 16;
    assert_true(len < sizeof y->asked[0]);
    assert_int_equal(read(y->ends[n], y->asked[n], len), len);
    y->asked[n][len] = 0;
    return y->asked[n];
}

/* One request, its turn, its answer. */
static int ask(struct mk_frame *f, int *fd, struct play *y, uint16_t type, struct mk_span body)
{
    struct mk_error e = { 0 };
    assert_int_equal(mk_chan_send(y->worker, type, 0, body, NULL), 0);
    assert_int_equal(mk_chan_flush(y->worker, NULL), 0);
    int rc = mk_proxy_turn(&y->p, &e);
    if (rc == 1)
        assert_int_equal(mk_chan_recv(f, fd, y->worker, 1000, NULL), 1);
    return rc;
}

static const struct mk_span nothing = { NULL, 0 };

static void fails(struct play *y, uint16_t type, struct mk_span body, enum mk_code code,
                  const char *says)
{
    struct mk_frame f;
    assert_int_equal(ask(&f, NULL, y, type, body), 1);
    assert_int_equal(f.type, MK_MUX_FAILED);
    struct mk_cursor c = mk_cur(f.body);
    assert_int_equal(mk_cur_u32le(&c), code);
    struct mk_span why = mk_cur_text(&c);
    if (!memmem(why.p, why.len, says, strlen(says)))
        fail_msg("\"%.*s\" does not say \"%s\"", (int)why.len, (const char *)why.p, says);
}

static void the_only_phone_is_found_and_kept(void **s)
{
    (void)s;
    static const char *const answers[] = { LIST(DEVICE(3, ONE, "USB")),
                                           LIST(DEVICE(9, OTHER, "USB")),
                                           LIST(DEVICE(9, OTHER, "USB") DEVICE(4, ONE, "USB")) };
    struct play y;
    struct mk_frame f;
    begin(&y, answers, 3);
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_FIND, nothing), 1);
    assert_int_equal(f.type, MK_MUX_DEVICE);
    assert_int_equal(f.body.p[0], 3);
    assert_non_null(strstr(asked(&y, 0), "<string>ListDevices</string>"));
    fails(&y, MK_MUX_FIND, nothing, MK_EABSENT, ONE " is not connected");
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_FIND, nothing), 1);
    assert_int_equal(f.type, MK_MUX_DEVICE);
    assert_int_equal(f.body.p[0], 4);
    end(&y);
}

static void several_phones_are_named_and_none_is_said_to_be_absent(void **s)
{
    (void)s;
    static const char *const answers[] = {
        LIST(DEVICE(3, ONE, "USB") DEVICE(4, OTHER, "USB")),
        LIST(""),
        LIST(DEVICE(3, ONE, "Network")),
        LIST(DEVICE(3, "../../etc", "USB")),
        LIST(DEVICE(0, ONE, "USB")),
    };
    struct play y;
    begin(&y, answers, 5);
    fails(&y, MK_MUX_FIND, nothing, MK_EREFUSED, "iphone:" ONE ", iphone:" OTHER);
    for (size_t i = 1; i < 5; i++)
        fails(&y, MK_MUX_FIND, nothing, MK_EABSENT, "no iPhone is connected");
    end(&y);
}

static void a_serial_number_of_usb_becomes_a_udid(void **s)
{
    (void)s;
    static const char *const answers[] = { LIST(DEVICE(3, "00008101000A1B2C3D4E001E", "USB")) };
    struct play y;
    begin(&y, answers, 1);
    snprintf(y.p.udid, sizeof y.p.udid, "%s", ONE);
    struct mk_frame f;
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_FIND, nothing), 1);
    assert_int_equal(f.type, MK_MUX_DEVICE);
    end(&y);
}

static void a_connection_is_handed_over_with_nothing_read_behind_the_answer(void **s)
{
    (void)s;
    static const char *const answers[] = { LIST(DEVICE(3, ONE, "USB")), RESULT(0) };
    struct play y;
    struct mk_frame f;
    int fd = -1;
    char byte;
    begin(&y, answers, 2);
    assert_int_equal(ask(&f, &fd, &y, MK_MUX_CONNECT, mk_span("\x7e\xf2", 2)), 1);
    assert_int_equal(f.type, MK_MUX_CONNECTED);
    assert_true(fd >= 0);
    const char *request = asked(&y, 1);
    assert_non_null(strstr(request, "<key>DeviceID</key><integer>3</integer>"));
    assert_non_null(strstr(request, "<key>PortNumber</key><integer>32498</integer>"));
    assert_int_equal(write(y.ends[1], "x", 1), 1);
    assert_int_equal(read(fd, &byte, 1), 1);
    assert_int_equal(byte, 'x');
    close(fd);
    end(&y);
}

static void a_connection_that_does_not_come_about_says_why(void **s)
{
    (void)s;
    static const struct {
        const char *answer;
        enum mk_code code;
        const char *says;
    } bad[] = {
        { RESULT(2), MK_ECLOSED, "not on the cable" }, { RESULT(3), MK_EREFUSED, "refused" },
        { RESULT(6), MK_EPROTO, "property lists" },    { RESULT(77), MK_EPROTO, "code 77" },
        { LIST(""), MK_EPROTO, "no result" },          { "no list", MK_EFORMAT, "usbmuxd" },
        { NULL, MK_EPROTO, "ended the connection" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *const answers[] = { LIST(DEVICE(3, ONE, "USB")), bad[i].answer };
        struct play y;
        begin(&y, answers, 2);
        fails(&y, MK_MUX_CONNECT, mk_span("\x7e\xf2", 2), bad[i].code, bad[i].says);
        end(&y);
    }
    struct play y;
    begin(&y, NULL, 0);
    fails(&y, MK_MUX_CONNECT, mk_span("\x7e\xf2", 2), MK_EABSENT, "nobody");
    end(&y);
}

static void a_head_that_makes_no_sense_is_refused(void **s)
{
    (void)s;
    uint8_t head[16] = { 0 };
    uint32_t n;
    put_u32(head, 17);
    put_u32(head + 4, 1);
    put_u32(head + 8, 8);
    put_u32(head + 12, 5);
    assert_int_equal(mk_muxd_head(&n, mk_span(head, 16), 5, NULL), 0);
    assert_int_equal(n, 1);
    for (size_t cut = 0; cut < 16; cut++)
        assert_int_equal(mk_muxd_head(&n, mk_span(head, cut), 5, NULL), -1);
    assert_int_equal(mk_muxd_head(&n, mk_span(head, 16), 6, NULL), -1);
    static const uint32_t lengths[] = { 0, 15, 16, MK_MUXD_MAX + 1, UINT32_MAX };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        put_u32(head, lengths[i]);
        assert_int_equal(mk_muxd_head(&n, mk_span(head, 16), 5, NULL), -1);
    }
}

static void the_record_is_kept_in_its_memory_and_nowhere_else(void **s)
{
    (void)s;
    struct play y;
    struct mk_frame f;
    begin(&y, NULL, 0);
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_READ, nothing), 1);
    assert_int_equal(f.type, MK_MUX_RECORD);
    assert_int_equal(f.body.len, 0);
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_SAVE, mk_str("identity")), 1);
    assert_int_equal(f.type, MK_MUX_SAVED);
    assert_memory_equal(y.record, "\x08\0\0\0identity", 12);
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_READ, nothing), 1);
    assert_true(mk_span_is(f.body, "identity"));
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_SAVE, nothing), 1);
    for (size_t i = 0; i < 16; i++)
        assert_int_equal(y.record[i], 0);
    put_u32(y.record, UINT32_MAX); /* what somebody else wrote into it is not followed */
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_READ, nothing), 1);
    assert_int_equal(f.body.len, 0);
    end(&y);
}

static void a_worker_that_asks_for_more_is_left(void **s)
{
    (void)s;
    static const struct {
        uint16_t type;
        size_t len;
    } bad[] = { { MK_MUX_LIST, 0 },
                { MK_MUX_FIND, 1 },
                { MK_MUX_CONNECT, 1 },
                { MK_MUX_CONNECT, 3 },
                { MK_MUX_READ, 25 },
                { MK_MUX_SAVE, MK_MUX_RECORD_MAX + 1 },
                { MK_MUX_DEVICE, 0 },
                { 0, 0 },
                { 99, 0 } };
    static uint8_t body[MK_MUX_MEMORY];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct play y;
        struct mk_frame f;
        begin(&y, NULL, 0);
        if (ask(&f, NULL, &y, bad[i].type, mk_span(body, bad[i].len)) != -1)
            fail_msg("request %zu was answered", i);
        assert_int_equal(y.at, 0);
        end(&y);
    }
}

static void a_list_shows_all_and_connects_to_none(void **s)
{
    (void)s;
    static const char *const answers[] = { LIST(DEVICE(3, ONE, "USB") DEVICE(4, OTHER, "USB")
                                                    DEVICE(5, ONE, "Network")) };
    static const uint16_t others[] = { MK_MUX_FIND, MK_MUX_CONNECT, MK_MUX_READ, MK_MUX_SAVE };
    struct play y;
    struct mk_frame f;
    begin(&y, answers, 1);
    y.p.lists = true;
    assert_int_equal(ask(&f, NULL, &y, MK_MUX_LIST, nothing), 1);
    assert_int_equal(f.type, MK_MUX_DEVICES);
    assert_int_equal(f.body.p[0], 2);
    end(&y);
    for (size_t i = 0; i < 4; i++) {
        begin(&y, answers, 1);
        y.p.lists = true;
        assert_int_equal(ask(&f, NULL, &y, others[i], mk_span("\x7e\xf2", i == 1 ? 2 : 0)), -1);
        end(&y);
    }
}

static void a_list_without_end_is_cut(void **s)
{
    (void)s;
    struct mk_mux_device out[MK_MUXD_MOST];
    struct mk_buf b;
    size_t n;
    mk_buf_init(&b, MK_MUXD_MAX);
    mk_buf_puts(&b, HEAD "<key>DeviceList</key><array>");
    for (unsigned i = 0; i < 200; i++)
        mk_buf_puts(&b, DEVICE(3, ONE, "USB"));
    mk_buf_puts(&b, "</array>" TAIL);
    assert_int_equal(mk_muxd_devices(out, MK_MUXD_MOST, &n, mk_buf_span(&b), NULL), 0);
    assert_int_equal(n, MK_MUXD_MOST);
    for (size_t cut = 0; cut < 400; cut++) { /* whatever comes of it, it ends */
        n = 0;
        if (mk_muxd_devices(out, MK_MUXD_MOST, &n, mk_span(b.p, cut), NULL) == 0)
            assert_true(n <= 1);
    }
    mk_buf_done(&b);
}

static void without_memory_the_worker_is_told_or_left(void **s)
{
    (void)s;
    static const char *const answers[] = { LIST(DEVICE(3, ONE, "USB")), RESULT(0) };
    for (int n = 1; n < 200; n++) {
        struct play y;
        struct mk_frame f;
        struct mk_error e;
        int fd = -1;
        begin(&y, answers, 2);
        assert_int_equal(mk_chan_send(y.worker, MK_MUX_CONNECT, 0, mk_span("\x7e\xf2", 2), NULL),
                         0);
        assert_int_equal(mk_chan_flush(y.worker, NULL), 0);
        bool more = fault_arm(n);
        int rc = mk_proxy_turn(&y.p, &e);
        fault_disarm();
        if (rc == 1 && mk_chan_recv(&f, &fd, y.worker, 1000, NULL) == 1 && fd >= 0)
            close(fd);
        end(&y);
        if (!more)
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_only_phone_is_found_and_kept),
        cmocka_unit_test(several_phones_are_named_and_none_is_said_to_be_absent),
        cmocka_unit_test(a_serial_number_of_usb_becomes_a_udid),
        cmocka_unit_test(a_connection_is_handed_over_with_nothing_read_behind_the_answer),
        cmocka_unit_test(a_connection_that_does_not_come_about_says_why),
        cmocka_unit_test(a_head_that_makes_no_sense_is_refused),
        cmocka_unit_test(the_record_is_kept_in_its_memory_and_nowhere_else),
        cmocka_unit_test(a_worker_that_asks_for_more_is_left),
        cmocka_unit_test(a_list_shows_all_and_connects_to_none),
        cmocka_unit_test(a_list_without_end_is_cut),
        cmocka_unit_test(without_memory_the_worker_is_told_or_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
