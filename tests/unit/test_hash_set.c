#include "tests/lib/t.h"
#include "parsers/match/hash_set.h"
#include <stdio.h>

/* Sets of known files, as lines, columns and JSON. */

#define S256 "5a81f0a9b67d56f152ee0d7830b4a9ddb081abce79555d3ebccb4edbb0f76620"
#define S1   "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define M5   "d41d8cd98f00b204e9800998ecf8427e"

static char out[2000];

static void tell(const struct mk_known *k)
{
    size_t n = strlen(out);
    const struct mk_span all[] = { k->sha256, k->sha1, k->md5, k->name, k->category, k->size };
    for (size_t i = 0; i < 6; i++)
        n += (size_t)snprintf(out + n, sizeof out - n, "%.*s%s",
                              (int)(all[i].len < 8 || i > 2 ? all[i].len : 8),
                              all[i].len ? (const char *)all[i].p : "", i < 5 ? "|" : "\n");
}

static const char *lines(const char *const *text)
{
    struct mk_hash_lines l;
    struct mk_known k;
    out[0] = 0;
    mk_hash_lines_init(&l);
    for (size_t i = 0; text[i]; i++) {
        int is = mk_hash_line(&k, &l, mk_str(text[i]));
        if (is > 0)
            tell(&k);
        else if (is < 0)
            snprintf(out + strlen(out), sizeof out - strlen(out), "odd\n");
    }
    mk_hash_lines_done(&l);
    return out;
}

static void a_list_is_a_hash_a_line_with_or_without_a_name(void **s)
{
    (void)s;
    static const char *const text[] = { "\xef\xbb\xbf" S256 "\r\n",
                                        "",
                                        "# " M5,
                                        S1 "  *a, b.txt",
                                        M5 ", x",
                                        "not a hash",
                                        "5a81",
                                        S256 "0",
                                        NULL };
    assert_string_equal(lines(text),
                        "5a81f0a9|||||\n|da39a3ee||a, b.txt||\n||d41d8cd9|x||\nodd\nodd\nodd\n");
}

static void columns_are_named_by_the_first_line(void **s)
{
    (void)s;
    static const char *const nsrl[] = { "\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\"",
                                        "\"" S1 "\",\"" M5 "\",\"0\",\"a \"\"b\"\", c\",\"12\"",
                                        "\"\",\"\",\"0\",\"none\",\"1\"", "\"" S1, NULL };
    assert_string_equal(lines(nsrl), "|da39a3ee|d41d8cd9|a \"b\", c||12\nodd\n|da39a3ee||||\n");
    static const char *const tabs[] = { "Name\tSHA256 Hash\tCategory", "x\t" S256 "\t1",
                                        "# no remark here", NULL };
    assert_string_equal(lines(tabs), "5a81f0a9|||x|1|\nodd\n");
    static const char *const none[] = { "a,b,c", S256, NULL };
    assert_string_equal(lines(none), "odd\n5a81f0a9|||||\n");
}

static int put(void *u, const struct mk_known *k)
{
    int *left = u;
    tell(k);
    return --*left == 0 ? 7 : 0;
}

static void json_is_walked_to_where_the_hashes_are(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    int left = 9;
    static const char *const vics =
        "\xef\xbb\xbf "
        "{\"value\":[{\"CaseID\":\"x\",\"Media\":[{\"MediaID\":1,\"Category\":2,\"MD5\":\"" M5
        "\",\"SHA1\":\"" S1 "\",\"MediaSize\":\"488\",\"MediaFiles\":[{\"MD5\":\"" M5
        "\",\"FileName\":\"a.jpg\"}]},{\"sha256\":\"" S256 "\"}]}]}";
    out[0] = 0;
    assert_true(mk_hash_is_json(mk_str(vics)));
    assert_int_equal(mk_hash_json(mk_str(vics), put, &left, &e), 0);
    assert_string_equal(out, "|da39a3ee|d41d8cd9|a.jpg|2|488\n5a81f0a9|||||\n");
    left = 1;
    assert_int_equal(mk_hash_json(mk_str(vics), put, &left, &e), 7);
    for (size_t n = 0; n < strlen(vics); n++) {
        left = 9;
        assert_int_equal(mk_hash_json(mk_span(vics, n), put, &left, &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
    assert_int_equal(
        mk_hash_json(mk_str("[[[[[[[[[[[[{\"MD5\":\"" M5 "\"}]]]]]]]]]]]]"), put, &left, &e), -1);
    assert_false(mk_hash_is_json(mk_str(S256)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_a_hash_a_line_with_or_without_a_name),
        cmocka_unit_test(columns_are_named_by_the_first_line),
        cmocka_unit_test(json_is_walked_to_where_the_hashes_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
