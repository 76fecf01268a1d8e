#include "firmware/acquire/run.h"
#include "firmware/acquire/storage.h"
#include "parsers/base/time.h"
#include "tests/lib/play_worker.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The parts of a run, with a bundle in a folder and a played phone worker. */

static char dir[64];
static struct mk_exhibit x;
static struct mk_error err;

static const char *const AUTHORITY =
    "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W\",\"exhibit\":\"E\","
    "\"officer\":{\"id\":\"a\",\"name\":\"A\"},\"valid_from\":\"2020-01-01T00:00:00Z\","
    "\"valid_until\":\"2099-01-01T00:00:00Z\",\"scope\":{\"categories\":[\"files\",\"calls\"],"
    "\"from\":\"1970-01-01T00:16:40Z\",\"until\":\"1970-01-01T00:16:41Z\",\"paths\":[\"/r\"]}}";

static const struct mk_acquire_options options;

static void open_run(struct mk_run *r, struct play_worker *p, bool again)
{
    const struct mk_bundle_info info = { .id = "00000000000000000000000000000000",
                                         .kit_id = "k-00000000",
                                         .exhibit = "E",
                                         .reference = "W",
                                         .software = "test" };
    *r = (struct mk_run){ .o = &options, .next_number = 1, .x = &x };
    mk_users_read(&r->users, mk_str("")); /* the owner alone */
    play_exhibit(&x, p);
    assert_int_equal(mk_authority_parse(&r->authority, mk_str(AUTHORITY), NULL), 0);
    if (again)
        assert_int_equal(mk_bundle_resume(&r->b, dir, mk_disk_real(), NULL), 0);
    else
        assert_int_equal(mk_bundle_create(&r->b, dir, mk_disk_real(), &info, NULL), 0);
    assert_int_equal(mk_run_withheld_under(r, mk_str("a key of digests, of 32 bytes..."), NULL), 0);
}

/* As a process that ended: what is not durable yet is made so only when `sync`. */
static void close_run(struct mk_run *r)
{
    assert_int_equal(mk_bundle_sync(r->b, NULL), 0);
    mk_run_withheld_close(r);
    mk_bundle_free(r->b);
    mk_authority_free(r->authority);
    play_exhibit_done(&x);
}

static int begin_folder(void **s)
{
    (void)s;
    stock_dir(dir);
    return 0;
}

static int end_folder(void **s)
{
    (void)s;
    stock_remove(dir);
    return 0;
}

