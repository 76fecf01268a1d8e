#include "tests/lib/media_case.h"

#include "tests/lib/fault.h"
#include <stdlib.h>

static const struct tiff_entry maker[] = { TEXT(0x010f, "Maker"), TEXT(0x0110, "Model 1"), END };
static const struct tiff_entry taken[] = {
    TEXT(0x9003, "2024:05:01 12:30:00"),
    TEXT(0x9011, "+02:00"),
    TEXT(0x9291, "25"),
    END,
};

static struct mk_buf picture(const struct tiff_dirs *d)
{
    struct mk_buf block, b;
    mk_buf_init(&block, 1 << 20);
    mk_buf_init(&b, 1 << 20);
    tiff_make(&block, true, d);
    jpeg_make(&b, mk_buf_span(&block), NULL, 640, 480);
    mk_buf_done(&block);
    assert_true(mk_buf_ok(&b));
    return b;
}

static void a_jpeg_says_what_when_and_where(void **state)
{
    struct tiff_dirs d = { maker, taken, north_east, NULL };
    struct mk_buf b = picture(&d);
    struct mk_media m;
    struct mk_media_when w;
    struct mk_place p;
    const char *from;
    (void)state;
    read_bytes(&m, mk_buf_span(&b));
    assert_string_equal(m.mime, "image/jpeg");
    assert_true(m.width == 640 && m.height == 480);
    assert_true(is(m.exif.make, "Maker") && is(m.exif.model, "Model 1"));
    mk_media_taken(&w, &m, NULL);
    assert_true(is(w.raw, "2024:05:01 12:30:00.25+02:00"));
    assert_true(is(w.utc, "2024-05-01T10:30:00.250Z") && is(w.zone, "+02:00"));
    assert_string_equal(w.from, "DateTimeOriginal");
    mk_media_place(&p, &from, &m);
    assert_true(near(p.lat, 40.5) && near(p.lon, 3.25));
    assert_int_equal(m.nodd, 0);
    mk_media_done(&m);
    mk_buf_done(&b);
}

static void local_time_is_utc_only_with_a_zone(void **state)
{
    static const struct tiff_entry local[] = { TEXT(0x9003, "2024:05:01 12:30:00"), END };
    struct tiff_dirs d = { maker, local, NULL, NULL };
    struct mk_buf b = picture(&d);
    struct mk_zone *zone;
    struct mk_media m;
    struct mk_media_when w;
    (void)state;
    read_bytes(&m, mk_buf_span(&b));
    mk_media_taken(&w, &m, NULL);
    assert_true(is(w.raw, "2024:05:01 12:30:00") && w.utc.len == 0);
    assert_null(w.zone_origin);
    assert_int_equal(mk_zone_new(&zone, mk_str("-03:30"), mk_span(NULL, 0), NULL), 0);
    mk_media_taken(&w, &m, zone);
    assert_true(is(w.utc, "2024-05-01T16:00:00Z"));
    assert_string_equal(w.zone_origin, "assumed");
    mk_zone_free(zone);
    mk_media_done(&m);
    mk_buf_done(&b);
}

static void a_time_that_is_blank_is_none(void **state)
{
    static const struct tiff_entry blank[] = { TEXT(0x9003, "    :  :     :  :  "),
                                               TEXT(0x9004, "0000:00:00 00:00:00"), END };
    static const struct tiff_entry changed[] = { TEXT(0x0132, "2001:02:30 00:00:00"), END };
    struct tiff_dirs d = { changed, blank, NULL, NULL };
    struct mk_buf b = picture(&d);
    struct mk_media m;
    struct mk_media_when w;
    (void)state;
    read_bytes(&m, mk_buf_span(&b));
    mk_media_taken(&w, &m, NULL);
    assert_string_equal(w.from, "DateTime");
    assert_string_equal(w.why, "no date and time"); /* the 30th of February */
    mk_media_done(&m);
    mk_buf_done(&b);
}

