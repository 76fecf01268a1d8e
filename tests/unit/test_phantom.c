#include "firmware/adb/wire.h"
#include "firmware/phantom/phantom.h"
#include "firmware/phantom/play.h"
#include "firmware/phantom/sync.h"
#include "firmware/phantom/text.h"
#include "parsers/base/cursor.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- an exercise made by hand ---- */

static char root[] = "/tmp/mk-phantom-XXXXXX";
static struct mk_exercise *x;

static const char document[] =
    "{\"format\":\"moka-exercise-1\",\"phone\":{\"banner\":{\"ro.product.name\":\"p\","
    "\"ro.moka.phantom\":\"id\"},\"features\":[\"shell_v2\",\"cmd\"],"
    "\"getprop\":{\"a.b\":\"c\",\"d\":\"\"},"
    "\"packages\":{\"com.x\":{\"version\":\"1.2\",\"code\":12}},\"battery\":50},"
    "\"providers\":["
    "{\"uri\":\"content://sms\",\"table\":\"sms\",\"state\":\"ok\",\"permission\":\"READ_SMS\","
    "\"sort\":\"date DESC\"},"
    "{\"uri\":\"content://c/calls\",\"table\":\"sms\",\"state\":\"ok\",\"strict\":true},"
    "{\"uri\":\"content://seen\",\"table\":\"sms\",\"state\":\"ok\",\"rows\":\"_id < 3\"},"
    "{\"uri\":\"content://refused\",\"table\":\"sms\",\"state\":\"refused\","
    "\"permission\":\"READ_X\"},"
    "{\"uri\":\"content://held\",\"table\":\"sms\",\"state\":\"restricted\","
    "\"permission\":\"READ_HELD\"},"
    "{\"uri\":\"content://gone\",\"table\":\"sms\",\"state\":\"absent\"},"
    "{\"uri\":\"content://none\",\"table\":\"none\",\"state\":\"empty\"},"
    "{\"uri\":\"content://broken\",\"table\":\"sms\",\"state\":\"error\"}]}";

static const char database[] =
    "CREATE TABLE sms(_id INTEGER PRIMARY KEY, date INTEGER, body TEXT, r REAL);"
    "CREATE TABLE none(_id INTEGER);"
    "CREATE TABLE settings_global(_id INTEGER, name TEXT, value TEXT);"
    "INSERT INTO settings_global VALUES(1,'adb_enabled','1');"
    "INSERT INTO sms VALUES(1, 100, 'one', 1.5);"
    "INSERT INTO sms VALUES(2, 300, NULL, 1e10);"
    "INSERT INTO sms VALUES(4, 200, 'a' || char(10) || 'Row: 2 _id=5, body=b', NULL);"
    "INSERT INTO sms VALUES(5, 'x, type=2', x'00ff', -0.0);"
    "INSERT INTO sms VALUES(6, -9223372036854775807, CAST(x'61eda0bd62' AS TEXT), 0.1);"
    "INSERT INTO sms VALUES(7, 0, '', 100);"
    "INSERT INTO sms VALUES(8, 0, CAST(x'610062' AS TEXT), 0);";

static void put_file(const char *name, const char *text, size_t n)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static int set_up(void **s)
{
    (void)s;
    char path[256];
    sqlite3 *db;
    struct mk_error e = { 0 };
    assert_non_null(mkdtemp(root));
    put_file("exercise.json", document, sizeof document - 1);
    snprintf(path, sizeof path, "%s/providers.db", root);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, database, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    snprintf(path, sizeof path, "%s/storage", root);
    assert_int_equal(mkdir(path, 0755), 0);
    put_file("outside", "secret", 6);
    put_file("storage/file", "content", 7);
    snprintf(path, sizeof path, "%s/storage/out", root);
    assert_int_equal(symlink("../outside", path), 0);
    snprintf(path, sizeof path, "%s/storage/in", root);
    assert_int_equal(symlink("file", path), 0);
    int rc = mk_exercise_open(&x, root, &e);
    if (rc)
        print_error("%s\n", e.text);
    return rc;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *w)
{
    (void)st;
    (void)type;
    (void)w;
    return remove(path);
}

