#include "tests/lib/media_case.h"

#include "parsers/format/xmp.h"

static const struct tiff_entry maker[] = { TEXT(0x010f, "Maker"), END };

static void a_heic_gives_its_exif_and_size(void **state)
{
    struct tiff_dirs d = { maker, NULL, north_east, NULL };
    struct mk_buf block, b;
    struct mk_media m;
    struct mk_place p;
    const char *from;
    (void)state;
    mk_buf_init(&block, 1 << 20);
    mk_buf_init(&b, 1 << 20);
    tiff_make(&block, true, &d);
    heic_make(&b, mk_buf_span(&block));
    read_bytes(&m, mk_buf_span(&b));
    assert_string_equal(m.mime, "image/heic");
    assert_true(m.width == 4032 && m.height == 3024);
    assert_true(is(m.exif.make, "Maker"));
    mk_media_place(&p, &from, &m);
    assert_true(near(p.lat, 40.5));
    assert_int_equal(m.nodd, 0);
    mk_media_done(&m);
    mk_buf_done(&b);
    mk_buf_done(&block);
}

static void a_movie_says_when_and_where(void **state)
{
    struct mk_buf b;
    struct mk_media m;
    struct mk_media_when w;
    struct mk_place p;
    const char *from;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    movie_make(&b, "qt  ", 3797404200u, "+40.5-003.25+0667.5/", "2024-05-01T12:30:00+0200");
    read_bytes(&m, mk_buf_span(&b));
    assert_string_equal(m.mime, "video/quicktime");
    assert_true(m.movie_facts.duration_ms == 2500);
    mk_media_taken(&w, &m, NULL);
    assert_true(is(w.utc, "2024-05-01T10:30:00Z") && is(w.raw, "2024-05-01T12:30:00+0200"));
    mk_media_place(&p, &from, &m);
    assert_true(near(p.lat, 40.5) && near(p.lon, -3.25) && near(p.altitude_m, 667.5));
    assert_string_equal(from, "movie");
    mk_media_done(&m);
    mk_buf_done(&b);
}

static void a_movie_header_is_utc_by_its_standard_only(void **state)
{
    static const struct {
        const char *brand;
        uint32_t created;
        const char *utc, *why;
    } t[] = {
        { "mp42", 3797404200u, "2024-05-01T10:30:00Z", NULL },
        { "qt  ", 3797404200u, "2024-05-01T10:30:00Z",
          "UTC by recommendation only: may be local time" },
        { "isom", 1714530600u, "", "before 1970: perhaps not counted from 1904" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct mk_buf b;
        struct mk_media m;
        struct mk_media_when w;
        mk_buf_init(&b, 1 << 20);
        movie_make(&b, t[i].brand, t[i].created, NULL, NULL);
        read_bytes(&m, mk_buf_span(&b));
        mk_media_taken(&w, &m, NULL);
        assert_true(w.is_number && w.number == t[i].created);
        if (!is(w.utc, t[i].utc))
            fail_msg("%.*s", (int)w.utc.len, (const char *)w.utc.p);
        if (t[i].why)
            assert_string_equal(w.why, t[i].why);
        else
            assert_null(w.why);
        mk_media_done(&m);
        mk_buf_done(&b);
    }
}

static void iso6709_is_read_in_all_its_forms(void **state)
{
    static const struct {
        const char *text;
        double lat, lon, alt;
    } t[] = {
        { "+27.5916+086.5640+8850/", 27.5916, 86.5640, 8850 },
        { "-33.5-070.25/", -33.5, -70.25, NAN },
        { "+4030-00315/", 40.5, -3.25, NAN },
        { "+403000-0031500.0-12.5/", 40.5, -3.25, -12.5 },
        { "+0001.5+00000/", 0.025, 0, NAN },
    };
    static const char *const bad[] = { "", "+", "+1", "40.5-3.25", "+100000000+1/", "+4-" };
    struct mk_place p;
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        p = mk_place_none();
        assert_true(mk_place_iso6709(&p, mk_str(t[i].text)));
        assert_true(near(p.lat, t[i].lat) && near(p.lon, t[i].lon));
        assert_true(isnan(t[i].alt) ? isnan(p.altitude_m) : near(p.altitude_m, t[i].alt));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        p = mk_place_none();
        assert_false(mk_place_iso6709(&p, mk_str(bad[i])));
        assert_false(mk_place_is(&p));
    }
}

