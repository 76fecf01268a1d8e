#include "firmware/acquire/identity.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <unistd.h>

/* usb serial, ro.serialno, ro.boot.serialno, android_id, banner, fingerprint; of an iPhone: UDID,
 * serial, ECID, Wi-Fi address, product, build. NULL: not said */
#define PARTS 6
struct phone {
    const char *part[PARTS];
    bool iphone;
};

static struct mk_identity of(const struct phone *p)
{
    struct mk_identity id;
    static const enum mk_identity_part of[2][PARTS] = {
        { MK_ID_USB_SERIAL, MK_ID_SERIAL, MK_ID_BOOT_SERIAL, MK_ID_ANDROID_ID, MK_ID_BANNER,
          MK_ID_FINGERPRINT },
        { MK_ID_UDID, MK_ID_IOS_SERIAL, MK_ID_ECID, MK_ID_WIFI, MK_ID_BANNER, MK_ID_IOS_BUILD }
    };
    memset(&id, 0, sizeof id);
    for (unsigned i = 0; i < PARTS; i++)
        if (p->part[i])
            mk_identity_put(&id, of[p->iphone][i], mk_str(p->part[i]));
    return id;
}

static const struct {
    const char *what;
    bool same;
    struct phone was, now;
    const char *why; /* part of it, or NULL: none */
} cases[] = {
    { "itself",
      true,
      { { "A1", "A1", "A1", "0f", "b", "f" } },
      { { "A1", "A1", "A1", "0f", "b", "f" } },
      NULL },
    { "another of the same model",
      false,
      { { "A1", "A1", "A1", "0f", "b", "f" } },
      { { "A2", "A2", "A2", "1f", "b", "f" } },
      "ro.serialno was A1 and is A2" },
    { "a clone with the same serial number",
      false,
      { { "0123456789ABCDEF", "0123456789ABCDEF", NULL, "0f", "b", "f" } },
      { { "0123456789ABCDEF", "0123456789ABCDEF", NULL, "1f", "b", "f" } },
      "android_id was 0f and is 1f" },
    { "a clone whose settings do not answer, of another model",
      false,
      { { "0", "0", NULL, NULL, "b", "f" } },
      { { "0", "0", NULL, NULL, "c", "f" } },
      "banner was b and is c" },
    { "an update of its system",
      true,
      { { "A1", "A1", "A1", "0f", "b", "f" } },
      { { "A1", "A1", "A1", "0f", "b", "g" } },
      "ro.build.fingerprint was f and is g" },
    { "an update that cannot be told from a clone",
      false,
      { { "A1", "A1", NULL, "0f", "b", "f" } },
      { { "A1", "A1", NULL, NULL, "b", "g" } },
      "fingerprint" },
    { "a phone that says only a banner",
      true,
      { { NULL, NULL, NULL, NULL, "b", NULL } },
      { { NULL, NULL, NULL, NULL, "b", NULL } },
      NULL },
    { "a phone that says nothing", false, { { NULL } }, { { NULL } }, "nothing" },
    { "a phone that says nothing any more",
      false,
      { { "A1", "A1", NULL, "0f", "b", NULL } },
      { { NULL } },
      "nothing" },
    { "of the same make, and mute about its numbers",
      false,
      { { "A1", "A1", "A1", "0f", "b", "f" } },
      { { NULL, NULL, NULL, NULL, "b", "f" } },
      "tells it from others" },
    { "of the same make, when the first one was mute",
      false,
      { { NULL, NULL, NULL, NULL, "b", "f" } },
      { { "A2", "A2", NULL, "1f", "b", "f" } },
      "tells it from others" },
    { "a clone of the same make whose settings do not answer",
      false,
      { { "0123456789ABCDEF", "0123456789ABCDEF", NULL, "0f", "b", "f" } },
      { { "0123456789ABCDEF", "0123456789ABCDEF", NULL, NULL, "b", "f" } },
      "tells it from others" },
    { "with a serial number, and settings that do not answer yet",
      true,
      { { NULL, "R58M123ABC", NULL, "0f", "b", "f" } },
      { { NULL, "R58M123ABC", NULL, NULL, "b", "f" } },
      NULL },
    { "a serial number of everybody's, and the same ANDROID_ID",
      true,
      { { "12345678901", "unknown", "000000", "0f", "b", "f" } },
      { { "12345678901", "unknown", "000000", "0f", "b", "f" } },
      NULL },
    { "an iPhone that was updated",
      true,
      { { "00008030-A", "C39", "12", "a4:b1", "iPhone12,1", "19H117" }, true },
      { { "00008030-A", "C39", "12", "a4:b1", "iPhone12,1", "20A362" }, true },
      "BuildVersion was 19H117 and is 20A362" },
    { "another iPhone of the same model",
      false,
      { { "00008030-A", "C39", "12", "a4:b1", "iPhone12,1", "19H117" }, true },
      { { "00008030-B", "C40", "13", "a4:b2", "iPhone12,1", "19H117" }, true },
      "UniqueDeviceID was 00008030-A and is 00008030-B" },
    { "an iPhone that says another ECID",
      false,
      { { "00008030-A", "C39", "12", "a4:b1", "iPhone12,1", "19H117" }, true },
      { { "00008030-A", "C39", "13", "a4:b1", "iPhone12,1", "19H117" }, true },
      "UniqueChipID was 12 and is 13" },
    { "over another way, without a USB serial",
      true,
      { { "A1", "A1", NULL, "0f", "b", "f" } },
      { { NULL, "A1", NULL, "0f", "b", "f" } },
      NULL },
};