static int tear_down(void **s)
{
    (void)s;
    mk_exercise_close(x);
    return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- commands ---- */

static char out_text[8192], err_text[8192];
static size_t out_len;

static int run(const char *line)
{
    struct mk_play p;
    struct mk_error e = { 0 };
    mk_play_init(&p, x);
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
    SAYS("getprop", "[a.b]: [c]\n[d]: []\n");
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
    assert_int_equal(mk_phantom_tree_open(&f, x, mk_str("/sdcard/out")), ENOENT);
    assert_int_equal(mk_phantom_tree_open(&f, x, mk_str("/sdcard/../exercise.json")), ENOENT);
    assert_int_equal(mk_phantom_tree_open(&f, x, mk_str("/etc/passwd")), ENOENT);
    assert_int_equal(mk_phantom_tree_open(&f, x, mk_str("/storage/emulated/0/./x/..//in")), 0);
    assert_int_equal(mk_phantom_tree_read(&n, &f, text, sizeof text), 0);
    assert_int_equal(n, 7);
    assert_memory_equal(text, "content", 7);
    mk_phantom_tree_close(&f);
}

static void the_card_is_a_link_as_on_a_phone(void **s)
{
    (void)s;
    struct mk_phantom_tree_stat st;
    assert_int_equal(mk_phantom_tree_stat(&st, x, mk_str("/sdcard"), false), 0);
    assert_true(S_ISLNK(st.mode));
    assert_int_equal(mk_phantom_tree_stat(&st, x, mk_str("/sdcard"), true), 0);
    assert_true(S_ISDIR(st.mode));
    assert_int_equal(mk_phantom_tree_stat(&st, x, mk_str("/sdcard/"), false), 0);
    assert_true(S_ISDIR(st.mode));
    assert_int_equal(mk_phantom_tree_stat(&st, x, mk_str("/sdcard/in"), false), 0);
    assert_true(S_ISLNK(st.mode));
    assert_int_equal(mk_phantom_tree_stat(&st, x, mk_str("/sdcard/nosuch"), false), ENOENT);
}

static void virtual_files_are_listed_and_read_but_not_stored(void **s)
{
    (void)s;
    struct mk_phantom_tree_list l;
    struct mk_phantom_tree_stat st;
    struct mk_phantom_tree_file f;
    char text[64], path[64];
    int error, folders = 0, files = 0;
    size_t n;
    x->virtual_files = 2500;
    assert_int_equal(mk_phantom_tree_list(&l, x, mk_str("/sdcard/virtual")), 0);
    for (const char *name; (name = mk_phantom_tree_next(&l, &st, &error)); folders++) {
        struct mk_phantom_tree_list in;
        snprintf(path, sizeof path, "/sdcard/virtual/%s", name);
        assert_int_equal(mk_phantom_tree_list(&in, x, mk_str(path)), 0);
        while (mk_phantom_tree_next(&in, &st, &error))
            files++;
        mk_phantom_tree_list_done(&in);
    }
    mk_phantom_tree_list_done(&l);
    assert_int_equal(folders, 3);
    assert_int_equal(files, 2500);
    assert_int_equal(mk_phantom_tree_open(&f, x, mk_str("/sdcard/virtual/d0002/f002499")), 0);
    assert_int_equal(mk_phantom_tree_read(&n, &f, text, sizeof text), 0);
    assert_int_equal(n, 18);
    assert_memory_equal(text, "virtual file 2499\n", 18);
    assert_int_equal(mk_phantom_tree_stat(&st, x, mk_str("/sdcard/virtual/d0002/f002499"), false),
                     0);
    assert_int_equal(st.size, 18);
    assert_int_equal(mk_phantom_tree_open(&f, x, mk_str("/sdcard/virtual/d0002/f002500")), ENOENT);
    assert_int_equal(mk_phantom_tree_open(&f, x, mk_str("/sdcard/virtual/d0001/f002400")), ENOENT);
    x->virtual_files = 0;
}

/* ---- sync ---- */

static struct mk_phantom_log no_log = { .fd = -1 };

static void request(struct mk_buf *b, const char *id, const char *path)
{
    mk_buf_puts(b, id);
    mk_buf_u32le(b, (uint32_t)strlen(path));
    mk_buf_puts(b, path);
}

static void pipelined_requests_are_answered_in_order_however_they_are_cut(void **s)
{
    (void)s;
    struct mk_buf in, whole, cut;
    struct mk_phantom_sync y;
    mk_buf_init(&in, 1 << 16);
    mk_buf_init(&whole, 1 << 20);
    mk_buf_init(&cut, 1 << 20);
    for (int i = 0; i < 70; i++) {
        request(&in, "STAT", "/sdcard/file");
        request(&in, "RCV2", i % 2 ? "/sdcard/file" : "/sdcard/nosuch");
        mk_buf_put(&in, "RCV2\0\0\0\0", 8);
        request(&in, "LIS2", "/sdcard");
        request(&in, "LST2", "/sdcard/nosuch");
    }
    request(&in, "QUIT", "");
    mk_phantom_sync_init(&y, x, &no_log);
    assert_true(mk_phantom_sync_feed(&y, mk_buf_span(&in)));
    assert_false(mk_phantom_sync_more(&y, &whole, SIZE_MAX));
    mk_phantom_sync_done(&y);
    mk_phantom_sync_init(&y, x, &no_log);
    for (size_t i = 0; i < in.len; i++) {
        assert_true(mk_phantom_sync_feed(&y, mk_span(in.p + i, 1)));
        mk_phantom_sync_more(&y, &cut, SIZE_MAX);
    }
    mk_phantom_sync_done(&y);
    assert_int_equal(whole.len, cut.len);
    assert_memory_equal(whole.p, cut.p, cut.len);
    /* STAT is 16 bytes, then FAIL */
    assert_memory_equal(whole.p, "STAT", 4);
    assert_memory_equal(whole.p + 16, "FAIL\x26\0\0\0open failed: No such file or directory", 46);
    mk_buf_done(&in);
    mk_buf_done(&whole);
    mk_buf_done(&cut);
}

static void bad_sync_requests_end_the_stream(void **s)
{
    (void)s;
    static const struct {
        const char *bytes;
        size_t n;
    } bad[] = {
        { "SEND\4\0\0\0/x,1", 12 }, /* a phantom is not written to */
        { "STAT\1\4\0\0", 8 },      /* 1,025 bytes of path */
        { "\0\0\0\0\0\0\0\0", 8 },
        { "RCV2\1\0\0\0/RCV2\1\0\0\0", 17 }, /* compressed */
        { "RCV2\1\0\0\0/STAT\0\0\0\0", 17 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_phantom_sync y;
        struct mk_buf out;
        mk_buf_init(&out, 1000);
        mk_phantom_sync_init(&y, x, &no_log);
        assert_true(mk_phantom_sync_feed(&y, mk_span(bad[i].bytes, bad[i].n)));
        assert_false(mk_phantom_sync_more(&y, &out, SIZE_MAX));
        assert_memory_equal(out.p, "FAIL", 4);
        mk_phantom_sync_done(&y);
        mk_buf_done(&out);
    }
}

/* ---- a whole connection, without a socket ---- */

struct talk {
    struct mk_phantom p;
    struct mk_phantom_auth auth;
    struct mk_phantom_conn *c;
    struct mk_adb_wire in; /* what the phone says */
    struct mk_adb_packet got;
};

static void hear(struct talk *t)
{
    struct mk_span out;
    struct mk_error e = { 0 };
    int rc;
    while ((rc = mk_adb_wire_next(&t->got, &t->in, &e)) == 0) {
        size_t room;
        uint8_t *p = mk_adb_wire_room(&t->in, &room);
        int made = mk_phantom_conn_out(&out, t->c, &e);
        assert_int_equal(made, 0);
        assert_true(out.len > 0);
        if (room > out.len)
            room = out.len;
        memcpy(p, out.p, room);
        mk_adb_wire_fed(&t->in, room);
        mk_phantom_conn_sent(t->c, room);
    }
    assert_int_equal(rc, 1);
}

static int tell(struct talk *t, uint32_t command, uint32_t a0, uint32_t a1, struct mk_span payload)
{
    struct mk_buf b;
    struct mk_error e = { 0 };
    struct mk_adb_packet p = { command, a0, a1, payload };
    int rc = 0;
    mk_buf_init(&b, 1 << 21);
    mk_adb_put(&b, &p, true);
    for (size_t at = 0; at < b.len && rc == 0;) {
        size_t room;
        uint8_t *to = mk_phantom_conn_room(t->c, &room);
        if (room > b.len - at)
            room = b.len - at;
        memcpy(to, b.p + at, room);
        at += room;
        rc = mk_phantom_conn_fed(t->c, room, &e);
    }
    mk_buf_done(&b);
    return rc;
}

static void start(struct talk *t)
{
    struct mk_error e = { 0 };
    t->p = (struct mk_phantom){ x, &no_log, &t->auth };
    assert_int_equal(mk_adb_wire_init(&t->in, MK_ADB_PAYLOAD_MAX, &e), 0);
    assert_int_equal(mk_phantom_conn_new(&t->c, &t->p, &e), 0);
}

static void stop(struct talk *t)
{
    mk_phantom_conn_free(t->c);
    mk_adb_wire_done(&t->in);
    mk_phantom_auth_done(&t->auth);
}

static void connect_with(struct talk *t, uint32_t payload)
{
    start(t);
    assert_int_equal(tell(t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, payload, mk_str("host::")), 0);
    hear(t);
    assert_int_equal(t->got.command, MK_ADB_CNXN);
    assert_true(mk_span_is(t->got.payload,
                           "device::ro.product.name=p;ro.moka.phantom=id;features=shell_v2,cmd"));
}

static void a_shell_command_runs_to_its_exit_code(void **s)
{
    (void)s;
    struct talk t = { 0 };
    connect_with(&t, 4096);
    assert_int_equal(tell(&t, MK_ADB_OPEN, 9, 0, mk_span("shell,v2,raw:nosuch\0", 20)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_OKAY);
    uint32_t id = t.got.arg0;
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_WRTE);
    assert_int_equal(t.got.payload.p[0], 2);
    assert_memory_equal(t.got.payload.p + t.got.payload.len - 6, "\3\1\0\0\0\x7f", 6);
    assert_int_equal(tell(&t, MK_ADB_OKAY, 9, id, mk_str("")), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_CLSE);
    assert_int_equal(t.got.arg1, 9);
    stop(&t);
}

static void a_stream_waits_until_the_host_took_its_last_packet(void **s)
{
    (void)s;
    struct talk t = { 0 };
    struct mk_span out;
    connect_with(&t, 16);
    struct mk_buf reply;
    mk_buf_init(&reply, 10000);
    assert_int_equal(tell(&t, MK_ADB_OPEN, 9, 0,
                          mk_str("exec:content query --uri content://sms --projection _id")),
                     0);
    hear(&t);
    uint32_t id = t.got.arg0;
    for (hear(&t); t.got.command == MK_ADB_WRTE; hear(&t)) {
        assert_true(t.got.payload.len <= 16);
        mk_buf_put(&reply, t.got.payload.p, t.got.payload.len);
        assert_int_equal(mk_phantom_conn_out(&out, t.c, NULL), 0);
        assert_int_equal(out.len, 0);
        assert_int_equal(tell(&t, MK_ADB_OKAY, 9, id, mk_str("")), 0);
    }
    assert_int_equal(t.got.command, MK_ADB_CLSE);
    run("content query --uri content://sms --projection _id");
    assert_string_equal(mk_buf_cstr(&reply), out_text);
    mk_buf_done(&reply);
    stop(&t);
}

static void unknown_services_are_closed_and_unknown_streams_passed_over(void **s)
{
    (void)s;
    struct talk t = { 0 };
    connect_with(&t, 4096);
    static const char *const none[] = { "reboot:", "tcp:80", "", "shel:id", "root:" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(tell(&t, MK_ADB_OPEN, 3, 0, mk_str(none[i])), 0);
        hear(&t);
        assert_int_equal(t.got.command, MK_ADB_CLSE);
        assert_int_equal(t.got.arg1, 3);
    }
    assert_int_equal(tell(&t, MK_ADB_WRTE, 3, 77, mk_str("x")), 0);
    assert_int_equal(tell(&t, MK_ADB_CLSE, 3, 77, mk_str("")), 0);
    struct mk_span out;
    assert_int_equal(mk_phantom_conn_out(&out, t.c, NULL), 0);
    assert_int_equal(out.len, 0);
    stop(&t);
}

/* An RSA key and its public half in ADB's form; the fields that only speed up stay zero. */
static EVP_PKEY *make_key(struct mk_buf *text)
{
    uint8_t raw[524] = { 64 }, base64[800];
    BIGNUM *n = NULL;
    EVP_PKEY *key = EVP_RSA_gen(2048);
    assert_non_null(key);
    assert_int_equal(EVP_PKEY_get_bn_param(key, "n", &n), 1);
    assert_int_equal(BN_bn2lebinpad(n, raw + 8, 256), 256);
    BN_free(n);
    raw[520] = 1; /* 65537 */
    raw[522] = 1;
    EVP_EncodeBlock(base64, raw, sizeof raw);
    mk_buf_printf(text, "%s someone@host", (char *)base64);
    mk_buf_u8(text, 0);
    return key;
}

static size_t sign(uint8_t out[static 512], EVP_PKEY *key, struct mk_span token)
{
    size_t n = 512;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    assert_true(EVP_PKEY_sign_init(ctx) > 0 &&
                EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) > 0 &&
                EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha1()) > 0 &&
                EVP_PKEY_sign(ctx, out, &n, token.p, token.len) > 0);
    EVP_PKEY_CTX_free(ctx);
    return n;
}

