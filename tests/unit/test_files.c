#include "firmware/plan/files.h"
#include "parsers/base/time.h"
#include "tests/lib/t.h"

#define DAY_S ((int64_t)86400)
#define FROM  (100 * DAY_S)
#define UNTIL (200 * DAY_S)

static struct mk_scope windowed(void)
{
    return (struct mk_scope){ .from_us = FROM * MK_US,
                              .until_us = UNTIL * MK_US,
                              .begin_us = FROM * MK_US - 3600 * MK_US,
                              .end_us = UNTIL * MK_US + 3600 * MK_US };
}

static struct mk_scope open_scope(void)
{
    return (struct mk_scope){
        .from_us = INT64_MIN, .until_us = INT64_MAX, .begin_us = INT64_MIN, .end_us = INT64_MAX
    };
}

static struct mk_scope people(void)
{
    struct mk_scope s = open_scope();
    static char number[] = "+254712345678";
    s.counterparties = (struct mk_scope_list){ { number }, 1 };
    return s;
}

static struct mk_scope apps(char *package)
{
    struct mk_scope s = open_scope();
    s.apps = (struct mk_scope_list){ { package }, 1 };
    return s;
}

struct expect {
    const char *path;
    int64_t mtime_s;
    enum mk_file_fate fate;
    const char *why;
};

static void holds(const struct mk_scope *s, const struct expect *x)
{
    for (; x->path; x++) {
        struct mk_file_rule r = mk_file_rule(s, mk_str(x->path), x->mtime_s);
        if (r.fate != x->fate || strcmp(r.why, x->why) != 0)
            fail_msg("%s: %d %s", x->path, r.fate, r.why);
    }
}

static void an_open_scope_takes_every_file(void **state)
{
    (void)state;
    struct mk_scope s = open_scope();
    static const struct expect x[] = {
        { "/sdcard/DCIM/a.jpg", 0, MK_FILE_TAKE, "" },
        { "/sdcard/WhatsApp/Databases/msgstore.db.crypt15", 0, MK_FILE_TAKE, "" },
        { "/sdcard/x.db", INT64_MAX, MK_FILE_TAKE, "" },
        { "/sdcard/.thumbnails/1.jpg", INT64_MIN, MK_FILE_TAKE, "" },
        { 0 },
    };
    holds(&s, x);
    assert_false(mk_file_limited(&s));
}

static void a_window_cuts_by_the_time_of_change_with_its_margin(void **state)
{
    (void)state;
    struct mk_scope s = windowed();
    const struct expect x[] = {
        { "/sdcard/DCIM/a.jpg", FROM - 3600, MK_FILE_TAKE, "" },
        { "/sdcard/DCIM/a.jpg", FROM - 3601, MK_FILE_LEAVE, "window" },
        { "/sdcard/DCIM/a.jpg", UNTIL + 3599, MK_FILE_TAKE, "" },
        { "/sdcard/DCIM/a.jpg", UNTIL + 3600, MK_FILE_LEAVE, "window" },
        { "/sdcard/DCIM/a.jpg", INT64_MAX, MK_FILE_LEAVE, "window" },
        { "/sdcard/DCIM/a.jpg", INT64_MIN, MK_FILE_LEAVE, "window" },
        { "/sdcard/noending", FROM, MK_FILE_TAKE, "" },
        { 0 },
    };
    holds(&s, x);
    assert_true(mk_file_limited(&s));
}

