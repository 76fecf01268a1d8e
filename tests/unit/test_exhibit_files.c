#include "firmware/exhibit/frames.h"
#include "tests/lib/far_worker.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>

/* ---- listing ---- */

struct listed {
    size_t n;
    char types[8], last[40];
};

static int on_listed(void *u, const struct mk_listed *en, struct mk_error *e)
{
    struct listed *l = u;
    (void)e;
    assert_true(l->n < sizeof l->types);
    assert_int_equal(en->size, 10);
    assert_int_equal(en->mtime_s, -5);
    l->types[l->n++] = en->type;
    snprintf(l->last, sizeof l->last, "%.*s", (int)en->path.len, (const char *)en->path.p);
    return 0;
}

static void put_entries(struct mk_buf *b)
{
    mk_buf_u32le(b, 2);
    put_entry(b, 'd', "/r/a");
    put_entry(b, 'f', "/r/a/\nb");
}

static void a_listing_gives_its_entries(void **s)
{
    (void)s;
    struct far f;
    struct mk_answer a;
    struct listed l = { 0 };
    mk_answer_init(&a);
    far_open(&f);
    put_entries(&f.b);
    far_say(&f, MK_PH_ENTRIES);
    put_done(&f.b, MK_PH_REFUSED);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(mk_exhibit_list(&a, &f.x, mk_str("/r"), 3, on_listed, &l, NULL), 0);
    assert_int_equal(a.status, MK_PH_REFUSED);
    assert_int_equal(l.n, 2);
    assert_memory_equal(l.types, "df", 2);
    assert_string_equal(l.last, "/r/a/\nb");
    far_close(&f);
    mk_answer_done(&a);
}

static int list_ends(struct far *f)
{
    struct mk_answer a;
    struct listed l = { 0 };
    struct mk_error e = { 0 };
    mk_answer_init(&a);
    int rc = mk_exhibit_list(&a, &f->x, mk_str("/r"), 3, on_listed, &l, &e);
    mk_answer_done(&a);
    far_close(f);
    return rc ? (int)e.code : 0;
}

static void damaged_listings_are_refused(void **s)
{
    (void)s;
    struct far f;
    size_t whole = 1;
    for (size_t n = 0; n < whole; n++) {
        far_open(&f);
        put_entries(&f.b);
        whole = f.b.len;
        far_cut(&f, MK_PH_ENTRIES, n);
        assert_int_equal(list_ends(&f), MK_EPROTO);
    }
    far_open(&f);
    mk_buf_u32le(&f.b, 0xffffffff); /* more than can be in it */
    put_entry(&f.b, 'f', "/r/a");
    far_say(&f, MK_PH_ENTRIES);
    assert_int_equal(list_ends(&f), MK_EPROTO);
    far_open(&f);
    far_text(&f, MK_PH_DATA, "x");
    assert_int_equal(list_ends(&f), MK_EPROTO);
}

/* ---- files ---- */

struct fetched {
    uint64_t next, files; /* asked for, to be asked for */
    unsigned whole, refused, held;
    size_t open;
    bool one_at_a_time;
    char bytes[64];
};

static int next_file(void *u, uint64_t *item, struct mk_span *path, struct mk_error *e)
{
    struct fetched *t = u;
    (void)e;
    if (t->next == t->files)
        return 0;
    if (t->one_at_a_time && t->open) {
        t->held++;
        return 2;
    }
    *item = t->next++;
    *path = mk_str("/r/f");
    t->open++;
    return 1;
}

static int on_bytes(void *u, struct mk_span s, struct mk_error *e)
{
    struct fetched *t = u;
    size_t n = strlen(t->bytes);
    (void)e;
    snprintf(t->bytes + n, sizeof t->bytes - n, "%.*s", (int)s.len, (const char *)s.p);
    return 0;
}

static int on_end(void *u, uint64_t item, int status, uint32_t mode, int64_t mtime_s,
                  struct mk_span why, struct mk_error *e)
{
    struct fetched *t = u;
    if (item != t->next - t->open)
        return mk_fail(e, MK_EPROTO, "out of order");
    assert_int_equal(mode, 0600);
    assert_int_equal(mtime_s, 77);
    assert_int_equal(status != 0, mk_span_is(why, "errno 13"));
    t->whole += status == 0;
    t->refused += status != 0;
    t->open--;
    return 0;
}

static int fetch_ends(struct far *f, struct fetched *t)
{
    struct mk_error e = { 0 };
    const struct mk_fetch how = {
        .next = next_file, .bytes = on_bytes, .end = on_end, .u = t, .ahead = 4
    };
    int rc = mk_exhibit_fetch(&f->x, &how, &e);
    far_close(f);
    return rc ? (int)e.code : 0;
}

