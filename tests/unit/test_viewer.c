#include "host/viewer/desk.h"
#include "host/viewer/server.h"
#include "parsers/base/time.h"
#include "tests/lib/mkcase.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the desk answers to a word, and what tickets do; HTTP is tests/e2e/serve.sh. */

static char dir[64];
static struct mk_error err;
static struct mk_desk d;
static struct mk_buf said;

static void message(struct mk_buf *b, int64_t row, int64_t time_us, const char *from,
                    const char *text, const char *state)
{
    size_t m = mk_put_record(b, 1, &row), p;
    mk_put_time(b, MK_TIME, time_us, 0);
    mk_put_text(b, MK_THREAD, mk_str("t"));
    p = mk_put_open(b, MK_FROM, MK_T_OBJECT);
    mk_put_text(b, MK_ID, mk_str(from));
    mk_put_end(b, p);
    mk_put_text(b, MK_TEXT, mk_str(text));
    p = mk_put_open(b, MK_SOURCE, MK_T_OBJECT);
    mk_put_text(b, MK_STATE, mk_str(state));
    mk_put_end(b, p);
    mk_put_end(b, m);
}

struct where {
    int64_t time_s, end_s;
    double lat, accuracy; /* below 0: not said */
    const char *whose;
};

static void place(struct mk_buf *b, int64_t row, const struct where *w)
{
    size_t m = mk_put_record(b, 2, &row);
    mk_put_time(b, MK_TIME, w->time_s * MK_US, 0);
    if (w->end_s)
        mk_put_time(b, MK_END, w->end_s * MK_US, 0);
    mk_put_real(b, MK_LAT, w->lat);
    mk_put_real(b, MK_LON, 8.5);
    if (w->accuracy >= 0)
        mk_put_real(b, MK_ACCURACY_M, w->accuracy);
    mk_put_text(b, MK_WHOSE, mk_str(w->whose));
    mk_put_text(b, MK_MEANING, mk_str("visited"));
    mk_put_end(b, m);
}

static void take_in(char mark, void (*fill)(struct mk_buf *items))
{
    struct mk_buf items;
    mk_buf_init(&items, 1 << 22);
    mkcase_head(&items, 1, MK_MESSAGE, "m:");
    mkcase_head(&items, 2, MK_LOCATION, "l:");
    fill(&items);
    mkcase_take(d.c, mark, &items);
}

/* The whole answer, without its line's end. */
static const char *ask(const char *word, const char *with)
{
    char line[1000];
    snprintf(line, sizeof line, "{\"id\":7,\"do\":\"%s\",\"with\":%s}", word, with);
    mk_buf_clear(&said);
    assert_int_equal(mk_desk_answer(&d, &said, mk_str(line), &err), 0);
    assert_int_equal(said.p[said.len - 1], '\n');
    said.len--;
    return mk_buf_cstr(&said);
}

#define HOLDS(text, part) assert_non_null(strstr(text, part))

static int begin(void **s)
{
    struct mk_case *c = NULL;
    (void)s;
    stock_dir(dir);
    mk_buf_init(&said, MK_VIEWER_LINE);
    assert_int_equal(mk_case_open(&c, dir, "a.lab", true, &err), 0);
    mk_case_free(c);
    assert_int_equal(mk_desk_init(&d, dir, "a.lab", "+02:00", "en", &err), 0);
    return 0;
}

static int end(void **s)
{
    (void)s;
    mk_desk_done(&d);
    mk_buf_done(&said);
    stock_remove(dir);
    return 0;
}

/* ---- words ---- */

static void three(struct mk_buf *b)
{
    message(b, 1, 10 * MK_US, "+15550100201", "\xf0\x9f\x98\x80 caf\xc3\xa9 at noon", "live");
    message(b, 2, 20 * MK_US, "+15550100201", "Caf\xc3\xa9 caf\xc3\xa9", "freeblock");
    message(b, 3, 30 * MK_US, "+15550100202", "\"no\"\n<b>", "wal");
}

static void what_is_no_request_is_answered(void **s)
{
    (void)s;
    HOLDS(ask("nothing", "{}"), "\"code\":\"usage\"");
    HOLDS(ask("tags", "[]"), "\"code\":\"usage\"");
    HOLDS(ask("tags", "{\"x\":1}"), "\"code\":\"usage\"");
    assert_string_equal(ask("tags", "{}"), "{\"id\":7,\"ok\":true,\"tags\":[]}");
    mk_buf_clear(&said);
    assert_int_equal(mk_desk_answer(&d, &said, mk_str("\xff\xfe"), &err), 0);
    HOLDS(mk_buf_cstr(&said), "{\"id\":0,\"ok\":false,\"code\":\"usage\"");
}

