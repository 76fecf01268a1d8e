#include "firmware/bundle/index.h"
#include "tests/lib/t.h"
#include <jansson.h>
#include <string.h>

#define HEX32 "000102030405060708090a0b0c0d0e0f"
#define HEAD  "{\"file\":\"data/000/0000003\",\"bytes\":12,\"sha256\":\"" HEX32 HEX32 "\""

static bool alike(struct mk_span s, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return v ? json_is_string(v) &&
                   mk_span_eq(s, mk_span(json_string_value(v), json_string_length(v)))
             : s.p == NULL;
}

/* What is taken as plain has to be what a reader of JSON reads in it. */
static bool agreed(struct mk_span line)
{
    struct mk_index_plain x;
    if (!mk_index_plain(&x, line))
        return false;
    json_t *o = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    assert_true(json_is_object(o));
    assert_true(alike(x.file, o, "file") && alike(x.sha256, o, "sha256"));
    assert_true(alike(x.mtime, o, "mtime") && alike(x.taken, o, "taken") &&
                alike(x.role, o, "role"));
    assert_int_equal(x.bytes, json_integer_value(json_object_get(o, "bytes")));
    json_decref(o);
    return true;
}

static void the_plain_form_is_told_from_all_else(void **s)
{
    static const struct {
        const char *line;
        bool plain;
    } all[] = {
        { HEAD "}", true },
        { HEAD ",\"size_told\":-7,\"path\":\"/a\xc3\xa9\",\"mtime\":\"2026\",\"role\":\"\"}",
          true },
        { HEAD ",\"n\":999999999999999999}", true },
        { HEAD ",\"n\":9999999999999999999}", false },
        { HEAD ",\"n\":01}", false },
        { HEAD ",\"n\":1.0}", false },
        { HEAD ",\"n\":1e3}", false },
        { HEAD ",\"n\":-}", false },
        { HEAD ",\"n\":true}", false },
        { HEAD ",\"replaces\":[\"data/000/0000001\"]}", false },
        { HEAD ",\"path\":\"\\u0061\"}", false },
        { HEAD ",\"path\":\"\xff\"}", false },
        { HEAD ",\"path\":\"\x1f\"}", false },
        { HEAD ",\"mtime\":5}", false },
        { HEAD ",\"bytes\":12}", false },
        { HEAD ",}", false },
        { HEAD "}}", false },
        { HEAD " }", false },
        { HEAD, false },
        { "{}", false },
        { "", false },
        { "{\"file\":\"data/000/0000003\",\"sha256\":\"\",\"bytes\":-1}", false },
        { "{\"file\":\"data/000/0000003\",\"sha256\":\"\",\"bytes\":\"1\"}", false },
    };
    (void)s;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_equal(agreed(mk_str(all[i].line)), all[i].plain);
}

static void what_is_plain_is_json_whichever_byte_is_changed_or_cut(void **s)
{
    static const char sample[] =
        HEAD ",\"n\":-10,\"mtime\":\"2026-11-22T00:00:00Z\",\"path\":\"/a\"}";
    static const char others[] = "\"\\,:{}[]-0a \x01\x80\n";
    size_t plain = 0;
    (void)s;
    for (size_t at = 0; at < sizeof sample - 1; at++) {
        char line[sizeof sample];
        assert_false(agreed(mk_span(sample, at)));
        for (size_t i = 0; i < sizeof others; i++) { /* its NUL as well */
            memcpy(line, sample, sizeof sample);
            line[at] = others[i];
            plain += agreed(mk_span(line, sizeof sample - 1));
        }
    }
    assert_true(plain > 100); /* where it makes no difference */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plain_form_is_told_from_all_else),
        cmocka_unit_test(what_is_plain_is_json_whichever_byte_is_changed_or_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