static const char packet[] =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
    "exif:GPSLatitude='40,30.0S' xmp:CreateDate='2024-05-01T12:30:00+02:00'>"
    "<exif:GPSLongitude>3,15,0W</exif:GPSLongitude>"
    "<exif:GPSAltitude>1001/2</exif:GPSAltitude></rdf:Description></rdf:RDF></x:xmpmeta>";

static void xmp_stands_in_where_exif_is_silent(void **state)
{
    struct mk_buf b;
    struct mk_media m;
    struct mk_media_when w;
    struct mk_place p;
    const char *from;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    jpeg_make(&b, mk_span(NULL, 0), packet, 8, 8);
    read_bytes(&m, mk_buf_span(&b));
    mk_media_place(&p, &from, &m);
    assert_string_equal(from, "xmp");
    assert_true(near(p.lat, -40.5) && near(p.lon, -3.25) && near(p.altitude_m, 500.5));
    mk_media_taken(&w, &m, NULL);
    assert_string_equal(w.from, "xmp:CreateDate");
    assert_true(is(w.utc, "2024-05-01T10:30:00Z"));
    mk_media_done(&m);
    mk_buf_done(&b);
}

static void angles_of_xmp_are_whole_or_none(void **state)
{
    (void)state;
    assert_true(near(mk_xmp_angle(mk_str("43,28.5N")), 43.475));
    assert_true(near(mk_xmp_angle(mk_str("43,30,36W")), -43.51));
    assert_true(isnan(mk_xmp_angle(mk_str("43N"))));
    assert_true(isnan(mk_xmp_angle(mk_str("43,28.5"))));
    assert_true(isnan(mk_xmp_angle(mk_str("43,28.5X"))));
    assert_true(isnan(mk_xmp_angle(mk_str(""))));
    assert_true(near(mk_xmp_rational(mk_str("-7/2")), -3.5));
    assert_true(near(mk_xmp_rational(mk_str("12.25")), 12.25));
    assert_true(isnan(mk_xmp_rational(mk_str("7/0"))));
    assert_true(isnan(mk_xmp_rational(mk_str("7/"))));
}

static void kinds_of_files_are_told_by_content(void **state)
{
    static const struct {
        const char *head;
        size_t n;
        const char *mime;
    } t[] = {
        { "\xff\xd8\xff\xe1", 4, "image/jpeg" },
        { "\0\0\0\x18"
          "ftypmif1\0\0\0\0mif1heic",
          24, "image/heic" },
        { "\0\0\0\x18"
          "ftypmif1\0\0\0\0mif1miaf",
          24, "image/heif" },
        { "\0\0\0\x14"
          "ftyp3gp5\0\0\0\0"
          "3gp5",
          20, "video/3gpp" },
        { "\0\0\0\x14"
          "ftypisom\0\0\0\0isom",
          20, "video/mp4" },
        { "\0\0\0\x14"
          "moov\0\0\0\0mvhd",
          16, "video/quicktime" },
        { "RIFF\0\0\0\0WEBPVP8 ", 16, "image/webp" },
        { "II\x2a\0\x08\0\0\0", 8, "image/tiff" },
        { "MM\x2a\0\x08\0\0\0", 8, NULL },
        { "%PDF-1.4", 8, NULL },
        { "", 0, NULL },
    };
    char brand[5];
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        const char *mime = mk_media_sniff(brand, mk_span(t[i].head, t[i].n)).mime;
        if (t[i].mime && mime)
            assert_string_equal(mime, t[i].mime);
        else
            assert_true(mime == t[i].mime);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_heic_gives_its_exif_and_size),
        cmocka_unit_test(a_movie_says_when_and_where),
        cmocka_unit_test(a_movie_header_is_utc_by_its_standard_only),
        cmocka_unit_test(iso6709_is_read_in_all_its_forms),
        cmocka_unit_test(xmp_stands_in_where_exif_is_silent),
        cmocka_unit_test(angles_of_xmp_are_whole_or_none),
        cmocka_unit_test(kinds_of_files_are_told_by_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
