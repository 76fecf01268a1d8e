#include "parsers/engine/backends.h"
#include "tests/lib/t.h"

/* Whose provider a set of replies is of: the user's number stands in its URI. */

static void the_user_stands_before_the_authority(void **s)
{
    (void)s;
    static const struct {
        const char *set, *user;
        bool is;
    } t[] = {
        { "content://sms", "", true },
        { "content://10@sms", "10", true },
        { "content://150@sms", "150", true },
        { "content://x@sms", "", false },
        { "content://@sms", "", false },
        { "content://123456@sms", "", false },
        { "content://10sms", "", false },
        { "content://10@sms/2", "10", false },
        { "content://10@", "10", false },
        { "content://", "", false },
        { "", "", false },
        { "content://10@10@sms", "10", false },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct mk_span user = mk_set_user(mk_str(t[i].set));
        assert_true(mk_span_is(user, t[i].user));
        assert_int_equal(mk_set_is(mk_str(t[i].set), "content://sms"), t[i].is);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_user_stands_before_the_authority),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
