#include "firmware/acquire/order.h"
#include "firmware/acquire/worth.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <sys/mman.h>

/* In which order files are fetched. */

#define NOW ((int64_t)1700000000)
#define DAY 86400

static void the_value_of_a_file_is_told_by_its_path_and_age(void **s)
{
    (void)s;
    static const struct {
        const char *path;
        int64_t age;
        enum mk_worth value;
    } t[] = {
        { "/sdcard/WhatsApp/Databases/msgstore.db.crypt14", 0, MK_WORTH_DATABASES },
        { "/sdcard/x/CHAT.DB", 0, MK_WORTH_DATABASES },
        { "/sdcard/x/chat.db-wal", 0, MK_WORTH_DATABASES },
        { "/sdcard/Android/data/com.x/files/chat.sqlite-journal", 0, MK_WORTH_DATABASES },
        { "/sdcard/x/chat.db-shm", 0, MK_WORTH_REST },
        { "/sdcard/x/note-wal", 0, MK_WORTH_REST },
        { "/sdcard/Download/a.pdf", 0, MK_WORTH_DOCUMENTS },
        { "/sdcard/DCIM/Camera/a.JPG", 0, MK_WORTH_WEEK },
        { "/sdcard/DCIM/Camera/a.JPG", 7 * DAY + 1, MK_WORTH_MONTH },
        { "/sdcard/DCIM/Camera/a.mp4", 32 * DAY, MK_WORTH_YEAR },
        { "/sdcard/DCIM/Camera/a.mp4", 400 * DAY, MK_WORTH_MEDIA },
        { "/sdcard/DCIM/Camera/a.mp4", -2 * DAY, MK_WORTH_MEDIA },
        { "/sdcard/DCIM/.thumbnails/1.jpg", 0, MK_WORTH_LAST },
        { "/sdcard/Android/data/com.x/cache/a.jpg", 0, MK_WORTH_LAST },
        { "/sdcard/Android/obb/com.x/main.obb", 0, MK_WORTH_LAST },
        { "/sdcard/x.y/file", 0, MK_WORTH_REST },
        { "", 0, MK_WORTH_REST },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_int_equal(mk_file_worth(mk_str(t[i].path), NOW - t[i].age, NOW), t[i].value);
    assert_int_equal(mk_file_worth(mk_str("a.jpg"), INT64_MIN, NOW), MK_WORTH_MEDIA);
    assert_int_equal(mk_file_worth(mk_str("a.jpg"), INT64_MAX, -NOW), MK_WORTH_MEDIA);
}

static struct mk_worklist *new_list(void)
{
    struct mk_worklist *w = NULL;
    int fd = memfd_create("list", MFD_CLOEXEC);
    assert_true(fd >= 0);
    return mk_worklist_open(&w, fd, NULL) == 0 ? w : NULL;
}

static int add(struct mk_worklist *w, const char *path, uint64_t size)
{
    const struct mk_listed f = {
        .type = 'f', .mode = 0644, .size = size, .mtime_s = NOW - DAY, .path = mk_str(path)
    };
    return mk_worklist_add(w, &f, NULL);
}

static const char *const phone[] = {
    "/s/z.jpg",        "/s/chat.db-wal", "/s/.thumbnails/1.jpg", "/s/a.txt", "/s/other",
    "/s/b.db-journal", "/s/x.crypt14",   "/s/chat.db",           "/s/b.db",  "/s/chat.db-journal",
};
#define PHONE (sizeof phone / sizeof *phone)

static int put_in_order(struct mk_worklist *to, struct mk_worklist *from, uint64_t *databases)
{
    const struct mk_work_totals none = { 0 };
    for (size_t i = 0; i < PHONE; i++)
        if (add(from, phone[i], i))
            return -1;
    return mk_worklist_end(from, &none, NULL) || mk_order_files(to, databases, from, NOW, NULL) ||
                   mk_worklist_end(to, &none, NULL)
               ? -1
               : 0;
}

static void check(struct mk_worklist *to)
{
    static const char *const wanted[PHONE] = {
        "/s/b.db",      "/s/b.db-journal", "/s/chat.db", "/s/chat.db-wal", "/s/chat.db-journal",
        "/s/x.crypt14", "/s/a.txt",        "/s/z.jpg",   "/s/other",       "/s/.thumbnails/1.jpg",
    };
    struct mk_work w;
    for (size_t i = 0; i < PHONE; i++) {
        assert_int_equal(mk_worklist_next(&w, to, NULL), 1);
        assert_true(mk_span_is(w.path, wanted[i]));
        assert_int_equal(w.index, i);
        assert_string_equal(phone[w.size], wanted[i]); /* all of it came along */
        assert_int_equal(w.mtime_s, NOW - DAY);
    }
    assert_int_equal(mk_worklist_next(&w, to, NULL), 0);
}

static void databases_stand_first_each_with_its_logs(void **s)
{
    (void)s;
    uint64_t databases;
    struct mk_worklist *from = new_list(), *to = new_list();
    assert_int_equal(put_in_order(to, from, &databases), 0);
    assert_int_equal(databases, 5);
    check(to);
    mk_worklist_free(from);
    mk_worklist_free(to);
}

static void more_databases_than_are_kept_in_mind_lose_only_their_order(void **s)
{
    (void)s;
    const struct mk_work_totals none = { 0 };
    char path[200];
    uint64_t databases;
    size_t n = 70000;
    struct mk_work w;
    struct mk_worklist *from = new_list(), *to = new_list();
    assert_int_equal(add(from, "/s/a.txt", 0), 0);
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "/s/%0150zu.db", i);
        assert_int_equal(add(from, path, i), 0);
    }
    assert_int_equal(mk_worklist_end(from, &none, NULL), 0);
    assert_int_equal(mk_order_files(to, &databases, from, NOW, NULL), 0);
    assert_int_equal(mk_worklist_end(to, &none, NULL), 0);
    assert_int_equal(databases, 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(mk_worklist_next(&w, to, NULL), 1);
        assert_int_equal(w.size, i);
    }
    assert_int_equal(mk_worklist_next(&w, to, NULL), 1);
    assert_true(mk_span_is(w.path, "/s/a.txt"));
    assert_int_equal(mk_worklist_next(&w, to, NULL), 0);
    mk_worklist_free(from);
    mk_worklist_free(to);
}

static void no_memory_is_told_or_costs_only_the_order(void **s)
{
    (void)s;
    for (int n = 1;; n++) {
        uint64_t databases = 0;
        assert_true(fault_arm(n));
        struct mk_worklist *from = new_list(), *to = from ? new_list() : NULL;
        int rc = to ? put_in_order(to, from, &databases) : -1;
        bool fired = fault_fired();
        fault_disarm();
        assert_true(rc == 0 || fired);
        if (rc == 0 && databases)
            check(to);
        mk_worklist_free(from);
        mk_worklist_free(to);
        if (!fired)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_of_a_file_is_told_by_its_path_and_age),
        cmocka_unit_test(databases_stand_first_each_with_its_logs),
        cmocka_unit_test(more_databases_than_are_kept_in_mind_lose_only_their_order),
        cmocka_unit_test(no_memory_is_told_or_costs_only_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
