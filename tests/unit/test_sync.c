#include "firmware/adb/queue.h"
#include "firmware/adb/sync.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>

static const struct mk_sync_forms v1 = { 0 }, v2 = { true, true, true };

static void requests_look_as_the_protocol_says(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 200);
    mk_sync_put(&b, &v1, MK_SYNC_STAT, mk_str("/a"));
    mk_sync_put(&b, &v1, MK_SYNC_LIST, mk_str("/a"));
    mk_sync_put(&b, &v1, MK_SYNC_RECV, mk_str("/a"));
    mk_sync_put(&b, &v2, MK_SYNC_STAT, mk_str("/a"));
    mk_sync_put(&b, &v2, MK_SYNC_LIST, mk_str("/a"));
    mk_sync_put(&b, &v2, MK_SYNC_RECV, mk_str("/a"));
    mk_sync_put_packed(&b, mk_str("/a"));
    static const char want[] = "STAT\2\0\0\0/aLIST\2\0\0\0/aRECV\2\0\0\0/a"
                               "LST2\2\0\0\0/aLIS2\2\0\0\0/aRCV2\2\0\0\0/aRCV2\0\0\0\0"
                               "RCV2\2\0\0\0/aRCV2\4\0\0\0";
    assert_int_equal(b.len, sizeof want - 1);
    assert_memory_equal(b.p, want, sizeof want - 1);
    mk_buf_done(&b);
}

static void put_stat2(struct mk_buf *b, uint32_t error, uint32_t mode, uint64_t size)
{
    static const uint8_t zero[16] = { 0 };
    mk_buf_u32le(b, error);
    mk_buf_put(b, zero, 16);
    mk_buf_u32le(b, mode);
    mk_buf_put(b, zero, 12);
    mk_buf_u64le(b, size);
    mk_buf_put(b, zero, 8);
    mk_buf_u64le(b, (uint64_t)-5);
    mk_buf_put(b, zero, 8);
}

static void put_entry2(struct mk_buf *b, const char *name, uint32_t error)
{
    mk_buf_puts(b, "DNT2");
    put_stat2(b, error, 0100644, 5000000000u);
    mk_buf_text(b, mk_str(name));
}

static void put_done(struct mk_buf *b, size_t n)
{
    mk_buf_puts(b, "DONE");
    for (size_t i = 0; i < n; i++)
        mk_buf_u8(b, 0);
}

/* What came out of a reply, as text: one letter an event. */
static int trace(char *out, size_t max, struct mk_span in, size_t piece,
                 const struct mk_sync_forms *forms, enum mk_sync_ask ask, struct mk_error *e)
{
    static const char letter[] = "SEL.DF";
    struct mk_sync sy;
    struct mk_sync_event ev;
    size_t n = 0;
    mk_sync_init(&sy, forms);
    for (size_t at = 0; at < in.len; at += piece) {
        struct mk_span part = mk_span_from(in, at);
        part.len = part.len < piece ? part.len : piece;
        int rc;
        while ((rc = mk_sync_next(&ev, &sy, ask, &part, e)) == 1) {
            if (ev.kind == MK_SYNC_EV_DATA || ev.kind == MK_SYNC_EV_FAIL ||
                ev.kind == MK_SYNC_EV_ENTRY)
                n += (size_t)snprintf(out + n, max - n, "%.*s", (int)ev.bytes.len,
                                      (const char *)ev.bytes.p);
            if (ev.kind != MK_SYNC_EV_DATA)
                n += (size_t)snprintf(out + n, max - n, "%c", letter[ev.kind]);
        }
        if (rc < 0)
            return -1;
    }
    out[n] = 0;
    return mk_sync_between(&sy);
}

static void same_in_any_pieces(const struct mk_buf *b, const struct mk_sync_forms *forms,
                               enum mk_sync_ask ask, const char *want)
{
    char out[2000];
    assert_true(mk_buf_ok(b));
    for (size_t piece = 1; piece <= b->len; piece++) {
        assert_int_equal(trace(out, sizeof out, mk_buf_span(b), piece, forms, ask, NULL), 1);
        assert_string_equal(out, want);
    }
    for (size_t n = 1; n < b->len; n++) /* every truncation: less comes out, nothing wrong */
        assert_true(trace(out, sizeof out, mk_span(b->p, n), n, forms, ask, NULL) >= 0);
}