static void what_holds_records_is_cut_even_when_it_was_changed_later(void **state)
{
    (void)state;
    struct mk_scope s = windowed();
    const struct expect x[] = {
        { "/sdcard/Download/WhatsApp Chat with A.txt", FROM, MK_FILE_EXTRACT, "filtered-extract" },
        { "/sdcard/Download/WhatsApp Chat with A.txt", UNTIL + 9 * DAY_S, MK_FILE_EXTRACT,
          "filtered-extract" },
        { "/sdcard/Download/WhatsApp Chat with A.txt", FROM - DAY_S, MK_FILE_LEAVE, "window" },
        { "/sdcard/WhatsApp/Databases/msgstore.db", FROM, MK_FILE_EXTRACT, "filtered-extract" },
        /* the log may be newer */
        { "/sdcard/WhatsApp/Databases/msgstore.db", 0, MK_FILE_EXTRACT, "filtered-extract" },
        { "/sdcard/any.sqlite", FROM, MK_FILE_EXTRACT, "filtered-extract" },
        { "/sdcard/any.sqlite-wal", FROM, MK_FILE_PART, "filtered-extract" },
        { "/sdcard/any.sqlite-journal", FROM, MK_FILE_PART, "filtered-extract" },
        { "/sdcard/any.sqlite-shm", FROM, MK_FILE_PART, "filtered-extract" },
        { "/sdcard/Backup.ZIP", FROM, MK_FILE_EXTRACT, "filtered-extract" },
        { "/sdcard/Backup.zip", FROM - DAY_S, MK_FILE_LEAVE, "window" },
        { "/sdcard/notes.txt", FROM, MK_FILE_LOOK, "filtered-extract" },
        { "/sdcard/notes.txt", UNTIL + DAY_S, MK_FILE_EXTRACT, "filtered-extract" },
        { "/sdcard/notes.txt", FROM - DAY_S, MK_FILE_LEAVE, "window" },
        { 0 },
    };
    holds(&s, x);
}

static void encrypted_backups_are_left_unless_they_are_named(void **state)
{
    (void)state;
    struct mk_scope s = windowed();
    static char app[] = "whatsapp.android";
    static const char path[] = "/sdcard/Android/media/com.whatsapp/WhatsApp/Databases/"
                               "msgstore.db.crypt15";
    const struct expect left[] = {
        { path, FROM, MK_FILE_LEAVE, "encrypted" },
        { "/sdcard/signal-2025-01-01-00-00-00.backup", FROM, MK_FILE_LEAVE, "encrypted" },
        { "/sdcard/SignalBackups/signal-backup-1/main", FROM, MK_FILE_LEAVE, "encrypted" },
        { 0 },
    };
    const struct expect taken[] = { { path, FROM, MK_FILE_TAKE, "" }, { 0 } };
    holds(&s, left);
    s.whole = (struct mk_scope_list){ { app }, 1 };
    holds(&s, taken);
}

static void files_do_not_tell_whom_they_are_about(void **state)
{
    (void)state;
    struct mk_scope s = people();
    static char files[] = "android.files";
    static const struct expect x[] = {
        { "/sdcard/DCIM/a.jpg", 5, MK_FILE_LEAVE, "people" },
        { "/sdcard/letter.pdf", 5, MK_FILE_LEAVE, "people" },
        { "/sdcard/any.db", 5, MK_FILE_EXTRACT, "filtered-extract" },
        { "/sdcard/notes.txt", 5, MK_FILE_EXTRACT, "filtered-extract" },
        { 0 },
    };
    static const struct expect whole[] = {
        { "/sdcard/letter.pdf", 5, MK_FILE_TAKE, "" },
        { "/sdcard/any.db", 5, MK_FILE_TAKE, "" },
        { "/sdcard/notes.txt", 5, MK_FILE_TAKE, "" },
        { 0 },
    };
    holds(&s, x);
    s.whole = (struct mk_scope_list){ { files }, 1 };
    holds(&s, whole);
}

static void only_folders_of_the_apps_in_scope(void **state)
{
    (void)state;
    static char whatsapp[] = "com.whatsapp";
    struct mk_scope s = apps(whatsapp);
    static const struct expect x[] = {
        { "/sdcard/Android/media/com.whatsapp/WhatsApp/Media/a.jpg", 5, MK_FILE_TAKE, "" },
        { "/storage/emulated/10/Android/data/com.whatsapp/files/x", 5, MK_FILE_TAKE, "" },
        { "/storage/1234-ABCD/Android/obb/com.whatsapp/x", 5, MK_FILE_TAKE, "" },
        { "/sdcard/WhatsApp/Databases/msgstore.db", 5, MK_FILE_TAKE, "" },
        { "/sdcard/WhatsApp/Databases/msgstore.db-wal", 5, MK_FILE_TAKE, "" },
        { "/data/data/com.whatsapp/databases/wa.db", 5, MK_FILE_TAKE, "" },
        { "/sdcard/WhatsApp Business/x", 5, MK_FILE_LEAVE, "app" },
        { "/sdcard/Android/media/com.whatsapp.w4b/x", 5, MK_FILE_LEAVE, "app" },
        { "/sdcard/Android/data/com.whatsappx/x", 5, MK_FILE_LEAVE, "app" },
        { "/sdcard/Android/data/com.whatsapp", 5, MK_FILE_LEAVE, "app" },
        { "/sdcard/Download/Android/data/com.whatsapp/x", 5, MK_FILE_LEAVE, "app" },
        { "/sdcard/Telegram/x", 5, MK_FILE_LEAVE, "app" },
        { "/sdcard/DCIM/a.jpg", 5, MK_FILE_LEAVE, "app" },
        { 0 },
    };
    holds(&s, x);
    assert_true(mk_file_limited(&s));
}

