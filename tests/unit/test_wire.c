#include "firmware/adb/wire.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdlib.h>

static const uint8_t okay[] = { 'O', 'K', 'A', 'Y', 1, 0, 0, 0, 2,    0,    0,    0,
                                0,   0,   0,   0,   0, 0, 0, 0, 0xb0, 0xb4, 0xbe, 0xa6 };
static const uint8_t wrte[] = { 'W', 'R', 'T',  'E',  7, 0, 0,    0,    9,    0,    0,   0,   3,  0,
                                0,   0,   0x26, 0x01, 0, 0, 0xa8, 0xad, 0xab, 0xba, 'a', 'b', 'c' };

static int feed(struct mk_adb_packet *out, struct mk_adb_wire *w, struct mk_span s,
                struct mk_error *e)
{
    size_t n;
    uint8_t *room = mk_adb_wire_room(w, &n);
    assert_true(n >= s.len);
    if (s.len)
        memcpy(room, s.p, s.len);
    mk_adb_wire_fed(w, s.len);
    return mk_adb_wire_next(out, w, e);
}

static void a_packet_is_read_as_it_was_written(void **s)
{
    (void)s;
    struct mk_buf b;
    struct mk_adb_wire w;
    struct mk_adb_packet p = { MK_ADB_WRTE, 7, 9, mk_str("abc") }, got;
    mk_buf_init(&b, 100);
    mk_adb_put(&b, &p, true);
    assert_int_equal(b.len, sizeof wrte);
    assert_memory_equal(b.p, wrte, sizeof wrte);
    assert_int_equal(mk_adb_wire_init(&w, 4096, NULL), 0);
    w.sums = MK_ADB_SUMS_CHECKED;
    assert_int_equal(feed(&got, &w, mk_buf_span(&b), NULL), 1);
    assert_int_equal(got.command, MK_ADB_WRTE);
    assert_int_equal(got.arg0, 7);
    assert_int_equal(got.arg1, 9);
    assert_true(mk_span_is(got.payload, "abc"));
    assert_int_equal(mk_adb_wire_next(&got, &w, NULL), 0);
    mk_adb_wire_done(&w);
    mk_buf_done(&b);
}

static void packets_come_out_whatever_the_pieces_are(void **s)
{
    (void)s;
    uint8_t all[2 * sizeof okay + sizeof wrte];
    memcpy(all, okay, sizeof okay);
    memcpy(all + sizeof okay, wrte, sizeof wrte);
    memcpy(all + sizeof okay + sizeof wrte, okay, sizeof okay);
    for (size_t piece = 1; piece <= sizeof all; piece++) {
        struct mk_adb_wire w;
        struct mk_adb_packet p;
        unsigned n = 0;
        assert_int_equal(mk_adb_wire_init(&w, 4096, NULL), 0);
        for (size_t at = 0; at < sizeof all; at += piece) {
            size_t k = sizeof all - at < piece ? sizeof all - at : piece;
            int rc = feed(&p, &w, mk_span(all + at, k), NULL);
            for (; rc == 1; rc = mk_adb_wire_next(&p, &w, NULL)) {
                assert_int_equal(p.payload.len, n == 1 ? 3 : 0);
                n++;
            }
            assert_int_equal(rc, 0);
        }
        assert_int_equal(n, 3);
        mk_adb_wire_done(&w);
    }
}

static void every_truncation_waits_for_more(void **s)
{
    (void)s;
    for (size_t n = 0; n < sizeof wrte; n++) {
        struct mk_adb_wire w;
        struct mk_adb_packet p;
        assert_int_equal(mk_adb_wire_init(&w, 4096, NULL), 0);
        assert_int_equal(feed(&p, &w, mk_span(wrte, n), NULL), 0);
        mk_adb_wire_done(&w);
    }
}

