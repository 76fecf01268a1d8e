#include "tests/lib/t.h"

#include "parsers/base/time.h"
#include "parsers/base/zone_rules.h"

static void rules_of_every_form_hold(void **s)
{
    static const struct {
        const char *rule, *utc;
        int32_t offset_s;
    } t[] = {
        { "<+0330>-3:30", "2024-07-01T00:00:00Z", 12600 },
        { "EST5EDT,M3.2.0,M11.1.0", "2024-03-10T06:59:59Z", -18000 },
        { "EST5EDT,M3.2.0,M11.1.0", "2024-03-10T07:00:00Z", -14400 },
        { "EST5EDT,M3.2.0,M11.1.0", "2024-11-03T05:59:59Z", -14400 },
        { "EST5EDT,M3.2.0,M11.1.0", "2024-11-03T06:00:00Z", -18000 },
        { "AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-01-01T00:00:00Z", 39600 },
        { "AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-07-01T00:00:00Z", 36000 },
        { "IST-1GMT0,M10.5.0,M3.5.0/1", "2024-01-01T00:00:00Z", 0 },
        { "IST-1GMT0,M10.5.0,M3.5.0/1", "2024-07-01T00:00:00Z", 3600 },
        { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T00:59:59Z", -7200 },
        { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T01:00:00Z", -3600 },
        { "EST5EDT4,0/0,J365/25", "2024-12-31T23:59:59Z", -14400 }, /* summer all year */
        { "EST5EDT4,0/0,J365/25", "2025-01-01T05:00:00Z", -14400 },
        { "XXX0YYY,J60/0,J61/0", "2024-03-01T00:00:00Z", 3600 }, /* J60 is always 1 March */
        { "XXX0YYY,J60/0,J61/0", "2023-03-01T00:00:00Z", 3600 },
        { "XXX0YYY,59/0,60/0", "2024-02-29T00:00:00Z", 3600 }, /* 59 is 29 February then */
        { "XXX0YYY,59/0,60/0", "2023-03-01T00:00:00Z", 3600 },
        { "LHST-10:30LHDT-11,M10.1.0,M4.1.0", "2024-01-01T00:00:00Z", 39600 },
    };
    (void)s;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct mk_rule r;
        int64_t us;
        if (!mk_rule_parse(&r, mk_str(t[i].rule)))
            fail_msg("%s was refused", t[i].rule);
        assert_true(mk_time_parse(&us, mk_str(t[i].utc)));
        if (mk_rule_offset_s(&r, us / MK_US) != t[i].offset_s)
            fail_msg("%s at %s", t[i].rule, t[i].utc);
    }
}

static void rules_that_are_none_are_refused(void **s)
{
    static const char *const bad[] = {
        "",
        "CE-1",
        "CET",
        "CET-25",
        "CET-1:60",
        "<CET-1",
        "CET-1CEST",
        "CET-1CEST,M3.5.0",
        "CET-1CEST,M0.5.0,M10.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.0.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0",
        "CET-1CEST,M3.5,M10.5.0",
        "CET-1CEST,J0,J5",
        "CET-1CEST,J366,J5",
        "CET-1CEST,366,5",
        "CET-1CEST,M3.5.0/168,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0 ",
        "CET1000",
        "CET--1",
        "CET-1,M3.5.0,M10.5.0",
    };
    struct mk_rule r;
    (void)s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_rule_parse(&r, mk_str(bad[i])))
            fail_msg("%s was taken", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_of_every_form_hold),
        cmocka_unit_test(rules_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
