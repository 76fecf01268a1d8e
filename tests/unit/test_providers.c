#include "tests/lib/t.h"

#include "parsers/engine/backends.h"
#include "parsers/engine/engine.h"
#include "parsers/source/source.h"
#include "tests/lib/fault.h"
#include <stdio.h>
#include <stdlib.h>

/* Replies of content providers, read by the same apps that read the databases. */
#define MAX ((size_t)4 << 20)

struct reply {
    const char *set;
    enum mk_role role;
    const char *column;
    const char *text;
    int64_t row;
};

struct fixture {
    struct mk_entry entries[32];
    struct mk_span bytes[32];
    size_t n;
};

static int open_reply(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct fixture *f = u;
    if (id >= f->n)
        return mk_fail(e, MK_EABSENT, "no such entry");
    *out = mk_file_memory(&f->bytes[id]);
    return 0;
}

struct output {
    struct mk_lines *lines;
    struct mk_buf text;
};

static int take_records(void *u, struct mk_span items, struct mk_error *e)
{
    struct output *o = u;
    size_t used;
    return mk_lines_feed(o->lines, &o->text, items, &used, e);
}

static int take_issue(void *u, const struct mk_issue *i, struct mk_error *e)
{
    struct output *o = u;
    (void)e;
    mk_buf_printf(&o->text, "issue %s", i->table ? i->table : "-");
    if (i->row)
        mk_buf_printf(&o->text, ":%lld", (long long)*i->row);
    mk_buf_printf(&o->text, " %s: %s\n", i->field ? i->field : "", i->why);
    return 0;
}

static int take_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    struct output *o = u;
    (void)e;
    mk_buf_printf(&o->text, "%s %s %s\n", c->artefact, c->route, mk_cover_name(c->state));
    return 0;
}

static int read_replies(struct output *o, const char *app, const struct reply *replies,
                        struct mk_error *e)
{
    struct fixture f = { 0 };
    struct mk_source src = { .open = open_reply, .u = &f };
    struct mk_sink sink = { take_records, take_issue, take_cover, o };
    struct mk_tables t;
    for (; replies[f.n].set; f.n++) {
        const struct reply *r = &replies[f.n];
        f.bytes[f.n] = mk_str(r->text);
        f.entries[f.n] = (struct mk_entry){ .id = f.n, .size = strlen(r->text), .row = r->row };
        f.entries[f.n].set = mk_str(r->set);
        f.entries[f.n].column = mk_str(r->column);
        f.entries[f.n].role = r->role;
    }
    struct mk_input in = { .file = mk_str(replies->set), .route = "content", .expected = true };
    if (mk_tables_content(&t, &src, f.entries, f.n, e) != 0)
        return -1;
    int rc = mk_app_run(mk_app_find(app), &t, &in, &sink, e);
    mk_tables_content_done(&t);
    return rc;
}

static char *read_text(const char *app, const struct reply *replies)
{
    struct output o = { 0 };
    struct mk_error e;
    mk_buf_init(&o.text, MAX);
    assert_int_equal(mk_lines_new(&o.lines, &e), 0);
    if (read_replies(&o, app, replies, &e) != 0)
        fail_msg("%s", e.text);
    mk_lines_free(o.lines);
    assert_non_null(mk_buf_cstr(&o.text));
    return (char *)o.text.p; /* the caller frees it, as mk_buf_done() would */
}

#define SMS "content://sms"

/* The second body forges a row with the right id of the third. */
static const struct reply sms[] = {
    { SMS, MK_ROLE_IDS, "", "Row: 0 _id=3\nRow: 1 _id=7\nRow: 2 _id=9\n", 0 },
    { SMS, MK_ROLE_NUMBERS, "date:type:thread_id:read",
      "Row: 0 _id=3, date=1383065788038, type=1, thread_id=1, read=1\n"
      "Row: 1 _id=7, date=1383065789000, type=2, thread_id=1, read=NULL\n"
      "Row: 2 _id=9, date=1383065790000, type=77, thread_id=2, read=0\n",
      0 },
    { SMS, MK_ROLE_COLUMN, "address",
      "Row: 0 _id=3, address=+442079460958\nRow: 1 _id=7, address=12345\nRow: 2 _id=9, "
      "address=Bank\n",
      0 },
    { SMS, MK_ROLE_COLUMN, "body",
      "Row: 0 _id=3, body=two\nlines, type=2\nRow: 1 _id=7, body=x\nRow: 2 _id=9, body=forged\n"
      "Row: 2 _id=9, body=genuine\n",
      0 },
    { SMS, MK_ROLE_ROW, "body", "Row: 0 _id=7, body=x\nRow: 2 _id=9, body=forged\n", 7 },
    { SMS, MK_ROLE_ROW, "body", "Row: 0 _id=9, body=genuine\n", 9 },
    { SMS, MK_ROLE_AFTER, "", "Row: 0 _id=3\nRow: 1 _id=7\nRow: 2 _id=9\n", 0 },
    { 0 },
};