static void phones_are_told_apart(void **s)
{
    (void)s;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mk_buf why;
        struct mk_identity was = of(&cases[i].was), now = of(&cases[i].now);
        mk_buf_init(&why, 4096);
        if (mk_identity_same(&why, &was, &now) != cases[i].same ||
            (cases[i].why ? !strstr(mk_buf_cstr(&why), cases[i].why) : why.len > 0))
            fail_msg("%s: %s", cases[i].what, mk_buf_cstr(&why));
        mk_buf_done(&why);
    }
}

static void what_is_no_value_is_not_said(void **s)
{
    (void)s;
    static const char *const bad[] = { "",
                                       "null\n",
                                       "\n",
                                       " \r\n",
                                       "Error: no",
                                       "0123456789abcdef0",
                                       "cmd: Can't find service: settings" };
    struct mk_identity id;
    memset(&id, 0, sizeof id);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mk_identity_put(&id, MK_ID_ANDROID_ID, mk_str(bad[i]));
        assert_int_equal(mk_identity_get(&id, MK_ID_ANDROID_ID).len, 0);
    }
    mk_identity_put(&id, MK_ID_ANDROID_ID, mk_str("0123456789abcdef\r\n"));
    assert_true(mk_span_is(mk_identity_get(&id, MK_ID_ANDROID_ID), "0123456789abcdef"));
    mk_identity_put(&id, MK_ID_UDID, mk_str("00008030-A"));
    assert_true(mk_identity_has_serial(&id, "00008030-A"));
    mk_identity_put(&id, MK_ID_SERIAL, mk_str(" A 1 \n"));
    assert_true(mk_identity_has_serial(&id, "A 1"));
    assert_false(mk_identity_has_serial(&id, "A"));
    assert_false(mk_identity_has_serial(&id, ""));
    static char lots[1000];
    memset(lots, 'x', sizeof lots);
    mk_identity_put(&id, MK_ID_BANNER, mk_span(lots, sizeof lots));
    assert_int_equal(mk_identity_get(&id, MK_ID_BANNER).len, MK_ID_BYTES);
}

static void its_file_cut_or_damaged_anywhere_is_none(void **s)
{
    (void)s;
    struct mk_error e;
    const struct phone p = { { "A1", "A1", "A1", "0f", "b", "f" } };
    struct mk_identity id = of(&p), back;
    int fd = open(stock_in("id"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(mk_identity_write(&id, fd, NULL), 0);
    assert_int_equal(mk_identity_read(&back, fd, NULL), 0);
    assert_memory_equal(&id, &back, sizeof id);
    off_t size = lseek(fd, 0, SEEK_END);
    for (off_t at = 0; at < size; at += 37) {
        uint8_t was, other;
        assert_int_equal(pread(fd, &was, 1, at), 1);
        other = was ^ 1;
        assert_int_equal(pwrite(fd, &other, 1, at), 1);
        assert_int_equal(mk_identity_read(&back, fd, &e), -1);
        assert_int_equal(e.code, MK_EABSENT);
        assert_int_equal(pwrite(fd, &was, 1, at), 1);
    }
    for (off_t n = size; n-- > 0;) {
        assert_int_equal(ftruncate(fd, n), 0);
        assert_int_equal(mk_identity_read(&back, fd, &e), -1);
        assert_int_equal(e.code, MK_EABSENT);
    }
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phones_are_told_apart),
        cmocka_unit_test(what_is_no_value_is_not_said),
        cmocka_unit_test(its_file_cut_or_damaged_anywhere_is_none),
    };
    return cmocka_run_group_tests(tests, stock_setup, stock_teardown);
}
