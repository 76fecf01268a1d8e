#include "firmware/adb/shell.h"
#include "tests/lib/t.h"

static const char talk[] =
    "\x01\x03\0\0\0out\x02\x04\0\0\0err\n\x01\0\0\0\0\x01\x01\0\0\0!\x03\x01\0\0\0\x07";
#define TALK (sizeof talk - 1)

static void append(char *text, struct mk_span part)
{
    size_t n = strlen(text);
    assert_true(part.len < 16 - n);
    memcpy(text + n, part.p, part.len);
    text[n + part.len] = '\0';
}

static void output_is_told_apart_whatever_the_pieces_are(void **s)
{
    (void)s;
    for (size_t piece = 1; piece <= TALK; piece++) {
        struct mk_shell sh;
        char out[16] = "", err[16] = "";
        mk_shell_init(&sh);
        for (size_t at = 0; at < TALK; at += piece) {
            struct mk_span in = mk_span(talk + at, TALK - at < piece ? TALK - at : piece), part;
            enum mk_shell_piece kind;
            int rc;
            while ((rc = mk_shell_next(&kind, &part, &sh, &in, NULL)) == 1)
                if (kind != MK_SHELL_EXIT)
                    append(kind == MK_SHELL_OUT ? out : err, part);
            assert_int_equal(rc, 0);
            assert_int_equal(sh.ended, at + piece >= TALK);
        }
        assert_string_equal(out, "out!");
        assert_string_equal(err, "err\n");
        assert_int_equal(sh.code, 7);
    }
}

static void every_truncation_lacks_the_exit(void **s)
{
    (void)s;
    for (size_t n = 0; n < TALK; n++) {
        struct mk_shell sh;
        struct mk_span in = mk_span(talk, n), part;
        enum mk_shell_piece kind;
        int rc;
        mk_shell_init(&sh);
        while ((rc = mk_shell_next(&kind, &part, &sh, &in, NULL)) == 1)
            ;
        assert_int_equal(rc, 0);
        assert_false(sh.ended);
    }
}

static void refused(const char *bytes, size_t n, const char *why)
{
    struct mk_shell sh;
    struct mk_span in = mk_span(bytes, n), part;
    enum mk_shell_piece kind;
    struct mk_error e = { 0 };
    int rc;
    mk_shell_init(&sh);
    while ((rc = mk_shell_next(&kind, &part, &sh, &in, &e)) == 1)
        ;
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EPROTO);
    assert_non_null(strstr(e.text, why));
}

static void hostile_packets_are_refused_by_name(void **s)
{
    (void)s;
    refused("\x00\x01\0\0\0x", 6, "unknown packet 0");
    refused("\x09\x01\0\0\0x", 6, "unknown packet 9");
    refused("\x03\0\0\0\0", 5, "exit code of 0 bytes");
    refused("\x03\x04\0\0\0abcd", 9, "exit code of 4 bytes");
    refused("\x03\x01\0\0\0\0\x01\x01\0\0\0x", 12, "behind the exit");
}

static void a_huge_length_is_streamed_and_not_held(void **s)
{
    (void)s;
    struct mk_shell sh;
    struct mk_span in = mk_span("\x01\xff\xff\xff\xff"
                                "abc",
                                8),
                   part;
    enum mk_shell_piece kind;
    mk_shell_init(&sh);
    assert_int_equal(mk_shell_next(&kind, &part, &sh, &in, NULL), 1);
    assert_int_equal(part.len, 3);
    assert_int_equal(mk_shell_next(&kind, &part, &sh, &in, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_is_told_apart_whatever_the_pieces_are),
        cmocka_unit_test(every_truncation_lacks_the_exit),
        cmocka_unit_test(hostile_packets_are_refused_by_name),
        cmocka_unit_test(a_huge_length_is_streamed_and_not_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
