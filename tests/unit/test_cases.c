#include "firmware/daemon/acts.h"
#include "firmware/daemon/cases.h"
#include "firmware/daemon/child.h"
#include "firmware/daemon/compose.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[64];
static struct mk_loop *loop;

static int begin(void **state)
{
    (void)state;
    snprintf(top, sizeof top, "/tmp/moka-cases.XXXXXX");
    return mkdtemp(top) && mk_loop_new(&loop, NULL, NULL) == 0 ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    mk_loop_free(loop);
    stock_remove(top);
    return 0;
}

static void folder(char out[static 128], const char *name)
{
    snprintf(out, 128, "%s/%s", top, name);
    assert_int_equal(mkdir(out, 0700), 0);
}

static void count_aside(void *u, const char *name)
{
    (void)name;
    ++*(int *)u;
}

struct opened {
    struct mk_cases *c;
    int fd, aside;
};

static int open_at(struct opened *o, const char *path, const struct mk_disk *disk,
                   struct mk_error *e)
{
    *o = (struct opened){ .fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
    assert_true(o->fd >= 0);
    return mk_cases_new(&o->c, loop, path, o->fd, disk, count_aside, &o->aside, e);
}

static void close_it(struct opened *o)
{
    mk_cases_free(o->c);
    close(o->fd);
}

static const char owner[] = "{\"role\":\"victim\",\"present\":true,\"minor\":\"no\"}";

static int say(struct mk_cases *c, struct mk_case *x, const char *part, const char *text,
               struct mk_error *e)
{
    json_t *v = json_loads(text, 0, NULL);
    assert_non_null(v);
    if (mk_cases_act(c, x, "said", "a.b", mk_str("\"part\":\"owner\""), e) || mk_cases_load(x, e)) {
        json_decref(v);
        return -1;
    }
    json_object_set_new(json_object_get(x->doc, "parts"), part, v);
    int rc = mk_cases_save(c, x, e);
    mk_cases_unload(x);
    return rc;
}

/* How far it came; each step was said to be done. */
static int live(struct opened *o, const char *path, const struct mk_disk *disk, char id[static 16])
{
    struct mk_error e = { 0 };
    struct mk_case *x;
    int done = 0;
    static const enum mk_case_state way[] = { MK_CASE_READY, MK_CASE_MEETING, MK_CASE_STOPPED };
    if (open_at(o, path, disk, &e))
        return 0;
    if (mk_cases_make(&x, o->c, true, "a.b", "A B", &e))
        return 0;
    snprintf(id, 16, "%s", x->id);
    done++;
    if (say(o->c, x, "owner", owner, &e))
        return done;
    done++;
    for (size_t i = 0; i < sizeof way / sizeof *way; i++, done++)
        if (mk_cases_become(o->c, x, way[i], i == 2 ? "stopped" : NULL, "text", "a.b", &e))
            return done;
    return done;
}

/* As `live` left it after so many steps, or one more. */
static void is_as_far(const struct opened *o, const char *id, int done)
{
    static const enum mk_case_state after[] = { MK_CASE_DRAFT, MK_CASE_DRAFT, MK_CASE_DRAFT,
                                                MK_CASE_READY, MK_CASE_READY, MK_CASE_STOPPED };
    static const uint64_t acts[] = { 0, 1, 2, 3, 4, 5 };
    struct mk_error e = { 0 };
    struct mk_case *x = mk_cases_find(o->c, id);
    assert_int_equal(o->aside, 0);
    if (!done && !x)
        return;
    assert_non_null(x);
    bool more = done < 5 && x->state == after[done + 1];
    assert_true(x->state == after[done] || more);
    assert_true(x->seq >= acts[done]);
    assert_int_equal(mk_cases_load(x, &e), 0);
    if (done >= 2)
        assert_string_equal(x->role, "victim");
    mk_cases_unload(x);
}

static void a_cut_at_any_write_leaves_what_was_said_to_be_done(void **state)
{
    (void)state;
    for (long n = 1;; n++) {
        struct fault_disk f;
        struct opened o = { 0 };
        char was[128], is[128], name[32], id[16] = "";
        snprintf(name, sizeof name, "was%ld", n);
        folder(was, name);
        fault_disk_init(&f, was);
        f.fail_at = n;
        f.fail_errno = EIO;
        f.cut = true;
        int done = live(&o, was, &f.disk, id);
        bool fired = f.fired;
        close_it(&o);
        for (unsigned seed = 0; seed < 3; seed++) {
            snprintf(name, sizeof name, "is%ld.%u", n, seed);
            folder(is, name);
            fault_disk_survive(&f, is, seed);
            struct mk_error e = { 0 };
            if (open_at(&o, is, fault_disk_lazy(), &e))
                fail_msg("%ld %u: %s", n, seed, e.text);
            is_as_far(&o, id, done);
            close_it(&o);
        }
        fault_disk_done(&f);
        if (!fired)
            break;
        assert_true(n < 500);
    }
}

static void a_write_that_fails_changes_nothing_and_the_next_one_goes_through(void **state)
{
    (void)state;
    for (long n = 1;; n++) {
        struct fault_disk f;
        struct opened o = { 0 };
        struct mk_error e = { 0 };
        struct mk_case *x = NULL;
        char was[128], name[32];
        snprintf(name, sizeof name, "once%ld", n);
        folder(was, name);
        fault_disk_init(&f, was);
        assert_int_equal(open_at(&o, was, &f.disk, &e), 0);
        assert_int_equal(mk_cases_make(&x, o.c, true, "a.b", "A B", &e), 0);
        f.fail_at = f.calls + n;
        f.fail_errno = ENOSPC;
        int rc = mk_cases_become(o.c, x, MK_CASE_READY, NULL, NULL, "a.b", &e);
        bool fired = f.fired;
        assert_true(fired || rc == 0);
        assert_int_equal(x->state, rc ? MK_CASE_DRAFT : MK_CASE_READY);
        if (rc && mk_cases_become(o.c, x, MK_CASE_READY, NULL, NULL, "a.b", &e))
            fail_msg("%ld: %s", n, e.text);
        close_it(&o);
        f.fail_at = 0;
        assert_int_equal(open_at(&o, was, &f.disk, &e), 0);
        assert_int_equal(mk_cases_count(o.c), 1);
        assert_int_equal(mk_cases_at(o.c, 0)->state, MK_CASE_READY);
        close_it(&o);
        fault_disk_done(&f);
        if (!fired)
            break;
        assert_true(n < 100);
    }
}

static void without_memory_nothing_changes(void **state)
{
    struct opened o;
    struct mk_error e = { 0 };
    char was[128];
    (void)state;
    folder(was, "memory");
    assert_int_equal(open_at(&o, was, fault_disk_lazy(), &e), 0);
    for (int n = 1; fault_arm(n); n++) {
        struct mk_case *x = NULL;
        if (mk_cases_make(&x, o.c, true, "a.b", "A B", &e) == 0) {
            mk_cases_unload(x);
            bool ok = mk_cases_become(o.c, x, MK_CASE_READY, NULL, NULL, "a.b", &e) == 0;
            assert_int_equal(x->state, ok ? MK_CASE_READY : MK_CASE_DRAFT);
        }
    }
    fault_disarm();
    size_t n = mk_cases_count(o.c);
    close_it(&o);
    assert_int_equal(open_at(&o, was, fault_disk_lazy(), &e), 0);
    assert_int_equal(mk_cases_count(o.c), n);
    assert_int_equal(o.aside, 0);
    close_it(&o);
}

static void no_state_is_left_but_by_the_table(void **state)
{
    (void)state;
    for (int to = 0; to < MK_CASE_STATE_COUNT; to++) {
        assert_false(mk_cases_may(MK_CASE_WIPED, (enum mk_case_state)to));
        assert_false(mk_cases_may(MK_CASE_WITHDRAWN, (enum mk_case_state)to));
        assert_int_equal(mk_cases_may(MK_CASE_SEALED, (enum mk_case_state)to),
                         to == MK_CASE_HANDED);
        assert_int_equal(mk_cases_may(MK_CASE_HANDED, (enum mk_case_state)to), to == MK_CASE_WIPED);
        assert_false(mk_cases_may((enum mk_case_state)to, (enum mk_case_state)to));
    }
    assert_false(mk_cases_may(MK_CASE_DRAFT, MK_CASE_MEETING));
    assert_false(mk_cases_may(MK_CASE_SEALING, MK_CASE_WITHDRAWN));
    for (int s = 0; s < MK_CASE_STATE_COUNT; s++)
        assert_int_equal(mk_cases_state_named(mk_cases_state_word((enum mk_case_state)s)), s);
}

/* ---- acts ---- */

static int add(uint64_t *seq, int dir, const struct mk_disk *disk, const char *more)
{
    struct mk_error e = { 0 };
    const struct mk_act a = { "said", "a.b", 1700000000000000, 5, mk_str(more) };
    int rc = mk_acts_add(seq, dir, "log", disk, &a, NULL, &e);
    return rc ? (int)e.code : 0;
}

static void a_torn_line_is_cut_off_and_numbers_go_on(void **state)
{
    struct mk_error e = { 0 };
    uint64_t seq = 0, next;
    struct mk_buf b;
    char dir[128];
    (void)state;
    folder(dir, "acts");
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < 5; i++)
        assert_int_equal(add(&seq, fd, fault_disk_lazy(), i % 2 ? "\"x\":1" : NULL), 0);
    int log = openat(fd, "log", O_WRONLY | O_APPEND);
    assert_int_equal(write(log, "{\"seq\":6,\"a", 11), 11);
    close(log);
    assert_int_equal(mk_acts_open(&seq, fd, "log", fault_disk_lazy(), &e), 0);
    assert_int_equal(seq, 5);
    assert_int_equal(add(&seq, fd, fault_disk_lazy(), NULL), 0);
    assert_int_equal(mk_acts_open(&seq, fd, "log", fault_disk_lazy(), &e), 0);
    assert_int_equal(seq, 6);
    mk_buf_init(&b, 65536);
    struct mk_json j = mk_json(&b);
    assert_int_equal(mk_acts_list(&j, fd, "log", 3, 200, &next, &e), 0);
    assert_true(next > 3 && strstr(mk_buf_cstr(&b), "\"seq\":3") &&
                !strstr((char *)b.p, "\"seq\":2"));
    assert_int_equal(mk_acts_strip(fd, "log", fault_disk_lazy(), &e), 0);
    mk_buf_clear(&b);
    j = mk_json(&b);
    assert_int_equal(mk_acts_list(&j, fd, "log", 1, 65536, &next, &e), 0);
    assert_true(next == 0 && !strstr(mk_buf_cstr(&b), "\"x\""));
    mk_buf_done(&b);
    close(fd);
}

