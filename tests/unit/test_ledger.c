#include "tests/lib/t.h"

#include "host/parse/ledger.h"
#include "tests/lib/fault.h"

static const struct mk_coverage picture = {
    .artefact = "media",
    .route = "file",
    .where = "a.jpg",
    .table = "picture",
    .profile = "0",
    .state = MK_COVER_FOUND,
    .seen = 3,
    .taken = 2,
    .records = 1,
    .issues = MK_COVER_NONE,
    .control = "told",
    .why = "because",
    .proven_on = "simulated",
};

static bool add(struct mk_ledger *l, const struct mk_coverage *c)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_coverage_fields(&b, c);
    bool ok = mk_buf_ok(&b) && mk_ledger_add(l, mk_buf_span(&b));
    mk_buf_done(&b);
    return ok;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void one_line_is_kept_as_it_is(void **state)
{
    struct mk_ledger l;
    (void)state;
    mk_ledger_init(&l);
    assert_null(mk_ledger_at(&l, 0));
    assert_true(add(&l, &picture));
    const struct mk_coverage *c = mk_ledger_at(&l, 0);
    assert_string_equal(c->artefact, "media");
    assert_string_equal(c->route, "file");
    assert_string_equal(c->where, "a.jpg");
    assert_string_equal(c->table, "picture");
    assert_string_equal(c->profile, "0");
    assert_string_equal(c->control, "told");
    assert_string_equal(c->why, "because");
    assert_string_equal(c->proven_on, "simulated");
    assert_int_equal(c->state, MK_COVER_FOUND);
    assert_int_equal(c->seen, 3);
    assert_int_equal(c->taken, 2);
    assert_int_equal(c->records, 1);
    assert_int_equal(c->issues, MK_COVER_NONE);
    assert_int_equal(c->files, 1);
    assert_null(mk_ledger_at(&l, 1));
    mk_ledger_done(&l);
}

static void lines_of_one_kind_are_added_up(void **state)
{
    struct mk_ledger l;
    struct mk_coverage c = picture;
    (void)state;
    mk_ledger_init(&l);
    assert_true(add(&l, &c));
    c.seen = MK_COVER_NONE;
    c.issues = 4;
    c.where = "b.jpg";
    assert_true(add(&l, &c));
    c.issues = MK_COVER_NONE;
    c.records = INT64_MAX;
    assert_true(add(&l, &c));
    const struct mk_coverage *sum = mk_ledger_at(&l, 0);
    assert_int_equal(sum->files, 3);
    assert_int_equal(sum->seen, 3); /* a count that was not made takes nothing away */
    assert_int_equal(sum->taken, 6);
    assert_int_equal(sum->issues, 4);
    assert_true(sum->records == INT64_MAX); /* as far as a number goes */
    assert_null(sum->where);
    assert_string_equal(sum->why, "because");
    assert_null(mk_ledger_at(&l, 1));
    c.why = NULL;
    assert_true(add(&l, &c));
    assert_non_null(strstr(mk_ledger_at(&l, 0)->why, "several reasons"));
    mk_ledger_done(&l);
}

static void lines_of_other_kinds_are_apart_and_in_their_order(void **state)
{
    struct mk_coverage c[7];
    struct mk_ledger l;
    (void)state;
    for (size_t i = 0; i < 7; i++)
        c[i] = picture;
    c[1].artefact = "gpx";
    c[2].table = "movie";
    c[3].table = NULL;
    c[4].route = "adb:sync";
    c[5].profile = "10";
    c[6].state = MK_COVER_FAILED;
    mk_ledger_init(&l);
    for (size_t i = 0; i < 14; i++)
        assert_true(add(&l, &c[i % 7]));
    for (size_t i = 0; i < 7; i++) {
        const struct mk_coverage *sum = mk_ledger_at(&l, i);
        assert_int_equal(sum->files, 2);
        assert_int_equal(sum->taken, 4);
        assert_int_equal(sum->state, c[i].state);
        assert_true(same(sum->artefact, c[i].artefact) && same(sum->table, c[i].table) &&
                    same(sum->route, c[i].route) && same(sum->profile, c[i].profile));
    }
    assert_null(mk_ledger_at(&l, 7));
    mk_ledger_done(&l);
}

