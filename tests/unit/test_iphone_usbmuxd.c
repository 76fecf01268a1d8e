#include "firmware/phantom/ios_message.h"
#include "firmware/phantom/ios_usbmuxd.h"
#include "parsers/base/cursor.h"
#include "tests/lib/t.h"
#include <stdlib.h>

static struct mk_usbmuxd mux;
static struct mk_usbmuxd_client c;
static size_t at;

static int up(void **s)
{
    (void)s;
    mux = (struct mk_usbmuxd){ .udid = "00008030-000A1B2C3D4E001E", .attached = true, .device = 7 };
    mk_usbmuxd_client_init(&c);
    at = 0;
    return 0;
}

static int down(void **s)
{
    (void)s;
    mk_usbmuxd_client_done(&c);
    mk_usbmuxd_done(&mux);
    return 0;
}

static void head(struct mk_buf *b, uint32_t n, uint32_t version, uint32_t message, uint32_t tag)
{
    mk_buf_u32le(b, 16 + n);
    mk_buf_u32le(b, version);
    mk_buf_u32le(b, message);
    mk_buf_u32le(b, tag);
}

/* Feeds it byte by byte, so that no message comes in one piece. Takes the list. */
static bool say(plist_t m, uint32_t tag)
{
    char *p = NULL;
    uint32_t n = 0;
    bool any = false;
    struct mk_buf b;
    struct mk_error e = { 0 };
    mk_buf_init(&b, 1 << 20);
    plist_to_xml(m, &p, &n);
    head(&b, n, 1, 8, tag);
    mk_buf_put(&b, p, n);
    for (size_t i = 0; i < b.len; i++) {
        bool fresh;
        assert_int_equal(mk_usbmuxd_feed(&fresh, &c, &mux, mk_span(b.p + i, 1), &e), 0);
        any = any || fresh;
    }
    mk_buf_done(&b);
    free(p);
    plist_free(m);
    return any;
}

static plist_t request(const char *type)
{
    plist_t m = plist_new_dict();
    mk_ios_put_text(m, "MessageType", type);
    return m;
}

static plist_t record(const char *type, const char *id)
{
    plist_t m = request(type);
    mk_ios_put_text(m, "PairRecordID", id);
    return m;
}

/* The next answer; NULL: there is none. */
static plist_t next(uint32_t *tag)
{
    plist_t m = NULL;
    struct mk_cursor in = mk_cur(mk_span_from(mk_buf_span(&c.out), at));
    uint32_t n = mk_cur_u32le(&in);
    if (!mk_cur_ok(&in))
        return NULL;
    assert_int_equal(mk_cur_u32le(&in), 1);
    assert_int_equal(mk_cur_u32le(&in), 8);
    *tag = mk_cur_u32le(&in);
    struct mk_span body = mk_cur_take(&in, n - 16);
    assert_true(mk_cur_ok(&in));
    plist_from_xml((const char *)body.p, (uint32_t)body.len, &m);
    assert_non_null(m);
    at += n;
    return m;
}

static uint64_t uint_of(plist_t m, const char *key)
{
    uint64_t n = UINT64_MAX;
    plist_t v = plist_dict_get_item(m, key);
    assert_non_null(v);
    plist_get_uint_val(v, &n);
    return n;
}

static void result_is(uint32_t tag, uint64_t number)
{
    uint32_t got;
    plist_t m = next(&got);
    assert_non_null(m);
    assert_string_equal(mk_ios_text(m, "MessageType"), "Result");
    assert_int_equal(uint_of(m, "Number"), number);
    assert_int_equal(got, tag);
    plist_free(m);
}

static void message_is(const char *type)
{
    uint32_t tag;
    plist_t m = next(&tag);
    assert_non_null(m);
    assert_string_equal(mk_ios_text(m, "MessageType"), type);
    assert_int_equal(uint_of(m, "DeviceID"), 7);
    assert_int_equal(tag, 0);
    plist_free(m);
}

static void the_phone_is_listed_while_it_is_there(void **s)
{
    (void)s;
    uint32_t tag;
    for (int i = 0; i < 2; i++) {
        mux.attached = i == 0;
        say(request("ListDevices"), 3);
        plist_t m = next(&tag), list = plist_dict_get_item(m, "DeviceList");
        assert_int_equal(tag, 3);
        assert_int_equal(plist_array_get_size(list), i == 0);
        if (i == 0) {
            plist_t p = plist_dict_get_item(plist_array_get_item(list, 0), "Properties");
            assert_string_equal(mk_ios_text(p, "SerialNumber"), mux.udid);
            assert_string_equal(mk_ios_text(p, "ConnectionType"), "USB");
        }
        plist_free(m);
    }
}

