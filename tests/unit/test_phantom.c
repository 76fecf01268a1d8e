#include "firmware/phantom/play.h"
#include "firmware/phantom/text.h"
#include "firmware/phantom/tree.h"
#include "tests/lib/hand_phone.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* ---- commands ---- */

static char out_text[8192], err_text[8192];
static size_t out_len;

static int run(const char *line)
{
    struct mk_play p;
    struct mk_error e = { 0 };
    mk_play_init(&p, hand_phone);
    int rc = mk_play_line(&p, mk_str(line), &e);
    assert_int_equal(rc, 0);
    while (mk_play_more(&p, p.out.len + 1))
        ;
    assert_true(mk_buf_ok(&p.out) && p.out.len < sizeof out_text && p.err.len < sizeof err_text);
    memcpy(out_text, p.out.p ? (char *)p.out.p : "", p.out.len);
    memcpy(err_text, p.err.p ? (char *)p.err.p : "", p.err.len);
    out_text[out_len = p.out.len] = 0;
    err_text[p.err.len] = 0;
    int status = p.status;
    mk_play_done(&p);
    return status;
}

#define SAYS(line, text)                                                                           \
    do {                                                                                           \
        assert_int_equal(run(line), 0);                                                            \
        assert_string_equal(out_text, text);                                                       \
        assert_string_equal(err_text, "");                                                         \
    } while (0)

static void rows_are_printed_as_android_prints_them(void **s)
{
    (void)s;
    SAYS("content query --uri content://sms --projection _id --sort _id",
         "Row: 0 _id=1\nRow: 1 _id=2\nRow: 2 _id=4\nRow: 3 _id=5\nRow: 4 _id=6\nRow: 5 _id=7\n"
         "Row: 6 _id=8\n");
    SAYS("content query --uri content://sms --where '_id < 3'",
         "Row: 0 _id=2, date=300, body=NULL, r=1.0E10\nRow: 1 _id=1, date=100, body=one, r=1.5\n");
    SAYS("content query --uri content://sms --where _id=4 --projection _id:body",
         "Row: 0 _id=4, body=a\nRow: 2 _id=5, body=b\n");
    SAYS("content query --uri content://sms --where _id=5",
         "Row: 0 _id=5, date=x, type=2, body=BLOB, r=0.0\n");
    SAYS("content query --uri content://sms --where _id=6",
         "Row: 0 _id=6, date=-9223372036854775807, body=a?b, r=0.1\n");
    SAYS("content query --uri content://sms --where _id=7 --projection 'body : r'",
         "Row: 0 body=, r=100.0\n");
    assert_int_equal(run("content query --uri content://sms --where _id=8 --projection body"), 0);
    assert_memory_equal(out_text, "Row: 0 body=a\0b\n", 16);
    assert_int_equal(out_len, 16);
}

static void nothing_to_print_is_said(void **s)
{
    (void)s;
    SAYS("content query --uri content://none", "No result found.\n");
    SAYS("content query --uri content://sms --where _id=99", "No result found.\n");
    SAYS("content query --uri content://held", "No result found.\n");
    SAYS("content query --uri content://held --projection nosuch", "No result found.\n");
}

static void rows_hidden_from_the_shell_and_single_rows_are_told_apart(void **s)
{
    (void)s;
    SAYS("content query --uri content://seen --projection _id --sort _id",
         "Row: 0 _id=1\nRow: 1 _id=2\n");
    SAYS("content query --uri content://seen --projection _id --where '1=1 OR _id=4' --sort _id",
         "Row: 0 _id=1\nRow: 1 _id=2\n");
    SAYS("content query --uri content://sms/4 --projection _id", "Row: 0 _id=4\n");
}

static void refusals_are_stack_traces_on_standard_error(void **s)
{
    (void)s;
    static const struct {
        const char *args, *begins;
    } t[] = {
        { "--uri content://refused",
          "Error while accessing provider:refused\njava.lang.SecurityException: Permission Denial: "
          "reading com.android.providers.sms uri content://refused from pid=4711, uid=2000 "
          "requires android.permission.READ_X, or grantUriPermission()\n\tat " },
        { "--uri content://gone",
          "Error while accessing provider:gone\njava.lang.IllegalStateException: Could not find "
          "provider: gone\n\tat " },
        { "--uri content://nosuch/x?y",
          "Error while accessing provider:nosuch\njava.lang.IllegalStateException: Could not find "
          "provider: nosuch\n\tat " },
        { "--uri content://sms --user 10",
          "Error while accessing provider:sms\njava.lang.IllegalStateException: Could not find "
          "provider: sms\n\tat " },
        { "--uri content://c/other",
          "Error while accessing provider:c\njava.lang.IllegalArgumentException: Unknown URL "
          "content://c/other\n\tat " },
        { "--uri content://broken",
          "Error while accessing provider:broken\njava.lang.IllegalStateException: " },
        { "--uri content://c/calls --projection _id:nosuch",
          "Error while accessing provider:c\njava.lang.IllegalArgumentException: Invalid column "
          "nosuch\n\tat " },
        { "--uri content://sms --projection nosuch",
          "Error while accessing provider:sms\nandroid.database.sqlite.SQLiteException: no such "
          "column: nosuch (code 1 SQLITE_ERROR): , while compiling: SELECT nosuch FROM sms ORDER "
          "BY "
          "date DESC\n\tat " },
    };
    char line[256];
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        snprintf(line, sizeof line, "content query %s", t[i].args);
        assert_int_equal(run(line), 0); /* app_process ends with 0 all the same */
        assert_string_equal(out_text, "");
        err_text[strlen(t[i].begins)] = 0;
        assert_string_equal(err_text, t[i].begins);
    }
}

