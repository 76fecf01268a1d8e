#include "firmware/exhibit/frames.h"
#include "tests/lib/far_worker.h"
#include "tests/lib/t.h"

static void the_greeting_is_taken_apart(void **s)
{
    (void)s;
    struct far f;
    far_open(&f);
    put_hello(&f.b);
    far_say(&f, MK_PH_HELLO);
    put_phone(&f.b);
    far_say(&f, MK_PH_PHONE);
    assert_int_equal(mk_exhibit_greet(&f.x, NULL), 0);
    assert_int_equal(f.x.facts.version, 0x01000001);
    assert_int_equal(f.x.facts.max_payload, 4096);
    assert_true(mk_span_is(mk_buf_span(&f.x.facts.sandbox), "seccomp: on\n"));
    assert_true(mk_span_is(mk_exhibit_prop(&f.x, "a"), "1"));
    assert_true(mk_span_is(mk_exhibit_prop(&f.x, "ro.x"), "yes"));
    assert_int_equal(mk_exhibit_prop(&f.x, "ro").len, 0);
    assert_int_equal(mk_exhibit_prop(&f.x, "b").len, 0);
    far_close(&f);
}

static void a_greeting_cut_anywhere_is_refused(void **s)
{
    (void)s;
    struct far f;
    struct mk_error e;
    size_t whole = 1;
    for (size_t n = 0; n < whole; n++) {
        far_open(&f);
        put_hello(&f.b);
        far_say(&f, MK_PH_HELLO);
        put_phone(&f.b);
        whole = f.b.len;
        far_cut(&f, MK_PH_PHONE, n);
        assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
        far_close(&f);
    }
    assert_true(whole > 40);
}

static int greet_with(const uint16_t *types, size_t n)
{
    struct far f;
    struct mk_error e = { 0 };
    far_open(&f);
    for (size_t i = 0; i < n; i++) {
        if (types[i] == MK_PH_HELLO)
            put_hello(&f.b);
        if (types[i] == MK_PH_PHONE)
            put_phone(&f.b);
        if (types[i] == MK_PH_AUTH)
            mk_buf_text(&f.b, mk_str("01234567890123456789"));
        far_say(&f, types[i]);
    }
    far_gone(&f);
    int rc = mk_exhibit_greet(&f.x, &e);
    far_close(&f);
    return rc ? (int)e.code : 0;
}

static void a_greeting_out_of_order_is_refused(void **s)
{
    (void)s;
    static const uint16_t twice[] = { MK_PH_HELLO, MK_PH_HELLO, MK_PH_PHONE };
    static const uint16_t no_sandbox[] = { MK_PH_PHONE };
    static const uint16_t data[] = { MK_PH_HELLO, MK_PH_DATA };
    static const uint16_t key[] = { MK_PH_HELLO, MK_PH_AUTH };
    static const uint16_t dead[] = { MK_PH_HELLO };
    static const uint16_t lost[] = { MK_PH_HELLO, MK_PH_LOST };
    assert_int_equal(greet_with(twice, 3), MK_EPROTO);
    assert_int_equal(greet_with(no_sandbox, 1), MK_EPROTO);
    assert_int_equal(greet_with(data, 2), MK_EPROTO);
    assert_int_equal(greet_with(key, 2), MK_EAUTH);
    assert_int_equal(greet_with(dead, 1), MK_ESTATE);
    assert_int_equal(greet_with(lost, 2), MK_ECLOSED);
}

static int never_sign(void *u, struct mk_buf *out, struct mk_span token, unsigned nth,
                      struct mk_error *e)
{
    unsigned *asked = u;
    (void)out, (void)token, (void)nth, (void)e;
    ++*asked;
    return 0;
}

static void signatures_are_not_asked_for_without_end(void **s)
{
    (void)s;
    struct far f;
    struct mk_error e = { 0 };
    unsigned asked = 0;
    far_open(&f);
    f.x.owner = (struct mk_exhibit_owner){ .u = &asked, .sign = never_sign };
    put_hello(&f.b);
    far_say(&f, MK_PH_HELLO);
    for (int i = 0; i < 100; i++) {
        mk_buf_text(&f.b, mk_str("01234567890123456789"));
        far_say(&f, MK_PH_AUTH);
    }
    far_gone(&f);
    assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    assert_int_equal(asked, 4);
    far_close(&f);
}

static void a_device_is_named_by_address_and_port(void **s)
{
    (void)s;
    static const char *const bad[] = { "",
                                       "usb:",
                                       "tcp:",
                                       "tcp::1",
                                       "tcp:1.2.3.4",
                                       "tcp:1.2.3.4:",
                                       "tcp:1.2.3.4:0",
                                       "tcp:1.2.3.4:65536",
                                       "tcp:1.2.3.4:1x" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_exhibit *x = NULL;
        struct mk_error e;
        assert_int_equal(mk_exhibit_connect(&x, bad[i], NULL, &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
        assert_null(x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_greeting_is_taken_apart),
        cmocka_unit_test(a_greeting_cut_anywhere_is_refused),
        cmocka_unit_test(a_greeting_out_of_order_is_refused),
        cmocka_unit_test(signatures_are_not_asked_for_without_end),
        cmocka_unit_test(a_device_is_named_by_address_and_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
