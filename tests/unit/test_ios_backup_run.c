#include "firmware/ios/backup_run.h"
#include "firmware/ios/backup_shelf.h"
#include "tests/lib/fault.h"
#include "tests/lib/mb2_phone.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <string.h>

/* A conversation over a connection: what is waited for, silence, its end; and what the phone finds
 * of its backup. */

static struct mk_error err;

/* A phone that sends what is scripted; before byte `quiet_at` nothing comes in so many turns. */
struct scripted {
    struct mk_buf bytes;
    size_t at, quiet_at;
    int quiet_turns;
    int turns;        /* without a byte, so far */
    bool ends;        /* the connection ends behind the script, else it is silent for ever */
    bool deaf;        /* nothing can be written */
    int shows_at;     /* in this turn without a byte it shows its question */
    int hides_at;     /* and is done */
    int stop_at;      /* in this one the owner calls it off; -1: the owner is gone */
    char waits[2000]; /* what was told, a line each */
};

static int on_read(void *u, uint8_t *p, size_t n, int timeout_ms, struct mk_error *e)
{
    struct scripted *s = u;
    assert_int_equal(timeout_ms, MK_BACKUP_TURN_MS);
    bool quiet = s->at >= s->quiet_at && s->quiet_turns > 0;
    if (s->at == s->bytes.len && s->ends)
        return mk_fail(e, MK_ECLOSED, "unplugged");
    if (quiet || s->bytes.len - s->at < n) {
        s->quiet_turns -= quiet;
        s->turns++;
        return 0;
    }
    memcpy(p, s->bytes.p + s->at, n);
    s->at += n;
    return 1;
}

static int on_write(void *u, struct mk_span bytes, struct mk_error *e)
{
    const struct scripted *s = u;
    assert_true(bytes.len > 0);
    return s->deaf ? mk_fail(e, MK_ECLOSED, "deaf") : 0;
}

static int on_shown(void *u, enum mk_phone_wait *out)
{
    const struct scripted *s = u;
    *out = s->turns == s->shows_at ? MK_WAIT_PASSCODE : MK_WAIT_OVER;
    return s->turns && (s->turns == s->shows_at || s->turns == s->hides_at);
}

static int on_stopped(void *u, struct mk_error *e)
{
    const struct scripted *s = u;
    if (s->stop_at < 0)
        return mk_fail(e, MK_ECLOSED, "the owner is gone");
    return s->stop_at && s->turns >= s->stop_at;
}

static int on_wait(void *u, enum mk_phone_wait what, const char *detail, struct mk_error *e)
{
    struct scripted *s = u;
    size_t n = strlen(s->waits);
    (void)e;
    snprintf(s->waits + n, sizeof s->waits - n, "%d after %d: %.20s\n", (int)what, s->turns,
             detail);
    return 0;
}

static int run(struct mk_backup_end *end, struct mb2_log *log, struct scripted *s)
{
    struct mk_backup_talk *t = NULL;
    mb2_log_init(log);
    struct mk_backup_tell tell = mb2_tell(log);
    const struct mk_backup_line line = { s, on_read, on_write, on_shown };
    const struct mk_backup_owner owner = { s, on_stopped, on_wait };
    *end = (struct mk_backup_end){ 0 };
    int rc = mk_backup_talk_new(&t, &mb2_plain, &tell, &err);
    if (rc == 0)
        rc = mk_backup_run(t, &line, &owner, &err);
    if (rc == 0)
        *end = *mk_backup_talk_end(t);
    mk_backup_talk_free(t);
    return rc;
}

/* Where in a backup the answer to the request itself would come. */
static size_t after_hello(void)
{
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_hello(&b);
    size_t n = b.len;
    mk_buf_done(&b);
    return n;
}

static void script(struct scripted *s)
{
    *s = (struct scripted){ .quiet_at = SIZE_MAX };
    mk_buf_init(&s->bytes, 1 << 20);
    mb2_backup(&s->bytes);
}

static void a_backup_that_comes_at_once_waits_for_nobody(void **state)
{
    (void)state;
    struct mk_backup_end end;
    struct mb2_log log;
    struct scripted s;
    script(&s);
    assert_int_equal(run(&end, &log, &s), 0);
    assert_int_equal(end.status, MK_PH_OK);
    assert_string_equal(s.waits, "");
    assert_int_equal(log.open, 0);
    mb2_log_done(&log);
    mk_buf_done(&s.bytes);
}

