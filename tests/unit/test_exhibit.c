#include "tests/lib/t.h"
#include "firmware/exhibit/frames.h"
#include "firmware/worker/unframe.h"
#include "tests/lib/far_worker.h"
#include "tests/lib/fault.h"
#include <stdio.h>
#include <unistd.h>

struct heard {
    char out[100], err[100];
};

static int on_out(void *u, struct mk_span s, struct mk_error *e)
{
    struct heard *h = u;
    size_t n = strlen(h->out);
    snprintf(h->out + n, sizeof h->out - n, "%.*s", (int)s.len, (const char *)s.p);
    return strcmp(h->out, "full") == 0 ? mk_fail(e, MK_ENOSPC, "full") : 0;
}

static int on_err(void *u, struct mk_span s, struct mk_error *e)
{
    struct heard *h = u;
    (void)e;
    snprintf(h->err, sizeof h->err, "%.*s", (int)s.len, (const char *)s.p);
    return 0;
}

static const struct mk_analysis IDS = { .role = MK_ROLE_IDS, .columns = { NULL, 0 } };
static const struct mk_analysis FILE_ = { .role = MK_ROLE_FILE };

static int exec(struct far *f, struct mk_answer *a, const struct mk_analysis *how, struct heard *h,
                struct mk_error *e)
{
    *h = (struct heard){ 0 };
    return mk_exhibit_exec(a, &f->x, mk_str("cmd"), how, on_out, on_err, h, e);
}

static void a_command_gives_output_error_and_result(void **s)
{
    (void)s;
    struct far f;
    struct mk_answer a;
    struct heard h;
    struct mk_error e;
    mk_answer_init(&a);
    far_open(&f);
    far_text(&f, MK_PH_DATA, "one");
    far_text(&f, MK_PH_DATA_ERR, "odd");
    far_text(&f, MK_PH_DATA, "two");
    put_done(&f.b, 0);
    put_result(&f.b);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(exec(&f, &a, &IDS, &h, &e), 0);
    assert_string_equal(h.out, "onetwo");
    assert_string_equal(h.err, "odd");
    assert_string_equal(a.why, "so");
    assert_int_equal(a.exit_code, 7);
    assert_int_equal(a.content, MK_ANSWER_ROWS);
    assert_int_equal(a.flags, 3);
    assert_int_equal(a.rows, 12);
    assert_int_equal(a.first, 5);
    assert_int_equal(a.last, 99);
    assert_int_equal(a.singles.len, 16);
    assert_int_equal(((const int64_t *)(const void *)a.singles.p)[1], 7);
    assert_int_equal(a.changed.len, 8);
    far_close(&f);
    mk_answer_done(&a);
}

