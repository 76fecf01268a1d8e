#include "host/case/case.h"
#include "tests/lib/mkcase.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>

/* What a viewer asks of a case: pages, conversations, figures, and what an examiner adds. */

#define HOUR (3600LL * 1000000)

static char dir[64];
static struct mk_error err;
static struct mk_case *c;

static void message(struct mk_buf *b, int64_t row, int64_t time_us, const char *thread,
                    const char *from)
{
    size_t m = mk_put_record(b, 1, &row), p;
    if (time_us != INT64_MIN)
        mk_put_time(b, MK_TIME, time_us, 0);
    mk_put_text(b, MK_THREAD, mk_str(thread));
    p = mk_put_open(b, MK_FROM, MK_T_OBJECT);
    mk_put_text(b, MK_ID, mk_str(from));
    mk_put_end(b, p);
    mk_put_text(b, MK_TEXT, mk_str("words"));
    mk_put_end(b, m);
}

static void attachment(struct mk_buf *b, int64_t row, const char *parent)
{
    size_t m = mk_put_record(b, 2, &row);
    mk_put_text(b, MK_PARENT, mk_str(parent));
    mk_put_end(b, m);
}

static void conversation(struct mk_buf *b, int64_t row, const char *thread)
{
    size_t m = mk_put_record(b, 3, &row);
    mk_put_text(b, MK_THREAD, mk_str(thread));
    mk_put_text(b, MK_TITLE, mk_str("Title"));
    mk_put_end(b, m);
}

/* Records 1 to 7 of bundle `mark`: three messages of t1 (two at one instant, one without a time),
 * one of t2, what describes t2, two attachments of the first message. */
static void take_in(char mark, const char *shared)
{
    struct mk_buf items;
    mk_buf_init(&items, 1 << 16);
    mkcase_head(&items, 1, MK_MESSAGE, "m:");
    mkcase_head(&items, 2, MK_ATTACHMENT, "a:");
    mkcase_head(&items, 3, MK_CONVERSATION, "c:");
    message(&items, 1, 5 * HOUR, "t1", "+15550100201");
    message(&items, 2, 5 * HOUR, "t1", "+15550100201");
    message(&items, 3, INT64_MIN, "t1", "+15550100202");
    message(&items, 4, -HOUR / 2, "t2", shared);
    conversation(&items, 1, "t2");
    attachment(&items, 1, "m:1");
    attachment(&items, 2, "m:1");
    mkcase_take(c, mark, &items);
}

static int begin_case(void **s)
{
    (void)s;
    stock_dir(dir);
    assert_int_equal(mk_case_open(&c, dir, "a.lab", true, &err), 0);
    take_in('a', "ann@example.org");
    take_in('b', "ann@example.org");
    return 0;
}

static int end_case(void **s)
{
    (void)s;
    mk_case_free(c);
    stock_remove(dir);
    return 0;
}

static char out[400];
static const char *said(const char *add)
{
    size_t n = strlen(out);
    snprintf(out + n, sizeof out - n, "%s", add);
    return out;
}

static int put_id(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    char s[32];
    (void)u;
    (void)e;
    snprintf(s, sizeof s, "%lld ", (long long)r->id);
    said(s);
    return 0;
}

