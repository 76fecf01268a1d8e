#include "host/case/merge.h"
#include "host/case/views.h"
#include "tests/lib/fault.h"
#include "tests/lib/mkcase.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>

/* Entities that may be one person's: suggested with a reason, joined and taken back by an examiner.
 */

static char dir[64], out[4000];
static struct mk_error err;
static struct mk_case *c;

static void party(struct mk_buf *b, enum mk_key key, const char *id, const char *name)
{
    size_t p = mk_put_open(b, key, MK_T_OBJECT);
    mk_put_text(b, MK_ID, mk_str(id));
    if (name)
        mk_put_text(b, MK_NAME, mk_str(name));
    mk_put_end(b, p);
}

static void message(struct mk_buf *b, int64_t row, const char *from, const char *name,
                    const char *to)
{
    size_t m = mk_put_record(b, 1, &row);
    mk_put_time(b, MK_TIME, row * 1000000, 0);
    party(b, MK_FROM, from, name);
    if (to) {
        size_t l = mk_put_open(b, MK_TO, MK_T_LIST);
        party(b, MK_KEY_NONE, to, NULL);
        mk_put_end(b, l);
    }
    mk_put_end(b, m);
}

static void detail(struct mk_buf *b, enum mk_key key, const char *id)
{
    size_t l = mk_put_open(b, key, MK_T_LIST);
    party(b, MK_KEY_NONE, id, NULL);
    mk_put_end(b, l);
}

static void card(struct mk_buf *b, int64_t row, const char *name, const char *phone,
                 const char *mail)
{
    size_t m = mk_put_record(b, 2, &row);
    mk_put_text(b, MK_NAME, mk_str(name));
    party(b, MK_ACCOUNT, "owner@example.org", NULL);
    detail(b, MK_PHONES, phone);
    detail(b, MK_EMAILS, mail);
    mk_put_end(b, m);
}

/* Entities by their ids: 1 +15550100201, 2 15550100201@s.whatsapp.net, 3 5550100201, 4
 * owner@example.org, 5 +15550100207, 6 ann@example.org, 7 ann@example.net. */
static void take_in(char mark)
{
    struct mk_buf items;
    mk_buf_init(&items, 1 << 16);
    mkcase_head(&items, 1, MK_MESSAGE, "m:");
    mkcase_head(&items, 2, MK_CONTACT, "c:");
    message(&items, 1, "+15550100201", "Bo", NULL);
    message(&items, 2, "15550100201@s.whatsapp.net", "Bo", "+15550100201");
    message(&items, 3, "(555) 010-0201", NULL, NULL);
    card(&items, 1, "Ann  MARÍA Ø", "+15550100207", "ann@example.org");
    message(&items, 4, "ann@example.net", "ann maria ø", NULL);
    mkcase_take(c, mark, &items);
}

static int begin_case(void **s)
{
    (void)s;
    stock_dir(dir);
    assert_int_equal(mk_case_open(&c, dir, "a.lab", true, &err), 0);
    take_in('a');
    return 0;
}

static int end_case(void **s)
{
    (void)s;
    mk_case_free(c);
    c = NULL;
    stock_remove(dir);
    return 0;
}

static void say(const char *text)
{
    size_t n = strlen(out);
    snprintf(out + n, sizeof out - n, "%s", text);
}

static int put_pair(void *u, const struct mk_case_pair *p, struct mk_error *e)
{
    char line[300];
    (void)u;
    (void)e;
    snprintf(line, sizeof line, "%lld %s = %s %s %s (%s) %s\n", (long long)p->id, p->a.value,
             p->b.value, p->rule, p->reason, p->name, p->who);
    say(line);
    return 0;
}

static const char *suggested(void)
{
    out[0] = 0;
    assert_int_equal(mk_case_suggested(c, 0, 100, put_pair, NULL, &err), 0);
    return out;
}

static const char *made(void)
{
    out[0] = 0;
    assert_int_equal(mk_case_merges(c, put_pair, NULL, &err), 0);
    return out;
}

static int put_entity(void *u, const struct mk_case_entity *x, struct mk_error *e)
{
    char line[300];
    (void)u;
    (void)e;
    snprintf(line, sizeof line, "%lld %llu %llu; ", (long long)x->id,
             (unsigned long long)x->bundles, (unsigned long long)x->mentions);
    say(line);
    return 0;
}

static const char *contacts(void)
{
    out[0] = 0;
    assert_int_equal(mk_case_contacts(c, 0, 100, put_entity, NULL, &err), 0);
    return out;
}

