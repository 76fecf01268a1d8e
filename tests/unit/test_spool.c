#include "tests/lib/t.h"

#include "host/report/spool.h"
#include "tests/lib/stock.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define MAX ((size_t)8 << 20)

static int folder;

static int setup(void **state)
{
    int rc = stock_setup(state);
    folder = open(stock_own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder < 0 ? -1 : rc;
}

static int teardown(void **state)
{
    close(folder);
    return stock_teardown(state);
}

/* ---- records ---- */

static void head(struct mk_buf *b, uint16_t id, enum mk_kind kind, const char *app,
                 const char *file)
{
    size_t mark = mk_put_head(b, id, kind), source;
    mk_put_text(b, MK_REF, mk_str("a:0:t:"));
    mk_put_text(b, MK_APP, mk_str(app));
    source = mk_put_open(b, MK_SOURCE, MK_T_OBJECT);
    mk_put_text(b, MK_FILE, mk_str(file));
    mk_put_end(b, source);
    mk_put_end(b, mark);
}

/* NULL texts and a time of 0 are left out. */
static void record(struct mk_buf *b, uint16_t id, int64_t row, int64_t time, enum mk_key key,
                   const char *text)
{
    size_t mark = mk_put_record(b, id, &row);
    if (time)
        mk_put_time(b, MK_TIME, time, 6);
    if (text)
        mk_put_text(b, key, mk_str(text));
    mk_put_end(b, mark);
}

static void party(struct mk_buf *b, enum mk_key key, enum mk_key sub, const char *id, bool self)
{
    bool listed = key == MK_TO || key == MK_PHONES || key == MK_HANDLES;
    size_t list = listed ? mk_put_open(b, key, MK_T_LIST) : 0;
    size_t object = mk_put_open(b, listed ? MK_KEY_NONE : key, MK_T_OBJECT);
    mk_put_text(b, sub, mk_str(id));
    if (self)
        mk_put_bool(b, MK_SELF, true);
    mk_put_end(b, object);
    if (listed)
        mk_put_end(b, list);
}

static struct mk_spool *spooled(struct mk_buf *b)
{
    struct mk_spool *s;
    struct mk_error e;
    assert_true(mk_buf_ok(b));
    assert_int_equal(mk_spool_new(&s, folder, &e), 0);
    assert_int_equal(mk_spool_items(s, mk_buf_span(b), &e), 0);
    assert_int_equal(mk_spool_sort(s, &e), 0);
    mk_buf_done(b);
    return s;
}

static int put_row(void *u, struct mk_facts *f, struct mk_error *e)
{
    struct mk_buf *b = u;
    (void)e;
    mk_buf_printf(b, "%s%lld", b->len ? " " : "", (long long)f->row);
    return 0;
}

/* Rows in the order in which they are shown: "3 1 2". */
static const char *rows(struct mk_spool *s, enum mk_section x, size_t i)
{
    static char out[200];
    struct mk_buf b;
    struct mk_error e;
    mk_buf_init(&b, sizeof out);
    assert_int_equal(mk_spool_each(s, x, i, put_row, &b, &e), 0);
    snprintf(out, sizeof out, "%s", mk_buf_cstr(&b));
    mk_buf_done(&b);
    return out;
}

static const char *children(struct mk_spool *s, const char *ref)
{
    static char out[200];
    struct mk_buf b;
    struct mk_error e;
    mk_buf_init(&b, sizeof out);
    assert_int_equal(mk_spool_children(s, mk_str(ref), put_row, &b, &e), 0);
    snprintf(out, sizeof out, "%s", mk_buf_cstr(&b));
    mk_buf_done(&b);
    return out;
}

/* ---- order ---- */

static void records_come_by_time_and_those_without_one_last(void **state)
{
    static const int64_t times[] = { 0, 50, -7, 0, INT64_MIN, 20, 50, INT64_MAX - 1 };
    struct mk_buf b;
    int64_t first, last;
    (void)state;
    mk_buf_init(&b, MAX);
    head(&b, 1, MK_CALL, "calls", "f");
    for (int i = 0; i < 8; i++)
        record(&b, 1, i + 1, times[i], MK_TEXT, NULL);
    struct mk_spool *s = spooled(&b);
    assert_string_equal(rows(s, MK_SEC_CALLS, 0), "5 3 6 2 7 8 1 4");
    assert_string_equal(rows(s, MK_SEC_WEB, 0), "");
    assert_int_equal(mk_spool_section(s, MK_SEC_CALLS), 8);
    assert_int_equal(mk_spool_count(s, MK_CALL), 8);
    assert_true(mk_spool_period(&first, &last, s, MK_SEC_CALLS));
    assert_true(first == INT64_MIN && last == INT64_MAX - 1);
    assert_false(mk_spool_period(&first, &last, s, MK_SEC_WEB));
    mk_spool_free(s);
}

static void notes_stand_in_their_section_and_more_than_memory_holds_fit(void **state)
{
    enum { NOTES = 80, LONG = 1 << 20 };
    static char text[LONG];
    struct mk_spool *s;
    struct mk_buf b;
    struct mk_error e;
    (void)state;
    memset(text, 'x', sizeof text);
    mk_buf_init(&b, MAX);
    mk_put_text(&b, MK_WHY, mk_span(text, sizeof text));
    assert_int_equal(mk_spool_new(&s, folder, &e), 0);
    for (int i = 0; i < NOTES; i++)
        assert_int_equal(mk_spool_note(s, MK_SEC_ISSUES, mk_buf_span(&b), &e), 0);
    assert_int_equal(mk_spool_sort(s, &e), 0);
    assert_int_equal(mk_spool_section(s, MK_SEC_ISSUES), NOTES);
    assert_int_equal(strlen(rows(s, MK_SEC_ISSUES, 0)), 2 * NOTES - 1);
    mk_spool_free(s);
    mk_buf_done(&b);
}

static int whys(void *u, struct mk_facts *f, struct mk_error *e)
{
    (void)e;
    assert_int_equal(f->kind, MK_KIND_NONE);
    assert_false(f->has_row);
    assert_true(mk_span_is(mk_fact_text(f, MK_WHY), *(int *)u ? "second" : "first"));
    assert_null(mk_fact(f, MK_TIME));
    ++*(int *)u;
    return 0;
}

static void notes_keep_their_fields_and_their_order(void **state)
{
    struct mk_spool *s;
    struct mk_buf b;
    struct mk_error e;
    int n = 0;
    (void)state;
    mk_buf_init(&b, MAX);
    assert_int_equal(mk_spool_new(&s, folder, &e), 0);
    mk_put_text(&b, MK_WHY, mk_str("first"));
    assert_int_equal(mk_spool_note(s, MK_SEC_ISSUES, mk_buf_span(&b), &e), 0);
    mk_buf_clear(&b);
    head(&b, 1, MK_CALL, "calls", "f");
    record(&b, 1, 9, 5, MK_WHY, "no note");
    assert_int_equal(mk_spool_items(s, mk_buf_span(&b), &e), 0);
    mk_buf_clear(&b);
    mk_put_text(&b, MK_WHY, mk_str("second"));
    assert_int_equal(mk_spool_note(s, MK_SEC_ISSUES, mk_buf_span(&b), &e), 0);
    assert_int_equal(mk_spool_sort(s, &e), 0);
    assert_int_equal(mk_spool_each(s, MK_SEC_ISSUES, 0, whys, &n, &e), 0);
    assert_int_equal(n, 2);
    mk_spool_free(s);
    mk_buf_done(&b);
}

/* ---- conversations ---- */

static void conversations_are_apart_by_app_file_and_thread(void **state)
{
    static const char *const of[][3] = {
        { "a", "f", "1" }, { "b", "f", "1" }, { "a", "g", "1" },
        { "a", "f", "2" }, { "af", "", "1" },
    };
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    for (uint16_t i = 0; i < 5; i++) {
        head(&b, i, MK_MESSAGE, of[i][0], of[i][1]);
        record(&b, i, i + 1, 100 - i, MK_THREAD, of[i][2]);
    }
    record(&b, 0, 50, 90, MK_THREAD, "1");
    record(&b, 3, 60, 0, MK_THREAD, "1"); /* head 3 is of app a, file f: as head 0 */
    struct mk_spool *s = spooled(&b);
    assert_int_equal(mk_spool_threads(s), 5);
    assert_string_equal(rows(s, MK_SEC_MESSAGES, 0), "50 1 60");
    for (size_t i = 0; i < 5; i++) { /* the one that was active last comes first */
        const struct mk_thread *k = mk_spool_thread(s, i);
        assert_true(mk_span_is(k->app, of[i][0]) && mk_span_is(k->file, of[i][1]) &&
                    mk_span_is(k->key, of[i][2]));
        assert_int_equal(k->messages, i ? 1 : 3);
        assert_int_equal(k->first, i ? 100 - i : 90);
        assert_int_equal(k->last, 100 - i);
    }
    mk_spool_free(s);
}

static void a_title_is_that_of_the_conversation_record(void **state)
{
    struct mk_buf b;
    struct mk_facts f;
    struct mk_error e;
    (void)state;
    mk_buf_init(&b, MAX);
    head(&b, 1, MK_MESSAGE, "a", "f");
    head(&b, 2, MK_CONVERSATION, "a", "f");
    int64_t row = 7;
    size_t mark = mk_put_record(&b, 1, &row);
    mk_put_text(&b, MK_THREAD, mk_str("t"));
    mk_put_text(&b, MK_TITLE, mk_str("of a message"));
    mk_put_end(&b, mark);
    mark = mk_put_record(&b, 2, &row);
    mk_put_text(&b, MK_THREAD, mk_str("t"));
    mk_put_text(&b, MK_TITLE, mk_str("Family"));
    mk_put_end(&b, mark);
    struct mk_spool *s = spooled(&b);
    assert_int_equal(mk_spool_threads(s), 1);
    const struct mk_thread *k = mk_spool_thread(s, 0);
    assert_true(mk_span_is(k->title, "Family"));
    assert_int_equal(k->messages, 1); /* the conversation is none */
    assert_int_equal(mk_spool_section(s, MK_SEC_MESSAGES), 1);
    assert_true(k->first > k->last);
    mk_facts_init(&f);
    assert_int_equal(mk_spool_load(&f, s, k->about, &e), 0);
    assert_int_equal(f.kind, MK_CONVERSATION);
    mk_facts_done(&f);
    mk_spool_free(s);
}

static void a_message_without_a_thread_goes_to_its_other_side(void **state)
{
    static const struct {
        enum mk_key key, sub;
        const char *id;
        bool self;
    } of[] = {
        { MK_FROM, MK_ID, "+1", false }, { MK_TO, MK_ID, "+1", false },
        { MK_PEER, MK_ID, "+1", false }, { MK_FROM, MK_PHONE, "+1", false },
        { MK_FROM, MK_ID, "me", true },  { MK_PEER, MK_NAME, "Ana", false },
    };
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    head(&b, 1, MK_MESSAGE, "a", "f");
    for (int64_t i = 0; i < 6; i++) {
        size_t mark = mk_put_record(&b, 1, &i);
        mk_put_time(&b, MK_TIME, 10 * (i < 4) + i + 1, 0);
        party(&b, of[i].key, of[i].sub, of[i].id, of[i].self);
        mk_put_end(&b, mark);
    }
    struct mk_spool *s = spooled(&b);
    assert_int_equal(mk_spool_threads(s), 3);
    assert_string_equal(rows(s, MK_SEC_MESSAGES, 0), "0 1 2 3");
    assert_true(mk_span_is(mk_spool_thread(s, 0)->peer, "+1"));
    assert_true(mk_span_is(mk_spool_thread(s, 1)->peer, "Ana"));
    assert_int_equal(mk_spool_thread(s, 2)->peer.len, 0); /* the owner is nobody's other side */
    mk_spool_free(s);
}

/* ---- what belongs to a message ---- */

/* Two texts of one digest, 64-bit FNV-1a. */
#define ONE   "8yn0iYCKYHlIj4-BwPqk"
#define OTHER "GReLUrM4wMqfg9yzV3KQ"

static void children_are_found_by_their_parent_and_not_by_its_digest(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    head(&b, 1, MK_ATTACHMENT, "a", "f");
    head(&b, 2, MK_REACTION, "a", "f");
    record(&b, 1, 1, 9, MK_PARENT, ONE);
    record(&b, 2, 2, 0, MK_PARENT, OTHER);
    record(&b, 2, 3, 1, MK_PARENT, ONE);
    record(&b, 1, 4, 0, MK_PARENT, OTHER);
    record(&b, 1, 5, 0, MK_PARENT, "another");
    struct mk_spool *s = spooled(&b);
    assert_string_equal(children(s, ONE), "1 3");
    assert_string_equal(children(s, OTHER), "2 4");
    assert_string_equal(children(s, "nobody"), "");
    assert_string_equal(rows(s, MK_SEC_MEDIA, 0), "1 4 5"); /* attachments are listed as well */
    assert_int_equal(mk_spool_count(s, MK_REACTION), 2);
    mk_spool_free(s);
}

static void children_without_a_parent_are_in_a_list(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    head(&b, 1, MK_ATTACHMENT, "a", "f");
    head(&b, 2, MK_REACTION, "a", "f");
    record(&b, 1, 1, 0, MK_PARENT, NULL);
    record(&b, 2, 2, 0, MK_PARENT, NULL);
    struct mk_spool *s = spooled(&b);
    assert_string_equal(rows(s, MK_SEC_MEDIA, 0), "1");
    assert_string_equal(rows(s, MK_SEC_MESSAGES, 0), "2");
    mk_spool_free(s);
}

static void a_reaction_whose_message_is_missing_is_shown_all_the_same(void **state)
{
    struct mk_buf b;
    struct mk_error e;
    (void)state;
    mk_buf_init(&b, MAX);
    head(&b, 1, MK_REACTION, "a", "f");
    head(&b, 2, MK_ATTACHMENT, "a", "f");
    record(&b, 1, 1, 7, MK_PARENT, "there");
    record(&b, 1, 2, 0, MK_PARENT, "gone");
    record(&b, 1, 3, 5, MK_PARENT, "gone");
    record(&b, 2, 4, 0, MK_PARENT, "gone"); /* in the list of media */
    struct mk_spool *s = spooled(&b);
    assert_string_equal(children(s, "there"), "1");
    assert_string_equal(rows(s, MK_SEC_OTHER, 0), "");
    assert_int_equal(mk_spool_unshown(s, &e), 0);
    assert_string_equal(rows(s, MK_SEC_OTHER, 0), "3 2");
    assert_int_equal(mk_spool_section(s, MK_SEC_OTHER), 2);
    mk_spool_free(s);
}

/* ---- names ---- */

static void contact(struct mk_buf *b, const char *name, enum mk_key key, enum mk_key sub,
                    const char *id)
{
    int64_t row = 1;
    size_t mark = mk_put_record(b, 1, &row);
    if (name)
        mk_put_text(b, MK_NAME, mk_str(name));
    party(b, key, sub, id, false);
    mk_put_end(b, mark);
}

static void names_are_the_contacts_and_each_is_told_once(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    head(&b, 1, MK_CONTACT, "a", "f");
    contact(&b, "Bo", MK_PHONES, MK_PHONE, "+1");
    contact(&b, "Ana", MK_PHONES, MK_PHONE, "+1");
    contact(&b, "Bo", MK_PHONES, MK_PHONE, "+1");
    contact(&b, "Cy", MK_HANDLES, MK_ID, "cy@x");
    contact(&b, NULL, MK_PHONES, MK_PHONE, "+2");
    contact(&b, "Di", MK_PHONES, MK_PHONE, "+12");
    head(&b, 1, MK_MESSAGE, "a", "f"); /* no contact: names nobody */
    contact(&b, "Eve", MK_PHONES, MK_PHONE, "+1");
    struct mk_spool *s = spooled(&b);
    assert_true(mk_span_is(mk_spool_name(s, mk_str("+1"), 0), "Ana"));
    assert_true(mk_span_is(mk_spool_name(s, mk_str("+1"), 1), "Bo"));
    assert_int_equal(mk_spool_name(s, mk_str("+1"), 2).len, 0);
    assert_true(mk_span_is(mk_spool_name(s, mk_str("cy@x"), 0), "Cy"));
    assert_true(mk_span_is(mk_spool_name(s, mk_str("+12"), 0), "Di"));
    assert_int_equal(mk_spool_name(s, mk_str("+2"), 0).len, 0);
    assert_int_equal(mk_spool_name(s, mk_str(""), 0).len, 0);
    assert_int_equal(mk_spool_name(s, mk_str("+11"), 0).len, 0);
    mk_spool_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_by_time_and_those_without_one_last),
        cmocka_unit_test(notes_stand_in_their_section_and_more_than_memory_holds_fit),
        cmocka_unit_test(notes_keep_their_fields_and_their_order),
        cmocka_unit_test(conversations_are_apart_by_app_file_and_thread),
        cmocka_unit_test(a_title_is_that_of_the_conversation_record),
        cmocka_unit_test(a_message_without_a_thread_goes_to_its_other_side),
        cmocka_unit_test(children_are_found_by_their_parent_and_not_by_its_digest),
        cmocka_unit_test(children_without_a_parent_are_in_a_list),
        cmocka_unit_test(a_reaction_whose_message_is_missing_is_shown_all_the_same),
        cmocka_unit_test(names_are_the_contacts_and_each_is_told_once),
    };
    return cmocka_run_group_tests_name("spool", tests, setup, teardown);
}