static void wrong_arguments_print_usage_on_standard_output(void **s)
{
    (void)s;
    static const char *const t[][2] = {
        { "content", "[ERROR] Unsupported operation: null\n" },
        { "content delete --uri content://sms", "[ERROR] Unsupported operation: delete\n" },
        { "content query", "[ERROR] Content provider URI not specified. Did you specify --uri "
                           "argument?\n" },
        { "content query --uri", "[ERROR] No value for argument: --uri\n" },
        { "content query --uri --where x", "[ERROR] No value for argument: --uri\n" },
        { "content query --bad x", "[ERROR] Unsupported argument: --bad\n" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        assert_int_equal(run(t[i][0]), 0);
        assert_string_equal(strstr(out_text, "[ERROR]"), t[i][1]);
        assert_string_equal(err_text, "");
    }
}

static void the_shell_splits_words_and_knows_its_commands(void **s)
{
    (void)s;
    SAYS("echo a\\ b 'c  d' \"e 'f' \\\" \\$g\" h''i", "a b c  d e 'f' \" $g hi\n");
    SAYS("echo -n x", "x");
    SAYS("getprop", "[a.b]: [c]\n[d]: []\n[sys.user.0.ce_available]: [true]\n"
                    "[sys.boot_completed]: [1]\n");
    SAYS("getprop a.b", "c\n");
    SAYS("getprop nosuch", "\n");
    SAYS("pm list packages", "package:com.x\n");
    SAYS("cmd package list packages", "package:com.x\n");
    SAYS("appops get com.android.shell READ_HELD", "READ_HELD: ignore\n");
    SAYS("cmd appops get --user 0 com.android.shell android:READ_SMS", "READ_SMS: allow\n");
    SAYS("appops get com.android.shell CAMERA", "No operations.\nDefault mode: allow\n");
    SAYS("settings get global adb_enabled", "1\n");
    SAYS("settings get global nosuch", "null\n");
    SAYS("settings list global", "adb_enabled=1\n");
    SAYS("", "");
    assert_int_equal(run("date +%s"), 0);
    assert_true(strtoll(out_text, NULL, 10) > 1700000000);
    assert_int_equal(run("nosuch 'x y'"), 127);
    assert_string_equal(err_text, "/system/bin/sh: nosuch: inaccessible or not found\n");
    assert_int_equal(run("false"), 1);
    static const char *const refused[] = { "id; id",        "id | id", "echo $(id)", "echo 'x",
                                           "echo \"`id`\"", "id > x",  "x\\" };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(run(refused[i]), 1);
}

static void text_goes_through_utf16_as_on_the_phone(void **s)
{
    (void)s;
    static const struct {
        const char *in, *out;
    } t[] = {
        { "plain \xf0\x9f\x98\x80", "plain \xf0\x9f\x98\x80" },
        { "\xed\xa0\xbd\xed\xb8\x80", "\xf0\x9f\x98\x80" },
        { "\xed\xa0\xbd\xed\xa0\xbd\xed\xb8\x80", "?\xf0\x9f\x98\x80" },
        { "\xed\xb8\x80x", "?x" },
        { "x\xed\xa0\xbd", "x?" },
        { "a\x80", "a\xc2\x80" },
        { "\xc3(", "\xc3\xa8" },     /* trailing bytes are not looked at */
        { "ab\xe2\x82", "" },        /* a last character cut off costs all of it */
        { "\xf4\x90\x80\x80", "?" }, /* above U+10FFFF */
    };
    struct mk_buf b;
    mk_buf_init(&b, 1000);
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_buf_clear(&b);
        mk_phantom_text(&b, mk_str(t[i].in));
        assert_string_equal(mk_buf_cstr(&b), t[i].out);
    }
    mk_buf_done(&b);
}

static void reals_are_printed_as_java_floats(void **s)
{
    (void)s;
    static const struct {
        double v;
        const char *text;
    } t[] = {
        { 0, "0.0" },
        { -1, "-1.0" },
        { 1234567, "1234567.0" },
        { 12345678, "1.2345678E7" },
        { 1e7, "1.0E7" },
        { 0.001, "0.001" },
        { 0.00099, "9.9E-4" },
        { 1.0 / 3, "0.33333334" },
        { 52.370216, "52.370216" },
        { 1749988800123.0, "1.7499888E12" },
        { 1e300, "Infinity" },
        { -1e300, "-Infinity" },
        { 16777216, "1.6777216E7" },
        { 9999999, "9999999.0" },
        { 100.25, "100.25" },
    };
    struct mk_buf b;
    mk_buf_init(&b, 1000);
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_buf_clear(&b);
        mk_phantom_float(&b, t[i].v);
        assert_string_equal(mk_buf_cstr(&b), t[i].text);
    }
    mk_buf_done(&b);
}