static void pairs_are_suggested_with_the_rule_that_made_them(void **s)
{
    (void)s;
    static const char *const want =
        "0 +15550100201 = 5550100201 number the same number, with its country and without () \n"
        "0 +15550100201 = 15550100201@s.whatsapp.net id the id is made of that number () \n"
        "0 +15550100207 = ann@example.org card both stand on one contact card () \n"
        "0 +15550100207 = ann@example.net name both are called ann maria ø (ann maria ø) \n";
    assert_string_equal(suggested(), want);
    take_in('b'); /* the same in another phone: no more pairs */
    assert_string_equal(suggested(), want);
    out[0] = 0;
    assert_int_equal(mk_case_suggested(c, 1, 1, put_pair, NULL, &err), 0);
    assert_non_null(strstr(out, "made of that number"));
}

static int64_t join(int64_t a, int64_t b)
{
    int64_t id = 0;
    assert_int_equal(mk_case_merge(&id, c, a, b, mk_str("met him"), &err), 0);
    return id;
}

static void what_is_joined_counts_as_one_until_it_is_taken_back(void **s)
{
    (void)s;
    int64_t one = 0;
    assert_string_equal(contacts(), "1 1 2; 2 1 1; 7 1 1; 3 1 1; ");
    int64_t first = join(2, 1), second = join(3, 2);
    /* message 2 names two of them and counts once */
    assert_string_equal(contacts(), "1 1 3; 7 1 1; ");
    assert_string_equal(made(), "1 +15550100201 = 15550100201@s.whatsapp.net  met him () a.lab\n"
                                "2 15550100201@s.whatsapp.net = 5550100201  met him () a.lab\n");
    assert_null(strstr(suggested(), "5550100201"));
    assert_int_equal(mk_case_same(&one, c, 3, &err), 0);
    assert_int_equal(one, 1);
    out[0] = 0;
    assert_int_equal(mk_case_members(c, 2, put_entity, NULL, &err), 0);
    assert_string_equal(out, "1 0 0; 2 0 0; 3 0 0; ");
    assert_int_equal(mk_case_unmerge(c, first, &err), 0);
    assert_string_equal(contacts(), "2 1 2; 1 1 2; 7 1 1; ");
    assert_int_equal(mk_case_unmerge(c, second, &err), 0);
    assert_string_equal(contacts(), "1 1 2; 2 1 1; 7 1 1; 3 1 1; ");
    assert_string_equal(made(), "");
    assert_int_equal(mk_case_same(&one, c, 3, &err), 0);
    assert_int_equal(one, 3);
}

static void a_ring_that_is_opened_stays_one(void **s)
{
    (void)s;
    int64_t one = 0;
    (void)join(1, 2);
    (void)join(2, 3);
    int64_t last = join(1, 3);
    assert_int_equal(mk_case_unmerge(c, last, &err), 0);
    assert_int_equal(mk_case_same(&one, c, 3, &err), 0);
    assert_int_equal(one, 1);
}

static void links_between_phones_see_what_is_joined(void **s)
{
    (void)s;
    take_in('b');
    (void)join(1, 2);
    out[0] = 0;
    assert_int_equal(mk_case_shared(c, 2, 1, put_entity, NULL, &err), 0);
    assert_string_equal(out, "1 2 4; "); /* message 2 names both of them, in each bundle */
    for (int64_t id = 1; id <= 2; id++) {
        out[0] = 0;
        assert_int_equal(mk_case_entity_one(c, id, put_entity, NULL, &err), 1);
        assert_non_null(strstr(out, " 2 4; "));
    }
}

static int put_name(void *u, int64_t bundle, struct mk_span name, bool on_card, struct mk_error *e)
{
    char line[300];
    (void)u;
    (void)e;
    snprintf(line, sizeof line, "%lld %.*s %s; ", (long long)bundle, (int)name.len,
             (const char *)name.p, on_card ? "card" : "app");
    say(line);
    return 0;
}

static void an_entity_has_the_names_that_it_was_given(void **s)
{
    (void)s;
    out[0] = 0;
    for (int64_t i = 1; i <= 7; i++)
        assert_int_equal(mk_case_called(c, i, put_name, NULL, &err), 0);
    /* none for 4, which is the account that the card is kept in */
    assert_string_equal(out, "1 Bo app; 1 Bo app; 1 Ann  MARÍA Ø card; 1 Ann  MARÍA Ø card; "
                             "1 ann maria ø app; ");
}

static int put_where(void *u, int64_t bundle, const char *role, const char *rule, uint64_t n,
                     struct mk_error *e)
{
    char line[200];
    (void)u;
    (void)e;
    snprintf(line, sizeof line, "%lld %s %s %llu; ", (long long)bundle, role, rule,
             (unsigned long long)n);
    say(line);
    return 0;
}

