#include "tests/lib/t.h"

#include "parsers/format/chat_stamp.h"
#include <stdio.h>

/* A real form of a line, what order its file has, and what it says. */
static const struct {
    const char *line, *order, *civil, *rest;
} forms[] = {
    { "12/31/23, 11:59 PM - Ana: x", "mdy", "2023-12-31 23:59:00", "Ana: x" },      /* en-US */
    { "12/31/23, 11:59\u202fPM - Ana: x", "mdy", "2023-12-31 23:59:00", "Ana: x" }, /* since 2023 */
    { "31/12/2023, 23:59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },       /* en-GB */
    { "31/12/2023, 11:59 pm - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" }, /* en-IN, en-AU */
    { "31.12.23, 23:59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },      /* de */
    { "31.12.23 um 23:59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },    /* de */
    { "[31.12.23, 23:59:07] Ana: x", "dmy", "2023-12-31 23:59:07", " Ana: x" },  /* de, iOS */
    { "\u200e[31.12.23, 23:59:07] Ana: x", "dmy", "2023-12-31 23:59:07", " Ana: x" }, /* with LRM */
    { "[12/31/23, 11:59:07\u202fPM] Ana: x", "mdy", "2023-12-31 23:59:07",
      " Ana: x" }, /* en-US, iOS */
    { "[2023-12-31, 11:59:07 PM] Ana: x", "ymd", "2023-12-31 23:59:07",
      " Ana: x" },                                                                 /* en-CA, iOS */
    { "2023-12-31 23:59 - Ana: x", "ymd", "2023-12-31 23:59:00", "Ana: x" },       /* sv */
    { "2023-12-31, 11:59 p.m. - Ana: x", "ymd", "2023-12-31 23:59:00", "Ana: x" }, /* en-CA */
    { "31/12/2023 23:59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },       /* it, pt, es */
    { "31/12/23, 11:59 p. m. - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },  /* es-419 */
    { "31/12/23, 11:59\u00a0a.\u00a0m. - Ana: x", "dmy", "2023-12-31 11:59:00", "Ana: x" },
    { "31/12/2023 \u00e0 23:59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },  /* fr */
    { "31/12/23 \u00e0 23h59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },    /* fr-CA */
    { "31-12-2023 23:59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },         /* nl */
    { "31.12.2023 klo 23.59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },     /* fi */
    { "31.12.2023 kl. 23.59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },     /* da */
    { "31.12.2023, 23:59 \u2013 Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },   /* pl, cs */
    { "2023. 12. 31. 23:59 - Ana: x", "ymd", "2023-12-31 23:59:00", "Ana: x" },      /* hu */
    { "2023. 12. 31. 오후 11:59 - Ana: x", "ymd", "2023-12-31 23:59:00", "Ana: x" }, /* ko */
    { "2023년 12월 31일 오전 12:05 - Ana: x", "ymd", "2023-12-31 00:05:00", "Ana: x" },
    { "2023/12/31 下午11:59 - Ana: x", "ymd", "2023-12-31 23:59:00", "Ana: x" }, /* zh-TW */
    { "2023年12月31日 上午9:05 - Ana: x", "ymd", "2023-12-31 09:05:00", "Ana: x" },
    { "2023/12/31 23:59 - Ana: x", "ymd", "2023-12-31 23:59:00", "Ana: x" },    /* ja, zh-CN */
    { "2023/12/31 午後0:30 - Ana: x", "ymd", "2023-12-31 12:30:00", "Ana: x" }, /* ja */
    { "\u200f٣١\u200f/١٢\u200f/٢٠٢٣، ١١:٥٩ م - Ana: x", "dmy", "2023-12-31 23:59:00",
      "Ana: x" }, /* ar */
    { "[\u200f٣١/١٢/٢٠٢٣، ٩:٠٥:٠٧ ص] Ana: x", "dmy", "2023-12-31 09:05:07", " Ana: x" },
    { "३१/१२/२३, ११:५९ अपराह्न - Ana: x", "dmy", "2023-12-31 23:59:00",
      "Ana: x" },                                                              /* hi, Devanagari */
    { "৩১/১২/২৩, ১১:৫৯ PM - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" }, /* bn */
    { "31/12/2566 23:59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },   /* th, Buddhist */
    { "31/12/23, 11:59 μ.μ. - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" }, /* el */
    { "31.12.2023 ÖS 11:59 - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },  /* tr */
    { "31/12/23, 11:59 CH - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" },   /* vi */
    { "31/12/2023 11:59 PTG - Ana: x", "dmy", "2023-12-31 23:59:00", "Ana: x" }, /* ms */
    { "31.12.23, 11:59 nachm. - Ana: x", "dmy", "2023-12-31 23:59:00",
      "Ana: x" }, /* de, 12 hours */
    { "1/5/19, 00:08 a. m. - Ana: x", "mdy", "2019-01-05 00:08:00", "Ana: x" },
    { "1/5/19, 12:08 AM - Ana: x", "mdy", "2019-01-05 00:08:00", "Ana: x" },
    { "1/5/19, 12:08 PM - Ana: x", "mdy", "2019-01-05 12:08:00", "Ana: x" },
};

static void forms_of_many_locales_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct mk_chat_order o = { .day_first = !strcmp(forms[i].order, "dmy"),
                                   .month_first = !strcmp(forms[i].order, "mdy") };
        struct mk_chat_stamp s;
        struct mk_civil c;
        const char *remark;
        char got[60];
        struct mk_span line = mk_str(forms[i].line);
        if (!mk_chat_stamp(&s, line))
            fail_msg("no stamp: %s", forms[i].line);
        const char *why = mk_chat_civil(&c, &remark, &s, &o);
        if (why)
            fail_msg("%s: %s", forms[i].line, why);
        snprintf(got, sizeof got, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
                 c.minute, c.second);
        if (strcmp(got, forms[i].civil) != 0)
            fail_msg("%s: %s", forms[i].line, got);
        if (!mk_span_is(mk_span_from(line, s.end), forms[i].rest))
            fail_msg("%s: rest", forms[i].line);
    }
}

static void what_is_no_stamp_is_part_of_a_text(void **state)
{
    static const char *const bad[] = {
        "",
        "[",
        "hello",
        "12/31/23",
        "12/31/23, 11:59 PM",
        "12/31/23, 11:59 PM Ana: x",
        "12/31/23, 24:00 - x",
        "12/31/23, 11:60 - x",
        "12/31, 11:59 - x",
        "12345/1/1, 11:59 - x",
        "[12/31/23, 11:59 - x",
        "2 - 3 - 4 are numbers",
        "1.2.3 is a version",
        "10:30 - lunch",
        "12/31/23, 1:5 - x",
        "[31.12.23",
        "2023-12-31T23:59:00Z x",
    };
    struct mk_chat_stamp s;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_chat_stamp(&s, mk_str(bad[i])))
            fail_msg("%s was taken", bad[i]);
}

static const char *said(const char *const *lines, const char *asked)
{
    struct mk_chat_order o = { 0 };
    struct mk_chat_stamp s;
    struct mk_civil c;
    const char *remark;
    static char out[60];
    for (; *lines; lines++)
        if (mk_chat_stamp(&s, mk_str(*lines)))
            mk_order_see(&o, &s);
    assert_true(mk_chat_stamp(&s, mk_str(asked)));
    const char *why = mk_chat_civil(&c, &remark, &s, &o);
    snprintf(out, sizeof out, "%04d-%02d-%02d", c.year, c.month, c.day);
    return why ? why : out;
}

static void the_whole_file_decides_the_order(void **state)
{
    static const char *const none[] = { "1/2/23, 10:00 - x", "3/4/23, 10:00 - x", NULL };
    static const char *const day[] = { "1/2/23, 10:00 - x", "13/4/23, 10:00 - x", NULL };
    static const char *const month[] = { "1/2/23, 10:00 - x", "4/13/23, 10:00 - x", NULL };
    static const char *const both[] = { "13/2/23, 10:00 - x", "4/13/23, 10:00 - x", NULL };
    (void)state;
    assert_non_null(strstr(said(none, "1/2/23, 10:00 - x"), "cannot be told apart"));
    assert_string_equal(said(none, "3/3/23, 10:00 - x"), "2023-03-03"); /* either way */
    assert_string_equal(said(none, "2023-01-02 10:00 - x"), "2023-01-02");
    assert_string_equal(said(day, "1/2/23, 10:00 - x"), "2023-02-01");
    assert_string_equal(said(month, "1/2/23, 10:00 - x"), "2023-01-02");
    assert_non_null(strstr(said(both, "1/2/23, 10:00 - x"), "no one order"));
    assert_non_null(strstr(said(day, "13/4/1402, 10:00 - x"), "another calendar"));
    assert_non_null(strstr(said(day, "0/4/23, 10:00 - x"), "no date"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_many_locales_are_read),
        cmocka_unit_test(what_is_no_stamp_is_part_of_a_text),
        cmocka_unit_test(the_whole_file_decides_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