static void many_files_come_in_order(void **s)
{
    (void)s;
    for (int single = 0; single < 2; single++) {
        struct far f;
        struct fetched t = { .files = 20, .one_at_a_time = single };
        far_open(&f);
        for (uint64_t i = 0; i < 20; i++) {
            if (i == 3)
                far_text(&f, MK_PH_DATA, "three");
            put_item(&f.b, i, i == 5 ? 1 : 0);
            far_say(&f, MK_PH_ITEM);
        }
        put_done(&f.b, 0);
        far_say(&f, MK_PH_DONE);
        assert_int_equal(fetch_ends(&f, &t), 0);
        assert_int_equal(t.whole, 19);
        assert_int_equal(t.refused, 1);
        assert_int_equal(t.held > 0, single);
        assert_string_equal(t.bytes, "three");
    }
}

/* The worker ran dry while the next request was on its way: its DONE is not the last. */
static void a_done_between_does_not_end_it(void **s)
{
    (void)s;
    struct far f;
    struct fetched t = { .files = 2 };
    far_open(&f);
    put_item(&f.b, 0, 0);
    far_say(&f, MK_PH_ITEM);
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    put_item(&f.b, 1, 0);
    far_say(&f, MK_PH_ITEM);
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(fetch_ends(&f, &t), 0);
    assert_int_equal(t.whole, 2);
}

static void no_files_ask_nothing(void **s)
{
    (void)s;
    struct far f;
    struct fetched t = { 0 };
    far_open(&f);
    assert_int_equal(fetch_ends(&f, &t), 0);
}

static void files_that_come_wrong_end_it(void **s)
{
    (void)s;
    struct far f;
    struct fetched t;
    size_t whole = 1;
    for (size_t n = 0; n < whole; n++) {
        t = (struct fetched){ .files = 3 };
        far_open(&f);
        put_item(&f.b, 0, 1);
        whole = f.b.len;
        far_cut(&f, MK_PH_ITEM, n);
        assert_int_equal(fetch_ends(&f, &t), MK_EPROTO);
    }
    t = (struct fetched){ .files = 3 };
    far_open(&f);
    put_item(&f.b, 1, 0); /* the second first */
    far_say(&f, MK_PH_ITEM);
    assert_int_equal(fetch_ends(&f, &t), MK_EPROTO);
    t = (struct fetched){ .files = 1 };
    far_open(&f);
    put_item(&f.b, 0, 0);
    far_say(&f, MK_PH_ITEM);
    put_item(&f.b, 0, 0); /* one that nobody asked for */
    far_say(&f, MK_PH_ITEM);
    assert_int_equal(fetch_ends(&f, &t), MK_EPROTO);
    t = (struct fetched){ .files = 1 };
    far_open(&f);
    far_text(&f, MK_PH_ENTRIES, "x");
    assert_int_equal(fetch_ends(&f, &t), MK_EPROTO);
}

static void files_cut_short_tell_why(void **s)
{
    (void)s;
    struct far f;
    struct fetched t = { .files = 3 };
    far_open(&f);
    far_text(&f, MK_PH_DATA, "x");
    mk_buf_text(&f.b, mk_str("unplugged"));
    far_say(&f, MK_PH_LOST);
    assert_int_equal(fetch_ends(&f, &t), MK_ECLOSED);
    t = (struct fetched){ .files = 3 };
    far_open(&f);
    far_text(&f, MK_PH_DATA, "x");
    far_gone(&f);
    assert_int_equal(fetch_ends(&f, &t), MK_ESTATE);
    t = (struct fetched){ .files = 3 };
    far_open(&f); /* DONE, and yet files are missing */
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    far_gone(&f);
    assert_int_equal(fetch_ends(&f, &t), MK_ESTATE);
}

static void memory_may_fail_anywhere(void **s)
{
    (void)s;
    bool more = true;
    for (int n = 1; more; n++) {
        struct far f;
        struct mk_error e = { 0 };
        struct fetched t = { .files = 3 };
        const struct mk_fetch how = {
            .next = next_file, .bytes = on_bytes, .end = on_end, .u = &t, .ahead = 4
        };
        far_open(&f);
        for (uint64_t i = 0; i < 3; i++) {
            put_item(&f.b, i, 0);
            far_say(&f, MK_PH_ITEM);
        }
        put_done(&f.b, 0);
        far_say(&f, MK_PH_DONE);
        more = fault_arm(n);
        int rc = mk_exhibit_fetch(&f.x, &how, &e);
        fault_disarm();
        assert_true(rc == 0 || e.code == MK_ENOMEM);
        assert_int_equal(rc != 0, fault_fired());
        far_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listing_gives_its_entries),
        cmocka_unit_test(damaged_listings_are_refused),
        cmocka_unit_test(many_files_come_in_order),
        cmocka_unit_test(a_done_between_does_not_end_it),
        cmocka_unit_test(no_files_ask_nothing),
        cmocka_unit_test(files_that_come_wrong_end_it),
        cmocka_unit_test(files_cut_short_tell_why),
        cmocka_unit_test(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