static const char *where(int64_t id)
{
    out[0] = 0;
    assert_int_equal(mk_case_where(c, id, put_where, NULL, &err), 0);
    return out;
}

static void what_is_joined_stands_where_any_of_it_does(void **s)
{
    (void)s;
    char one[300];
    snprintf(one, sizeof one, "%s", where(6));
    int64_t id = join(6, 7);
    assert_null(strstr(one, "from"));
    assert_non_null(strstr(where(6), one));
    assert_non_null(strstr(where(6), "1 from "));
    snprintf(one, sizeof one, "%s", where(7));
    assert_string_equal(where(6), one); /* whichever of them is asked for */
    out[0] = 0;
    assert_int_equal(mk_case_called(c, 7, put_name, NULL, &err), 0);
    assert_string_equal(out, "1 ann maria ø app; 1 Ann  MARÍA Ø card; "); /* its own first */
    assert_int_equal(mk_case_unmerge(c, id, &err), 0);
    assert_null(strstr(where(6), "from"));
}

static int put_line(void *u, struct mk_span line, struct mk_error *e)
{
    (void)u;
    (void)e;
    out[0] = 0;
    snprintf(out, sizeof out, "%.*s", (int)line.len, (const char *)line.p);
    return 0;
}

static void both_acts_stand_in_the_audit_log(void **s)
{
    (void)s;
    int64_t bad = 0, id = join(1, 2);
    assert_int_equal(mk_case_audit(c, &bad, put_line, NULL, &err), 0);
    assert_non_null(strstr(out,
                           "\"act\":\"merged\",\"merge\":1,\"a\":{\"kind\":\"phone\",\"value\":"
                           "\"+15550100201\"},\"b\":{\"kind\":\"email\""));
    assert_non_null(strstr(out, "\"reason\":\"met him\""));
    assert_int_equal(mk_case_unmerge(c, id, &err), 0);
    assert_int_equal(mk_case_audit(c, &bad, put_line, NULL, &err), 0);
    assert_non_null(strstr(out, "\"act\":\"merge-undone\",\"merge\":1"));
}

static void what_cannot_be_joined_changes_nothing(void **s)
{
    (void)s;
    int64_t id = 0;
    char long_one[1100];
    memset(long_one, 'x', sizeof long_one);
    assert_int_equal(mk_case_merge(&id, c, 1, 2, mk_str(""), &err), -1);
    assert_int_equal(err.code, MK_EUSAGE);
    assert_int_equal(mk_case_merge(&id, c, 1, 2, mk_span("\xff", 1), &err), -1);
    assert_int_equal(mk_case_merge(&id, c, 1, 2, mk_span(long_one, sizeof long_one), &err), -1);
    assert_int_equal(mk_case_merge(&id, c, 1, 1, mk_str("x"), &err), -1);
    assert_int_equal(mk_case_merge(&id, c, 1, 99, mk_str("x"), &err), -1);
    assert_int_equal(err.code, MK_EABSENT);
    assert_int_equal(mk_case_unmerge(c, 0, &err), -1);
    assert_int_equal(mk_case_unmerge(c, 7, &err), -1);
    assert_int_equal(err.code, MK_EABSENT);
    assert_string_equal(made(), "");
    int64_t first = join(1, 2);
    assert_int_equal(mk_case_merge(&id, c, 2, 1, mk_str("again"), &err), 1);
    assert_int_equal(id, first);
}

static void a_failing_allocation_joins_nothing(void **s)
{
    (void)s;
    unsigned failures = 0;
    for (int n = 1; fault_arm(n); n++) {
        int64_t id = 0;
        int rc = mk_case_merge(&id, c, 1, 2, mk_str("met him"), &err);
        fault_disarm();
        failures += rc != 0;
        assert_string_equal(made(), rc == 0 ? "1 +15550100201 = 15550100201@s.whatsapp.net  met "
                                              "him () a.lab\n"
                                            : "");
        if (rc == 0) {
            end_case(NULL);
            begin_case(NULL);
        }
    }
    assert_true(failures > 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_case, end_case)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(pairs_are_suggested_with_the_rule_that_made_them),
        T(what_is_joined_counts_as_one_until_it_is_taken_back),
        T(a_ring_that_is_opened_stays_one),
        T(links_between_phones_see_what_is_joined),
        T(an_entity_has_the_names_that_it_was_given),
        T(what_is_joined_stands_where_any_of_it_does),
        T(both_acts_stand_in_the_audit_log),
        T(what_cannot_be_joined_changes_nothing),
        T(a_failing_allocation_joins_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
