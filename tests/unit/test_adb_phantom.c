#include "firmware/adb/phone_state.h"
#include "firmware/phantom/phantom.h"
#include "tests/lib/adb_play.h"
#include "tests/lib/hand_phone.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* The phone worker and the phantom with nothing but memory between them: what the two make of the
 * protocol is the same, whatever features they agree on and however their bytes are cut. */

static struct mk_phantom_log no_log = { .fd = -1 };

struct link {
    struct mk_phantom phantom;
    struct mk_phantom_auth auth;
    struct mk_phantom_conn *conn;
    size_t piece, came; /* bytes, from the phone */
    char features[100];
    char *had;
};

static int link_read(void *u, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct link *l = u;
    struct mk_span made;
    if (mk_phantom_conn_out(&made, l->conn, e) != 0)
        return -1;
    *got = made.len < n ? made.len : n;
    *got = *got < l->piece ? *got : l->piece;
    if (*got == 0)
        return 0;
    memcpy(out, made.p, *got);
    mk_phantom_conn_sent(l->conn, *got);
    l->came += *got;
    return 1;
}

static int link_write(void *u, struct mk_span bytes, bool more, size_t *put, struct mk_error *e)
{
    struct link *l = u;
    size_t room;
    uint8_t *to = mk_phantom_conn_room(l->conn, &room);
    (void)more;
    *put = bytes.len < room ? bytes.len : room;
    *put = *put < l->piece ? *put : l->piece;
    memcpy(to, bytes.p, *put);
    return mk_phantom_conn_fed(l->conn, *put, e) ? -1 : 1;
}

static size_t link_poll(void *u, struct pollfd *out, size_t max, bool want_write, int *wait_ms)
{
    (void)u;
    (void)out;
    (void)max;
    (void)want_write;
    *wait_ms = 0;
    return 0;
}

static void link_free(void *u)
{
    (void)u;
}

static void begin(struct play *k, struct link *l, const char *features, size_t piece)
{
    static const struct mk_script_step none[] = { END };
    *l = (struct link){ .piece = piece };
    l->phantom = (struct mk_phantom){ hand_phone, &no_log, &l->auth, NULL };
    snprintf(l->features, sizeof l->features, "%s", features);
    l->had = hand_phone->features;
    hand_phone->features = l->features;
    assert_int_equal(play_begin(k, none), 0);
    assert_int_equal(mk_phantom_conn_new(&l->conn, &l->phantom, &k->e), 0);
    k->p->transport = (struct mk_transport){ link_read, link_write, link_poll, link_free, l, 480 };
    assert_int_equal(play_tell_open(k, ""), 0);
    play_run(k);
    assert_non_null(strstr(play_heard(k), "phone device::"));
}

static void end(struct play *k, struct link *l)
{
    play_finish(k);
    mk_phantom_conn_free(l->conn);
    hand_phone->features = l->had;
}

static void says(struct play *k, const char *want)
{
    struct mk_buf all;
    mk_buf_init(&all, 1 << 20);
    for (int i = 0; i < 20 && k->rc == 1 && !(all.len && strstr(mk_buf_cstr(&all), want)); i++) {
        play_run(k);
        mk_buf_puts(&all, play_heard(k));
    }
    if (k->rc != 1 || !strstr(mk_buf_cstr(&all), want))
        fail_msg("expected \"%.1000s\": %d %.1000s", want, k->rc, mk_buf_cstr(&all));
    mk_buf_done(&all);
}

static void both_ends_agree(const char *features, size_t piece, const char *code)
{
    static const char *const files[] = { "/sdcard/file", "/sdcard/nosuch", "/sdcard/in",
                                         "/sdcard/file", NULL };
    struct play k;
    struct link l;
    char want[200];
    begin(&k, &l, features, piece);
    assert_int_equal(play_tell_exec(&k, 1, "whoami", 0), 0);
    snprintf(want, sizeof want, "out shell\\u{a}\n1 done 0 code %s ", code);
    says(&k, want);
    assert_int_equal(play_tell_list(&k, 2, "/sdcard/", 8), 0);
    says(&k, "f0 /sdcard/file\n");
    assert_int_equal(play_tell_recv(&k, 3, files), 0);
    says(&k, "out content\nitem 103 status 0 bytes 7 mode 100644 \n3 done 0 code -1 \n");
    end(&k, &l);
}

static const size_t pieces[] = { 1, 7, 100, 1 << 20 };
#define EACH_PIECE(i) (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)

static void phones_of_all_features(void **s)
{
    (void)s;
    static const char *const features[] = {
        "shell_v2,stat_v2,ls_v2,sendrecv_v2,sendrecv_v2_zstd,delayed_ack",
        "shell_v2,stat_v2,ls_v2,sendrecv_v2,sendrecv_v2_zstd",
        "shell_v2,delayed_ack",
        "shell_v2,stat_v2",
        "shell_v2,ls_v2,sendrecv_v2_zstd", /* which is of no use without sendrecv_v2 */
    };
    for (size_t f = 0; f < sizeof features / sizeof *features; f++)
        for
            EACH_PIECE(i)
    both_ends_agree(features[f], pieces[i], "0");
}

static void phones_of_none(void **s)
{
    (void)s;
    for
        EACH_PIECE(i)
        {
            both_ends_agree("", pieces[i], "-1");
            hand_phone->old = true;
            both_ends_agree("", pieces[i], "-1");
            hand_phone->old = false;
        }
}

/* 100 KiB of lines, which pack well, in both forms and both kinds of acknowledgement. */
static void a_larger_file_arrives_whole(void **s)
{
    (void)s;
    static const char *const features[] = { "stat_v2,sendrecv_v2,sendrecv_v2_zstd,delayed_ack",
                                            "stat_v2,delayed_ack", "stat_v2", "" };
    static const char *const files[] = { "/sdcard/lines", NULL };
    struct mk_buf text;
    mk_buf_init(&text, 1 << 20);
    for (unsigned i = 0; text.len < 100 << 10; i++)
        mk_buf_printf(&text, "line %u;", i * 7919);
    int fd = openat(hand_phone->storage, "lines", O_CREAT | O_WRONLY, 0644);
    assert_int_equal(write(fd, text.p, text.len), text.len);
    close(fd);
    for (size_t f = 0; f < sizeof features / sizeof *features; f++)
        for (size_t piece = 1000; piece < 1 << 20; piece *= 1000) {
            struct play k;
            struct link l;
            struct mk_buf got;
            hand_phone->old = f == 3;
            begin(&k, &l, features[f], piece);
            assert_int_equal(play_tell_recv(&k, 3, files), 0);
            play_run(&k);
            mk_buf_init(&got, 1 << 20);
            for (const char *h = play_heard(&k); *h == 'o'; h = strchr(h, '\n') + 1)
                mk_buf_put(&got, h + 4, (size_t)(strchr(h, '\n') - h) - 4); /* "out ..." */
            assert_true(mk_span_eq(mk_buf_span(&got), mk_buf_span(&text)));
            assert_int_equal(l.came < text.len, f == 0); /* that one was compressed */
            mk_buf_done(&got);
            hand_phone->old = false;
            end(&k, &l);
        }
    mk_buf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phones_of_all_features),
        cmocka_unit_test(phones_of_none),
        cmocka_unit_test(a_larger_file_arrives_whole),
    };
    return cmocka_run_group_tests_name("adb_phantom", tests, hand_phone_up, hand_phone_down);
}