static void only_a_known_or_allowed_key_gets_in(void **s)
{
    (void)s;
    struct mk_buf text;
    uint8_t signature[512];
    mk_buf_init(&text, 4096);
    EVP_PKEY *key = make_key(&text);
    struct talk t = { .auth = { .required = true } };
    start(&t);
    assert_int_equal(tell(&t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, 4096, mk_str("host::")), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_AUTH);
    assert_int_equal(t.got.payload.len, 20);
    size_t n = sign(signature, key, t.got.payload);
    assert_int_equal(tell(&t, MK_ADB_AUTH, MK_ADB_AUTH_SIGNATURE, 0, mk_span(signature, n)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_AUTH); /* another token: not known */
    assert_int_equal(tell(&t, MK_ADB_OPEN, 1, 0, mk_str("shell:id")), 0);
    assert_int_equal(tell(&t, MK_ADB_AUTH, MK_ADB_AUTH_PUBLIC, 0, mk_buf_span(&text)), 0);
    struct mk_span out;
    assert_int_equal(mk_phantom_conn_out(&out, t.c, NULL), 0);
    assert_int_equal(out.len, 0); /* nobody touches the screen, and nothing was opened */
    t.auth.allow = true;
    assert_int_equal(tell(&t, MK_ADB_AUTH, MK_ADB_AUTH_PUBLIC, 0, mk_buf_span(&text)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_CNXN);
    /* the phone remembers it */
    assert_int_equal(tell(&t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, 4096, mk_str("host::")), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_AUTH);
    n = sign(signature, key, t.got.payload);
    assert_int_equal(tell(&t, MK_ADB_AUTH, MK_ADB_AUTH_SIGNATURE, 0, mk_span(signature, n)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_CNXN);
    stop(&t);
    EVP_PKEY_free(key);
    mk_buf_done(&text);
}

static void no_memory_ends_a_connection_and_leaks_nothing(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct talk t = { .p = { x, &no_log, &t.auth } };
        struct mk_span out;
        if (mk_phantom_conn_new(&t.c, &t.p, NULL))
            continue;
        int rc = tell(&t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, 4096, mk_str("host::"));
        if (rc == 0)
            rc = tell(&t, MK_ADB_OPEN, 9, 0,
                      mk_str("shell,v2,raw:content query --uri content://sms"));
        if (rc == 0)
            rc = tell(&t, MK_ADB_OPEN, 10, 0, mk_str("sync:"));
        if (rc == 0)
            rc = tell(&t, MK_ADB_WRTE, 10, 2, mk_span("LIST\7\0\0\0/sdcard", 15));
        if (rc == 0)
            rc = mk_phantom_conn_out(&out, t.c, NULL);
        assert_true(rc == 0 || fault_fired());
        mk_phantom_conn_free(t.c);
    }
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
        cmocka_unit_test(pipelined_requests_are_answered_in_order_however_they_are_cut),
        cmocka_unit_test(bad_sync_requests_end_the_stream),
        cmocka_unit_test(a_shell_command_runs_to_its_exit_code),
        cmocka_unit_test(a_stream_waits_until_the_host_took_its_last_packet),
        cmocka_unit_test(unknown_services_are_closed_and_unknown_streams_passed_over),
        cmocka_unit_test(only_a_known_or_allowed_key_gets_in),
        cmocka_unit_test(no_memory_ends_a_connection_and_leaks_nothing),
    };
    return cmocka_run_group_tests_name("phantom", tests, set_up, tear_down);
}