/* How often the journal holds a text. */
static unsigned journal_has(const char *text)
{
    char path[100];
    static char all[1 << 20];
    unsigned n = 0;
    snprintf(path, sizeof path, "%s/journal", dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = read(fd, all, sizeof all - 1);
    close(fd);
    assert_true(got > 0);
    all[got] = 0;
    for (const char *p = all; (p = strstr(p, text)); p++)
        n++;
    return n;
}

static int run_command(struct mk_answer *a, struct mk_run *r, const char *text, enum mk_role role,
                       char head[static 64])
{
    struct mk_buf b;
    const struct mk_command c = { .text = mk_str(text),
                                  .route = mk_str("adb:shell"),
                                  .how = { .role = role } };
    mk_buf_init(&b, 63);
    int rc = mk_run_command(a, r, &c, &b, NULL);
    snprintf(head, 64, "%.*s", (int)b.len, b.p ? (const char *)b.p : "");
    mk_buf_done(&b);
    return rc;
}

static void a_whole_answer_is_looked_at_again_and_not_asked_for(void **s)
{
    (void)s;
    char head[64];
    struct mk_run r;
    struct mk_answer a;
    struct play_worker p = { .stderr_text = "a warning\n" };
    mk_answer_init(&a);
    open_run(&r, &p, false);
    assert_int_equal(run_command(&a, &r, "id", MK_ROLE_FILE, head), 0);
    assert_string_equal(head, "id\n");
    assert_int_equal(run_command(&a, &r, "list", MK_ROLE_IDS, head), 0);
    assert_int_equal(a.content, MK_ANSWER_EMPTY);
    close_run(&r);
    assert_int_equal(p.counts->commands, 2);
    open_run(&r, &p, true);
    assert_int_equal(run_command(&a, &r, "id", MK_ROLE_FILE, head), 0);
    assert_string_equal(head, "id\n");
    assert_int_equal(run_command(&a, &r, "list", MK_ROLE_IDS, head), 0);
    assert_int_equal(a.content, MK_ANSWER_EMPTY);
    assert_int_equal(p.counts->commands, 2);
    assert_int_equal(p.counts->replays, 1);
    assert_int_equal(r.result.objects, 2);
    close_run(&r);
    assert_int_equal(journal_has("\"remark\":\"a warning"), 2);
    mk_answer_done(&a);
}

static void a_stored_answer_to_another_command_is_passed_over(void **s)
{
    (void)s;
    char head[64];
    struct mk_run r;
    struct mk_answer a;
    struct play_worker p = { 0 };
    mk_answer_init(&a);
    open_run(&r, &p, false);
    assert_int_equal(run_command(&a, &r, "one", MK_ROLE_FILE, head), 0);
    assert_int_equal(run_command(&a, &r, "two", MK_ROLE_FILE, head), 0);
    close_run(&r);
    open_run(&r, &p, true);
    assert_int_equal(run_command(&a, &r, "two", MK_ROLE_FILE, head), 0);
    assert_string_equal(head, "two\n");
    assert_int_equal(p.counts->commands, 2);
    assert_int_equal(run_command(&a, &r, "three", MK_ROLE_FILE, head), 0);
    assert_string_equal(head, "three\n");
    assert_int_equal(p.counts->commands, 3);
    close_run(&r);
    mk_answer_done(&a);
}

static void an_answer_that_ended_early_is_no_object_and_stays_none(void **s)
{
    (void)s;
    char head[64];
    struct mk_run r;
    struct mk_answer a;
    struct play_worker p = { .cut_at = "list" };
    mk_answer_init(&a);
    open_run(&r, &p, false);
    assert_int_equal(run_command(&a, &r, "list", MK_ROLE_IDS, head), 0);
    assert_int_equal(a.status, MK_PH_TIMEOUT);
    assert_int_equal(mk_bundle_state(r.b, 1), MK_OBJECT_DROPPED);
    close_run(&r);
    assert_int_equal(journal_has("\"act\":\"answer-lost\""), 1);
    p.cut_at = NULL;
    open_run(&r, &p, true);
    assert_int_equal(run_command(&a, &r, "list", MK_ROLE_IDS, head), 0);
    assert_int_equal(a.status, MK_PH_BROKEN);
    assert_int_equal(p.counts->commands, 1);
    close_run(&r);
    mk_answer_done(&a);
}

static void files_are_fetched_once_and_dropped_ones_are_not_asked_again(void **s)
{
    (void)s;
    struct mk_run r;
    struct play_worker p = { .files = 700, .refuse = "/r/f3" };
    open_run(&r, &p, false);
    assert_int_equal(mk_run_storage(&r, &err), 0);
    assert_int_equal(r.result.objects, 699);
    assert_int_equal(r.result.not_taken, 1);
    close_run(&r);
    assert_int_equal(p.counts->files, 700);
    open_run(&r, &p, true);
    r.next_number = 9; /* other commands than before: no matter to the files' numbers */
    assert_int_equal(mk_run_storage(&r, &err), 0);
    assert_int_equal(r.result.objects, 699);
    assert_int_equal(p.counts->files, 700);
    assert_int_equal(p.counts->lists, 1);
    close_run(&r);
}

static void the_file_a_worker_dies_of_is_named_and_all_others_are_there(void **s)
{
    (void)s;
    struct mk_run r;
    struct play_worker p = { .files = 600, .die_at = "/r/f130" };
    open_run(&r, &p, false);
    assert_int_equal(mk_run_storage(&r, &err), 0);
    assert_int_equal(r.result.objects, 599);
    assert_int_equal(r.result.not_taken, 1);
    assert_int_equal(p.counts->workers, 3);
    close_run(&r);
    assert_int_equal(journal_has("\"act\":\"worker-died\""), 2);
    assert_int_equal(journal_has("\"path\":\"/r/f130\",\"path_hex\":\"2f722f66313330\",\"why\":"
                                 "\"refused or gone: the worker died of it twice\""),
                     1);
}

static void a_lost_connection_keeps_what_arrived(void **s)
{
    (void)s;
    struct mk_run r;
    struct mk_error e = { 0 };
    struct play_worker p = { .files = 300, .lost_after = 120 };
    open_run(&r, &p, false);
    assert_int_equal(mk_run_storage(&r, &e), -1);
    assert_int_equal(e.code, MK_ECLOSED);
    assert_non_null(strstr(e.text, "unplugged"));
    close_run(&r);
    assert_int_equal(journal_has("\"j\":\"whole\""), 120);
    p.lost_after = 0;
    open_run(&r, &p, true);
    assert_int_equal(mk_run_storage(&r, &err), 0);
    assert_int_equal(r.result.objects, 300);
    assert_int_equal(p.counts->files, 300);
    close_run(&r);
}

static void an_entry_that_leads_out_of_its_folder_is_not_taken(void **s)
{
    (void)s;
    static const char *const out[] = { "/r/../data/x", "/r/a/..", "/rest/x", "/r", "x", "" };
    for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
        struct mk_run r;
        struct play_worker p = { .files = 1, .extra = out[i] };
        open_run(&r, &p, false);
        assert_int_equal(mk_run_storage(&r, &err), 0);
        assert_int_equal(r.result.objects, 1);
        assert_int_equal(r.result.not_taken, 1);
        close_run(&r);
        assert_int_equal(journal_has("leads out of the folder"), 1);
        assert_int_equal(end_folder(NULL) | begin_folder(NULL), 0);
    }
}