static void who_listens_is_told_what_comes_and_goes(void **s)
{
    (void)s;
    say(request("Listen"), 9);
    result_is(9, MK_USBMUXD_OK);
    assert_true(c.listens);
    message_is("Attached");
    mk_usbmuxd_tell(&c, &mux, true);
    message_is("Paired");
    mux.attached = false;
    mk_usbmuxd_tell(&c, &mux, false);
    message_is("Detached");
}

static void pairing_records_are_kept_until_they_are_deleted(void **s)
{
    (void)s;
    uint32_t tag;
    uint64_t n;
    say(record("ReadPairRecord", "x"), 1);
    result_is(1, MK_USBMUXD_BAD_DEVICE);
    for (int i = 0; i < 2; i++) {
        plist_t m = record("SavePairRecord", "x");
        mk_ios_put_data(m, "PairRecordData", mk_str(i ? "second" : "first one"));
        assert_true(say(m, 2));
        result_is(2, MK_USBMUXD_OK);
    }
    assert_false(say(record("SavePairRecord", "y"), 3));
    result_is(3, MK_USBMUXD_BAD_COMMAND);
    say(record("ReadPairRecord", "x"), 4);
    plist_t m = next(&tag);
    const char *p = plist_get_data_ptr(plist_dict_get_item(m, "PairRecordData"), &n);
    assert_true(mk_span_is(mk_span(p, (size_t)n), "second"));
    plist_free(m);
    say(record("DeletePairRecord", "x"), 5);
    result_is(5, MK_USBMUXD_OK);
    say(record("ReadPairRecord", "x"), 6);
    result_is(6, MK_USBMUXD_BAD_DEVICE);
}

static void connections_are_for_the_caller_to_make(void **s)
{
    (void)s;
    for (uint32_t device = 7; device < 9; device++) {
        plist_t m = request("Connect");
        mk_ios_put_uint(m, "DeviceID", device);
        mk_ios_put_uint(m, "PortNumber", 0x7ef2); /* 62078 with its bytes turned round */
        c.wants = false;
        say(m, 11);
        assert_int_equal(c.wants, device == 7);
        assert_int_equal(c.port, 62078);
    }
    result_is(11, MK_USBMUXD_BAD_DEVICE);
}

static void what_is_no_request_is_told_so(void **s)
{
    (void)s;
    struct mk_buf b;
    struct mk_error e = { 0 };
    bool fresh;
    mk_buf_init(&b, 4096);
    say(request("Nonsense"), 1);
    say(plist_new_array(), 2);
    head(&b, 0, 0, 8, 3);
    head(&b, 0, 1, 3, 4);
    head(&b, 4, 1, 8, 5);
    mk_buf_puts(&b, "?xml");
    assert_int_equal(mk_usbmuxd_feed(&fresh, &c, &mux, mk_buf_span(&b), &e), 0);
    result_is(1, MK_USBMUXD_BAD_COMMAND);
    result_is(2, MK_USBMUXD_BAD_COMMAND);
    result_is(3, MK_USBMUXD_BAD_VERSION);
    result_is(4, MK_USBMUXD_BAD_COMMAND);
    result_is(5, MK_USBMUXD_BAD_COMMAND);
    mk_buf_done(&b);
}

static void lengths_that_none_has_end_the_connection(void **s)
{
    (void)s;
    static const uint32_t bad[] = { (uint32_t)-16, (uint32_t)-1, 0x7fffffff, MK_USBMUXD_MESSAGE };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_buf b;
        struct mk_error e = { 0 };
        bool fresh;
        mk_buf_init(&b, 64);
        head(&b, bad[i], 1, 8, 0);
        assert_int_equal(mk_usbmuxd_feed(&fresh, &c, &mux, mk_buf_span(&b), &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
        mk_buf_done(&b);
        down(s);
        up(s);
    }
}

#define MUX(f) cmocka_unit_test_setup_teardown(f, up, down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        MUX(the_phone_is_listed_while_it_is_there),
        MUX(who_listens_is_told_what_comes_and_goes),
        MUX(pairing_records_are_kept_until_they_are_deleted),
        MUX(connections_are_for_the_caller_to_make),
        MUX(what_is_no_request_is_told_so),
        MUX(lengths_that_none_has_end_the_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