/* Positions that are none, each with what is said of it. */
static void no_position_is_invented(void **state)
{
    static const struct {
        const char *lat_ref, *lat, *lon_ref, *lon, *why;
    } bad[] = {
        { "N", R("\0", "\0") R("\0", "\0") R("\0", "\0"), "E",
          R("\0", "\0") R("\0", "\0") R("\0", "\0"), "no position: stored as a number over 0" },
        { "\0", R("\1", "\1") R("\1", "\1") R("\1", "\1"), "E",
          R("\1", "\1") R("\1", "\1") R("\1", "\1"),
          "no position: north or south, east or west is not told" },
        { "N", R("\0", "\1") R("\0", "\1") R("\0", "\1"), "E",
          R("\0", "\1") R("\0", "\1") R("\0", "\1"), "0, 0: what is written without a fix" },
        { "N", R("\x5b", "\1") R("\0", "\1") R("\0", "\1"), "E",
          R("\0", "\1") R("\0", "\1") R("\0", "\1"), "latitude or longitude out of range" },
        { "N", R("\1", "\1") R("\1", "\1") R("\1", "\1"), NULL, NULL,
          "half a position: latitude or longitude is not there" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tiff_entry gps[] = {
            { 1, 2, 2, bad[i].lat_ref, 0 },
            { 2, 5, 3, bad[i].lat, 0 },
            { 3, 2, 2, bad[i].lon_ref, 0 },
            { 4, 5, 3, bad[i].lon, 0 },
            END,
        };
        if (!bad[i].lon)
            gps[2].type = 0;
        struct tiff_dirs d = { maker, NULL, gps, NULL };
        struct mk_buf b = picture(&d);
        struct mk_media m;
        struct mk_place p;
        const char *from;
        read_bytes(&m, mk_buf_span(&b));
        mk_media_place(&p, &from, &m);
        assert_false(mk_place_is(&p));
        assert_string_equal(p.why, bad[i].why);
        mk_media_done(&m);
        mk_buf_done(&b);
    }
}

static void height_speed_and_fix_have_their_units(void **state)
{
    static const struct tiff_entry gps[] = {
        TEXT(1, "S"),
        { 2, 5, 3, R("\x28", "\1") R("\x1e", "\1") R("\0", "\0"), 0 },
        TEXT(3, "W"),
        { 4, 5, 3, R("\x03", "\1") R("\x0f", "\1") R("\0", "\1"), 0 },
        { 5, 1, 1, "\1", 0 },
        { 6, 5, 1, R("\x64", "\1"), 0 },
        { 7, 5, 3, R("\x08", "\1") R("\x05", "\1") R("\x1f", "\2"), 0 },
        TEXT(0x0c, "N"),
        { 0x0d, 5, 1, R("\x0a", "\1"), 0 },
        TEXT(0x0e, "T"),
        { 0x0f, 5, 1, R("\x5a", "\1"), 0 },
        TEXT(0x10, "M"),
        { 0x11, 5, 1, R("\x2d", "\1"), 0 },
        { 0x1b, 7, 11, "ASCII\0\0\0GPS", 0 },
        TEXT(0x1d, "2024:05:01"),
        { 0x1f, 5, 1, R("\x09", "\2"), 0 },
        END,
    };
    struct tiff_dirs d = { maker, taken, gps, NULL };
    struct mk_buf b = picture(&d);
    struct mk_media m;
    struct mk_place p;
    const char *from;
    (void)state;
    read_bytes(&m, mk_buf_span(&b));
    mk_media_place(&p, &from, &m);
    assert_true(near(p.lat, -40.5) && near(p.lon, -3.25) && near(p.altitude_m, -100));
    assert_true(near(p.speed_mps, 18520.0 / 3600) && near(p.bearing_deg, 90));
    assert_true(near(p.direction_deg, 45) && near(p.accuracy_m, 4.5));
    assert_string_equal(p.direction_ref, "magnetic");
    assert_true(is(p.fix_raw, "2024:05:01 08:05:15.500") && p.fix_gps);
    mk_media_done(&m);
    mk_buf_done(&b);
}

/* Each: bytes put over a good block, and what has to be said. */
static void damage_is_told_and_the_rest_read(void **state)
{
    static const struct {
        size_t at;
        const char *bytes;
        size_t n;
        const char *odd;
    } bad[] = {
        { 8, "\xff\xff", 2, "IFD0: cut: counts more entries than there are" },
        { 8 + 2 + 8, "\x7f\xff\xff\xff", 4, "IFD0 tag 0x010f: value lies outside of the block" },
        { 8 + 2 + 4, "\xff\xff\xff\xff", 4, "IFD0 tag 0x010f: value lies outside of the block" },
        { 8 + 2 + 2, "\0\x63", 2, "IFD0 tag 0x010f: type not known" },
        { 8 + 2 + 3 * 12 + 8, "\0\0\0\x08", 4,
          "IFD0: points back to a directory that was read already" },
        { 8 + 2 + 2 * 12 + 8, "\0\xff\0\0", 4, "ExifIFD: lies outside of the block" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tiff_dirs d = { maker, taken, north_east, NULL };
        struct mk_buf b = picture(&d);
        struct mk_media m;
        memcpy(b.p + 12 + bad[i].at, bad[i].bytes, bad[i].n);
        read_bytes(&m, mk_buf_span(&b));
        assert_true(m.nodd >= 1);
        assert_string_equal(m.odd[0], bad[i].odd);
        assert_true(is(m.exif.model, "Model 1"));
        mk_media_done(&m);
        mk_buf_done(&b);
    }
}

/* A short file is read as far as it goes, and nothing is said that the whole one does not say. */
static void cut(struct mk_span whole)
{
    for (size_t n = 0; n < whole.len; n++) {
        uint8_t *exact = malloc(n ? n : 1); /* so that the sanitizers see its end */
        struct mk_media m;
        struct mk_media_when w;
        struct mk_place p;
        const char *from;
        assert_non_null(exact);
        memcpy(exact, whole.p, n);
        read_bytes(&m, mk_span(exact, n));
        mk_media_taken(&w, &m, NULL);
        mk_media_place(&p, &from, &m);
        assert_true(!mk_place_is(&p) || (near(fabs(p.lat), 40.5) && near(fabs(p.lon), 3.25)));
        mk_media_done(&m);
        free(exact);
    }
}

static void every_truncation_is_read_as_far_as_it_goes(void **state)
{
    struct tiff_dirs d = { maker, taken, north_east, maker };
    struct mk_buf jpeg = picture(&d), block, heic, movie;
    (void)state;
    mk_buf_init(&block, 1 << 20);
    mk_buf_init(&heic, 1 << 20);
    mk_buf_init(&movie, 1 << 20);
    tiff_make(&block, true, &d);
    heic_make(&heic, mk_buf_span(&block));
    movie_make(&movie, "qt  ", 3797404200u, "+40.500-003.250/", "2024-05-01T12:30:00+0200");
    cut(mk_buf_span(&jpeg));
    cut(mk_buf_span(&block));
    cut(mk_buf_span(&heic));
    cut(mk_buf_span(&movie));
    mk_buf_done(&jpeg);
    mk_buf_done(&block);
    mk_buf_done(&heic);
    mk_buf_done(&movie);
}

static void a_failed_allocation_loses_nothing_but_memory(void **state)
{
    struct tiff_dirs d = { maker, taken, north_east, maker };
    struct mk_buf b = picture(&d);
    struct mk_span s = mk_buf_span(&b);
    struct mk_file f = mk_file_memory(&s);
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_media m;
        struct mk_media_when w;
        mk_media_read(&m, &f);
        mk_media_taken(&w, &m, NULL);
        mk_media_done(&m);
    }
    fault_disarm();
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_jpeg_says_what_when_and_where),
        cmocka_unit_test(local_time_is_utc_only_with_a_zone),
        cmocka_unit_test(a_time_that_is_blank_is_none),
        cmocka_unit_test(no_position_is_invented),
        cmocka_unit_test(height_speed_and_fix_have_their_units),
        cmocka_unit_test(damage_is_told_and_the_rest_read),
        cmocka_unit_test(every_truncation_is_read_as_far_as_it_goes),
        cmocka_unit_test(a_failed_allocation_loses_nothing_but_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