static void a_phone_that_does_not_answer_may_want_its_passcode(void **state)
{
    (void)state;
    struct mk_backup_end end;
    struct mb2_log log;
    struct scripted s;
    script(&s);
    s.quiet_at = after_hello();
    s.quiet_turns = 40;
    assert_int_equal(run(&end, &log, &s), 0);
    assert_int_equal(end.status, MK_PH_OK);
    assert_string_equal(s.waits, "2 after 12: the phone does not a\n0 after 40: \n");
    mb2_log_done(&log);
    mk_buf_done(&s.bytes);
}

static void a_phone_that_shows_its_question_is_believed(void **state)
{
    (void)state;
    struct mk_backup_end end;
    struct mb2_log log;
    struct scripted s;
    script(&s);
    s.quiet_at = after_hello();
    s.quiet_turns = 40;
    s.shows_at = 2;
    s.hides_at = 20;
    assert_int_equal(run(&end, &log, &s), 0);
    assert_int_equal(end.status, MK_PH_OK);
    /* behind the passcode it may think for a while */
    assert_string_equal(s.waits,
                        "2 after 2: the phone shows that\n0 after 20: the phone shows that\n");
    mb2_log_done(&log);
    mk_buf_done(&s.bytes);
}

static void a_silent_phone_is_given_up(void **state)
{
    (void)state;
    for (int in_file = 0; in_file < 2; in_file++) {
        struct mk_backup_end end;
        struct mb2_log log;
        struct scripted s;
        script(&s);
        const char *content = memmem(s.bytes.p, s.bytes.len, "hello world", 11);
        s.quiet_at = in_file ? (size_t)((const uint8_t *)content - s.bytes.p) : after_hello();
        s.quiet_turns = 1000000;
        assert_int_equal(run(&end, &log, &s), 0);
        assert_int_equal(end.status, MK_PH_TIMEOUT);
        assert_int_equal(s.turns * MK_BACKUP_TURN_MS,
                         in_file ? MK_BACKUP_STALL_MS : MK_BACKUP_THINK_MS);
        assert_int_equal(log.open, 0);
        mb2_log_done(&log);
        mk_buf_done(&s.bytes);
    }
}

static void a_connection_that_ends_is_told(void **state)
{
    (void)state;
    for (int deaf = 0; deaf < 2; deaf++) {
        struct mk_backup_end end;
        struct mb2_log log;
        struct scripted s;
        script(&s);
        s.bytes.len = s.bytes.len * 2 / 3;
        s.ends = true;
        s.deaf = deaf;
        s.quiet_at = 0;
        int rc = run(&end, &log, &s);
        assert_int_equal(rc, 0);
        assert_int_equal(end.status, deaf ? MK_PH_BROKEN : end.status);
        assert_true(end.status == MK_PH_BROKEN || end.status == MK_PH_TIMEOUT);
        assert_int_equal(log.open, 0);
        mb2_log_done(&log);
        mk_buf_done(&s.bytes);
    }
}

static void the_owner_may_call_it_off_or_be_gone(void **state)
{
    (void)state;
    for (int gone = 0; gone < 2; gone++) {
        struct mk_backup_end end;
        struct mb2_log log;
        struct scripted s;
        script(&s);
        s.quiet_at = after_hello();
        s.quiet_turns = 100;
        s.stop_at = gone ? -1 : 5;
        assert_int_equal(run(&end, &log, &s), gone ? -1 : 0);
        if (!gone)
            assert_int_equal(end.status, MK_PH_CANCELLED);
        mb2_log_done(&log);
        mk_buf_done(&s.bytes);
    }
}

/* ---- what the phone finds ---- */

static char found[4000];

static void note(void *u, const struct mk_backup_shelved *item)
{
    (void)u;
    size_t n = strlen(found);
    snprintf(found + n, sizeof found - n, "%.*s%s %llu\n", (int)item->name.len, item->name.p,
             item->folder ? "/" : "", (unsigned long long)item->size);
}

static const char *listed(const struct mk_backup_shelf *s, const char *folder)
{
    found[0] = 0;
    mk_backup_shelf_list(s, mk_str(folder), note, NULL);
    return found;
}

static void put(struct mk_backup_shelf *s, const char *path, uint64_t size)
{
    assert_int_equal(mk_backup_shelf_put(s, mk_str(path), size, &err), 0);
}