static void pages_follow_each_other(void **s)
{
    (void)s;
    take_in('a', three);
    HOLDS(ask("line", "{\"limit\":2}"), "\"next\":[\"20000000\",\"2\"]");
    const char *rest = ask("line", "{\"limit\":2,\"after\":[\"20000000\",\"2\"]}");
    HOLDS(rest, "\"id\":3,\"bundle\":1");
    HOLDS(rest, "\"next\":null");
    HOLDS(ask("line", "{\"from_us\":10000000,\"until_us\":20000000}"), "\"id\":1,\"bundle\":1");
    HOLDS(ask("line", "{\"after\":[1]}"), "\"code\":\"usage\"");
    HOLDS(ask("line", "{\"timeless\":true}"), "\"records\":[],\"next\":null");
    HOLDS(ask("line", "{\"timeless\":true,\"from_us\":1}"), "\"code\":\"usage\"");
}

static void words_are_marked_in_units_of_utf_16(void **s)
{
    (void)s;
    take_in('a', three);
    const char *a = ask("search", "{\"query\":\"cafe\"}");
    HOLDS(a, "\"hits\":[[\"text\",3,7]]");                /* the smile is two units */
    HOLDS(a, "\"hits\":[[\"text\",0,4],[\"text\",5,9]]"); /* however it is written */
    HOLDS(ask("search", "{\"query\":\"\\\"cafe at\\\"\"}"), "\"hits\":[[\"text\",3,10]]");
    HOLDS(ask("search", "{\"query\":\"no*\"}"), "\"hits\":[[\"text\",11,15]]");
}

static void a_query_that_is_none_has_a_reason_and_a_place(void **s)
{
    (void)s;
    take_in('a', three);
    HOLDS(ask("search", "{\"query\":\"\xf0\x9f\x98\x80 -caf\xc3\xa9 -no\"}"),
          "\"reason\":\"only-without\",\"at\":[3,8]}");
    HOLDS(ask("search", "{\"query\":\"--\"}"), "\"reason\":\"no-word\",\"at\":[0,2]}");
    HOLDS(ask("search", "{\"query\":\"\"}"), "\"reason\":\"empty\",\"at\":[0,0]}");
    /* what is wrong with the request is no matter of the query, nor is the next one's */
    assert_null(strstr(ask("search", "{\"query\":\"--\",\"state\":\"x\"}"), "\"reason\""));
    assert_null(strstr(ask("line", "{\"after\":[1]}"), "\"reason\""));
}

static void many(struct mk_buf *b)
{
    for (int64_t i = 1; i <= MK_CASE_RANKED + 1; i++)
        message(b, i, i * MK_US, "+15550100201", i % 5000 ? "a" : "a b", "live");
}

static void what_a_ranked_search_leaves_out_is_said(void **s)
{
    (void)s;
    take_in('a', many);
    HOLDS(ask("search", "{\"query\":\"a\",\"ranked\":true,\"limit\":2}"), "\"latest\":10000}");
    assert_null(strstr(ask("search", "{\"query\":\"a\",\"limit\":2}"), "\"latest\""));
    assert_null(
        strstr(ask("search", "{\"query\":\"b\",\"ranked\":true,\"limit\":2}"), "\"latest\""));
    const char *rest = ask("search", "{\"query\":\"a\",\"ranked\":true,\"limit\":2,\"after\":[2]}");
    HOLDS(rest, "\"next\":[\"4\"]");
    assert_null(strstr(rest, "\"latest\""));
}

static void what_was_deleted_is_told_apart(void **s)
{
    (void)s;
    take_in('a', three);
    const char *a = ask("search", "{\"query\":\"cafe\",\"state\":\"deleted\"}");
    HOLDS(a, "\"id\":2,\"bundle\":1");
    assert_null(strstr(a, "\"id\":1,\"bundle\""));
    a = ask("search", "{\"query\":\"cafe OR no\",\"state\":\"live\"}");
    assert_null(strstr(a, "\"id\":2,\"bundle\""));
    HOLDS(a, "\"id\":3,\"bundle\":1"); /* what only the log holds is live */
}