static void a_time_line_goes_page_by_page_and_loses_no_equal_times(void **s)
{
    (void)s;
    struct mk_page p = { INT64_MIN, 0, INT64_MAX, 1 };
    out[0] = 0;
    assert_int_equal(mk_case_line(c, &p, 1, MK_KIND_NONE, put_id, NULL, &err), 0);
    p.time_us = -HOUR / 2;
    p.id = 4;
    assert_int_equal(mk_case_line(c, &p, 1, MK_KIND_NONE, put_id, NULL, &err), 0);
    p.time_us = 5 * HOUR;
    p.id = 1;
    assert_int_equal(mk_case_line(c, &p, 1, MK_KIND_NONE, put_id, NULL, &err), 0);
    p.id = 2;
    assert_int_equal(mk_case_line(c, &p, 1, MK_KIND_NONE, put_id, NULL, &err), 0);
    assert_string_equal(out, "4 1 2 ");
    out[0] = 0;
    p = (struct mk_page){ INT64_MIN, 0, 5 * HOUR, 100 };
    assert_int_equal(mk_case_line(c, &p, 0, MK_MESSAGE, put_id, NULL, &err), 0);
    assert_int_equal(mk_case_line(c, &p, 0, MK_CALL, put_id, NULL, &err), 0);
    assert_string_equal(out, "4 11 ");
}

static int put_talk(void *u, const struct mk_case_talk *t, struct mk_error *e)
{
    char line[100];
    (void)u;
    (void)e;
    snprintf(line, sizeof line, "%s/%s %llu %lld %lld; ", t->app, t->key,
             (unsigned long long)t->messages, (long long)(t->last_us / HOUR), (long long)t->about);
    said(line);
    return 0;
}

static void conversations_have_their_figures_the_latest_first(void **s)
{
    (void)s;
    struct mk_page p = { INT64_MIN, 0, INT64_MAX, 100 };
    out[0] = 0;
    assert_int_equal(mk_case_talks(c, 1, NULL, INT64_MAX, INT64_MAX, 10, put_talk, NULL, &err), 0);
    assert_string_equal(out, "test.app/t1 3 5 0; test.app/t2 1 0 5; ");
    out[0] = 0;
    assert_int_equal(mk_case_talks(c, 1, NULL, 5 * HOUR, 1, 10, put_talk, NULL, &err), 0);
    assert_string_equal(out, "test.app/t2 1 0 5; ");
    out[0] = 0;
    assert_int_equal(mk_case_talk(c, 1, &p, put_id, NULL, &err), 0);
    assert_string_equal(out, "3 1 2 ");
    out[0] = 0;
    assert_int_equal(mk_case_talk(c, 2, &p, put_id, NULL, &err), 0);
    assert_string_equal(out, "4 ");
}

static void one_record_has_what_belongs_to_it_and_nothing_of_another_bundle(void **s)
{
    (void)s;
    out[0] = 0;
    assert_int_equal(mk_case_children(c, 1, put_id, NULL, &err), 0);
    said("| ");
    assert_int_equal(mk_case_children(c, 8, put_id, NULL, &err), 0);
    said("| ");
    assert_int_equal(mk_case_children(c, 2, put_id, NULL, &err), 0);
    assert_int_equal(mk_case_one(c, 14, put_id, NULL, &err), 1);
    assert_int_equal(mk_case_one(c, 15, put_id, NULL, &err), 0);
    assert_string_equal(out, "6 7 | 13 14 | 14 ");
}

static int put_hour(void *u, enum mk_kind kind, int64_t hour, uint64_t n, struct mk_error *e)
{
    char s[60];
    (void)u;
    (void)e;
    snprintf(s, sizeof s, "%s %lld %llu; ", mk_kind_name(kind), (long long)hour,
             (unsigned long long)n);
    said(s);
    return 0;
}

static void activity_is_counted_by_the_hour_also_before_1970(void **s)
{
    (void)s;
    out[0] = 0;
    assert_int_equal(mk_case_activity(c, 0, -100, 100, put_hour, NULL, &err), 0);
    assert_string_equal(out, "message -1 2; message 5 4; ");
    out[0] = 0;
    assert_int_equal(mk_case_activity(c, 2, 0, 6, put_hour, NULL, &err), 0);
    assert_string_equal(out, "message 5 2; ");
}

static int put_entity(void *u, const struct mk_case_entity *x, struct mk_error *e)
{
    char s[100];
    (void)u;
    (void)e;
    snprintf(s, sizeof s, "%s %llu %llu; ", x->value, (unsigned long long)x->bundles,
             (unsigned long long)x->mentions);
    said(s);
    return 0;
}

