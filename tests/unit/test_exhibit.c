#include "tests/lib/t.h"
#include "firmware/acquire/exhibit_frames.h"
#include "firmware/worker/unframe.h"
#include "tests/lib/fault.h"
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * The worker's part is written into its end of the socket beforehand, as bytes: whatever the parent
 * asks, this is what it is answered.
 */
struct far {
    struct mk_exhibit x;
    int fd; /* the worker's end */
    struct mk_buf b;
};

static void far_open(struct far *f)
{
    int pair[2];
    *f = (struct far){ 0 };
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_int_equal(mk_chan_new(&f->x.worker.chan, pair[0], NULL), 0);
    f->fd = pair[1];
    mk_buf_init(&f->b, MK_FRAME_MAX);
    mk_buf_init(&f->x.facts.sandbox, 8192);
    mk_buf_init(&f->x.facts.banner, 65536);
    mk_buf_init(&f->x.facts.features, 65536);
}

static void far_close(struct far *f)
{
    mk_chan_free(f->x.worker.chan);
    if (f->fd >= 0)
        close(f->fd);
    mk_buf_done(&f->b);
    mk_buf_done(&f->x.facts.sandbox);
    mk_buf_done(&f->x.facts.banner);
    mk_buf_done(&f->x.facts.features);
}

static void far_raw(struct far *f, const void *p, size_t n)
{
    assert_int_equal(send(f->fd, p, n, MSG_NOSIGNAL), n);
}

/* Sends what is in f->b as a frame, its body cut to `n` bytes. */
static void far_cut(struct far *f, uint16_t type, size_t n)
{
    uint8_t head[MK_FRAME_HEAD];
    assert_true(mk_buf_ok(&f->b));
    mk_frame_head(head, type, 1, n);
    far_raw(f, head, sizeof head);
    if (n)
        far_raw(f, f->b.p, n);
    mk_buf_clear(&f->b);
}

static void far_say(struct far *f, uint16_t type)
{
    far_cut(f, type, f->b.len);
}

static void far_text(struct far *f, uint16_t type, const char *text)
{
    mk_buf_puts(&f->b, text);
    far_say(f, type);
}

static void far_gone(struct far *f)
{
    shutdown(f->fd, SHUT_WR);
}

static void put_done(struct mk_buf *b, uint8_t status)
{
    mk_buf_u8(b, status);
    mk_buf_u32le(b, 7);
    mk_frame_put_text(b, mk_str("so"));
}

static void put_result(struct mk_buf *b)
{
    mk_buf_u8(b, MK_ANSWER_ROWS);
    mk_buf_u32le(b, 3);
    mk_buf_u64le(b, 12);
    mk_buf_u64le(b, 5);
    mk_buf_u64le(b, 99);
    mk_buf_u32le(b, 2);
    mk_buf_u64le(b, 6);
    mk_buf_u64le(b, 7);
    mk_buf_u32le(b, 1);
    mk_buf_u64le(b, 8);
}

static void put_phone(struct mk_buf *b)
{
    mk_frame_put_text(b, mk_str("device::a=1;ro.x=yes;device:z=2;"));
    mk_buf_u32le(b, 0);
    mk_frame_put_text(b, mk_str("shell_v2,cmd"));
    mk_buf_u32le(b, 0x01000001);
    mk_buf_u32le(b, 4096);
}

static void put_hello(struct mk_buf *b)
{
    mk_frame_put_text(b, mk_str("seccomp: on\n"));
}

static void put_entry(struct mk_buf *b, char type, const char *path)
{
    mk_buf_u8(b, (uint8_t)type);
    mk_buf_u32le(b, 0644);
    mk_buf_u64le(b, 10);
    mk_buf_u64le(b, (uint64_t)-5);
    mk_buf_u32le(b, 0);
    mk_frame_put_text(b, mk_str(path));
}

