#include "firmware/bundle/writer.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/hand_bundle.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A run that is broken off somewhere, and what has to hold then: the bundle opens again, all that
 * was confirmed is there, the rest can be done again, and it can be sealed. */

#define OBJECTS  14u
#define IN_GROUP 4u
#define SEEDS    8u
#define PLAN     "{\"plan\":1}\n"

/* What a run was told, up to where it broke off. */
struct told {
    bool created, sealed, put;
    uint64_t confirmed; /* objects up to this number are durable */
    uint64_t acts;      /* confirmed lines of the custody log */
};

static struct mk_error e;
static char keys[64];

static size_t size_of(uint64_t n)
{
    return n % 5 == 0 ? 0 : (size_t)(n * 331);
}

static bool is_dropped(uint64_t n)
{
    return n == 6;
}

static int one(struct mk_bundle *b, uint64_t n)
{
    struct mk_object o = mkbundle_object(n);
    if (mk_bundle_state(b, n) != MK_OBJECT_NONE)
        return 0;
    if (!is_dropped(n))
        return mkbundle_add(b, n, size_of(n), &e);
    return mk_bundle_begin(b, &o, &e) == 0 && mk_bundle_write(b, mk_str("half"), &e) == 0
               ? mk_bundle_drop(b, "the phone went away", &e)
               : -1;
}

static int sign(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *err)
{
    return mk_sshkey_sign(out, u, MK_SSH_NAMESPACE, message, err);
}

static int sign_and_seal(struct mk_bundle *b)
{
    struct mk_signer by = { "kit", sign, hand_kit };
    return mk_bundle_seal(b, &by, 1, &e);
}

static int fill(struct told *t, struct mk_bundle *b)
{
    struct mk_coverage c = { .artefact = "storage",
                             .state = MK_COVER_FOUND,
                             .seen = MK_COVER_NONE,
                             .taken = MK_COVER_NONE,
                             .records = MK_COVER_NONE,
                             .issues = MK_COVER_NONE };
    int fd = -1;
    b->commit.due_objects = 3; /* so that groups go by themselves, too */
    if (mk_bundle_put(b, "plan.json", mk_str(PLAN), &e) != 0)
        return -1;
    t->put = true;
    if (mk_bundle_scratch(&fd, b, "work", &e) != 0)
        return -1;
    close(fd);
    for (uint64_t n = 1; n <= OBJECTS; n++) {
        if (one(b, n) != 0)
            return -1;
        if (n % IN_GROUP != 0)
            continue;
        if (mk_bundle_act(b, "group", NULL, NULL, n == 4, &e) != 0 ||
            mk_bundle_cover(b, &c, &e) != 0 || mk_bundle_sync(b, &e) != 0)
            return -1;
        t->confirmed = n;
        t->acts++;
    }
    return sign_and_seal(b);
}

static void run(struct told *t, const char *dir, const struct mk_disk *disk)
{
    struct mk_bundle *b = NULL;
    *t = (struct told){ 0 };
    e.code = MK_OK;
    if (mk_bundle_create(&b, dir, disk, &mkbundle_info, &e) != 0)
        return;
    t->created = true;
    t->sealed = fill(t, b) == 0;
    mk_bundle_free(b);
}

/* ---- what holds afterwards ---- */

struct seen {
    uint64_t n;
    const struct mk_source *src;
};

static int entry(void *u, const struct mk_entry *en, struct mk_error *err)
{
    struct seen *s = u;
    static uint8_t want[8192], have[8193];
    struct mk_file f;
    size_t got = 0, size = size_of(en->id);
    s->n += is_dropped(s->n + 1) ? 2 : 1;
    assert_int_equal(en->id, s->n);
    assert_int_equal(en->size, size);
    mkbundle_bytes(want, size, en->id);
    assert_int_equal(s->src->open(&f, s->src->u, en->id, err), 0);
    assert_int_equal(f.pread(f.u, 0, have, sizeof have, &got, err), 0);
    mk_file_close(&f);
    assert_int_equal(got, size);
    assert_memory_equal(have, want, size);
    return 0;
}