static void a_conversation_is_called_by_who_is_in_it(void **s)
{
    (void)s;
    take_in('a', three);
    HOLDS(ask("talks", "{}"), "\"title\":\"+15550100201\",\"messages\":3");
    const char *a = ask("talk", "{\"talk\":1,\"around\":3,\"limit\":2}");
    HOLDS(a, "\"id\":2,\"bundle\":1");
    HOLDS(a, "\"before\":true");
    HOLDS(ask("talk", "{\"talk\":1,\"at_us\":10000000}"), "\"before\":false");
    HOLDS(ask("talk", "{\"talk\":2}"), "\"code\":\"not-found\"");
}

static void activity_is_counted_in_steps(void **s)
{
    (void)s;
    take_in('a', three);
    HOLDS(ask("activity", "{\"from_us\":0,\"until_us\":60000000,\"step\":\"second\"}"),
          "\"bins\":[{\"from_us\":10000000,\"kinds\":{\"message\":1}},{\"from_us\":20000000,");
    HOLDS(ask("activity", "{\"from_us\":0,\"until_us\":60000000,\"step\":\"year\"}"),
          "\"bins\":[{\"from_us\":0,\"kinds\":{\"message\":3}}]");
    HOLDS(ask("activity",
              "{\"from_us\":0,\"until_us\":60000000,\"step\":\"day\",\"kinds\":[\"call\"]}"),
          "\"bins\":[]");
    HOLDS(ask("activity", "{\"from_us\":0,\"until_us\":90000000000,\"step\":\"second\"}"),
          "\"code\":\"limit\"");
    HOLDS(ask("overview", "{}"), "\"hours\":[0,0,3,0"); /* two hours east of UTC */
}

/* ---- near ---- */

static const struct where *wheres;
static size_t nwheres;

static void put_wheres(struct mk_buf *b)
{
    for (size_t i = 0; i < nwheres; i++)
        place(b, (int64_t)i + 1, &wheres[i]);
}

static void nears(const char *answer, const char *why, const char *with, const struct where *w,
                  size_t n)
{
    static char mark = 'a';
    char want[80];
    void *s = NULL;
    wheres = w;
    nwheres = n;
    take_in(mark++, put_wheres);
    const char *a = ask("near", with);
    snprintf(want, sizeof want, "\"answer\":\"%s\"", answer);
    HOLDS(a, want);
    snprintf(want, sizeof want, "\"code\":\"%s\"", why);
    HOLDS(a, want);
    end(&s);
    begin(&s);
}
#define NEAR(answer, why, with, ...)                                                               \
    nears(answer, why,                                                                             \
          "{\"lat\":47,\"lon\":8.5,\"radius_m\":1000,\"time_us\":1000000000," with "}",            \
          (const struct where[]){ __VA_ARGS__ },                                                   \
          sizeof((const struct where[]){ __VA_ARGS__ }) / sizeof(struct where))

static void a_position_decides_only_with_all_of_its_circle(void **s)
{
    (void)s;
    NEAR("supported", "supports", "\"window_s\":10", { 1005, 0, 47.001, 50, "device" });
    NEAR("contradicted", "excludes", "\"window_s\":10", { 1005, 0, 47.1, 50, "device" });
    NEAR("no-data", "not-far", "\"window_s\":99", { 1060, 0, 47.1, 50, "device" });
    NEAR("contradicted", "excludes", "\"window_s\":99", { 1060, 0, 47.3, 50, "device" });
    NEAR("no-data", "not-far", "\"window_s\":10", { 1000, 0, 47.02, 500, "device" });
    NEAR("contradicted", "excludes", "\"window_s\":10", { 1000, 0, 47.02, 400, "device" });
    NEAR("no-data", "wide", "\"window_s\":10", { 1005, 0, 47.001, 5000, "device" });
    NEAR("no-data", "wide", "\"window_s\":10", { 1005, 0, 47.0089, 50, "device" });
    NEAR("no-data", "unknown-accuracy", "\"window_s\":10", { 1005, 0, 47.0, -1, "device" });
    NEAR("no-data", "not-device", "\"window_s\":10", { 1005, 0, 47.0, 5, "peer" });
    NEAR("no-data", "nothing", "\"window_s\":10", { 1011, 0, 47.0, 5, "device" });
    NEAR("no-data", "conflict", "\"window_s\":10", { 1005, 0, 47.0, 5, "device" },
         { 995, 0, 47.1, 5, "device" });
}

