#include "tests/lib/t.h"

#include "host/report/page.h"
#include "parsers/base/utf.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int folder;

static int setup(void **state)
{
    int rc = stock_setup(state);
    folder = open(stock_own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder < 0 ? -1 : rc;
}

static int teardown(void **state)
{
    close(folder);
    return stock_teardown(state);
}

/* What a page says for a text; lives until the next call. */
static const char *shown(const void *text, size_t n)
{
    static char out[512];
    struct mk_page p;
    mk_page_init(&p, -1, false);
    mk_html_text(&p, mk_span(text, n));
    snprintf(out, sizeof out, "%s", mk_buf_cstr(&p.b));
    mk_page_done(&p);
    return out;
}

static void texts_of_a_phone_are_text_and_nothing_else(void **state)
{
    static const struct {
        const char *text, *html;
    } t[] = {
        { "", "" },
        { "plain text, 100% ~", "plain text, 100% ~" },
        { "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;" },
        { "a\" onx='b' &amp;", "a&quot; onx=&#39;b&#39; &amp;amp;" },
        { "two\nlines\tand a tab", "two\nlines\tand a tab" },
        { "\r", "<span class=u>U+000D</span>" },
        { "\x1b[2J", "<span class=u>U+001B</span>[2J" },
        { "\x7f", "<span class=u>U+007F</span>" },
        { "\xc2\x85", "<span class=u>U+0085</span>" },
        { "a\xe2\x80\xae"
          "b",
          "a<span class=u>U+202E</span>b" },
        { "\xe2\x81\xa6", "<span class=u>U+2066</span>" },
        { "\xd8\x9c", "<span class=u>U+061C</span>" },
        { "\xef\xbb\xbf", "<span class=u>U+FEFF</span>" },
        { "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d" },
        { "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_string_equal(shown(t[i].text, strlen(t[i].text)), t[i].html);
    assert_string_equal(shown("a\0b", 3), "a<span class=u>U+0000</span>b");
}

static void what_is_no_utf8_is_replaced_where_it_stands(void **state)
{
    static const char *const t[][2] = {
        { "\xff", "\xef\xbf\xbd" },
        { "a\xc3", "a\xef\xbf\xbd" },
        { "\xc3<", "\xef\xbf\xbd&lt;" },                            /* the mark is not swallowed */
        { "\xe2\x80\"", "\xef\xbf\xbd&quot;" },                     /* nor the quote */
        { "\xc0\xbc", "\xef\xbf\xbd\xef\xbf\xbd" },                 /* '<', overlong */
        { "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* a surrogate */
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_string_equal(shown(t[i][0], strlen(t[i][0])), t[i][1]);
}

/* Any two bytes: no mark of HTML but those of our own span, no byte that is not printable. */
static void no_bytes_at_all_make_markup(void **state)
{
    static const char begin[] = "<span class=u>U+", end[] = "</span>";
    (void)state;
    for (unsigned i = 0; i < 0x10000; i++) {
        const uint8_t two[] = { (uint8_t)i, (uint8_t)(i >> 8) };
        struct mk_span s = mk_str(shown(two, 2));
        assert_int_equal(mk_utf8_valid(s), s.len);
        for (size_t at = 0; at < s.len; at++) {
            struct mk_span rest = mk_span_from(s, at);
            if (mk_span_starts(rest, mk_str(begin)))
                at += sizeof begin - 2 + 4;
            else if (mk_span_starts(rest, mk_str(end)))
                at += sizeof end - 2;
            else if (strchr("<>\"'", s.p[at]) || (s.p[at] < 0x20 && !strchr("\n\t", s.p[at])))
                fail_msg("%02x %02x: %s", two[0], two[1], (const char *)s.p);
        }
    }
}

static void a_page_has_its_policy_its_title_and_its_rows(void **state)
{
    struct mk_page p;
    struct mk_error e;
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    for (int images = 0; images < 2; images++) {
        char name[] = "page0.html";
        name[4] = (char)('0' + images);
        mk_page_init(&p, folder, images);
        mk_page_open(&p, name, "A <title>");
        assert_string_equal(p.up, "");
        mk_html(&p, "<p>");
        mk_html_str(&p, "row & row");
        assert_int_equal(mk_page_close(&p, &e), 0);
        mk_buf_clear(&b);
        stock_read(&b, stock_in(name));
        const char *text = mk_buf_cstr(&b);
        assert_int_equal(p.bytes, b.len);
        assert_non_null(strstr(text, "default-src 'none'; style-src 'sha256-"));
        assert_non_null(strstr(text, "<title>A &lt;title&gt;</title>"));
        assert_non_null(strstr(text, "<p>row &amp; row</body></html>\n"));
        assert_int_equal(strstr(text, "img-src") != NULL, images);
        assert_null(strstr(text, "<script"));
        mk_page_done(&p);
    }
    mk_buf_done(&b);
}

static void a_long_page_is_handed_on_and_comes_out_whole(void **state)
{
    struct mk_page p;
    struct mk_error e;
    struct mk_buf b;
    size_t most = 0;
    (void)state;
    mk_buf_init(&b, 8 << 20);
    mk_page_init(&p, folder, false);
    mk_page_open(&p, "long.html", "t");
    for (int i = 0; i < 100000; i++) {
        mk_htmlf(&p, "<p>row %d\n", i);
        mk_page_flush(&p);
        most = p.b.len > most ? p.b.len : most;
    }
    assert_int_equal(mk_page_close(&p, &e), 0);
    assert_true(most < 256 << 10);
    stock_read(&b, stock_in("long.html"));
    assert_int_equal(b.len, p.bytes);
    const char *at = mk_buf_cstr(&b);
    for (int i = 0; i < 100000; i++) {
        char row[32];
        snprintf(row, sizeof row, "<p>row %d\n", i);
        at = strstr(at, row);
        assert_non_null(at);
    }
    mk_page_done(&p);
    mk_buf_done(&b);
}

static void a_write_that_fails_is_told_and_stays_so(void **state)
{
    struct mk_page p;
    struct mk_error e = { 0 };
    (void)state;
    mk_page_init(&p, folder, false);
    mk_page_open(&p, "full.html", "t");
    close(p.fd);
    p.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(p.fd >= 0);
    assert_int_equal(mk_page_close(&p, &e), -1);
    assert_int_equal(e.code, MK_ENOSPC);
    mk_page_open(&p, "next.html", "t");
    e = (struct mk_error){ 0 };
    assert_int_equal(mk_page_close(&p, &e), -1);
    assert_int_equal(e.code, MK_ENOSPC); /* the first error, not what came of it */
    mk_page_done(&p);
}

static void a_file_that_is_there_is_not_written_over(void **state)
{
    struct mk_page p;
    struct mk_error e = { 0 };
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 100);
    stock_write(stock_in("there.html"), mk_str("evidence"));
    mk_page_init(&p, folder, false);
    mk_page_open(&p, "there.html", "t");
    assert_int_equal(mk_page_close(&p, &e), -1);
    assert_non_null(strstr(e.text, "there.html"));
    stock_read(&b, stock_in("there.html"));
    assert_string_equal(mk_buf_cstr(&b), "evidence");
    mk_page_done(&p);
    mk_buf_done(&b);
}

static void a_text_too_long_for_its_place_is_an_error_and_not_cut(void **state)
{
    struct mk_page p;
    struct mk_error e = { 0 };
    static char text[20000];
    (void)state;
    memset(text, 'x', sizeof text - 1);
    mk_page_init(&p, folder, false);
    mk_page_open(&p, "cut.html", "t");
    mk_htmlf(&p, "%s", text);
    assert_int_equal(mk_page_close(&p, &e), -1);
    mk_page_done(&p);
}

static void a_page_without_memory_is_an_error(void **state)
{
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_page p;
        struct mk_error e = { 0 };
        mk_page_init(&p, folder, false);
        mk_page_open(&p, "memory.html", "t");
        mk_html_text(&p, mk_str("<text>"));
        int rc = mk_page_close(&p, &e);
        bool fired = fault_fired();
        assert_int_equal(rc, fired ? -1 : 0);
        assert_int_equal(e.code, fired ? MK_ENOMEM : MK_OK);
        mk_page_done(&p);
        unlinkat(folder, "memory.html", 0);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_a_phone_are_text_and_nothing_else),
        cmocka_unit_test(what_is_no_utf8_is_replaced_where_it_stands),
        cmocka_unit_test(no_bytes_at_all_make_markup),
        cmocka_unit_test(a_page_has_its_policy_its_title_and_its_rows),
        cmocka_unit_test(a_long_page_is_handed_on_and_comes_out_whole),
        cmocka_unit_test(a_write_that_fails_is_told_and_stays_so),
        cmocka_unit_test(a_file_that_is_there_is_not_written_over),
        cmocka_unit_test(a_text_too_long_for_its_place_is_an_error_and_not_cut),
        cmocka_unit_test(a_page_without_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("page", tests, setup, teardown);
}
