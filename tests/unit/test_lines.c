#include "firmware/adb/lines.h"
#include "tests/lib/t.h"

/* What a terminal makes of it. */
static void as_terminal(struct mk_buf *out, struct mk_span in)
{
    mk_buf_clear(out);
    for (size_t i = 0; i < in.len; i++) {
        if (in.p[i] == '\n')
            mk_buf_u8(out, '\r');
        mk_buf_u8(out, in.p[i]);
    }
}

static void undo(struct mk_buf *out, struct mk_lines *l, struct mk_span in, size_t piece)
{
    mk_buf_clear(out);
    for (size_t at = 0; at < in.len; at += piece)
        mk_lines_undo(out, l, mk_span(in.p + at, in.len - at < piece ? in.len - at : piece));
    mk_lines_end(out, l);
    assert_true(mk_buf_ok(out));
}

/* All texts of up to eight letters out of CR, LF and x: nothing else matters. */
static void what_a_terminal_did_is_undone_whatever_was_written(void **s)
{
    (void)s;
    struct mk_buf sent, got;
    mk_buf_init(&sent, 100);
    mk_buf_init(&got, 100);
    for (size_t n = 0, all = 1; n <= 8; n++, all *= 3)
        for (size_t k = 0; k < all; k++) {
            char text[8];
            for (size_t i = 0, rest = k; i < n; i++, rest /= 3)
                text[i] = "\r\nx"[rest % 3];
            as_terminal(&sent, mk_span(text, n));
            for (size_t piece = 1; piece <= 16; piece += 5) {
                struct mk_lines l = { 0 };
                undo(&got, &l, mk_buf_span(&sent), piece);
                assert_true(mk_span_eq(mk_buf_span(&got), mk_span(text, n)));
                assert_false(l.plain || l.wrong || l.held);
            }
        }
    mk_buf_done(&sent);
    mk_buf_done(&got);
}

static void without_a_terminal_everything_stays(void **s)
{
    (void)s;
    static const char text[] = "one\ntwo\r\nthree\r\r\n\r";
    struct mk_buf got;
    mk_buf_init(&got, 100);
    for (size_t piece = 1; piece < 20; piece++) {
        struct mk_lines l = { 0 };
        undo(&got, &l, mk_str(text), piece);
        assert_string_equal(mk_buf_cstr(&got), text);
        assert_true(l.plain);
        assert_false(l.wrong);
    }
    mk_buf_done(&got);
}

static void finding_out_too_late_is_told(void **s)
{
    (void)s;
    struct mk_buf got;
    mk_buf_init(&got, 100);
    for (size_t piece = 1; piece < 12; piece++) {
        struct mk_lines l = { 0 };
        undo(&got, &l, mk_str("a\r\nb\nc\r\n"), piece);
        assert_true(l.plain && l.wrong);
    }
    mk_buf_done(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_terminal_did_is_undone_whatever_was_written),
        cmocka_unit_test(without_a_terminal_everything_stays),
        cmocka_unit_test(finding_out_too_late_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
