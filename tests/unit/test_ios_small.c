#include "tests/lib/t.h"

#include "parsers/format/dynamic_lexicon.h"
#include "parsers/format/itunes_prefs.h"
#include "parsers/format/map_link.h"
#include "tests/lib/doc_print.h"

/* Small formats of iPhones that only one app reads. */

static const char *const words[] = { "word", "number", "uses", "own", NULL };
static const char lexicon[] = "DynamicDictionary-9\0\0\0\0\2"
                              "\x8b\xbf\1\1\0\0\0\0\0\0"
                              "and\0"
                              "\xc0\xc0\0\4\2\0\0\1N.\xc3\xc5"
                              "moka\0rest";
static const char *const hosts[] = { "user", "computer", "offset", NULL };

static void prints(const struct mk_format *f, struct mk_span bytes, const char *table,
                   const char *const *columns, const char *expected)
{
    struct mk_buf out;
    mk_buf_init(&out, (size_t)1 << 20);
    doc_print(&out, f, bytes, table, columns, NULL);
    assert_string_equal(mk_buf_cstr(&out), expected);
    mk_buf_done(&out);
}

static void a_lexicon_is_its_words(void **state)
{
    (void)state;
    struct mk_span s = mk_span(lexicon, sizeof lexicon - 1);
    prints(&mk_format_dynamic_lexicon, s, "words", words,
           "1|word=and|number=3007|uses=1|own=0\n2|word=moka|number=12582916|uses=2|own=1\n");
    prints(&mk_format_dynamic_lexicon, mk_span(s.p, 26), "words", words,
           "remark the file ends 2 words before their number\n");
    prints(&mk_format_dynamic_lexicon, mk_span(s.p, 22), "words", words,
           "remark the file ends before the number of words\n");
    doc_truncate(&mk_format_dynamic_lexicon, s, "words", words, NULL);
    doc_starve(&mk_format_dynamic_lexicon, s, "words", words, NULL);
}

static void computers_are_pairs_of_names(void **state)
{
    static uint8_t file[1024];
    (void)state;
    memcpy(file, "frpd", 4);
    memcpy(file + 384, "erika", 5);
    memcpy(file + 448, "LAPTOP", 6);
    memset(file + 576, 'x', 64); /* without a NUL */
    struct mk_span s = mk_span(file, 704);
    prints(&mk_format_itunes_prefs, s, "hosts", hosts,
           "1|user=erika|computer=LAPTOP|offset=384\n"
           "2|user=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|offset=576\n");
    doc_truncate(&mk_format_itunes_prefs, s, "hosts", hosts, NULL);
    doc_starve(&mk_format_itunes_prefs, s, "hosts", hosts, NULL);
}

static void links_to_maps_have_coordinates(void **state)
{
    static const struct {
        const char *text;
        double lat, lon; /* 0, 0: none */
    } table[] = {
        { "see https://www.openstreetmap.org/?mlat=52.5&mlon=-13.25&zoom=17", 52.5, -13.25 },
        { "https://x/?mlat=52.5&amp;mlon=-13.25", 52.5, -13.25 },
        { "https://maps.apple.com/?ll=52.5,13.25&q=x", 52.5, 13.25 },
        { "https://maps.apple.com/?q=x&ll=52.5%2C13.25", 52.5, 13.25 },
        { "https://www.bing.com/maps?rtp=adr.~pos.52.5_-13.25_Platz", 52.5, -13.25 },
        { "https://x/?mlat=52.5", 0, 0 },
        { "https://x/?mlat=&mlon=1", 0, 0 },
        { "mlat=", 0, 0 },
        { "", 0, 0 },
    };
    static const char *const columns[] = { "lat", "lon" };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct mk_cell out[2], in = { .kind = MK_C_TEXT, .s = mk_str(table[i].text) };
        bool none = !(table[i].lat > 0);
        assert_null(mk_decoder_map_link.decode(out, columns, 2, &in, NULL));
        assert_int_equal(out[0].kind, none ? MK_C_NULL : MK_C_REAL);
        if (!none)
            assert_true(out[0].r == table[i].lat && out[1].r == table[i].lon);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lexicon_is_its_words),
        cmocka_unit_test(computers_are_pairs_of_names),
        cmocka_unit_test(links_to_maps_have_coordinates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