static void both_forms_of_a_listing_are_read(void **s)
{
    (void)s;
    struct mk_buf b;
    char name[256];
    memset(name, 'n', 255);
    name[255] = 0;
    mk_buf_init(&b, 4000);
    put_entry2(&b, "a\nb", 0);
    put_entry2(&b, "\xff\xfe", 13);
    put_entry2(&b, name, 0);
    put_done(&b, 72);
    char want[300];
    snprintf(want, sizeof want,
             "a\nbE\xff\xfe"
             "E%sEL",
             name);
    same_in_any_pieces(&b, &v2, MK_SYNC_LIST, want);
    mk_buf_clear(&b);
    mk_buf_put(&b, "DENT\xa4\x81\0\0\5\0\0\0\1\0\0\0\3\0\0\0abc", 23);
    put_done(&b, 16);
    same_in_any_pieces(&b, &v1, MK_SYNC_LIST, "abcEL");
    mk_buf_done(&b);
}

static void no_entry_can_be_empty_or_a_path(void **s)
{
    (void)s;
    assert_true(mk_sync_is_name(mk_str("a\nb")) && mk_sync_is_name(mk_str("..")));
    assert_false(mk_sync_is_name(mk_str("")) || mk_sync_is_name(mk_str("a/b")) ||
                 mk_sync_is_name(mk_span("a\0b", 3)));
    struct mk_buf b;
    mk_buf_init(&b, 400);
    put_entry2(&b, "", 0);
    put_entry2(&b, "a/b", 0);
    put_done(&b, 72);
    same_in_any_pieces(&b, &v2, MK_SYNC_LIST, "Ea/bEL");
    mk_buf_done(&b);
}

static void stats_carry_errno_and_64_bits(void **s)
{
    (void)s;
    struct mk_buf b;
    struct mk_sync sy;
    struct mk_sync_event ev;
    mk_buf_init(&b, 400);
    mk_buf_puts(&b, "LST2");
    put_stat2(&b, 13, 0120777, 1ull << 40);
    struct mk_span in = mk_buf_span(&b);
    mk_sync_init(&sy, &v2);
    assert_int_equal(mk_sync_next(&ev, &sy, MK_SYNC_STAT, &in, NULL), 1);
    assert_int_equal(ev.stat.error, 13);
    assert_int_equal(mk_sync_type(ev.stat.mode), 'l');
    assert_true(ev.stat.size == 1ull << 40);
    assert_int_equal(ev.stat.mtime_s, -5);
    mk_buf_clear(&b);
    mk_buf_put(&b, "STAT\0\0\0\0\0\0\0\0\0\0\0\0STAT\xa4\x81\0\0\5\0\0\0\1\0\0\0", 32);
    in = mk_buf_span(&b);
    mk_sync_init(&sy, &v1);
    assert_int_equal(mk_sync_next(&ev, &sy, MK_SYNC_STAT, &in, NULL), 1);
    assert_int_equal(ev.stat.error, 2);
    assert_int_equal(mk_sync_next(&ev, &sy, MK_SYNC_STAT, &in, NULL), 1);
    assert_int_equal(ev.stat.error, 0);
    assert_int_equal(ev.stat.size, 5);
    assert_int_equal(ev.stat.mtime_s, 1);
    mk_buf_done(&b);
}

static void files_and_failures_are_read_in_a_row(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 4000);
    mk_buf_put(&b, "DATA\2\0\0\0abDATA\0\0\0\0DATA\1\0\0\0cDONE\0\0\0\0", 35);
    mk_buf_put(&b, "DONE\0\0\0\0FAIL\4\0\0\0gone", 20);
    mk_buf_put(&b, "FAIL\0\0\0\0DONE\0\0\0\0", 16);
    same_in_any_pieces(&b, &v2, MK_SYNC_RECV, "abcDDgoneFFD");
    mk_buf_clear(&b);
    mk_buf_put(&b, "FAIL\x2c\1\0\0", 8); /* 300 bytes: the first 200 are kept */
    for (int i = 0; i < 300; i++)
        mk_buf_u8(&b, 'x');
    mk_buf_put(&b, "DONE\0\0\0\0", 8);
    char want[210];
    memset(want, 'x', 200);
    memcpy(want + 200, "FD", 3);
    same_in_any_pieces(&b, &v1, MK_SYNC_RECV, want);
    mk_buf_done(&b);
}

