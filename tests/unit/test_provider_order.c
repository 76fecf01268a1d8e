#include "tests/lib/content_case.h"
#include "tests/lib/t.h"

/* Providers that have an order or columns of their own, whatever they are asked for, and such that
 * answer nothing to what they do not let through. */

static void rows_come_in_the_order_that_the_provider_has(void **s)
{
    (void)s;
    static const char *const orders[] = { "date DESC", "_id DESC", "body" };
    static const struct expect want[] = { { MK_CELL_TEXT, "one" },
                                          { MK_CELL_TEXT, "two\nRow: 2 _id=3, body=forged" },
                                          { MK_CELL_TEXT, "three" } };
    for (size_t i = 0; i < 3; i++) {
        struct phone p;
        struct mk_channel_outcome o;
        phone_start(&p, THREE_ROWS);
        p.order = orders[i];
        p.piece = i;
        struct mk_channel *c = phone_channel(&phone_provider);
        phone_play(&o, &p, c);
        assert_int_equal(o.state, MK_COVER_FOUND);
        assert_int_equal(o.rows, 3);
        assert_null(mk_channel_issue(c, 0));
        bodies_are(&p, want, 3);
        mk_channel_free(c);
        phone_done(&p);
    }
}

/* Before the body is given, the row that was the last one becomes the first. */
static bool move_once(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                      struct mk_buf *err)
{
    (void)out;
    (void)err;
    bool *done = p->u;
    if (q->role == MK_ROLE_COLUMN && mk_span_is(q->columns, "body") && !*done) {
        *done = true;
        phone_sql(p, "UPDATE t SET date=99 WHERE _id=1");
    }
    return false;
}

static void a_row_that_moves_is_listed_again_and_not_lost(void **s)
{
    (void)s;
    static const struct expect want[] = { { MK_CELL_TEXT, "one" },
                                          { MK_CELL_TEXT, "two\nRow: 2 _id=3, body=forged" },
                                          { MK_CELL_TEXT, "three" } };
    struct phone p;
    struct mk_channel_outcome o;
    bool done = false;
    phone_start(&p, THREE_ROWS);
    p.order = "date DESC";
    p.trick = move_once;
    p.u = &done;
    struct mk_channel *c = phone_channel(&phone_provider);
    phone_play(&o, &p, c);
    assert_true(done);
    assert_int_equal(o.state, MK_COVER_FOUND);
    bodies_are(&p, want, 3);
    mk_channel_free(c);
    phone_done(&p);
}

static void an_id_twice_is_no_list(void **s)
{
    (void)s;
    struct mk_content_ids ids = { 0 };
    struct mk_content_feed *f = NULL;
    struct mk_content_result r;
    struct mk_error e;
    const struct mk_span none = { NULL, 0 };
    assert_int_equal(mk_content_feed_new(&f, MK_ROLE_IDS, none, 0, &ids, &e), 0);
    struct mk_span reply = mk_str("Row: 0 _id=7\nRow: 1 _id=3\nRow: 2 _id=7\n");
    assert_int_equal(mk_content_feed(f, reply, &e), 0);
    assert_int_equal(mk_content_feed_end(&r, f, &e), 0);
    assert_int_equal(r.answer, MK_ANSWER_BROKEN);
    mk_content_feed_free(f);
    mk_content_ids_done(&ids);
}

/* ---- columns unasked ---- */

static const char *const none[] = { NULL }, *const body[] = { "body", NULL };

static struct mk_provider fixed(void)
{
    struct mk_provider p = phone_provider;
    p.numbers = none;
    p.texts = body;
    p.fixed_columns = true;
    return p;
}

static void play_fixed(struct mk_channel_outcome *o, struct phone *p, const char *rows,
                       const struct mk_provider *provider)
{
    phone_start(p, rows);
    p->columns = "_id, body";
    struct mk_channel *c = phone_channel(provider);
    phone_play(o, p, c);
    o->why = o->control = NULL; /* the channel's */
    mk_channel_free(c);
}

