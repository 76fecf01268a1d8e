#include "host/viewer/desk.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A lab's own map is read a stretch at a time, and nothing beside it. */

static char dir[64];
static struct mk_error err;

static void put(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static int begin(void **s)
{
    char path[200];
    (void)s;
    snprintf(dir, sizeof dir, "/tmp/moka.region.XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/maps", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    put("maps/lab.pmtiles", "PMTiles\3abc");
    put("secret.pmtiles", "no");
    snprintf(path, sizeof path, "%s/maps/link.pmtiles", dir);
    assert_int_equal(symlink("../secret.pmtiles", path), 0);
    snprintf(path, sizeof path, "%s/maps/pipe.pmtiles", dir);
    assert_int_equal(mkfifo(path, 0600), 0);
    return 0;
}

static int end(void **s)
{
    static const char *const all[] = { "maps/lab.pmtiles", "maps/link.pmtiles", "maps/pipe.pmtiles",
                                       "secret.pmtiles", "maps" };
    (void)s;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", dir, all[i]);
        assert_int_equal(remove(path), 0);
    }
    return rmdir(dir);
}

/* What the desk answers to these members, without its braces; NULL: it refuses. */
static const char *asked(const char *members)
{
    static char said[400];
    struct mk_desk d = { .dir = dir };
    struct mk_buf out;
    struct mk_json j;
    json_t *m = json_loads(members, 0, NULL);
    struct mk_ask a = { m, &err, false };
    assert_non_null(m);
    mk_buf_init(&out, 4096);
    j = mk_json(&out);
    int rc = mk_desk_region(&d, &a, &j);
    snprintf(said, sizeof said, "%.*s", (int)out.len, (const char *)(out.len ? out.p : NULL));
    mk_buf_done(&out);
    json_decref(m);
    return rc == 0 ? said : NULL;
}

static void a_stretch_is_given_and_how_long_the_whole_is(void **s)
{
    (void)s;
    assert_string_equal(asked("{\"name\":\"lab\",\"bytes\":8}"),
                        "\"total\":11,\"hex\":\"504d54696c657303\"");
    assert_string_equal(asked("{\"name\":\"lab\",\"offset\":8,\"bytes\":2}"),
                        "\"total\":11,\"hex\":\"6162\"");
    assert_string_equal(asked("{\"name\":\"lab\",\"offset\":10}"), "\"total\":11,\"hex\":\"63\"");
    assert_string_equal(asked("{\"name\":\"lab\",\"offset\":99}"), "\"total\":11,\"hex\":\"\"");
}

static void nothing_else_is_read(void **s)
{
    static const char *const names[] = { "../secret", "link", "pipe", ".", "", "a/b", "none" };
    (void)s;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char members[80];
        snprintf(members, sizeof members, "{\"name\":\"%s\"}", names[i]);
        assert_null(asked(members));
    }
    assert_int_equal(err.code, MK_EABSENT);
    assert_null(asked("{}"));
    assert_null(asked("{\"name\":\"lab\",\"offset\":-1}"));
    assert_null(asked("{\"name\":\"lab\",\"bytes\":1048577}"));
    assert_null(asked("{\"name\":\"lab\",\"bytes\":0}"));
    assert_null(asked("{\"name\":7}"));
    assert_int_equal(err.code, MK_EUSAGE);
}

static void a_failing_allocation_is_refused(void **s)
{
    (void)s;
    unsigned refused = 0;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_desk d = { .dir = dir };
        struct mk_buf out;
        mk_buf_init(&out, 4096);
        json_t *m = json_pack("{s:s}", "name", "lab");
        struct mk_ask a = { m, &err, false };
        struct mk_json j = mk_json(&out);
        int rc = mk_desk_region(&d, &a, &j);
        fault_disarm();
        refused += rc != 0 || !mk_buf_ok(&out);
        mk_buf_done(&out);
        json_decref(m);
    }
    assert_true(refused > 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_stretch_is_given_and_how_long_the_whole_is),
        T(nothing_else_is_read),
        T(a_failing_allocation_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