static void hear(void *u, bool bad, const char *text)
{
    (void)u;
    if (bad)
        print_message("BAD %s\n", text);
}

static void is_intact(const char *dir)
{
    enum mk_verdict v = MK_UNKNOWN;
    assert_int_equal(mk_verify(&v, dir, stock_path(keys, "trust"), NULL, hear, NULL, &e), 0);
    assert_int_equal(v, MK_INTACT);
}

static void holds_all(const char *dir)
{
    struct mk_source src;
    struct seen s = { 0, &src };
    struct stat st;
    assert_int_equal(mk_source_bundle(&src, dir, &e), 0);
    int rc = src.list(src.u, entry, &s, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    assert_int_equal(s.n, OBJECTS);
    mk_source_done(&src);
    assert_true(lstat(stock_path(dir, "journal"), &st) != 0);
    assert_true(lstat(stock_path(dir, "scratch"), &st) != 0);
    assert_true(lstat(stock_path(dir, "signatures/kit.sig"), &st) == 0);
    assert_true(lstat(stock_path(dir, "data/000/0000006"), &st) != 0);
    is_intact(dir);
}

static void keeps_its_word(const struct told *t, const struct mk_bundle *b)
{
    for (uint64_t n = 1; n <= t->confirmed; n++)
        if (is_dropped(n))
            assert_int_equal(mk_bundle_state(b, n), MK_OBJECT_DROPPED);
        else
            assert_true(mkbundle_has(b, n, size_of(n)));
    for (uint64_t n = t->confirmed + 1; n <= OBJECTS; n++)
        if (mk_bundle_state(b, n) == MK_OBJECT_WHOLE)
            assert_true(mkbundle_has(b, n, size_of(n)));
    assert_true(b->seq >= t->acts);
    assert_string_equal(mk_bundle_info(b)->id, mkbundle_info.id);
}

static void has_plan(const char *dir)
{
    struct mk_buf b;
    mk_buf_init(&b, 100);
    stock_read(&b, stock_path(dir, "plan.json"));
    assert_true(mk_span_is(mk_buf_span(&b), PLAN));
    mk_buf_done(&b);
}

static void go_on(const struct told *t, const char *dir)
{
    struct mk_bundle *b = NULL;
    struct told rest = *t;
    int rc = mk_bundle_resume(&b, dir, fault_disk_lazy(), &e);
    if (rc != 0 && e.code == MK_ESTATE) { /* it was sealed, even when nobody was told */
        holds_all(dir);
        return;
    }
    assert_false(t->sealed);
    if (rc != 0 && !t->created)
        rc = mk_bundle_create(&b, dir, fault_disk_lazy(), &mkbundle_info, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    keeps_its_word(t, b);
    if (t->put)
        has_plan(dir);
    rc = b->sealing ? sign_and_seal(b) : fill(&rest, b);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    mk_bundle_free(b);
    holds_all(dir);
}

/* ---- the ways to break off ---- */

static void every_failing_disk_call_leaves_a_good_bundle(void **state)
{
    static const int errors[] = { EIO, ENOSPC };
    (void)state;
    for (size_t k = 0; k < sizeof errors / sizeof *errors; k++) {
        bool fired = true;
        for (long n = 1; fired; n++) {
            struct fault_disk f;
            struct told t;
            char dir[64];
            stock_dir(dir);
            fault_disk_init(&f, dir);
            f.fail_at = n;
            f.fail_errno = errors[k];
            run(&t, stock_path(dir, "b"), &f.disk);
            fired = f.fired;
            if (!t.sealed)
                assert_int_equal(e.code, errors[k] == EIO ? MK_EIO : MK_ENOSPC);
            go_on(&t, stock_path(dir, "b"));
            fault_disk_done(&f);
            stock_remove(dir);
        }
    }
}

static void a_power_cut_at_any_disk_call_loses_nothing_confirmed(void **state)
{
    bool fired = true;
    (void)state;
    for (long n = 1; fired; n++)
        for (unsigned seed = 0; seed < SEEDS; seed++) {
            struct fault_disk f;
            struct told t;
            char dir[64];
            stock_dir(dir);
            assert_int_equal(mkdir(stock_path(dir, "before"), 0700), 0);
            assert_int_equal(mkdir(stock_path(dir, "after"), 0700), 0);
            fault_disk_init(&f, stock_path(dir, "before"));
            f.fail_at = n;
            f.cut = true;
            run(&t, stock_path(dir, "before/b"), &f.disk);
            fired = f.fired;
            fault_disk_survive(&f, stock_path(dir, "after"), (unsigned)n * SEEDS + seed);
            go_on(&t, stock_path(dir, "after/b"));
            fault_disk_done(&f);
            stock_remove(dir);
        }
}

static void every_amount_of_room_leaves_a_good_bundle(void **state)
{
    (void)state;
    bool sealed = false;
    for (uint64_t room = 0; !sealed; room += 257) {
        struct fault_disk f;
        struct told t;
        char dir[64];
        stock_dir(dir);
        fault_disk_init(&f, dir);
        f.tight = true;
        f.room = room;
        run(&t, stock_path(dir, "b"), &f.disk);
        sealed = t.sealed;
        if (!sealed)
            assert_int_equal(e.code, MK_ENOSPC);
        go_on(&t, stock_path(dir, "b"));
        fault_disk_done(&f);
        stock_remove(dir);
    }
}

static void short_and_interrupted_writes_change_nothing(void **state)
{
    struct fault_disk f;
    struct told t;
    char dir[64];
    (void)state;
    stock_dir(dir);
    fault_disk_init(&f, dir);
    f.crumbs = true;
    run(&t, stock_path(dir, "b"), &f.disk);
    assert_true(t.sealed);
    holds_all(stock_path(dir, "b"));
    fault_disk_done(&f);
    stock_remove(dir);
}

static void every_failing_allocation_leaves_a_good_bundle(void **state)
{
    (void)state;
    for (int n = 1;; n++) {
        struct told t;
        char dir[64];
        stock_dir(dir);
        const char *path = stock_path(dir, "b");
        if (!fault_arm(n)) {
            stock_remove(dir);
            break;
        }
        run(&t, path, fault_disk_lazy());
        fault_disarm();
        assert_true(t.sealed || e.code == MK_ENOMEM);
        go_on(&t, path);
        stock_remove(dir);
    }
}

static void no_allocation_fault_breaks_resuming(void **state)
{
    char dir[64];
    struct told t = { .created = true };
    struct mk_bundle *b = NULL;
    (void)state;
    stock_dir(dir);
    const char *path = stock_path(dir, "b");
    assert_int_equal(mk_bundle_create(&b, path, fault_disk_lazy(), &mkbundle_info, &e), 0);
    for (uint64_t n = 1; n < 6; n++)
        assert_int_equal(one(b, n), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    t.confirmed = 5;
    for (int n = 1; fault_arm(n); n++) {
        b = NULL;
        int rc = mk_bundle_resume(&b, path, fault_disk_lazy(), &e);
        fault_disarm();
        assert_true(rc == 0 || e.code == MK_ENOMEM || e.code == MK_EFORMAT);
        mk_bundle_free(b);
    }
    go_on(&t, path);
    stock_remove(dir);
}

static int begin(void **state)
{
    char trust[300];
    (void)state;
    stock_dir(keys);
    hand_keys(keys);
    snprintf(trust, sizeof trust, "kit:%s %s\n", mkbundle_info.kit_id, mk_sshkey_public(hand_kit));
    stock_write(stock_path(keys, "trust"), mk_str(trust));
    return 0;
}

static int end(void **state)
{
    (void)state;
    hand_keys_done(keys);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failing_disk_call_leaves_a_good_bundle),
        cmocka_unit_test(a_power_cut_at_any_disk_call_loses_nothing_confirmed),
        cmocka_unit_test(every_amount_of_room_leaves_a_good_bundle),
        cmocka_unit_test(short_and_interrupted_writes_change_nothing),
        cmocka_unit_test(every_failing_allocation_leaves_a_good_bundle),
        cmocka_unit_test(no_allocation_fault_breaks_resuming),
    };
    /* Thousands of small files: in memory where that can be. */
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0);
    return cmocka_run_group_tests(tests, begin, end);
}