static void put_item(struct mk_buf *b, uint64_t item, uint8_t status)
{
    mk_buf_u64le(b, item);
    mk_buf_u8(b, status);
    mk_buf_u64le(b, 1);
    mk_buf_u32le(b, 0600);
    mk_buf_u64le(b, 77);
    mk_frame_put_text(b, mk_str(status ? "errno 13" : ""));
}

/* ---- greeting ---- */

static void the_greeting_is_taken_apart(void **s)
{
    (void)s;
    struct far f;
    far_open(&f);
    put_hello(&f.b);
    far_say(&f, MK_PH_HELLO);
    put_phone(&f.b);
    far_say(&f, MK_PH_PHONE);
    assert_int_equal(mk_exhibit_greet(&f.x, NULL), 0);
    assert_int_equal(f.x.facts.version, 0x01000001);
    assert_int_equal(f.x.facts.max_payload, 4096);
    assert_true(mk_span_is(mk_buf_span(&f.x.facts.sandbox), "seccomp: on\n"));
    assert_true(mk_span_is(mk_exhibit_prop(&f.x, "a"), "1"));
    assert_true(mk_span_is(mk_exhibit_prop(&f.x, "ro.x"), "yes"));
    assert_int_equal(mk_exhibit_prop(&f.x, "ro").len, 0);
    assert_int_equal(mk_exhibit_prop(&f.x, "b").len, 0);
    far_close(&f);
}

static void a_greeting_cut_anywhere_is_refused(void **s)
{
    (void)s;
    struct far f;
    struct mk_error e;
    size_t whole = 1;
    for (size_t n = 0; n < whole; n++) {
        far_open(&f);
        put_hello(&f.b);
        far_say(&f, MK_PH_HELLO);
        put_phone(&f.b);
        whole = f.b.len;
        far_cut(&f, MK_PH_PHONE, n);
        assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
        far_close(&f);
    }
    assert_true(whole > 40);
}

static int greet_with(const uint16_t *types, size_t n)
{
    struct far f;
    struct mk_error e = { 0 };
    far_open(&f);
    for (size_t i = 0; i < n; i++) {
        if (types[i] == MK_PH_HELLO)
            put_hello(&f.b);
        if (types[i] == MK_PH_PHONE)
            put_phone(&f.b);
        far_say(&f, types[i]);
    }
    far_gone(&f);
    int rc = mk_exhibit_greet(&f.x, &e);
    far_close(&f);
    return rc ? (int)e.code : 0;
}

static void a_greeting_out_of_order_is_refused(void **s)
{
    (void)s;
    static const uint16_t twice[] = { MK_PH_HELLO, MK_PH_HELLO, MK_PH_PHONE };
    static const uint16_t no_sandbox[] = { MK_PH_PHONE };
    static const uint16_t data[] = { MK_PH_HELLO, MK_PH_DATA };
    static const uint16_t key[] = { MK_PH_HELLO, MK_PH_AUTH };
    static const uint16_t dead[] = { MK_PH_HELLO };
    static const uint16_t lost[] = { MK_PH_HELLO, MK_PH_LOST };
    assert_int_equal(greet_with(twice, 3), MK_EPROTO);
    assert_int_equal(greet_with(no_sandbox, 1), MK_EPROTO);
    assert_int_equal(greet_with(data, 2), MK_EPROTO);
    assert_int_equal(greet_with(key, 2), MK_EAUTH);
    assert_int_equal(greet_with(dead, 1), MK_ESTATE);
    assert_int_equal(greet_with(lost, 2), MK_ECLOSED);
}

/* ---- commands ---- */

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
    mk_buf_u32le(&f.b, MK_PH_SINGLES + 2);
    for (unsigned i = 0; i < MK_PH_SINGLES + 2; i++)
        mk_buf_u64le(&f.b, i);
    mk_buf_u32le(&f.b, 0);
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
    mk_frame_put_text(&f.b, mk_str("unplugged"));
    far_say(&f, MK_PH_LOST);
    close(f.fd);
    f.fd = -1;
    assert_int_equal(exec_ends(&f), MK_ECLOSED);
    far_open(&f);
    mk_frame_put_text(&f.b, mk_str("unplugged"));
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
    mk_exhibit_stop_at(&f.x, &stop);
    far_text(&f, MK_PH_DATA, "x");
    assert_int_equal(exec_ends(&f), MK_ECLOSED);
}