static void columns_that_come_unasked_are_read_all_the_same(void **s)
{
    (void)s;
    static const struct expect want[] = { { MK_CELL_TEXT, "one\nand more" }, { MK_CELL_NULL, NULL },
                                          { MK_CELL_TEXT, "NULL" },          { MK_CELL_BLOB, NULL },
                                          { MK_CELL_TEXT, "BLOB" },          { MK_CELL_TEXT, "" } };
    const struct mk_provider provider = fixed();
    struct phone p;
    struct mk_channel_outcome o;
    play_fixed(&o, &p,
               "INSERT INTO t(_id,body) VALUES(1,'one\nand more'),(2,NULL),(3,'NULL'),(5,x'00'),"
               "(6,'BLOB'),(9,'')",
               &provider);
    assert_int_equal(o.state, MK_COVER_FOUND);
    assert_int_equal(o.rows, 6);
    bodies_are(&p, want, 6);
    phone_done(&p);
}

static void no_text_forges_a_row_into_such_a_list(void **s)
{
    (void)s;
    static const char *const rows[] = {
        "INSERT INTO t(_id,body) VALUES(1,'one'),(2,'two\nRow: 2 _id=3, body=forged')",
        "INSERT INTO t(_id,body) VALUES(1,'one\nRow: 1 _id=2, body=forged'),(3,'two')",
        "INSERT INTO t(_id,body) VALUES(1,'one\nRow: 1 _id=3, body=forged'),(3,'two')",
        "INSERT INTO t(_id,body) VALUES(1,'one\nRow: 7 _id=8, body=forged'),(3,'two')",
    };
    const struct mk_provider provider = fixed();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct phone p;
        struct mk_channel_outcome o;
        struct mk_content_set *set = NULL;
        struct mk_error e;
        play_fixed(&o, &p, rows[i], &provider);
        assert_int_equal(o.state, MK_COVER_FAILED);
        assert_int_equal(o.rows, MK_COVER_NONE);
        assert_int_equal(phone_set(&set, &p, &e), 0);
        assert_int_equal(mk_content_set_rows(set), 0);
        assert_non_null(mk_content_set_issue(set, 0));
        mk_content_set_close(set);
        phone_done(&p);
    }
}

/* ---- what is not let through ---- */

static bool refuse_in_silence(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                              struct mk_buf *err)
{
    (void)p;
    (void)err;
    bool refused = strstr(q->command, "||");
    if (refused)
        mk_buf_puts(out, "No result found.\n");
    return refused;
}

static void a_blob_that_the_phone_does_not_tell_is_lost_not_a_text(void **s)
{
    (void)s;
    static const struct expect want[] = { { MK_CELL_LOST, NULL },
                                          { MK_CELL_LOST, NULL },
                                          { MK_CELL_TEXT, "three" } };
    struct phone p;
    struct mk_channel_outcome o;
    phone_start(&p, "INSERT INTO t VALUES(1,10,1,'a',x'00'),(2,20,2,'b','BLOB'),(3,30,3,'c',"
                    "'three')");
    p.trick = refuse_in_silence;
    struct mk_channel *c = phone_channel(&phone_provider);
    phone_play(&o, &p, c);
    assert_non_null(mk_channel_issue(c, 0));
    assert_non_null(strstr(mk_channel_issue(c, 0), "the word BLOB cannot be told"));
    assert_null(mk_channel_issue(c, 1));
    bodies_are(&p, want, 3);
    mk_channel_free(c);
    phone_done(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_in_the_order_that_the_provider_has),
        cmocka_unit_test(a_row_that_moves_is_listed_again_and_not_lost),
        cmocka_unit_test(an_id_twice_is_no_list),
        cmocka_unit_test(columns_that_come_unasked_are_read_all_the_same),
        cmocka_unit_test(no_text_forges_a_row_into_such_a_list),
        cmocka_unit_test(a_blob_that_the_phone_does_not_tell_is_lost_not_a_text),
    };
    return cmocka_run_group_tests_name("provider order", tests, NULL, NULL);
}
