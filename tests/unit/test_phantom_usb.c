#include "firmware/adb/wire.h"
#include "firmware/phantom/usb.h"
#include "tests/lib/hand_phone.h"
#include "tests/lib/t.h"
#include <stdlib.h>

static struct mk_phantom_log no_log = { .fd = -1 };
static struct mk_phantom_auth no_auth;
static struct mk_faults faults;
static struct mk_phantom phone;
static struct mk_phantom_usb usb;
static struct mk_buf heard; /* all that came, without the borders */

static void begin(const char *fault)
{
    struct mk_error e = { 0 };
    faults.phone = &hand_phone->now;
    phone = (struct mk_phantom){ hand_phone, &no_log, &no_auth, &faults };
    if (fault)
        assert_int_equal(mk_faults_add(&faults, fault, &e), 0);
    mk_buf_init(&heard, (size_t)8 << 20);
    assert_int_equal(mk_phantom_usb_begin(&usb, &phone, &e), 0);
}

static void end(void)
{
    mk_phantom_usb_end(&usb);
    mk_faults_done(&faults);
    faults.connections = 0;
    mk_buf_done(&heard);
}

/* Head and payload as a host sends them; the payload in transfers of 16 KiB at most. */
static int tell(uint32_t command, uint32_t a0, uint32_t a1, struct mk_span payload)
{
    struct mk_buf b;
    struct mk_error e = { 0 };
    struct mk_adb_packet p = { command, a0, a1, payload };
    mk_buf_init(&b, (size_t)2 << 20);
    mk_adb_put(&b, &p, true);
    int rc = mk_phantom_usb_received(&usb, mk_span(b.p, 24), &e);
    for (size_t at = 24; rc == 0 && at < b.len; at += MK_PHANTOM_USB_CHUNK) {
        size_t n = b.len - at < MK_PHANTOM_USB_CHUNK ? b.len - at : MK_PHANTOM_USB_CHUNK;
        rc = mk_phantom_usb_received(&usb, mk_span(b.p + at, n), &e);
    }
    if (rc == 0 && payload.len && payload.len % 512 == 0) /* what a host has to send behind it */
        rc = mk_phantom_usb_received(&usb, mk_span(NULL, 0), &e);
    mk_buf_done(&b);
    return rc;
}

/* Takes transfers until none is there; their sizes as "24 197 ". */
static const char *hear(void)
{
    static char sizes[65536];
    struct mk_span out;
    struct mk_error e = { 0 };
    size_t n = 0;
    sizes[0] = 0;
    for (;;) {
        assert_int_equal(mk_phantom_usb_next(&out, &usb, &e), 0);
        if (!out.len)
            return sizes;
        assert_true(out.len <= MK_PHANTOM_USB_CHUNK && n < sizeof sizes - 32);
        n += (size_t)snprintf(sizes + n, 32, "%zu ", out.len);
        mk_buf_put(&heard, out.p, out.len);
        mk_phantom_usb_sent(&usb, out.len);
    }
}

static void greet(void)
{
    assert_int_equal(tell(MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, 1 << 20, mk_str("host::")), 0);
    assert_memory_equal(hear(), "24 ", 3);
    mk_buf_clear(&heard);
}

static void the_interface_is_described_as_the_kernel_reads_it(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 1000);
    mk_phantom_usb_descriptors(&b);
    static const uint8_t want[] = {
        3, 0, 0,    0, 66, 0,    0,    0, 3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, /* head */
        9, 4, 0,    0, 2,  0xff, 0x42, 1, 1,                                  /* interface */
        7, 5, 1,    2, 64, 0,    0,                                           /* OUT, full speed */
        7, 5, 0x82, 2, 64, 0,    0,                                           /* IN */
        9, 4, 0,    0, 2,  0xff, 0x42, 1, 1, 7, 5, 1, 2, 0, 2, 0,             /* high speed */
        7, 5, 0x82, 2, 0,  2,    0,
    };
    assert_int_equal(b.len, sizeof want);
    assert_memory_equal(b.p, want, sizeof want);
    mk_buf_clear(&b);
    mk_phantom_usb_strings(&b);
    assert_int_equal(b.len, 32);
    assert_memory_equal(b.p,
                        "\2\0\0\0\x20\0\0\0\1\0\0\0\1\0\0\0\x09\x04"
                        "ADB Interface",
                        32);
    mk_buf_done(&b);
}

static void head_and_payload_are_transfers_of_their_own(void **s)
{
    (void)s;
    begin(NULL);
    greet();
    assert_int_equal(tell(MK_ADB_OPEN, 9, 0, mk_span("shell,v2,raw:getprop a.b\0", 26)), 0);
    assert_string_equal(hear(), "24 24 13 "); /* OKAY; WRTE and what it says */
    end();
}

