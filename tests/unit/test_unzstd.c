#include "firmware/adb/unzstd.h"
#include "parsers/base/buf.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdlib.h>
#include <zstd.h>

/* Some text that packs, of n bytes. */
static void text_of(struct mk_buf *out, size_t n)
{
    mk_buf_init(out, n + 64);
    for (unsigned i = 0; out->len < n; i++)
        mk_buf_printf(out, "line %u\n", i * 7919u);
    out->len = n;
}

static void pack(struct mk_buf *out, struct mk_span in, int window_log, bool sized, bool sum)
{
    ZSTD_CCtx *z = ZSTD_createCCtx();
    mk_buf_init(out, ZSTD_compressBound(in.len) + 64);
    ZSTD_CCtx_setParameter(z, ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, sum);
    if (window_log)
        ZSTD_CCtx_setParameter(z, ZSTD_c_windowLog, window_log);
    if (sized)
        ZSTD_CCtx_setPledgedSrcSize(z, in.len);
    ZSTD_inBuffer from = { in.p, in.len, 0 };
    ZSTD_outBuffer to = { mk_buf_room(out, out->max), out->max, 0 };
    size_t begun = sized ? 1 : ZSTD_compressStream2(z, &to, &from, ZSTD_e_continue);
    assert_false(ZSTD_isError(begun));
    assert_int_equal(ZSTD_compressStream2(z, &to, &from, ZSTD_e_end), 0);
    out->len = to.pos;
    ZSTD_freeCCtx(z);
}

/* All of it, given in pieces: 0 and what came out, or -1 with e. */
static int unpack(struct mk_buf *out, struct mk_unzstd *u, struct mk_span in, size_t piece,
                  struct mk_error *e)
{
    mk_buf_clear(out);
    mk_unzstd_begin(u);
    while (in.len) {
        struct mk_span now = mk_span(in.p, in.len < piece ? in.len : piece), got;
        int rc;
        in = mk_span_from(in, now.len);
        while ((rc = mk_unzstd_next(&got, u, &now, e)) > 0) {
            assert_in_range(got.len, 1, 128 << 10);
            mk_buf_put(out, got.p, got.len);
        }
        if (rc < 0)
            return -1;
        assert_int_equal(now.len, 0);
    }
    return mk_unzstd_end(u, e);
}

static void files_come_out_as_they_were_in_pieces_of_any_size(void **s)
{
    (void)s;
    static const size_t sizes[] = { 0, 1, 1000, 131071, 131072, 700000 };
    struct mk_unzstd *u;
    struct mk_error e = { 0 };
    struct mk_buf out;
    assert_int_equal(mk_unzstd_new(&u, &e), 0);
    mk_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (unsigned kind = 0; kind < 4; kind++) {
            struct mk_buf text, packed;
            text_of(&text, sizes[i]);
            pack(&packed, mk_buf_span(&text), 0, kind & 1, kind & 2);
            for (size_t piece = 1; piece < 100000; piece = piece * 7 + 3) {
                assert_int_equal(unpack(&out, u, mk_buf_span(&packed), piece, &e), 0);
                assert_true(mk_span_eq(mk_buf_span(&out), mk_buf_span(&text)));
            }
            mk_buf_done(&text);
            mk_buf_done(&packed);
        }
    mk_buf_done(&out);
    mk_unzstd_free(u);
}

static void every_truncation_is_told(void **s)
{
    (void)s;
    struct mk_unzstd *u;
    struct mk_error e = { 0 };
    struct mk_buf out, text, packed;
    assert_int_equal(mk_unzstd_new(&u, &e), 0);
    mk_buf_init(&out, 1 << 20);
    text_of(&text, 20000);
    pack(&packed, mk_buf_span(&text), 0, false, false);
    for (size_t n = 0; n < packed.len; n++) {
        assert_int_equal(unpack(&out, u, mk_span(packed.p, n), 512, &e), -1);
        assert_string_equal(e.text, "zstd: the file ends before its end");
        assert_true(out.len <= text.len);
        if (out.len)
            assert_memory_equal(out.p, text.p, out.len);
    }
    mk_buf_done(&text);
    mk_buf_done(&packed);
    mk_buf_done(&out);
    mk_unzstd_free(u);
}

static void refused(struct mk_span in, const char *why)
{
    for (size_t piece = 1; piece <= 4096; piece *= 64) {
        struct mk_unzstd *u;
        struct mk_error e = { 0 };
        struct mk_buf out;
        assert_int_equal(mk_unzstd_new(&u, &e), 0);
        mk_buf_init(&out, 1 << 20);
        int rc = unpack(&out, u, in, piece, &e);
        if (rc != -1 || e.code != MK_EPROTO || !strstr(e.text, why))
            fail_msg("expected \"%s\": %d %s", why, rc, e.text);
        mk_buf_done(&out);
        mk_unzstd_free(u);
    }
}
#define REFUSED(bytes, why) refused(mk_span(bytes, sizeof(bytes) - 1), why)