/* The played files are of second 1000, which is where the window begins. */
static void the_window_takes_its_first_instant_and_not_its_last(void **s)
{
    (void)s;
    static const struct {
        int64_t from, until;
        unsigned taken;
    } at[] = { { 1000, 1001, 2 }, { 999, 1000, 0 }, { 1001, 2000, 0 }, { 0, 5000, 2 } };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct mk_run r;
        struct play_worker p = { .files = 2 };
        open_run(&r, &p, false);
        r.authority->scope.from_us = at[i].from * 1000000;
        r.authority->scope.until_us = at[i].until * 1000000;
        (void)mk_scope_offset(&r.authority->scope, 0);
        assert_int_equal(mk_run_storage(&r, &err), 0);
        assert_int_equal(r.result.objects, at[i].taken);
        close_run(&r);
        assert_int_equal(end_folder(NULL) | begin_folder(NULL), 0);
    }
}

static void a_provider_that_kills_the_worker_twice_is_failed_in_the_ledger(void **s)
{
    (void)s;
    struct mk_run r;
    struct play_worker p = { .die_at = NULL };
    open_run(&r, &p, false);
    assert_int_equal(mk_run_providers(&r, &err), 0); /* all empty */
    unsigned commands = p.counts->commands;
    assert_true(commands > 1);
    close_run(&r);
    assert_int_equal(end_folder(NULL) | begin_folder(NULL), 0);
    *p.counts = (struct play_counts){ 0 };
    p.die_at = "content query --uri 'content://call_log/calls' --projection '_id' --where "
               "'date>=1000000 AND date<1001000' --sort '_id ASC'";
    open_run(&r, &p, false);
    assert_int_equal(mk_run_providers(&r, &err), 0);
    assert_int_equal(p.counts->workers, 3);
    assert_int_equal(p.counts->replays, 2); /* of the answers before the deadly one */
    close_run(&r);
    assert_int_equal(journal_has("\"act\":\"worker-died\""), 2);
    assert_int_equal(journal_has("the worker died twice"), 1);
    assert_true(journal_has("\"j\":\"whole\"") >= 1);
}