static void an_end_cut_anywhere_is_refused(void **s)
{
    (void)s;
    struct far f;
    struct mk_answer a;
    struct heard h;
    struct mk_error e;
    mk_answer_init(&a);
    size_t whole = 1;
    for (size_t n = 0; n < whole; n++) {
        far_open(&f);
        put_done(&f.b, 0);
        put_result(&f.b);
        whole = f.b.len;
        far_cut(&f, MK_PH_DONE, n);
        assert_int_equal(exec(&f, &a, &IDS, &h, &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
        far_close(&f);
    }
    mk_answer_done(&a);
}

/* Where the result's fields are, behind 11 bytes of the end itself. */
static void lies_in_a_result_are_refused(void **s)
{
    (void)s;
    static const struct {
        size_t at;
        uint8_t byte;
    } lie[] = {
        { 0, MK_PH_BROKEN + 1 },
        { 11, MK_ANSWER_COUNT + 1 },
        { 40, 0xff },
        { 43, 0x01 } /* 16 M ids */,
        { 60, 0xff },
        { 63, 0x80 },
    };
    struct mk_answer a;
    struct mk_error e;
    mk_answer_init(&a);
    for (size_t i = 0; i < sizeof lie / sizeof *lie; i++) {
        struct far f;
        struct heard h;
        far_open(&f);
        put_done(&f.b, 0);
        put_result(&f.b);
        f.b.p[lie[i].at] = lie[i].byte;
        far_say(&f, MK_PH_DONE);
        assert_int_equal(exec(&f, &a, &IDS, &h, &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
        far_close(&f);
    }
    mk_answer_done(&a);
}

static void more_ids_than_there_may_be_are_refused(void **s)
{
    (void)s;
    struct mk_answer a;
    struct mk_error e;
    struct far f;
    struct heard h;
    mk_answer_init(&a);
    far_open(&f);
    put_done(&f.b, 0);
    mk_buf_u8(&f.b, MK_ANSWER_ROWS);
    mk_buf_u32le(&f.b, 0);
    for (int i = 0; i < 3; i++)
        mk_buf_u64le(&f.b, 0);
    mk_buf_u32le(&f.b, 0); /* to be fetched singly; then those that went or came */
    mk_buf_u32le(&f.b, MK_PH_SINGLES + 2);
    for (unsigned i = 0; i < MK_PH_SINGLES + 2; i++)
        mk_buf_u64le(&f.b, i);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(exec(&f, &a, &IDS, &h, &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    far_close(&f);
    mk_answer_done(&a);
}

/* What ends a command, and the code that it ends with. */
static int exec_ends(struct far *f)
{
    struct mk_answer a;
    struct heard h;
    struct mk_error e = { 0 };
    mk_answer_init(&a);
    int rc = exec(f, &a, &FILE_, &h, &e);
    mk_answer_done(&a);
    far_close(f);
    return rc ? (int)e.code : 0;
}

static void a_dead_worker_is_told_from_a_lost_phone(void **s)
{
    (void)s;
    struct far f;
    uint8_t half[MK_FRAME_HEAD];
    mk_frame_head(half, MK_PH_DATA, 1, 5);
    far_open(&f); /* between frames */
    far_text(&f, MK_PH_DATA, "x");
    far_gone(&f);
    assert_int_equal(exec_ends(&f), MK_ESTATE);
    far_open(&f); /* inside a head, inside a body */
    far_raw(&f, half, 3);
    far_gone(&f);
    assert_int_equal(exec_ends(&f), MK_ESTATE);
    far_open(&f);
    far_raw(&f, half, sizeof half);
    far_raw(&f, "abc", 3);
    far_gone(&f);
    assert_int_equal(exec_ends(&f), MK_ESTATE);
    far_open(&f); /* before it could even be asked */
    close(f.fd);
    f.fd = -1;
    assert_int_equal(exec_ends(&f), MK_ESTATE);
    far_open(&f); /* it had gone, but had said why */
    mk_buf_text(&f.b, mk_str("unplugged"));
    far_say(&f, MK_PH_LOST);
    close(f.fd);
    f.fd = -1;
    assert_int_equal(exec_ends(&f), MK_ECLOSED);
    far_open(&f);
    mk_buf_text(&f.b, mk_str("unplugged"));
    far_cut(&f, MK_PH_LOST, 6); /* even when the reason is cut */
    assert_int_equal(exec_ends(&f), MK_ECLOSED);
}

static void frames_that_do_not_belong_end_it(void **s)
{
    (void)s;
    static const uint16_t types[] = { 0,          MK_PH_OPEN,    MK_PH_HELLO, MK_PH_PHONE,
                                      MK_PH_AUTH, MK_PH_ENTRIES, MK_PH_ITEM,  MK_PH_LOST + 1,
                                      MK_PH_QUIT, 0xffff };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct far f;
        far_open(&f);
        far_text(&f, types[i], "0123456789012345678901234567890123456789");
        assert_int_equal(exec_ends(&f), MK_EPROTO);
    }
}

static void a_frame_longer_than_any_ends_it(void **s)
{
    (void)s;
    struct far f;
    far_open(&f);
    far_raw(&f, "\xff\xff\xff\xff\x43\0\0\0", 8);
    assert_int_equal(exec_ends(&f), MK_EPROTO);
}

static void what_the_callback_says_ends_it(void **s)
{
    (void)s;
    struct far f;
    far_open(&f);
    far_text(&f, MK_PH_DATA, "full");
    assert_int_equal(exec_ends(&f), MK_ENOSPC);
}

static void a_run_that_is_to_stop_stops(void **s)
{
    (void)s;
    static const volatile sig_atomic_t stop = 1;
    struct far f;
    far_open(&f);
    f.x.owner.stop = &stop;
    far_text(&f, MK_PH_DATA, "x");
    assert_int_equal(exec_ends(&f), MK_ECLOSED);
}

static int read_stored(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    (void)e;
    const char *text = u;
    struct mk_span left = mk_span_from(mk_str(text), (size_t)at);
    *got = left.len < n ? left.len : n;
    if (*got)
        memcpy(out, left.p, *got);
    return 0;
}

static void a_stored_answer_is_fed_whole(void **s)
{
    (void)s;
    struct far f;
    struct mk_answer a;
    struct mk_chan *worker;
    struct mk_frame fr;
    static char text[] = "Row: 0 _id=1\n";
    static const uint16_t types[] = { MK_PH_FEED, MK_PH_FEED_DATA, MK_PH_FEED_ERR, MK_PH_FEED_END };
    struct mk_file file = { .pread = read_stored, .u = text, .size = sizeof text - 1 };
    mk_answer_init(&a);
    far_open(&f);
    put_done(&f.b, 0);
    put_result(&f.b);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(mk_exhibit_replay(&a, &f.x, &IDS, &file, mk_str("oops"), NULL), 0);
    assert_int_equal(a.rows, 12);
    assert_int_equal(mk_chan_new(&worker, dup(f.fd), NULL), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(mk_chan_recv(&fr, NULL, worker, 0, NULL), 1);
        assert_int_equal(fr.type, types[i]);
        if (i == 1)
            assert_true(mk_span_is(fr.body, text));
        if (i == 2)
            assert_true(mk_span_is(fr.body, "oops"));
    }
    mk_chan_free(worker);
    file.size++; /* it was longer once */
    assert_int_equal(mk_exhibit_replay(&a, &f.x, &IDS, &file, mk_str(""), NULL), -1);
    far_close(&f);
    mk_answer_done(&a);
}

static void memory_may_fail_anywhere(void **s)
{
    (void)s;
    for (int n = 1;; n++) {
        struct far f;
        struct mk_answer a;
        struct heard h;
        struct mk_error e = { 0 };
        far_open(&f);
        put_hello(&f.b);
        far_say(&f, MK_PH_HELLO);
        put_phone(&f.b);
        far_say(&f, MK_PH_PHONE);
        far_text(&f, MK_PH_DATA, "x");
        put_done(&f.b, 0);
        put_result(&f.b);
        far_say(&f, MK_PH_DONE);
        bool more = fault_arm(n);
        mk_answer_init(&a);
        int rc = mk_exhibit_greet(&f.x, &e);
        if (rc == 0)
            rc = exec(&f, &a, &IDS, &h, &e);
        fault_disarm();
        assert_true(rc == 0 || e.code == MK_ENOMEM || e.code == MK_ELIMIT || e.code == MK_EPROTO);
        assert_int_equal(rc != 0, fault_fired());
        mk_answer_done(&a);
        far_close(&f);
        if (!more)
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_gives_output_error_and_result),
        cmocka_unit_test(an_end_cut_anywhere_is_refused),
        cmocka_unit_test(lies_in_a_result_are_refused),
        cmocka_unit_test(more_ids_than_there_may_be_are_refused),
        cmocka_unit_test(a_dead_worker_is_told_from_a_lost_phone),
        cmocka_unit_test(frames_that_do_not_belong_end_it),
        cmocka_unit_test(a_frame_longer_than_any_ends_it),
        cmocka_unit_test(what_the_callback_says_ends_it),
        cmocka_unit_test(a_run_that_is_to_stop_stops),
        cmocka_unit_test(a_stored_answer_is_fed_whole),
        cmocka_unit_test(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