static void a_stay_counts_for_all_of_its_time(void **s)
{
    (void)s;
    NEAR("supported", "supports", "\"window_s\":0", { 100, 5000, 47.0, 5, "device" });
    NEAR("no-data", "nothing", "\"window_s\":0", { 100, 900, 47.0, 5, "device" });
}

static const struct where here = { 1000, 0, 47.0, 5, "device" };

static void positions_of_several_phones_decide_nothing(void **s)
{
    (void)s;
    wheres = &here;
    nwheres = 1;
    take_in('a', put_wheres);
    take_in('b', put_wheres);
#define AT "{\"lat\":47,\"lon\":8.5,\"radius_m\":100,\"time_us\":1000000000,\"window_s\":1"
    HOLDS(ask("near", AT "}"), "\"code\":\"several-phones\"");
    HOLDS(ask("near", AT ",\"bundle\":2}"), "\"answer\":\"supported\"");
    HOLDS(ask("near", AT ",\"radius_m\":1}"), "\"code\":\"usage\""); /* a member twice */
}

/* ---- tickets ---- */

static struct mk_span frame(struct mk_buf *b, const char *name, const char *file)
{
    mk_buf_clear(b);
    mk_buf_text(b, mk_str(name));
    mk_buf_text(b, mk_str("image/jpeg"));
    mk_buf_text(b, mk_str(file));
    mk_buf_u64le(b, 5);
    return mk_buf_span(b);
}

static int a_file(void)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static void a_ticket_is_good_once_and_for_a_while(void **s)
{
    static struct mk_tickets all;
    struct mk_ticket got;
    struct mk_buf b;
    char name[65];
    (void)s;
    mk_buf_init(&b, 4096);
    memset(name, 'a', 64);
    name[64] = '\0';
    assert_true(mk_tickets_add(&all, frame(&b, name, ""), a_file(), 100));
    assert_false(mk_tickets_take(&got, &all, mk_str("aaaa"), 100));
    assert_true(mk_tickets_take(&got, &all, mk_str(name), 100));
    assert_int_equal(got.size, 5);
    close(got.fd);
    assert_false(mk_tickets_take(&got, &all, mk_str(name), 100));
    assert_true(mk_tickets_add(&all, frame(&b, name, ""), a_file(), 100));
    assert_false(mk_tickets_take(&got, &all, mk_str(name), 101 + MK_TICKET_S));
    assert_false(mk_tickets_add(&all, frame(&b, "no hex", ""), a_file(), 100));
    assert_false(mk_tickets_add(&all, frame(&b, name, ""), -1, 100));
    for (unsigned i = 0; i <= MK_TICKETS; i++) { /* one more than there is room for */
        snprintf(name, sizeof name, "%064x", i);
        assert_true(mk_tickets_add(&all, frame(&b, name, ""), a_file(), 100 + i));
    }
    snprintf(name, sizeof name, "%064x", 0u);
    assert_false(mk_tickets_take(&got, &all, mk_str(name), 101));
    mk_tickets_expire(&all, INT64_MAX);
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_no_request_is_answered, begin, end),
        cmocka_unit_test_setup_teardown(pages_follow_each_other, begin, end),
        cmocka_unit_test_setup_teardown(words_are_marked_in_units_of_utf_16, begin, end),
        cmocka_unit_test_setup_teardown(a_query_that_is_none_has_a_reason_and_a_place, begin, end),
        cmocka_unit_test_setup_teardown(what_a_ranked_search_leaves_out_is_said, begin, end),
        cmocka_unit_test_setup_teardown(what_was_deleted_is_told_apart, begin, end),
        cmocka_unit_test_setup_teardown(a_conversation_is_called_by_who_is_in_it, begin, end),
        cmocka_unit_test_setup_teardown(activity_is_counted_in_steps, begin, end),
        cmocka_unit_test_setup_teardown(a_position_decides_only_with_all_of_its_circle, begin, end),
        cmocka_unit_test_setup_teardown(a_stay_counts_for_all_of_its_time, begin, end),
        cmocka_unit_test_setup_teardown(positions_of_several_phones_decide_nothing, begin, end),
        cmocka_unit_test(a_ticket_is_good_once_and_for_a_while),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
