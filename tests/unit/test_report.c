#include "tests/lib/t.h"

#include "host/report/images.h"
#include "host/report/report.h"
#include "host/report/spool.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX ((size_t)1 << 20)

static int folder;

static int begin(void **state)
{
    int rc = stock_setup(state);
    folder = open(stock_own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder < 0 ? -1 : rc;
}

static int end(void **state)
{
    close(folder);
    return stock_teardown(state);
}

/* A record of that kind, with all that the report keeps of one. */
static void put(struct mk_buf *b, enum mk_kind kind, int64_t row)
{
    size_t mark = mk_put_head(b, 1, kind), list;
    mk_put_text(b, MK_REF, mk_str("a:0:t:"));
    mk_put_text(b, MK_APP, mk_str("a"));
    mk_put_end(b, mark);
    mark = mk_put_record(b, 1, &row);
    mk_put_time(b, MK_TIME, 1700000000000000 + row, 0);
    mk_put_text(b, MK_THREAD, mk_str("t"));
    mk_put_text(b, MK_PARENT, mk_str("a:0:t:1"));
    mk_put_text(b, MK_TITLE, mk_str("<title>"));
    mk_put_text(b, MK_NAME, mk_str("<name>"));
    mk_put_text(b, MK_TEXT, mk_str("<text>"));
    list = mk_put_open(b, MK_PHONES, MK_T_LIST);
    mk_put_text(b, MK_KEY_NONE, mk_str("+44"));
    mk_put_end(b, list);
    mk_put_end(b, mark);
}

static void put_all(struct mk_buf *b)
{
    mk_buf_init(b, MAX);
    for (int k = 1; k < MK_KIND_COUNT; k++)
        put(b, (enum mk_kind)k, k);
    assert_true(mk_buf_ok(b));
}

static void bad_items_are_refused(void **state)
{
    struct mk_buf b;
    struct mk_error e;
    (void)state;
    put_all(&b);
    struct mk_spool *s;
    assert_int_equal(mk_spool_new(&s, folder, &e), 0);
    assert_int_equal(mk_spool_items(s, mk_span(b.p, b.len - 1), &e), -1); /* cut */
    assert_int_equal(e.code, MK_EPROTO);
    int64_t row = 1;
    mk_buf_clear(&b);
    mk_put_end(&b, mk_put_record(&b, 999, &row));
    assert_int_equal(mk_spool_items(s, mk_buf_span(&b), &e), -1); /* no head 999 */
    assert_int_equal(e.code, MK_EPROTO);
    assert_int_equal(mk_spool_items(s, mk_span("\x08\0\0\0xxxxxxxx", 12), &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    mk_spool_free(s);
    mk_buf_done(&b);
}

static void a_spool_without_memory_is_an_error_and_leaks_nothing(void **state)
{
    struct mk_buf b;
    (void)state;
    put_all(&b);
    for (int n = 1; fault_arm(n); n++) {
        struct mk_spool *s = NULL;
        struct mk_error e = { 0 };
        int rc = mk_spool_new(&s, folder, &e);
        if (rc == 0)
            rc = mk_spool_items(s, mk_buf_span(&b), &e);
        if (rc == 0)
            rc = mk_spool_sort(s, &e);
        if (rc != 0)
            assert_true(fault_fired() && e.code != MK_OK && e.text[0]);
        if (!fault_fired())
            assert_int_equal(rc, 0);
        fault_disarm();
        if (rc == 0) { /* names are all that may be missing */
            assert_int_equal(mk_spool_threads(s), 1);
            assert_int_equal(mk_spool_section(s, MK_SEC_CONTACTS), 1);
        }
        mk_spool_free(s);
    }
    fault_disarm();
    mk_buf_done(&b);
}

static bool folder_is_empty(void)
{
    return stock_run(stock_own, NULL, NULL,
                     (const char *const[]){ "sh", "-c", "test -z \"$(ls -A)\"", NULL }) == 0;
}

static void a_report_that_cannot_begin_leaves_nothing(void **state)
{
    static const struct mk_report_options options = { .subject = "x" };
    struct mk_report *r;
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_error e = { 0 };
        int rc = mk_report_new(&r, folder, &options, &e);
        assert_int_equal(rc, fault_fired() ? -1 : 0);
        assert_int_equal(e.code, fault_fired() ? MK_ENOMEM : MK_OK);
        if (rc == 0)
            mk_report_free(r);
    }
    fault_disarm();
    struct mk_error e = { 0 };
    assert_int_equal(mk_report_new(&r, -1, &options, &e), -1); /* no folder */
    assert_int_equal(e.code, MK_EIO);
    assert_true(folder_is_empty());
}

static void a_report_without_memory_is_an_error_and_leaks_nothing(void **state)
{
    static const struct mk_report_options options = { .subject = "<subject>" };
    static const struct mk_report_facts facts = { 0 };
    struct mk_buf b;
    int failed = 0;
    (void)state;
    put_all(&b);
    for (int n = 1; fault_arm(n); n += 3) { /* pages are many, and alike */
        char name[32];
        struct mk_report *r = NULL;
        struct mk_error e = { 0 };
        snprintf(name, sizeof name, "r%d", n);
        int dir =
            mkdirat(folder, name, 0700) == 0 ? openat(folder, name, O_RDONLY | O_CLOEXEC) : -1;
        int rc = mk_report_new(&r, dir, &options, &e);
        if (rc == 0)
            rc = mk_report_items(r, mk_buf_span(&b), &e);
        if (rc == 0)
            rc = mk_report_acquired(r, mk_str("{\"state\":\"found\",\"taken\":3}"), &e);
        if (rc == 0)
            rc = mk_report_write(r, &facts, NULL, &e);
        if (rc != 0)
            assert_true(fault_fired() && e.code != MK_OK && e.text[0]);
        if (!fault_fired())
            assert_int_equal(rc, 0);
        failed += rc != 0;
        mk_report_free(r);
        close(dir);
    }
    fault_disarm();
    assert_true(failed > 10);
    mk_buf_done(&b);
}

static void a_reaction_without_its_message_is_on_a_page(void **state)
{
    static const struct mk_report_options options = { .subject = "x" };
    static const struct mk_report_facts facts = { 0 };
    struct mk_report *r;
    struct mk_error e;
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    put(&b, MK_REACTION, 5);
    assert_int_equal(mk_report_new(&r, folder, &options, &e), 0);
    assert_int_equal(mk_report_items(r, mk_buf_span(&b), &e), 0);
    assert_int_equal(mk_report_write(r, &facts, NULL, &e), 0);
    mk_report_free(r);
    mk_buf_clear(&b);
    stock_read(&b, stock_in("other/1.html"));
    assert_non_null(strstr(mk_buf_cstr(&b), "&lt;text&gt;"));
    assert_null(strstr(mk_buf_cstr(&b), "<text>"));
    mk_buf_done(&b);
}

/* ---- pictures ---- */

static void write_pictures(void)
{
    mkdirat(folder, "in", 0700);
    stock_write(stock_in("in/a.txt"), mk_span("\xff\xd8\xff\xe0 a picture", 14));
    stock_write(stock_in("in/b.jpg"), mk_str("no picture at all"));
    stock_write(stock_in("in/c"), mk_span("\x89PNG\r\n\x1a\n", 8));
    stock_write(stock_in("in/d"), mk_str("GIF89a..."));
    stock_write(stock_in("in/e"), mk_span("RIFF\1\2\3\4WEBP", 12));
    stock_write(stock_in("in/f"), mk_span("RIFF\1\2\3\4WAVE", 12));
    stock_write(stock_in("in/g.jpg"), mk_span("\xff\xd8", 2));
    stock_write(stock_in("in/h.png"), mk_span(NULL, 0));
}

static void pictures_are_told_by_their_bytes_and_copied_whole(void **state)
{
    static const char *const types[][2] = {
        { "a.txt", "jpg" }, { "b.jpg", NULL }, { "c", "png" }, { "d", "gif" },
        { "e", "webp" },    { "f", NULL },     { "", NULL },   { "g.jpg", NULL },
        { "h.png", NULL },  { "z", NULL },
    };
    struct mk_images x;
    struct mk_source src;
    struct mk_error e;
    struct mk_buf b;
    (void)state;
    write_pictures();
    mk_images_init(&x);
    assert_null(mk_images_find(&x, mk_str("a.txt")));
    assert_int_equal(mk_source_folder(&src, stock_in("in"), &e), 0);
    assert_int_equal(mk_images_copy(&x, folder, &src, &e), 0);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const struct mk_image *m = mk_images_find(&x, mk_str(types[i][0]));
        assert_int_equal(m != NULL, types[i][1] != NULL);
        if (m)
            assert_string_equal(m->type, types[i][1]);
    }
    char name[40];
    const struct mk_image *jpg = mk_images_find(&x, mk_str("a.txt"));
    snprintf(name, sizeof name, "images/%u.jpg", jpg->number);
    mk_buf_init(&b, 100);
    stock_read(&b, stock_in(name));
    assert_true(mk_span_eq(mk_buf_span(&b), mk_span("\xff\xd8\xff\xe0 a picture", 14)));
    mk_buf_done(&b);
    assert_int_equal(mk_images_copy(&x, folder, &src, &e), -1); /* images/ is there already */
    mk_source_done(&src);
    mk_images_done(&x);
}

static void pictures_without_memory_are_an_error_and_leak_nothing(void **state)
{
    struct mk_source src;
    struct mk_error e;
    (void)state;
    write_pictures();
    assert_int_equal(mk_source_folder(&src, stock_in("in"), &e), 0);
    for (int n = 1; fault_arm(n); n++) {
        struct mk_images x;
        char name[32];
        snprintf(name, sizeof name, "out%d", n);
        int dir =
            mkdirat(folder, name, 0700) == 0 ? openat(folder, name, O_RDONLY | O_CLOEXEC) : -1;
        mk_images_init(&x);
        e = (struct mk_error){ 0 };
        int rc = mk_images_copy(&x, dir, &src, &e);
        if (rc != 0)
            assert_true(fault_fired() && e.code == MK_ENOMEM);
        mk_images_done(&x);
        close(dir);
    }
    fault_disarm();
    mk_source_done(&src);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(bad_items_are_refused),
        T(a_spool_without_memory_is_an_error_and_leaks_nothing),
        T(a_report_that_cannot_begin_leaves_nothing),
        T(a_report_without_memory_is_an_error_and_leaks_nothing),
        T(a_reaction_without_its_message_is_on_a_page),
        T(pictures_are_told_by_their_bytes_and_copied_whole),
        T(pictures_without_memory_are_an_error_and_leak_nothing),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
