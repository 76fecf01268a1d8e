#include "tests/lib/hand_phone.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <sys/stat.h>
#include <unistd.h>

static char root[64];
struct mk_exercise *hand_phone;

static const char document[] =
    "{\"format\":\"moka-exercise-1\",\"phone\":{\"banner\":{\"ro.product.name\":\"p\","
    "\"ro.moka.phantom\":\"id\"},\"features\":[\"shell_v2\",\"stat_v2\",\"ls_v2\","
    "\"sendrecv_v2\",\"sendrecv_v2_zstd\",\"delayed_ack\"],"
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

static void put_file(const char *name, const char *text)
{
    stock_write(stock_path(root, name), mk_str(text));
}

int hand_phone_up(void **s)
{
    (void)s;
    sqlite3 *db;
    struct mk_error e = { 0 };
    stock_dir(root);
    put_file("exercise.json", document);
    assert_int_equal(sqlite3_open(stock_path(root, "providers.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, database, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(mkdir(stock_path(root, "storage"), 0755), 0);
    put_file("outside", "secret");
    put_file("storage/file", "content");
    assert_int_equal(symlink("../outside", stock_path(root, "storage/out")), 0);
    assert_int_equal(symlink("file", stock_path(root, "storage/in")), 0);
    int rc = mk_exercise_open(&hand_phone, root, &e);
    if (rc)
        print_error("%s\n", e.text);
    return rc;
}

int hand_phone_down(void **s)
{
    (void)s;
    mk_exercise_close(hand_phone);
    stock_remove(root);
    return 0;
}