static void a_large_payload_comes_in_pieces_of_16_kib_without_an_empty_one(void **s)
{
    (void)s;
    begin("lie=answer@shell,v2,raw:id");
    greet();
    assert_int_equal(tell(MK_ADB_OPEN, 9, 0, mk_span("shell,v2,raw:id\0", 16)), 0);
    const char *sizes = hear();
    assert_memory_equal(sizes, "24 24 16384 16384 16384 16384 ", 30);
    size_t sum = 0, last = 0;
    for (char *p = (char *)sizes; *p; p++) {
        last = strtoul(p, &p, 10);
        assert_true(last > 0);
        sum += last;
    }
    assert_int_equal(sum, heard.len);
    end();
}

static void payload_may_come_in_any_pieces_and_ends_with_an_empty_transfer(void **s)
{
    (void)s;
    static uint8_t many[1024];
    begin(NULL);
    greet();
    assert_int_equal(tell(MK_ADB_OPEN, 9, 0, mk_span("sync:\0", 6)), 0);
    assert_string_equal(hear(), "24 ");
    memcpy(many, "STAT\x0c\0\0\0/sdcard/fileSTAT\x0c\0\0\0/sdcard/file", 40);
    assert_int_equal(tell(MK_ADB_WRTE, 9, 1, mk_span(many, 512)), 0); /* 512: an empty one behind */
    assert_int_equal(usb.in_left, 0);
    assert_true(strlen(hear()) > 0);
    end();
}

static void a_head_that_is_no_transfer_of_its_own_ends_the_connection(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    uint8_t both[30] = "CNXN\1\0\0\1\0\0\x10\0\6\0\0\0\0\0\0\0\xbc\xb1\xa7\xb1host::";
    begin(NULL);
    assert_int_equal(mk_phantom_usb_received(&usb, mk_span(both, 30), &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    end();
    begin(NULL);
    assert_int_equal(mk_phantom_usb_received(&usb, mk_span(both, 24), &e), 0);
    assert_int_equal(mk_phantom_usb_received(&usb, mk_span(both, 7), &e), -1); /* 6 are owed */
    end();
    begin(NULL);
    assert_int_equal(mk_phantom_usb_received(&usb, mk_span(both, 23), &e), -1);
    end();
}

static void a_host_that_greets_again_is_noticed(void **s)
{
    (void)s;
    uint8_t head[24] = "CNXN\1\0\0\1\0\0\x10\0\6\0\0\0\0\0\0\0\xbc\xb1\xa7";
    head[23] = 0xb1;
    begin(NULL);
    assert_false(mk_phantom_usb_anew(&usb, mk_span(head, 24)));
    greet();
    assert_true(mk_phantom_usb_anew(&usb, mk_span(head, 24)));
    assert_false(mk_phantom_usb_anew(&usb, mk_span("OKAY", 4)));
    end();
}

static void faults_make_transfers_short_and_noise_is_no_packet(void **s)
{
    (void)s;
    begin("pieces=10@#1");
    greet();
    assert_int_equal(tell(MK_ADB_OPEN, 9, 0, mk_span("shell,v2,raw:getprop a.b\0", 26)), 0);
    assert_string_equal(hear(), "10 10 4 10 10 4 10 3 ");
    end();
    begin("garbage=100@#1");
    greet();
    assert_int_equal(tell(MK_ADB_OPEN, 9, 0, mk_span("shell,v2,raw:getprop a.b\0", 26)), 0);
    hear();
    assert_int_equal(heard.len, 100 + 24 + 24 + 13);
    end();
    begin("stall@#1");
    greet();
    assert_int_equal(tell(MK_ADB_OPEN, 9, 0, mk_span("shell,v2,raw:getprop a.b\0", 26)), 0);
    assert_string_equal(hear(), "");
    assert_true(mk_phantom_conn_link(usb.conn)->stalled);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interface_is_described_as_the_kernel_reads_it),
        cmocka_unit_test(head_and_payload_are_transfers_of_their_own),
        cmocka_unit_test(a_large_payload_comes_in_pieces_of_16_kib_without_an_empty_one),
        cmocka_unit_test(payload_may_come_in_any_pieces_and_ends_with_an_empty_transfer),
        cmocka_unit_test(a_head_that_is_no_transfer_of_its_own_ends_the_connection),
        cmocka_unit_test(a_host_that_greets_again_is_noticed),
        cmocka_unit_test(faults_make_transfers_short_and_noise_is_no_packet),
    };
    return cmocka_run_group_tests_name("phantom_usb", tests, hand_phone_up, hand_phone_down);
}
