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

static void an_iphone_is_named_by_its_udid_and_by_its_usbmuxd(void **s)
{
    (void)s;
    static const struct {
        const char *words, *udid, *socket;
    } good[] = {
        { "iphone", "", MK_ADDRESS_USBMUXD },
        { "iphone@/tmp/x.sock", "", "/tmp/x.sock" },
        { "iphone:00008101-000A1B2C3D4E001E", "00008101-000A1B2C3D4E001E", MK_ADDRESS_USBMUXD },
        { "iphone:0123456789abcdef0123456789abcdef01234567@s@t",
          "0123456789abcdef0123456789abcdef01234567", "s@t" },
    };
    struct mk_address a;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(mk_address_parse(&a, good[i].words, &e), 0);
        assert_int_equal(a.kind, MK_ADDRESS_IPHONE);
        assert_string_equal(a.serial, good[i].udid);
        assert_string_equal(a.socket, good[i].socket);
    }
}

static void a_socket_has_a_greatest_length(void **s)
{
    (void)s;
    struct mk_address a;
    char socket[7 + MK_ADDRESS_SOCKET_MAX + 1];
    memset(socket, 'x', sizeof socket);
    memcpy(socket, "iphone@", 7);
    socket[sizeof socket - 1] = 0;
    assert_int_equal(mk_address_parse(&a, socket, &e), -1);
    socket[sizeof socket - 2] = 0;
    assert_int_equal(mk_address_parse(&a, socket, &e), 0);
}

static void other_words_are_refused(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "",
        "tcp",
        "tcp:",
        "tcp:1.2.3.4",
        "tcp:1.2.3.4:",
        "tcp:1.2.3.4:0",
        "tcp::1",
        "tcp:x:-1",
        "tcp:x: 1",
        "tcp:x:1x",
        "tcp:x:65536",
        "tcp:x:99999999999",
        "usb:",
        "usbx",
        "mtp:1-1",
        "127.0.0.1:1",
        "USB",
        " usb",
        "iphones",
        "iphone:",
        "iphone:1234567",
        "iphone:0000/8101",
        "iphone:00008101 ",
        "iphone@",
        "iphone:@/x",
        "iphone/x",
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
        cmocka_unit_test(an_iphone_is_named_by_its_udid_and_by_its_usbmuxd),
        cmocka_unit_test(a_socket_has_a_greatest_length),
        cmocka_unit_test(other_words_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
