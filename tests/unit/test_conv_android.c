#include "tests/lib/t.h"

#include "parsers/engine/conv_android.h"
#include "parsers/engine/store.h"
#include "tests/lib/made.h"

static void types_of_usage_events_are_words(void **state)
{
    (void)state;
    assert_string_equal(made(mk_usage_event, number(1), NULL), "activity_resumed");
    assert_string_equal(made(mk_usage_event, text("27"), NULL), "device_startup");
    assert_string_equal(made(mk_usage_event, number(31), NULL), "app_component_used");
    assert_string_equal(made(mk_usage_event, number(32), NULL), "!code not known");
    assert_string_equal(made(mk_usage_event, text("x"), NULL), "!not an integer");
}

static void midnights_stand_for_days(void **state)
{
    static const struct {
        int64_t ms;
        const char *day;
    } days[] = {
        { 0, "1970-01-01" },
        { -86400000, "1969-12-31" },
        { 1714521600000, "2024-05-01" },
        { 951782400000, "2000-02-29" },
        { 4102444800000, "2100-01-01" },
        { 253402214400000, "9999-12-31" },
        { 253402300800000, "!time out of range" },
        { -62135596800000, "0001-01-01" },
        { INT64_MAX - INT64_MAX % 86400000, "!time out of range" },
        { 1714521600001, "!no midnight in UTC: not the start of a day" },
        { -1, "!no midnight in UTC: not the start of a day" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_string_equal(made(mk_day_ms, number(days[i].ms), NULL), days[i].day);
    assert_string_equal(made(mk_day_ms, text("1"), NULL), "!not an integer");
}

static void tokens_and_numbers_of_the_owner_are_told(void **state)
{
    (void)state;
    assert_string_equal(made(mk_mms_self, text("insert-address-token"), NULL), "true");
    assert_string_equal(made(mk_mms_self, text("+442079460958"), NULL), "-");
    assert_string_equal(made(mk_mms_self, number(1), NULL), "-");
    assert_string_equal(made(mk_contact_self, number(9223372034707292160), NULL), "true");
    assert_string_equal(made(mk_contact_self, number(9223372034707292159), NULL), "-");
    assert_string_equal(made(mk_contact_self, text("x"), NULL), "-");
}

static void participants_are_told_by_their_sim(void **state)
{
    (void)state;
    assert_string_equal(made(mk_sub_dir, number(-2), NULL), "in");
    assert_string_equal(made(mk_sub_dir, number(-1), NULL), "out");
    assert_string_equal(made(mk_sub_dir, number(3), NULL), "out");
    assert_string_equal(made(mk_sub_dir, text("x"), NULL), "!not an integer");
    assert_string_equal(made(mk_sub_self, number(-2), NULL), "-");
    assert_string_equal(made(mk_sub_self, number(0), NULL), "true");
    assert_string_equal(made(mk_sub_self, text("x"), NULL), "!not an integer");
}

static void texts_and_sizes_that_say_nothing_are_none(void **state)
{
    (void)state;
    assert_string_equal(made(mk_fixed_some, text("Europe/Paris"), "stored"), "stored");
    assert_string_equal(made(mk_fixed_some, text(""), "stored"), "-");
    assert_string_equal(made(mk_size, number(-1), NULL), "-");
    assert_string_equal(made(mk_size, number(0), NULL), "0");
    assert_string_equal(made(mk_size, text("1"), NULL), "!not an integer");
}

static void a_key_out_of_text_is_a_number_where_it_names_one(void **state)
{
    (void)state;
    assert_int_equal(mk_store_key(mk_str("17")).kind, MK_C_INT);
    assert_int_equal(mk_store_key(mk_str("17")).i, 17);
    assert_int_equal(mk_store_key(mk_str("")).kind, MK_C_TEXT);
    assert_int_equal(mk_store_key(mk_str("-1")).kind, MK_C_TEXT);
    assert_int_equal(mk_store_key(mk_str("1x")).kind, MK_C_TEXT);
    assert_int_equal(mk_store_key(mk_str("999999999999999999")).i, 999999999999999999);
    assert_int_equal(mk_store_key(mk_str("9999999999999999999")).kind, MK_C_TEXT);
}

static void a_row_has_a_uri_of_its_own(void **s)
{
    (void)s;
    struct mk_value v = { .type = MK_T_NULL };
    struct mk_cell in = { .kind = MK_C_INT, .i = INT64_MAX };
    assert_null(mk_row_uri(&v, &in, "content://mms/part/"));
    assert_true(mk_span_is(v.s, "content://mms/part/9223372036854775807"));
    in.kind = MK_C_TEXT;
    assert_non_null(mk_row_uri(&v, &in, "content://mms/part/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_of_usage_events_are_words),
        cmocka_unit_test(midnights_stand_for_days),
        cmocka_unit_test(tokens_and_numbers_of_the_owner_are_told),
        cmocka_unit_test(participants_are_told_by_their_sim),
        cmocka_unit_test(texts_and_sizes_that_say_nothing_are_none),
        cmocka_unit_test(a_key_out_of_text_is_a_number_where_it_names_one),
        cmocka_unit_test(a_row_has_a_uri_of_its_own),
    };
    return cmocka_run_group_tests_name("conv_android", tests, NULL, NULL);
}