/* ---- the tree ---- */

static void no_link_leads_out_of_the_storage(void **s)
{
    (void)s;
    struct mk_phantom_tree_file f;
    char text[16];
    size_t n;
    assert_int_equal(mk_phantom_tree_open(&f, hand_phone, mk_str("/sdcard/out")), ENOENT);
    assert_int_equal(mk_phantom_tree_open(&f, hand_phone, mk_str("/sdcard/../exercise.json")),
                     ENOENT);
    assert_int_equal(mk_phantom_tree_open(&f, hand_phone, mk_str("/etc/passwd")), ENOENT);
    assert_int_equal(mk_phantom_tree_open(&f, hand_phone, mk_str("/storage/emulated/0/./x/..//in")),
                     0);
    assert_int_equal(mk_phantom_tree_read(&n, &f, text, sizeof text), 0);
    assert_int_equal(n, 7);
    assert_memory_equal(text, "content", 7);
    mk_phantom_tree_close(&f);
}

static void the_card_is_a_link_as_on_a_phone(void **s)
{
    (void)s;
    struct mk_phantom_tree_stat st;
    assert_int_equal(mk_phantom_tree_stat(&st, hand_phone, mk_str("/sdcard"), false), 0);
    assert_true(S_ISLNK(st.mode));
    assert_int_equal(mk_phantom_tree_stat(&st, hand_phone, mk_str("/sdcard"), true), 0);
    assert_true(S_ISDIR(st.mode));
    assert_int_equal(mk_phantom_tree_stat(&st, hand_phone, mk_str("/sdcard/"), false), 0);
    assert_true(S_ISDIR(st.mode));
    assert_int_equal(mk_phantom_tree_stat(&st, hand_phone, mk_str("/sdcard/in"), false), 0);
    assert_true(S_ISLNK(st.mode));
    assert_int_equal(mk_phantom_tree_stat(&st, hand_phone, mk_str("/sdcard/nosuch"), false),
                     ENOENT);
}

static void virtual_files_are_listed_and_read_but_not_stored(void **s)
{
    (void)s;
    struct mk_phantom_tree_list l;
    struct mk_phantom_tree_stat st;
    struct mk_phantom_tree_file f;
    struct mk_span name;
    char text[64], path[64];
    int error, folders = 0, files = 0;
    size_t n;
    hand_phone->virtual_files = 2500;
    assert_int_equal(mk_phantom_tree_list(&l, hand_phone, mk_str("/sdcard/virtual")), 0);
    for (; mk_phantom_tree_next(&l, &name, &st, &error); folders++) {
        struct mk_phantom_tree_list in;
        snprintf(path, sizeof path, "/sdcard/virtual/%.*s", (int)name.len, (const char *)name.p);
        assert_int_equal(mk_phantom_tree_list(&in, hand_phone, mk_str(path)), 0);
        while (mk_phantom_tree_next(&in, &name, &st, &error))
            files++;
        mk_phantom_tree_list_done(&in);
    }
    mk_phantom_tree_list_done(&l);
    assert_int_equal(folders, 3);
    assert_int_equal(files, 2500);
    assert_int_equal(mk_phantom_tree_open(&f, hand_phone, mk_str("/sdcard/virtual/d0002/f002499")),
                     0);
    assert_int_equal(mk_phantom_tree_read(&n, &f, text, sizeof text), 0);
    assert_int_equal(n, 18);
    assert_memory_equal(text, "virtual file 2499\n", 18);
    assert_int_equal(
        mk_phantom_tree_stat(&st, hand_phone, mk_str("/sdcard/virtual/d0002/f002499"), false), 0);
    assert_int_equal(st.size, 18);
    assert_int_equal(mk_phantom_tree_open(&f, hand_phone, mk_str("/sdcard/virtual/d0002/f002500")),
                     ENOENT);
    assert_int_equal(mk_phantom_tree_open(&f, hand_phone, mk_str("/sdcard/virtual/d0001/f002400")),
                     ENOENT);
    hand_phone->virtual_files = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_printed_as_android_prints_them),
        cmocka_unit_test(nothing_to_print_is_said),
        cmocka_unit_test(rows_hidden_from_the_shell_and_single_rows_are_told_apart),
        cmocka_unit_test(refusals_are_stack_traces_on_standard_error),
        cmocka_unit_test(wrong_arguments_print_usage_on_standard_output),
        cmocka_unit_test(the_shell_splits_words_and_knows_its_commands),
        cmocka_unit_test(text_goes_through_utf16_as_on_the_phone),
        cmocka_unit_test(reals_are_printed_as_java_floats),
        cmocka_unit_test(no_link_leads_out_of_the_storage),
        cmocka_unit_test(the_card_is_a_link_as_on_a_phone),
        cmocka_unit_test(virtual_files_are_listed_and_read_but_not_stored),
    };
    return cmocka_run_group_tests_name("phantom", tests, hand_phone_up, hand_phone_down);
}