static void what_a_phone_says_of_a_broken_listing_is_not_quoted(void **s)
{
    (void)s;
    struct mk_run r;
    struct play_worker p = { .files = 1, .broken = "open /r/Bob Secret: I/O error" };
    open_run(&r, &p, false);
    assert_int_equal(mk_run_storage(&r, &err), 0);
    close_run(&r);
    assert_int_equal(journal_has("the listing broke off"), 1);
    assert_int_equal(journal_has("Bob"), 0);
}

/* The file that keeps it, cut or odd: then it is decided again. */
static void write_window(const char *text)
{
    char path[120];
    snprintf(path, sizeof path, "%s/scratch/window", dir);
    int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

static void the_window_is_decided_once(void **s)
{
    (void)s;
    struct mk_run r;
    struct play_worker p = { 0 };
    const int64_t first = 1000 * MK_US, second = 5000 * MK_US;
    static const struct {
        const char *file; /* what an earlier start left, NULL: what it wrote */
        bool trusted;
        int64_t offset_s, wider_us;
    } at[] = {
        { "", true, 7, 7 * MK_US },
        { NULL, true, 9, 7 * MK_US }, /* resumed: as it was */
        { NULL, false, INT64_MIN, 7 * MK_US },
        { "moka-window-1 70000000", true, 3, 3 * MK_US }, /* cut off */
        { "moka-window-1  5000000\n", true, 3, 3 * MK_US },
        { "moka-window-1 -\n", true, 3, 0 },
        { "", false, 3, 0 },
        { "", true, INT64_MIN, 0 },
        { "", true, 40LL * 24 * 3600, 0 }, /* it was reset */
    };
    open_run(&r, &p, false);
    assert_int_equal(mk_run_window(&r, NULL), 0);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        close_run(&r);
        open_run(&r, &p, true);
        if (at[i].file)
            write_window(at[i].file);
        r.authority->scope.from_us = first;
        r.authority->scope.until_us = second;
        r.began.trusted = at[i].trusted;
        r.offset_s = at[i].offset_s;
        assert_int_equal(mk_run_window(&r, NULL), 0);
        assert_int_equal(r.authority->scope.begin_us, first);
        assert_int_equal(r.authority->scope.end_us, second + at[i].wider_us);
    }
    close_run(&r);
    assert_int_equal(journal_has("\"act\":\"window\""), 10);
    assert_true(journal_has("as after a reset") == 1 && journal_has("no trusted clock") >= 2);
}

static void texts_of_no_bytes_are_texts(void **s)
{
    (void)s;
    struct mk_run r;
    struct play_worker p = { 0 };
    open_run(&r, &p, false);
    const struct mk_fact facts[] = { MK_FACT_TEXT("nothing", mk_span(NULL, 0)),
                                     MK_FACT_NUM("number", 0) };
    assert_int_equal(mk_run_act(&r, "odd", facts, 2, true, NULL), 0);
    close_run(&r);
    assert_int_equal(journal_has("\"nothing\":\"\",\"number\":0"), 1);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_folder, end_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_whole_answer_is_looked_at_again_and_not_asked_for),
        T(a_stored_answer_to_another_command_is_passed_over),
        T(an_answer_that_ended_early_is_no_object_and_stays_none),
        T(files_are_fetched_once_and_dropped_ones_are_not_asked_again),
        T(the_file_a_worker_dies_of_is_named_and_all_others_are_there),
        T(a_lost_connection_keeps_what_arrived),
        T(an_entry_that_leads_out_of_its_folder_is_not_taken),
        T(the_window_takes_its_first_instant_and_not_its_last),
        T(a_provider_that_kills_the_worker_twice_is_failed_in_the_ledger),
        T(what_a_phone_says_of_a_broken_listing_is_not_quoted),
        T(the_window_is_decided_once),
        T(texts_of_no_bytes_are_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