static void without_media_pictures_thumbnails_and_doubtful_files_are_left(void **state)
{
    (void)state;
    struct mk_scope s = open_scope();
    s.media = MK_MEDIA_NONE;
    static const struct expect x[] = {
        { "/sdcard/x/a.JPG", 5, MK_FILE_LEAVE, "media" },
        { "/sdcard/x/.trashed-1700000000-a.jpg", 5, MK_FILE_LEAVE, "media" },
        { "/sdcard/x/voice.opus", 5, MK_FILE_LEAVE, "media" },
        { "/sdcard/Pictures/what.txt", 5, MK_FILE_LEAVE, "media" },
        { "/sdcard/DCIM/x", 5, MK_FILE_LEAVE, "media" },
        { "/sdcard/DCIM/.thumbnails/1", 5, MK_FILE_LEAVE, "thumbnail" },
        { "/sdcard/DCIM/.thumbdata3--1967290299", 5, MK_FILE_LEAVE, "thumbnail" },
        { "/sdcard/.face/1.txt", 5, MK_FILE_LEAVE, "thumbnail" },
        { "/sdcard/Android/data/com.x/cache/a.txt", 5, MK_FILE_LEAVE, "thumbnail" },
        { "/sdcard/x/noending", 5, MK_FILE_LEAVE, "media-doubt" },
        { "/sdcard/x/a.dat", 5, MK_FILE_LEAVE, "media-doubt" },
        { "/sdcard/x/letter.pdf", 5, MK_FILE_TAKE, "" },
        { "/sdcard/x/notes.txt", 5, MK_FILE_LOOK, "filtered-extract" },
        /* these can hold pictures */
        { "/sdcard/x/all.zip", 5, MK_FILE_EXTRACT, "filtered-extract" },
        { "/sdcard/x/cache.db", 5, MK_FILE_EXTRACT, "filtered-extract" },
        { "/sdcard/signal-1.backup", 5, MK_FILE_LEAVE, "encrypted" },
        { 0 },
    };
    holds(&s, x);
    s.media = MK_MEDIA_METADATA;
    holds(&s, x);
}

static void every_word_has_its_meaning(void **state)
{
    static const char *const words[] = { MK_FILE_WINDOW,    MK_FILE_APP,     MK_FILE_MEDIA,
                                         MK_FILE_THUMBNAIL, MK_FILE_DOUBT,   MK_FILE_PEOPLE,
                                         MK_FILE_ENCRYPTED, MK_FILE_FILTERED };
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_true(strlen(mk_file_why(words[i])) > 0);
    assert_string_equal(mk_file_why("x"), "");
}

static void roots_of_storage_are_known(void **state)
{
    static const char *const x[][2] = {
        { "/sdcard/a/b", "a/b" },           { "/storage/emulated/0/a", "a" },
        { "/storage/self/primary/a", "a" }, { "/storage/1234-ABCD/a", "a" },
        { "/data/media/10/a", "a" },        { "/sdcardx/a", "/sdcardx/a" },
        { "/sdcard/", "/sdcard/" },         { "", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        if (!mk_span_is(mk_file_below_root(mk_str(x[i][0])), x[i][1]))
            fail_msg("%s", x[i][0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_scope_takes_every_file),
        cmocka_unit_test(a_window_cuts_by_the_time_of_change_with_its_margin),
        cmocka_unit_test(what_holds_records_is_cut_even_when_it_was_changed_later),
        cmocka_unit_test(encrypted_backups_are_left_unless_they_are_named),
        cmocka_unit_test(files_do_not_tell_whom_they_are_about),
        cmocka_unit_test(only_folders_of_the_apps_in_scope),
        cmocka_unit_test(without_media_pictures_thumbnails_and_doubtful_files_are_left),
        cmocka_unit_test(every_word_has_its_meaning),
        cmocka_unit_test(roots_of_storage_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
