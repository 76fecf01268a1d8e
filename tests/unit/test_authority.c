#include "firmware/plan/authority.h"
#include "parsers/base/buf.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"

/* A good authority with one member replaced: `was` by `is`. */
static int parse_with(struct mk_authority **a, const char *was, const char *is, struct mk_error *e)
{
    static const char good[] =
        "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W-1\","
        "\"officer\":{\"id\":\"a.b\",\"name\":\"A B\"},\"exhibit\":\"EX-1\","
        "\"owner_role\":\"victim\",\"valid_from\":\"2026-01-01T00:00:00Z\","
        "\"valid_until\":\"2026-02-01T00:00:00Z\",\"scope\":{\"categories\":[\"calls\",\"files\"],"
        "\"paths\":[\"/sdcard/DCIM/\"],\"from\":\"2025-01-01T00:00:00+01:00\"}}";
    struct mk_buf b;
    const char *at = strstr(good, was);
    assert_non_null(at);
    mk_buf_init(&b, 4096);
    mk_buf_put(&b, good, (size_t)(at - good));
    mk_buf_puts(&b, is);
    mk_buf_puts(&b, at + strlen(was));
    int rc = mk_buf_ok(&b) ? mk_authority_parse(a, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "test buffer");
    mk_buf_done(&b);
    return rc;
}

static void a_good_authority_is_read(void **s)
{
    (void)s;
    struct mk_authority *a;
    assert_int_equal(parse_with(&a, "", "", NULL), 0);
    assert_int_equal(a->basis, MK_BASIS_WARRANT);
    assert_string_equal(a->officer_id, "a.b");
    assert_true(a->scope.categories[MK_CAT_CALLS] && a->scope.categories[MK_CAT_FILES]);
    assert_false(a->scope.categories[MK_CAT_MESSAGES] || a->scope.categories[MK_CAT_CONTACTS]);
    assert_int_equal(a->scope.paths.n, 1);
    assert_string_equal(a->scope.paths.v[0], "/sdcard/DCIM");
    assert_true(a->scope.from_us == 1735686000000000 && a->scope.until_us == INT64_MAX);
    mk_authority_free(a);
}

static void what_is_wrong_is_refused(void **s)
{
    (void)s;
    static const char *const bad[][2] = {
        { "moka-authority-1", "moka-authority-2" },
        { "\"warrant\"", "\"hunch\"" },
        { "\"W-1\"", "\"\"" },
        { "\"W-1\"", "7" },
        { "\"W-1\"", "\"a\\u001b[31m\"" },
        { "\"W-1\"", "\"a\\u0000b\"" },
        { "\"a.b\"", "\"a b\"" },
        { "\"name\"", "\"rank\"" },
        { "\"victim\"", "\"liar\"" },
        { "2026-02-01T00:00:00Z", "2025-02-01T00:00:00Z" },
        { "2026-02-01T00:00:00Z", "soon" },
        { "[\"calls\",\"files\"]", "[]" },
        { "[\"calls\",\"files\"]", "[\"everything\"]" },
        { "/sdcard/DCIM/", "sdcard" },
        { "/sdcard/DCIM/", "/sdcard/../data" },
        { "/sdcard/DCIM/", "/sdcard/.." },
        { "\"paths\"", "\"max_files\"" },
        { "\"exhibit\"", "\"limit\":3,\"exhibit\"" },
        { "\"exhibit\":\"EX-1\"", "\"exhibit\":\"EX-1\",\"exhibit\":\"EX-2\"" },
        { "2025-01-01T00:00:00+01:00", "2099-01-01T00:00:00Z\",\"until\":\"2026-01-01T00:00:00Z" },
        { "{\"format\"", "[{\"format\"" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_authority *a = NULL;
        struct mk_error e = { 0 };
        assert_int_equal(parse_with(&a, bad[i][0], bad[i][1], &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
        assert_null(a);
    }
}

static void the_term_binds_on_a_trusted_clock_only(void **s)
{
    (void)s;
    struct mk_authority *a;
    struct mk_error e = { 0 };
    char doubt[160];
    assert_int_equal(parse_with(&a, "", "", NULL), 0);
    assert_int_equal(mk_authority_holds(a, a->valid_from_us, true, doubt, &e), 0);
    assert_string_equal(doubt, "");
    const int64_t outside[] = { a->valid_from_us - 1, a->valid_until_us };
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(mk_authority_holds(a, outside[i], true, doubt, &e), -1);
        assert_int_equal(e.code, MK_EREFUSED);
        assert_int_equal(mk_authority_holds(a, outside[i], false, doubt, &e), 0);
        assert_true(doubt[0] != 0);
    }
    mk_authority_free(a);
}

static void no_memory_is_an_error_and_nothing_leaks(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_authority *a = NULL;
        int rc = parse_with(&a, "", "", NULL);
        assert_int_equal(rc == 0, !fault_fired());
        mk_authority_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_authority_is_read),
        cmocka_unit_test(what_is_wrong_is_refused),
        cmocka_unit_test(the_term_binds_on_a_trusted_clock_only),
        cmocka_unit_test(no_memory_is_an_error_and_nothing_leaks),
    };
    return cmocka_run_group_tests_name("authority", tests, NULL, NULL);
}