static void a_line_without_artefact_or_state_is_told_by_itself(void **state)
{
    struct mk_ledger l;
    struct mk_buf b;
    (void)state;
    mk_ledger_init(&l);
    mk_buf_init(&b, 1000);
    assert_false(mk_ledger_add(&l, mk_buf_span(&b)));
    mk_put_named_text(&b, mk_str("artefact"), mk_str("media"));
    assert_false(mk_ledger_add(&l, mk_buf_span(&b)));
    mk_put_named_text(&b, mk_str("state"), mk_str("splendid"));
    assert_false(mk_ledger_add(&l, mk_buf_span(&b)));
    mk_put_named_int(&b, mk_str("why"), 5); /* of another type than it should be */
    mk_put_named_text(&b, mk_str("seen"), mk_str("5"));
    mk_put_named_text(&b, mk_str("state"), mk_str("found"));
    assert_true(mk_ledger_add(&l, mk_buf_span(&b)));
    assert_null(mk_ledger_at(&l, 0)->why);
    assert_int_equal(mk_ledger_at(&l, 0)->seen, MK_COVER_NONE);
    assert_null(mk_ledger_at(&l, 1));
    mk_buf_done(&b);
    mk_ledger_done(&l);
}

/* Every line is added or refused, and what was added is whole. */
static void whole(const struct mk_ledger *l, int64_t added)
{
    int64_t files = 0;
    const struct mk_coverage *c;
    for (size_t i = 0; (c = mk_ledger_at(l, i)); i++) {
        assert_string_equal(c->artefact, "media");
        assert_non_null(c->table);
        assert_string_equal(c->route, "file");
        assert_string_equal(c->profile, "0");
        assert_string_equal(c->control, "told");
        assert_string_equal(c->why, "because");
        assert_string_equal(c->proven_on, "simulated");
        files += c->files;
    }
    assert_int_equal(files, added);
}

static void when_its_room_is_used_up_lines_are_refused_and_none_is_half(void **state)
{
    static char table[60000];
    struct mk_coverage c = picture;
    struct mk_ledger l;
    int64_t added = 0, refused = 0;
    (void)state;
    memset(table, 't', sizeof table - 1);
    c.table = table;
    mk_ledger_init(&l);
    for (int i = 0; i < 200; i++) {
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        table[0] = (char)('0' + i % 100);
        mk_coverage_fields(&b, &c);
        bool ok = mk_ledger_add(&l, mk_buf_span(&b));
        added += ok;
        refused += !ok;
        mk_buf_done(&b);
    }
    whole(&l, added);
    assert_true(added > 50 && refused > 10);
    mk_ledger_done(&l);
}

static void without_memory_lines_are_refused_and_none_is_half(void **state)
{
    static char table[70000]; /* more than a block of the arena holds */
    (void)state;
    memset(table, 't', sizeof table - 1);
    for (int n = 1; fault_arm(n); n++) {
        struct mk_ledger l;
        struct mk_coverage c = picture;
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        c.table = table;
        mk_coverage_fields(&b, &c);
        bool made = mk_buf_ok(&b);
        mk_ledger_init(&l);
        bool ok = made && mk_ledger_add(&l, mk_buf_span(&b));
        assert_int_equal(ok, !fault_fired());
        whole(&l, ok);
        fault_disarm();
        if (made) { /* it works again when there is memory */
            assert_true(mk_ledger_add(&l, mk_buf_span(&b)));
            whole(&l, ok + 1);
        }
        mk_ledger_done(&l);
        mk_buf_done(&b);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_is_kept_as_it_is),
        cmocka_unit_test(lines_of_one_kind_are_added_up),
        cmocka_unit_test(lines_of_other_kinds_are_apart_and_in_their_order),
        cmocka_unit_test(a_line_without_artefact_or_state_is_told_by_itself),
        cmocka_unit_test(when_its_room_is_used_up_lines_are_refused_and_none_is_half),
        cmocka_unit_test(without_memory_lines_are_refused_and_none_is_half),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