static void move(struct mk_backup_shelf *s, const char *from, const char *to)
{
    assert_int_equal(mk_backup_shelf_move(s, mk_str(from), mk_str(to), &err), 0);
}

static void what_was_sent_is_found_and_moved_and_removed(void **state)
{
    (void)state;
    struct mk_backup_shelf s = { 0 };
    assert_string_equal(listed(&s, ""), "");
    put(&s, "Snapshot/3d/3d00", 5);
    put(&s, "Snapshot/3d/3d01", 6);
    put(&s, "Snapshot/3e/3e00", 7);
    put(&s, "Snapshot/Manifest.db", 8);
    put(&s, "Snapshot-old/x", 1);
    put(&s, "Status.plist", 9);
    assert_int_equal(mk_backup_shelf_folder(&s, mk_str("3f"), &err), 0);
    assert_string_equal(listed(&s, ""), "3f/ 0\nSnapshot/ 0\nSnapshot-old/ 0\nStatus.plist 9\n");
    assert_string_equal(listed(&s, "Snapshot"), "3d/ 0\n3e/ 0\nManifest.db 8\n");
    assert_string_equal(listed(&s, "Snapshot/3d"), "3d00 5\n3d01 6\n");
    assert_string_equal(listed(&s, "nowhere"), "");
    move(&s, "Snapshot/3d/3d01", "3d/3d01"); /* a file */
    move(&s, "Snapshot/3e", "3e");           /* a folder */
    move(&s, "Snapshot/none", "none");       /* nothing */
    assert_string_equal(listed(&s, "3d"), "3d01 6\n");
    assert_string_equal(listed(&s, "3e"), "3e00 7\n");
    move(&s, "Snapshot", ""); /* all that is left in it */
    assert_string_equal(listed(&s, "3d"), "3d01 6\n3d00 5\n");
    assert_string_equal(listed(&s, "Snapshot"), "");
    mk_backup_shelf_remove(&s, mk_str("Status.plist"));
    mk_backup_shelf_remove(&s, mk_str("3d"));
    assert_string_equal(listed(&s, "3d"), "");
    assert_string_equal(listed(&s, ""), "3e/ 0\n3f/ 0\nSnapshot-old/ 0\nManifest.db 8\n");
    move(&s, "3e", "3e/deeper"); /* into itself: not */
    move(&s, "", "x");           /* all of it: not */
    assert_string_equal(listed(&s, "3e"), "3e00 7\n");
    mk_backup_shelf_done(&s);
}

static void many_files_are_found_again_in_their_order(void **state)
{
    (void)state;
    struct mk_backup_shelf s = { 0 };
    char from[64], to[64];
    for (unsigned i = 0; i < 3000; i++) {
        snprintf(from, sizeof from, "Snapshot/3d/%04u", i);
        put(&s, from, i);
    }
    for (unsigned i = 0; i < 3000; i++) {
        snprintf(from, sizeof from, "Snapshot/3d/%04u", i);
        snprintf(to, sizeof to, "3d/%04u", i);
        move(&s, from, to);
    }
    assert_string_equal(listed(&s, "Snapshot/3d"), "");
    assert_int_equal(strncmp(listed(&s, "3d"), "0000 0\n0001 1\n", 14), 0);
    mk_backup_shelf_done(&s);
}

static void a_shelf_without_memory_says_so(void **state)
{
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_backup_shelf s = { 0 };
        err = (struct mk_error){ 0 };
        int rc = mk_backup_shelf_put(&s, mk_str("a/b/c"), 1, &err) ||
                         mk_backup_shelf_move(&s, mk_str("a/b"), mk_str("d"), &err)
                     ? -1
                     : 0;
        assert_true(rc == 0 || err.code == MK_ENOMEM);
        mk_backup_shelf_done(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backup_that_comes_at_once_waits_for_nobody),
        cmocka_unit_test(a_phone_that_does_not_answer_may_want_its_passcode),
        cmocka_unit_test(a_phone_that_shows_its_question_is_believed),
        cmocka_unit_test(a_silent_phone_is_given_up),
        cmocka_unit_test(a_connection_that_ends_is_told),
        cmocka_unit_test(the_owner_may_call_it_off_or_be_gone),
        cmocka_unit_test(what_was_sent_is_found_and_moved_and_removed),
        cmocka_unit_test(many_files_are_found_again_in_their_order),
        cmocka_unit_test(a_shelf_without_memory_says_so),
    };
    return cmocka_run_group_tests_name("ios_backup_run", tests, NULL, NULL);
}