static void messages_of_replies_are_neither_forged_nor_merged(void **state)
{
    (void)state;
    char *got = read_text("android.sms", sms);
    assert_non_null(strstr(got, "\"text\":\"two\\nlines, type=2\""));
    assert_non_null(strstr(got, "\"text\":\"x\\nRow: 2 _id=9, body=forged\""));
    assert_non_null(strstr(got, "\"text\":\"genuine\""));
    assert_non_null(strstr(got,
                           "\"source\":{\"file\":\"content://sms\",\"table\":\"content://sms\","
                           "\"state\":\"live\",\"row\":7}"));
    assert_non_null(strstr(got, "\"from\":{\"id\":\"+442079460958\""));
    assert_non_null(
        strstr(got, "\"dir\":\"unknown\",\"status_raw\":77,\"peer\":{\"id\":\"Bank\"}"));
    assert_non_null(strstr(got, "android.sms content found\n"));
    free(got);
}

static void what_was_lost_is_an_issue_and_the_row_stays(void **state)
{
    struct reply few[8];
    (void)state;
    memcpy(few, sms, sizeof few);
    few[4] = few[6]; /* without the replies of single rows */
    few[5] = (struct reply){ 0 };
    char *got = read_text("android.sms", few);
    int rows = 0;
    for (const char *p = got; (p = strstr(p, "\"kind\":\"message\"")); p++)
        rows++;
    assert_int_equal(rows, 3);
    assert_non_null(strstr(got, "\"issues\":[{\"field\":\"text\","));
    assert_null(strstr(got, "\"text\":\"forged\""));
    free(got);
}

#define RAW  "content://com.android.contacts/raw_contacts"
#define DATA "content://com.android.contacts/data"

static const struct reply contacts[] = {
    { RAW, MK_ROLE_IDS, "", "Row: 0 _id=1\nRow: 1 _id=2\n", 0 },
    { RAW, MK_ROLE_NUMBERS, "contact_id:deleted:starred",
      "Row: 0 _id=1, contact_id=11, deleted=0, starred=1\n"
      "Row: 1 _id=2, contact_id=12, deleted=0, starred=0\n",
      0 },
    { RAW, MK_ROLE_COLUMN, "display_name",
      "Row: 0 _id=1, display_name=Ann\nRow: 1 _id=2, display_name=Bob\n", 0 },
    { RAW, MK_ROLE_AFTER, "", "Row: 0 _id=1\nRow: 1 _id=2\n", 0 },
    { DATA, MK_ROLE_IDS, "", "Row: 0 _id=5\nRow: 1 _id=6\nRow: 2 _id=8\n", 0 },
    { DATA, MK_ROLE_NUMBERS, "raw_contact_id",
      "Row: 0 _id=5, raw_contact_id=2\nRow: 1 _id=6, raw_contact_id=1\n"
      "Row: 2 _id=8, raw_contact_id=99\n",
      0 },
    { DATA, MK_ROLE_COLUMN, "mimetype",
      "Row: 0 _id=5, mimetype=vnd.android.cursor.item/phone_v2\n"
      "Row: 1 _id=6, mimetype=vnd.android.cursor.item/email_v2\n"
      "Row: 2 _id=8, mimetype=vnd.android.cursor.item/note\n",
      0 },
    { DATA, MK_ROLE_COLUMN, "data1",
      "Row: 0 _id=5, data1=+44 20 7946 0958\nRow: 1 _id=6, data1=ann@example.org\n"
      "Row: 2 _id=8, data1=nobody's\n",
      0 },
    { DATA, MK_ROLE_COLUMN, "data2",
      "Row: 0 _id=5, data2=2\nRow: 1 _id=6, data2=1\nRow: 2 _id=8, data2=x\n", 0 },
    { DATA, MK_ROLE_AFTER, "", "Row: 0 _id=5\nRow: 1 _id=6\nRow: 2 _id=8\n", 0 },
    { 0 },
};

static void contacts_of_replies_get_their_details(void **state)
{
    (void)state;
    char *got = read_text("android.contacts", contacts);
    assert_non_null(strstr(got, "\"name\":\"Ann\",\"id\":\"11\",\"deleted\":false,\"starred\":true,"
                                "\"emails\":[{\"id\":\"ann@example.org\",\"label\":\"home\","
                                "\"row\":6}]"));
    assert_non_null(strstr(got, "\"phones\":[{\"id\":\"+44 20 7946 0958\",\"phone\":"
                                "\"+442079460958\",\"label\":\"mobile\",\"row\":5}]"));
    assert_non_null(strstr(got, "issue " DATA ":8 : no row of " RAW));
    free(got);
}

static void no_memory_ends_in_an_error_or_an_issue(void **state)
{
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct output o = { 0 };
        struct mk_error e = { 0 };
        mk_buf_init(&o.text, MAX);
        int rc = mk_lines_new(&o.lines, &e);
        if (rc == 0)
            rc = read_replies(&o, "android.contacts", contacts, &e);
        assert_true(rc == 0 || *e.text);
        mk_lines_free(o.lines);
        mk_buf_done(&o.text);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_of_replies_are_neither_forged_nor_merged),
        cmocka_unit_test(what_was_lost_is_an_issue_and_the_row_stays),
        cmocka_unit_test(contacts_of_replies_get_their_details),
        cmocka_unit_test(no_memory_ends_in_an_error_or_an_issue),
    };
    return cmocka_run_group_tests_name("providers", tests, NULL, NULL);
}