static void contacts_are_those_with_whom_there_was_most(void **s)
{
    (void)s;
    out[0] = 0;
    assert_int_equal(mk_case_contacts(c, 0, 2, put_entity, NULL, &err), 0);
    assert_string_equal(out, "+15550100201 2 4; ann@example.org 2 2; ");
    out[0] = 0;
    assert_int_equal(mk_case_shared(c, 2, 10, put_entity, NULL, &err), 0);
    assert_string_equal(out, "+15550100201 2 4; ann@example.org 2 2; +15550100202 2 2; ");
}

static int put_line(void *u, struct mk_span line, struct mk_error *e)
{
    (void)u;
    (void)e;
    const char *act = strstr((const char *)line.p, "\"act\":\"");
    snprintf(out + strlen(out), sizeof out - strlen(out), "%.*s ", (int)strcspn(act + 7, "\""),
             act + 7);
    return 0;
}

static int put_tag(void *u, const char *name, uint64_t n, struct mk_error *e)
{
    char s[60];
    (void)u;
    (void)e;
    snprintf(s, sizeof s, "%s=%llu ", name, (unsigned long long)n);
    said(s);
    return 0;
}

static int put_note(void *u, const char *who, int64_t time_us, struct mk_span text,
                    struct mk_error *e)
{
    (void)u;
    (void)e;
    assert_true(time_us > 0);
    said(who);
    snprintf(out + strlen(out), sizeof out - strlen(out), ":%.*s ", (int)text.len,
             (const char *)text.p);
    return 0;
}

static void tags_and_notes_stand_in_the_audit_log(void **s)
{
    (void)s;
    int64_t bad;
    char longest[66];
    memset(longest, 'x', 65);
    longest[65] = 0;
    assert_int_equal(mk_case_tag(c, 1, "lead", true, &err), 0);
    assert_int_equal(mk_case_tag(c, 1, "lead", true, &err), 1);
    assert_int_equal(mk_case_tag(c, 2, "lead", true, &err), 0);
    assert_int_equal(mk_case_tag(c, 2, "lead", false, &err), 0);
    assert_int_equal(mk_case_tag(c, 99, "lead", true, &err), -1);
    assert_int_equal(mk_case_tag(c, 1, "", true, &err), -1);
    assert_int_equal(mk_case_tag(c, 1, longest, true, &err), -1);
    assert_int_equal(mk_case_tag(c, 1, "\xff", true, &err), -1);
    assert_int_equal(mk_case_note(c, 1, mk_str("asked twice"), &err), 0);
    assert_int_equal(mk_case_note(c, 1, mk_str("asked twice"), &err), 0);
    assert_int_equal(mk_case_note(c, 99, mk_str("none"), &err), -1);
    out[0] = 0;
    assert_int_equal(mk_case_tags(c, put_tag, NULL, &err), 0);
    assert_int_equal(mk_case_tagged(c, "lead", 0, 10, put_id, NULL, &err), 0);
    assert_int_equal(mk_case_notes(c, 1, put_note, NULL, &err), 0);
    assert_string_equal(out, "lead=1 1 a.lab:asked twice a.lab:asked twice ");
    out[0] = 0;
    assert_int_equal(mk_case_audit(c, &bad, put_line, NULL, &err), 0);
    assert_string_equal(out, "tagged tagged tag-removed noted noted ");
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_case, end_case)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_time_line_goes_page_by_page_and_loses_no_equal_times),
        T(conversations_have_their_figures_the_latest_first),
        T(one_record_has_what_belongs_to_it_and_nothing_of_another_bundle),
        T(activity_is_counted_by_the_hour_also_before_1970),
        T(contacts_are_those_with_whom_there_was_most),
        T(tags_and_notes_stand_in_the_audit_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