static void refused(size_t at, uint8_t with, enum mk_adb_sums sums, const char *why)
{
    struct mk_adb_wire w;
    struct mk_adb_packet p;
    struct mk_error e = { 0 };
    uint8_t bad[sizeof wrte];
    memcpy(bad, wrte, sizeof bad);
    bad[at] = with;
    assert_int_equal(mk_adb_wire_init(&w, 4096, NULL), 0);
    w.sums = sums;
    assert_int_equal(feed(&p, &w, mk_span(bad, sizeof bad), &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    assert_non_null(strstr(e.text, why));
    mk_adb_wire_done(&w);
}

static void hostile_heads_are_refused_by_name(void **s)
{
    (void)s;
    refused(20, 0, MK_ADB_SUMS_LAX, "WRTE with a wrong magic");
    refused(0, 'X', MK_ADB_SUMS_LAX, "magic");
    refused(13, 0x11, MK_ADB_SUMS_LAX, "more than the 4096 agreed");
    refused(15, 0xff, MK_ADB_SUMS_LAX, "more than the 4096 agreed");
    refused(24, 'x', MK_ADB_SUMS_CHECKED, "checksum");
    refused(24, 'x', MK_ADB_SUMS_LAX, "checksum");
}

static void sums_are_held_to_what_was_agreed(void **s)
{
    (void)s;
    static const int fits[3][2] = { { 1, -1 }, { -1, -1 }, { 1, 1 } }; /* sum zero; sum wrong */
    for (int mode = 0; mode < 3; mode++)
        for (int wrong = 0; wrong < 2; wrong++) {
            struct mk_adb_wire w;
            struct mk_adb_packet p;
            uint8_t m[sizeof wrte];
            memcpy(m, wrte, sizeof m);
            m[16] = (uint8_t)wrong;
            m[17] = 0;
            assert_int_equal(mk_adb_wire_init(&w, 4096, NULL), 0);
            w.sums = (enum mk_adb_sums)mode;
            assert_int_equal(feed(&p, &w, mk_span(m, sizeof m), NULL), fits[mode][wrong]);
            mk_adb_wire_done(&w);
        }
}

static void the_largest_packet_fits_behind_a_torn_one(void **s)
{
    (void)s;
    struct mk_adb_wire w;
    struct mk_adb_packet p = { MK_ADB_WRTE, 1, 2, { 0 } };
    struct mk_buf b;
    uint8_t *big = calloc(1, MK_ADB_PAYLOAD_MAX);
    unsigned packets = 0;
    assert_non_null(big);
    p.payload = mk_span(big, MK_ADB_PAYLOAD_MAX);
    mk_buf_init(&b, 3 * (MK_ADB_PAYLOAD_MAX + MK_ADB_HEAD));
    for (int i = 0; i < 3; i++)
        mk_adb_put(&b, &p, false);
    assert_true(mk_buf_ok(&b));
    assert_int_equal(mk_adb_wire_init(&w, MK_ADB_PAYLOAD_MAX, NULL), 0);
    for (size_t at = 0; at < b.len;) {
        size_t n;
        uint8_t *room = mk_adb_wire_room(&w, &n);
        n = n < b.len - at ? n : b.len - at;
        memcpy(room, b.p + at, n);
        mk_adb_wire_fed(&w, n);
        at += n;
        while (mk_adb_wire_next(&p, &w, NULL) == 1) {
            assert_int_equal(p.payload.len, MK_ADB_PAYLOAD_MAX);
            packets++;
        }
    }
    assert_int_equal(packets, 3);
    mk_adb_wire_done(&w);
    mk_buf_done(&b);
    free(big);
}

static void no_memory_is_an_error(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_adb_wire w;
        int rc = mk_adb_wire_init(&w, 4096, NULL);
        assert_int_equal(rc != 0, fault_fired());
        mk_adb_wire_done(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packet_is_read_as_it_was_written),
        cmocka_unit_test(packets_come_out_whatever_the_pieces_are),
        cmocka_unit_test(every_truncation_waits_for_more),
        cmocka_unit_test(hostile_heads_are_refused_by_name),
        cmocka_unit_test(sums_are_held_to_what_was_agreed),
        cmocka_unit_test(the_largest_packet_fits_behind_a_torn_one),
        cmocka_unit_test(no_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