static int read_stored(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    (void)e;
    const char *text = u;
    struct mk_span left = mk_span_from(mk_str(text), (size_t)at);
    *got = left.len < n ? left.len : n;
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

/* ---- listing ---- */

struct listed {
    size_t n;
    char types[8], last[40];
};

static int on_listed(void *u, const struct mk_listed *en, struct mk_error *e)
{
    struct listed *l = u;
    (void)e;
    assert_true(l->n < sizeof l->types);
    assert_int_equal(en->size, 10);
    assert_int_equal(en->mtime_s, -5);
    l->types[l->n++] = en->type;
    snprintf(l->last, sizeof l->last, "%.*s", (int)en->path.len, (const char *)en->path.p);
    return 0;
}

static void put_entries(struct mk_buf *b)
{
    mk_buf_u32le(b, 2);
    put_entry(b, 'd', "/r/a");
    put_entry(b, 'f', "/r/a/\nb");
}

static void a_listing_gives_its_entries(void **s)
{
    (void)s;
    struct far f;
    struct mk_answer a;
    struct listed l = { 0 };
    mk_answer_init(&a);
    far_open(&f);
    put_entries(&f.b);
    far_say(&f, MK_PH_ENTRIES);
    put_done(&f.b, MK_PH_REFUSED);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(mk_exhibit_list(&a, &f.x, mk_str("/r"), 3, on_listed, &l, NULL), 0);
    assert_int_equal(a.status, MK_PH_REFUSED);
    assert_int_equal(l.n, 2);
    assert_memory_equal(l.types, "df", 2);
    assert_string_equal(l.last, "/r/a/\nb");
    far_close(&f);
    mk_answer_done(&a);
}

static int list_ends(struct far *f)
{
    struct mk_answer a;
    struct listed l = { 0 };
    struct mk_error e = { 0 };
    mk_answer_init(&a);
    int rc = mk_exhibit_list(&a, &f->x, mk_str("/r"), 3, on_listed, &l, &e);
    mk_answer_done(&a);
    far_close(f);
    return rc ? (int)e.code : 0;
}

static void damaged_listings_are_refused(void **s)
{
    (void)s;
    struct far f;
    size_t whole = 1;
    for (size_t n = 0; n < whole; n++) {
        far_open(&f);
        put_entries(&f.b);
        whole = f.b.len;
        far_cut(&f, MK_PH_ENTRIES, n);
        assert_int_equal(list_ends(&f), MK_EPROTO);
    }
    far_open(&f);
    mk_buf_u32le(&f.b, 0xffffffff); /* more than can be in it */
    put_entry(&f.b, 'f', "/r/a");
    far_say(&f, MK_PH_ENTRIES);
    assert_int_equal(list_ends(&f), MK_EPROTO);
    far_open(&f);
    far_text(&f, MK_PH_DATA, "x");
    assert_int_equal(list_ends(&f), MK_EPROTO);
}

/* ---- files ---- */

struct fetched {
    uint64_t next, files; /* asked for, to be asked for */
    unsigned whole, refused, held;
    size_t open;
    bool one_at_a_time;
    char bytes[64];
};

static int next_file(void *u, uint64_t *item, struct mk_span *path, struct mk_error *e)
{
    struct fetched *t = u;
    (void)e;
    if (t->next == t->files)
        return 0;
    if (t->one_at_a_time && t->open) {
        t->held++;
        return 2;
    }
    *item = t->next++;
    *path = mk_str("/r/f");
    t->open++;
    return 1;
}

static int on_bytes(void *u, struct mk_span s, struct mk_error *e)
{
    struct fetched *t = u;
    size_t n = strlen(t->bytes);
    (void)e;
    snprintf(t->bytes + n, sizeof t->bytes - n, "%.*s", (int)s.len, (const char *)s.p);
    return 0;
}

static int on_end(void *u, uint64_t item, int status, uint32_t mode, int64_t mtime_s,
                  struct mk_span why, struct mk_error *e)
{
    struct fetched *t = u;
    if (item != t->next - t->open)
        return mk_fail(e, MK_EPROTO, "out of order");
    assert_int_equal(mode, 0600);
    assert_int_equal(mtime_s, 77);
    assert_int_equal(status != 0, mk_span_is(why, "errno 13"));
    t->whole += status == 0;
    t->refused += status != 0;
    t->open--;
    return 0;
}

static int fetch_ends(struct far *f, struct fetched *t)
{
    struct mk_error e = { 0 };
    const struct mk_fetch how = {
        .next = next_file, .bytes = on_bytes, .end = on_end, .u = t, .ahead = 4
    };
    int rc = mk_exhibit_fetch(&f->x, &how, &e);
    far_close(f);
    return rc ? (int)e.code : 0;
}

static void many_files_come_in_order(void **s)
{
    (void)s;
    for (int single = 0; single < 2; single++) {
        struct far f;
        struct fetched t = { .files = 20, .one_at_a_time = single };
        far_open(&f);
        for (uint64_t i = 0; i < 20; i++) {
            if (i == 3)
                far_text(&f, MK_PH_DATA, "three");
            put_item(&f.b, i, i == 5 ? 1 : 0);
            far_say(&f, MK_PH_ITEM);
        }
        put_done(&f.b, 0);
        far_say(&f, MK_PH_DONE);
        assert_int_equal(fetch_ends(&f, &t), 0);
        assert_int_equal(t.whole, 19);
        assert_int_equal(t.refused, 1);
        assert_int_equal(t.held > 0, single);
        assert_string_equal(t.bytes, "three");
    }
}

/* The worker ran dry while the next request was on its way: its DONE is not the last. */
static void a_done_between_does_not_end_it(void **s)
{
    (void)s;
    struct far f;
    struct fetched t = { .files = 2 };
    far_open(&f);
    put_item(&f.b, 0, 0);
    far_say(&f, MK_PH_ITEM);
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    put_item(&f.b, 1, 0);
    far_say(&f, MK_PH_ITEM);
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(fetch_ends(&f, &t), 0);
    assert_int_equal(t.whole, 2);
}

static void no_files_ask_nothing(void **s)
{
    (void)s;
    struct far f;
    struct fetched t = { 0 };
    far_open(&f);
    assert_int_equal(fetch_ends(&f, &t), 0);
}

static void files_that_come_wrong_end_it(void **s)
{
    (void)s;
    struct far f;
    struct fetched t;
    size_t whole = 1;
    for (size_t n = 0; n < whole; n++) {
        t = (struct fetched){ .files = 3 };
        far_open(&f);
        put_item(&f.b, 0, 1);
        whole = f.b.len;
        far_cut(&f, MK_PH_ITEM, n);
        assert_int_equal(fetch_ends(&f, &t), MK_EPROTO);
    }
    t = (struct fetched){ .files = 3 };
    far_open(&f);
    put_item(&f.b, 1, 0); /* the second first */
    far_say(&f, MK_PH_ITEM);
    assert_int_equal(fetch_ends(&f, &t), MK_EPROTO);
    t = (struct fetched){ .files = 1 };
    far_open(&f);
    put_item(&f.b, 0, 0);
    far_say(&f, MK_PH_ITEM);
    put_item(&f.b, 0, 0); /* one that nobody asked for */
    far_say(&f, MK_PH_ITEM);
    assert_int_equal(fetch_ends(&f, &t), MK_EPROTO);
    t = (struct fetched){ .files = 1 };
    far_open(&f);
    far_text(&f, MK_PH_ENTRIES, "x");
    assert_int_equal(fetch_ends(&f, &t), MK_EPROTO);
}

static void files_cut_short_tell_why(void **s)
{
    (void)s;
    struct far f;
    struct fetched t = { .files = 3 };
    far_open(&f);
    far_text(&f, MK_PH_DATA, "x");
    mk_frame_put_text(&f.b, mk_str("unplugged"));
    far_say(&f, MK_PH_LOST);
    assert_int_equal(fetch_ends(&f, &t), MK_ECLOSED);
    t = (struct fetched){ .files = 3 };
    far_open(&f);
    far_text(&f, MK_PH_DATA, "x");
    far_gone(&f);
    assert_int_equal(fetch_ends(&f, &t), MK_ESTATE);
    t = (struct fetched){ .files = 3 };
    far_open(&f); /* DONE, and yet files are missing */
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    far_gone(&f);
    assert_int_equal(fetch_ends(&f, &t), MK_ESTATE);
}

static void memory_may_fail_anywhere(void **s)
{
    (void)s;
    for (int n = 1;; n++) {
        struct far f;
        struct mk_answer a;
        struct heard h;
        struct mk_error e = { 0 };
        struct fetched t = { .files = 3 };
        const struct mk_fetch how = {
            .next = next_file, .bytes = on_bytes, .end = on_end, .u = &t, .ahead = 4
        };
        far_open(&f);
        put_hello(&f.b);
        far_say(&f, MK_PH_HELLO);
        put_phone(&f.b);
        far_say(&f, MK_PH_PHONE);
        far_text(&f, MK_PH_DATA, "x");
        put_done(&f.b, 0);
        put_result(&f.b);
        far_say(&f, MK_PH_DONE);
        for (uint64_t i = 0; i < 3; i++) {
            put_item(&f.b, i, 0);
            far_say(&f, MK_PH_ITEM);
        }
        put_done(&f.b, 0);
        far_say(&f, MK_PH_DONE);
        bool more = fault_arm(n);
        mk_answer_init(&a);
        int rc = mk_exhibit_greet(&f.x, &e);
        if (rc == 0)
            rc = exec(&f, &a, &IDS, &h, &e);
        if (rc == 0)
            rc = mk_exhibit_fetch(&f.x, &how, &e);
        fault_disarm();
        assert_true(rc == 0 || e.code == MK_ENOMEM || e.code == MK_ELIMIT || e.code == MK_EPROTO);
        assert_int_equal(rc != 0, fault_fired());
        mk_answer_done(&a);
        far_close(&f);
        if (!more)
            return;
    }
}

static void a_device_is_named_by_address_and_port(void **s)
{
    (void)s;
    static const char *const bad[] = { "",
                                       "usb:1",
                                       "tcp:",
                                       "tcp::1",
                                       "tcp:1.2.3.4",
                                       "tcp:1.2.3.4:",
                                       "tcp:1.2.3.4:0",
                                       "tcp:1.2.3.4:65536",
                                       "tcp:1.2.3.4:1x" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_exhibit *x = NULL;
        struct mk_error e;
        assert_int_equal(mk_exhibit_connect(&x, bad[i], &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
        assert_null(x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_greeting_is_taken_apart),
        cmocka_unit_test(a_greeting_cut_anywhere_is_refused),
        cmocka_unit_test(a_greeting_out_of_order_is_refused),
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
        cmocka_unit_test(a_listing_gives_its_entries),
        cmocka_unit_test(damaged_listings_are_refused),
        cmocka_unit_test(many_files_come_in_order),
        cmocka_unit_test(a_done_between_does_not_end_it),
        cmocka_unit_test(no_files_ask_nothing),
        cmocka_unit_test(files_that_come_wrong_end_it),
        cmocka_unit_test(files_cut_short_tell_why),
        cmocka_unit_test(memory_may_fail_anywhere),
        cmocka_unit_test(a_device_is_named_by_address_and_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