static void an_act_that_is_too_long_or_finds_no_room_is_refused_whole(void **state)
{
    char dir[128];
    static char long_one[MK_ACT_LINE + 8] = "\"x\":\"";
    uint64_t seq = 0;
    struct mk_error e = { 0 };
    struct fault_disk f;
    (void)state;
    folder(dir, "full");
    fault_disk_init(&f, dir);
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    memset(long_one + 5, 'a', MK_ACT_LINE);
    long_one[MK_ACT_LINE + 5] = '"';
    assert_int_equal(add(&seq, fd, &f.disk, long_one), MK_ELIMIT);
    f.tight = true;
    f.room = 150;
    assert_int_equal(add(&seq, fd, &f.disk, NULL), 0);
    assert_int_equal(add(&seq, fd, &f.disk, NULL), MK_ENOSPC);
    assert_int_equal(seq, 1);
    f.tight = false;
    assert_int_equal(add(&seq, fd, &f.disk, NULL), 0);
    assert_int_equal(mk_acts_open(&seq, fd, "log", &f.disk, &e), 0);
    assert_int_equal(seq, 2);
    close(fd);
    fault_disk_done(&f);
}

static void a_case_of_which_much_was_said_can_still_be_ended(void **state)
{
    char dir[128];
    struct opened o;
    struct mk_case *x;
    struct mk_error e = { 0 };
    (void)state;
    folder(dir, "talkative");
    assert_int_equal(open_at(&o, dir, mk_disk_real(), &e), 0);
    assert_int_equal(mk_cases_make(&x, o.c, true, "a.b", "A B", &e), 0);
    x->seq = MK_ACTS_MAX - MK_ACTS_KEPT;
    assert_int_equal(mk_cases_act(o.c, x, "looked-at-glance", "a.b", mk_str(NULL), &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(mk_cases_act(o.c, x, "withdraw", "a.b", mk_str(NULL), &e), 0);
    assert_int_equal(mk_cases_become(o.c, x, MK_CASE_WITHDRAWN, NULL, NULL, "a.b", &e), 0);
    assert_true(MK_ACTS_FILE <= MK_CHILD_IN); /* else no run could be given it */
    close_it(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_at_any_write_leaves_what_was_said_to_be_done),
        cmocka_unit_test(a_write_that_fails_changes_nothing_and_the_next_one_goes_through),
        cmocka_unit_test(without_memory_nothing_changes),
        cmocka_unit_test(no_state_is_left_but_by_the_table),
        cmocka_unit_test(a_torn_line_is_cut_off_and_numbers_go_on),
        cmocka_unit_test(an_act_that_is_too_long_or_finds_no_room_is_refused_whole),
        cmocka_unit_test(a_case_of_which_much_was_said_can_still_be_ended),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
