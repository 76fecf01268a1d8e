#include "firmware/phantom/sync.h"
#include "tests/lib/hand_phone.h"
#include "tests/lib/t.h"
#include <zstd.h>

static struct mk_phantom_log no_log = { .fd = -1 };

static void request(struct mk_buf *b, const char *id, const char *path)
{
    mk_buf_puts(b, id);
    mk_buf_text(b, mk_str(path));
}

static void pipelined_requests_are_answered_in_order_however_they_are_cut(void **s)
{
    (void)s;
    struct mk_buf in, whole, cut;
    struct mk_phantom_sync y;
    mk_buf_init(&in, 1 << 16);
    mk_buf_init(&whole, 1 << 20);
    mk_buf_init(&cut, 1 << 20);
    for (int i = 0; i < 70; i++) {
        request(&in, "STAT", "/sdcard/file");
        request(&in, "RCV2", i % 2 ? "/sdcard/file" : "/sdcard/nosuch");
        mk_buf_put(&in, "RCV2\0\0\0\0", 8);
        request(&in, "LIS2", "/sdcard");
        request(&in, "LST2", "/sdcard/nosuch");
    }
    request(&in, "QUIT", "");
    mk_phantom_sync_init(&y, hand_phone, &no_log);
    assert_true(mk_phantom_sync_feed(&y, mk_buf_span(&in)));
    assert_false(mk_phantom_sync_more(&y, &whole, SIZE_MAX));
    mk_phantom_sync_done(&y);
    mk_phantom_sync_init(&y, hand_phone, &no_log);
    for (size_t i = 0; i < in.len; i++) {
        assert_true(mk_phantom_sync_feed(&y, mk_span(in.p + i, 1)));
        mk_phantom_sync_more(&y, &cut, SIZE_MAX);
    }
    mk_phantom_sync_done(&y);
    assert_int_equal(whole.len, cut.len);
    assert_memory_equal(whole.p, cut.p, cut.len);
    /* STAT is 16 bytes, then FAIL */
    assert_memory_equal(whole.p, "STAT", 4);
    assert_memory_equal(whole.p + 16, "FAIL\x26\0\0\0open failed: No such file or directory", 46);
    mk_buf_done(&in);
    mk_buf_done(&whole);
    mk_buf_done(&cut);
}

static void bad_sync_requests_end_the_stream(void **s)
{
    (void)s;
    static const struct {
        const char *bytes;
        size_t n;
    } bad[] = {
        { "SEND\4\0\0\0/x,1", 12 }, /* a phantom is not written to */
        { "STAT\1\4\0\0", 8 },      /* 1,025 bytes of path */
        { "\0\0\0\0\0\0\0\0", 8 },
        { "RCV2\1\0\0\0/RCV2\1\0\0\0", 17 }, /* brotli */
        { "RCV2\1\0\0\0/STAT\0\0\0\0", 17 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_phantom_sync y;
        struct mk_buf out;
        mk_buf_init(&out, 1000);
        mk_phantom_sync_init(&y, hand_phone, &no_log);
        assert_true(mk_phantom_sync_feed(&y, mk_span(bad[i].bytes, bad[i].n)));
        assert_false(mk_phantom_sync_more(&y, &out, SIZE_MAX));
        assert_memory_equal(out.p, "FAIL", 4);
        mk_phantom_sync_done(&y);
        mk_buf_done(&out);
    }
}

/* Only with a phone that has them, and only as it offers them. */
static void requests_of_later_phones_are_unknown_to_others(void **s)
{
    (void)s;
    static const char *const later[] = { "LST2", "LIS2", "RCV2" };
    char *has = hand_phone->features;
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        struct mk_phantom_sync y;
        struct mk_buf in, out;
        mk_buf_init(&in, 100);
        mk_buf_init(&out, 1000);
        request(&in, later[i], "/sdcard/file");
        mk_buf_put(&in, "RCV2\0\0\0\0", 8);
        hand_phone->features = (char[]){ "shell_v2" };
        mk_phantom_sync_init(&y, hand_phone, &no_log);
        assert_true(mk_phantom_sync_feed(&y, mk_buf_span(&in)));
        assert_false(mk_phantom_sync_more(&y, &out, SIZE_MAX));
        assert_memory_equal(out.p, "FAIL\x0f\0\0\0unknown command", 23);
        mk_phantom_sync_done(&y);
        hand_phone->features = has;
        mk_buf_done(&in);
        mk_buf_done(&out);
    }
}

static void a_file_can_be_asked_for_as_one_zstd_frame(void **s)
{
    (void)s;
    struct mk_phantom_sync y;
    struct mk_buf in, out;
    char content[100];
    mk_buf_init(&in, 100);
    mk_buf_init(&out, 1 << 20);
    request(&in, "RCV2", "/sdcard/file");
    mk_buf_put(&in, "RCV2\4\0\0\0", 8);
    mk_phantom_sync_init(&y, hand_phone, &no_log);
    assert_true(mk_phantom_sync_feed(&y, mk_buf_span(&in)));
    assert_true(mk_phantom_sync_more(&y, &out, SIZE_MAX));
    assert_memory_equal(out.p, "DATA", 4);
    size_t n = out.p[4];
    assert_int_equal(out.len, 8 + n + 8);
    assert_memory_equal(out.p + 8 + n, "DONE\0\0\0\0", 8);
    assert_int_equal(ZSTD_decompress(content, sizeof content, out.p + 8, n), 7);
    assert_memory_equal(content, "content", 7);
    mk_phantom_sync_done(&y);
    mk_buf_done(&in);
    mk_buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pipelined_requests_are_answered_in_order_however_they_are_cut),
        cmocka_unit_test(bad_sync_requests_end_the_stream),
        cmocka_unit_test(requests_of_later_phones_are_unknown_to_others),
        cmocka_unit_test(a_file_can_be_asked_for_as_one_zstd_frame),
    };
    return cmocka_run_group_tests_name("phantom_sync", tests, hand_phone_up, hand_phone_down);
}