static void hostile_frames_are_refused_by_name(void **s)
{
    (void)s;
    struct mk_buf text, packed;
    text_of(&text, 20000);
    REFUSED("", "ends before its end");
    REFUSED("hello, I am not compressed", "not a frame");
    REFUSED("\x50\x2a\x4d\x18\4\0\0\0abcd", "not a frame");               /* to be skipped */
    REFUSED("\x27\xb5\x2f\xfd\x20\1\x09\0\0x", "not a frame");            /* an older zstd's */
    REFUSED("\x28\xb5\x2f\xfd\x20\1\x09\0\0xy", "behind the end");        /* a byte more */
    REFUSED("\x28\xb5\x2f\xfd\x20\1\x09\0\0x\x28\xb5\x2f\xfd", "behind"); /* a frame more */
    REFUSED("\x28\xb5\x2f\xfd\x20\2\x09\0\0x", "corrupt");                /* says 2, holds 1 */
    REFUSED("\x28\xb5\x2f\xfd\x20\0\x09\0\0x", "zstd: ");                 /* says 0, holds 1 */
    REFUSED("\x28\xb5\x2f\xfd\x20\1\x07\0\0x", "zstd: ");                 /* reserved block */
    REFUSED("\x28\xb5\x2f\xfd\x28\1\x09\0\0x", "zstd: ");                 /* reserved bit */
    REFUSED("\x28\xb5\x2f\xfd\x21\7\1\x09\0\0x", "ictionary");            /* wants one */
    REFUSED("\x28\xb5\x2f\xfd\x24\1\x09\0\0x\1\2\3\4", "checksum");       /* of other bytes */
    REFUSED("\x28\xb5\x2f\xfd\0\xf8\x03\0\0", "too much memory");         /* window of 2 TiB */
    REFUSED("\x28\xb5\x2f\xfd\0\x69\x01\0\0", "too much memory");         /* 9 MiB */
    pack(&packed, mk_buf_span(&text), MK_UNZSTD_WINDOW_LOG + 1, false, false);
    refused(mk_buf_span(&packed), "too much memory");
    mk_buf_done(&packed);
    pack(&packed, mk_buf_span(&text), 0, false, true);
    packed.p[packed.len / 2] ^= 0x10;
    refused(mk_buf_span(&packed), "zstd: ");
    mk_buf_done(&packed);
    mk_buf_done(&text);
}

static void the_largest_window_is_taken(void **s)
{
    (void)s;
    struct mk_unzstd *u;
    struct mk_error e = { 0 };
    struct mk_buf out, text, packed;
    assert_int_equal(mk_unzstd_new(&u, &e), 0);
    mk_buf_init(&out, 1 << 20);
    text_of(&text, 20000);
    pack(&packed, mk_buf_span(&text), MK_UNZSTD_WINDOW_LOG, false, false);
    assert_int_equal(unpack(&out, u, mk_buf_span(&packed), 100, &e), 0);
    mk_buf_done(&text);
    mk_buf_done(&packed);
    mk_buf_done(&out);
    mk_unzstd_free(u);
}

/* 256 MiB of the same byte out of 8 KiB: it comes in pieces, and nothing grows. */
static void a_bomb_comes_in_pieces(void **s)
{
    (void)s;
    struct mk_unzstd *u;
    struct mk_error e = { 0 };
    struct mk_span got, in;
    struct mk_buf b;
    uint64_t bytes = 0;
    int rc = 0;
    mk_buf_init(&b, 1 << 20);
    mk_buf_put(&b, "\x28\xb5\x2f\xfd\0\x38", 6); /* a window of 128 KiB */
    for (int i = 0; i < 2048; i++)
        mk_buf_put(&b, "\x02\0\x10x", 4); /* a block: 131,072 times x */
    assert_int_equal(mk_unzstd_new(&u, &e), 0);
    mk_unzstd_begin(u);
    in = mk_buf_span(&b);
    while ((rc = mk_unzstd_next(&got, u, &in, &e)) > 0)
        bytes += got.len;
    assert_int_equal(rc, 0);
    assert_int_equal(bytes, 2048ull << 17);
    assert_int_equal(mk_unzstd_end(u, &e), -1);
    mk_unzstd_free(u);
    mk_buf_done(&b);
}

static void no_memory_is_told(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_unzstd *u;
        struct mk_error e = { 0 };
        if (mk_unzstd_new(&u, &e) == 0)
            mk_unzstd_free(u);
        else
            assert_int_equal(e.code, MK_ENOMEM);
    }
}

static void names_tell_what_is_packed_already(void **s)
{
    (void)s;
    static const char *const packed[] = { "/sdcard/a.jpg", "/a.JPG", "x.Mp4", ".x.apk",
                                          "/sdcard/msgstore.db.crypt14" };
    static const char *const plain[] = { "/sdcard/a.txt", "/sdcard/jpg", "/a.jpgx", "",
                                         "/a.db",         "/x.jpg/y" };
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        assert_false(mk_worth_packing(mk_str(packed[i])));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_true(mk_worth_packing(mk_str(plain[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_out_as_they_were_in_pieces_of_any_size),
        cmocka_unit_test(every_truncation_is_told),
        cmocka_unit_test(hostile_frames_are_refused_by_name),
        cmocka_unit_test(the_largest_window_is_taken),
        cmocka_unit_test(a_bomb_comes_in_pieces),
        cmocka_unit_test(no_memory_is_told),
        cmocka_unit_test(names_tell_what_is_packed_already),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
