#include "firmware/transport/address.h"
#include "tests/lib/t.h"

static struct mk_error e;

static void a_network_address_has_host_and_port(void **s)
{
    (void)s;
    struct mk_address a;
    assert_int_equal(mk_address_parse(&a, "tcp:127.0.0.1:5555", &e), 0);
    assert_int_equal(a.kind, MK_ADDRESS_TCP);
    assert_string_equal(a.host, "127.0.0.1");
    assert_int_equal(a.port, 5555);
    assert_int_equal(mk_address_parse(&a, "tcp:[::1]:65535", &e), 0);
    assert_string_equal(a.host, "::1");
    assert_int_equal(a.port, 65535);
    assert_int_equal(mk_address_parse(&a, "tcp:::1:7", &e), 0);
    assert_string_equal(a.host, "::1");
}

static void a_phone_on_a_cable_is_named_by_port_by_serial_or_not_at_all(void **s)
{
    (void)s;
    struct mk_address a;
    assert_int_equal(mk_address_parse(&a, "usb", &e), 0);
    assert_int_equal(a.kind, MK_ADDRESS_USB);
    assert_int_equal(mk_address_parse(&a, "usb:1-2.3", &e), 0);
    assert_int_equal(a.kind, MK_ADDRESS_USB_PATH);
    assert_string_equal(a.path, "1-2.3");
    assert_int_equal(mk_address_parse(&a, "usb:R58N-12:x", &e), 0);
    assert_int_equal(a.kind, MK_ADDRESS_USB_SERIAL);
    assert_string_equal(a.serial, "R58N-12:x");
}

static void only_what_the_kernel_writes_is_a_port(void **s)
{
    (void)s;
    static const char *const ports[] = { "1-1", "12-10.4.1", "3-1.2.3.4.5.6.7" };
    static const char *const others[] = {
        "", "1", "1-", "-1", "1-1.", "1-.1", "1-1..2", "1-1a", "1-1:1.0", "1-1111", "1-1 ", "usb1",
    };
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        if (!mk_address_is_path(mk_str(ports[i])))
            fail_msg("%s is a port", ports[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (mk_address_is_path(mk_str(others[i])))
            fail_msg("%s is no port", others[i]);
}

static void other_words_are_refused(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "",       "tcp",      "tcp:",     "tcp:1.2.3.4", "tcp:1.2.3.4:", "tcp:1.2.3.4:0",
        "tcp::1", "tcp:x:-1", "tcp:x: 1", "tcp:x:1x",    "tcp:x:65536",  "tcp:x:99999999999",
        "usb:",   "usbx",     "mtp:1-1",  "127.0.0.1:1", "USB",          " usb",
    };
    struct mk_address a;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (mk_address_parse(&a, bad[i], &e) == 0)
            fail_msg("\"%s\" was taken", bad[i]);
        assert_int_equal(e.code, MK_EUSAGE);
    }
    char serial[4 + MK_ADDRESS_SERIAL_MAX + 1], host[4 + 64 + 3];
    memset(serial, 'x', sizeof serial);
    memcpy(serial, "usb:", 4);
    serial[sizeof serial - 1] = 0;
    assert_int_equal(mk_address_parse(&a, serial, &e), -1);
    serial[sizeof serial - 2] = 0;
    assert_int_equal(mk_address_parse(&a, serial, &e), 0);
    memset(host, '1', sizeof host);
    memcpy(host, "tcp:", 4);
    memcpy(host + sizeof host - 3, ":1", 3);
    assert_int_equal(mk_address_parse(&a, host, &e), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_address_has_host_and_port),
        cmocka_unit_test(a_phone_on_a_cable_is_named_by_port_by_serial_or_not_at_all),
        cmocka_unit_test(only_what_the_kernel_writes_is_a_port),
        cmocka_unit_test(other_words_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