static void hostile_replies_are_refused_by_name(void **s)
{
    (void)s;
    static const struct {
        const char *name;
        enum mk_sync_ask ask;
        bool second;
        const char *bytes;
        size_t n;
        const char *why;
    } bad[] = {
        { "other id", MK_SYNC_RECV, true, "DENT\0\0\0\0", 8, "DENT: does not answer" },
        { "control bytes", MK_SYNC_RECV, true, "\x1b[2J\0\0\0\0", 8, "?[2J" },
        { "stat in a list", MK_SYNC_LIST, false, "STAT", 4, "does not answer" },
        { "v1 for v2", MK_SYNC_LIST, true, "DENT", 4, "does not answer" },
        { "data over 64 KiB", MK_SYNC_RECV, true, "DATA\1\0\1\0", 8, "64 KiB" },
        { "data of 4 GiB", MK_SYNC_RECV, true, "DATA\xff\xff\xff\xff", 8, "64 KiB" },
        { "failure of 4 GiB", MK_SYNC_STAT, true, "FAIL\xff\xff\xff\xff", 8, "64 KiB" },
        { "name of 256", MK_SYNC_LIST, false, "DENT\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0", 20,
          "length" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_error e = { 0 };
        char out[400];
        int rc = trace(out, sizeof out, mk_span(bad[i].bytes, bad[i].n), bad[i].n,
                       bad[i].second ? &v2 : &v1, bad[i].ask, &e);
        if (rc != -1 || e.code != MK_EPROTO || !strstr(e.text, bad[i].why))
            fail_msg("%s: %d %s", bad[i].name, rc, e.text);
    }
}

static void the_queue_keeps_its_order_and_its_maximum(void **s)
{
    (void)s;
    struct mk_queue q;
    struct mk_queued x = { .path = mk_str("0123456789abcdef") }, got;
    mk_queue_init(&q, 32 * 1000);
    for (unsigned round = 0; round < 5; round++) {
        unsigned n = 0;
        for (x.tag = 0; mk_queue_put(&q, &x); x.tag++)
            n++;
        assert_int_equal(n, 1000);
        for (uint64_t i = 0; i < n; i++) {
            assert_true(mk_queue_next(&got, &q));
            assert_int_equal(got.tag, i);
            mk_queue_ask(&q);
            if (i == 500) { /* all of it again */
                mk_queue_rewind(&q);
                assert_false(mk_queue_front(&got, &q));
                for (uint64_t k = 0; k <= i; k++)
                    mk_queue_ask(&q);
            }
        }
        for (uint64_t i = 0; i < n; i++) {
            assert_true(mk_queue_front(&got, &q));
            assert_int_equal(got.tag, i);
            assert_true(mk_span_eq(got.path, x.path));
            mk_queue_pop(&q);
        }
        assert_true(mk_queue_empty(&q));
    }
    mk_queue_done(&q);
    for (int n = 1; fault_arm(n); n++) {
        mk_queue_init(&q, 1000);
        bool put = mk_queue_put(&q, &x);
        assert_int_equal(put, !fault_fired());
        assert_int_equal(mk_queue_empty(&q), fault_fired());
        mk_queue_done(&q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_look_as_the_protocol_says),
        cmocka_unit_test(both_forms_of_a_listing_are_read),
        cmocka_unit_test(no_entry_can_be_empty_or_a_path),
        cmocka_unit_test(stats_carry_errno_and_64_bits),
        cmocka_unit_test(files_and_failures_are_read_in_a_row),
        cmocka_unit_test(hostile_replies_are_refused_by_name),
        cmocka_unit_test(the_queue_keeps_its_order_and_its_maximum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
