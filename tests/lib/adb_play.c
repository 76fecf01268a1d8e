#include "tests/lib/adb_play.h"
#include "parsers/base/escape.h"
#include "tests/lib/t.h"
#include <sys/socket.h>

void play_put_text(struct mk_buf *b, const char *s)
{
    mk_buf_text(b, mk_str(s));
}

int play_tell(struct play *k, uint16_t type, uint16_t stream, struct mk_buf *b)
{
    int rc = mk_buf_ok(b) ? mk_chan_send(k->parent, type, stream, mk_buf_span(b), &k->e) : -1;
    if (rc == 0)
        rc = mk_chan_flush(k->parent, &k->e);
    mk_buf_done(b);
    return rc;
}

int play_tell_open(struct play *k, const char *features)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    play_put_text(&b, features);
    return play_tell(k, MK_PH_OPEN, 0, &b);
}

int play_tell_exec(struct play *k, uint16_t stream, const char *command, uint32_t timeout_ms)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, MK_PH_SHELL_V2);
    mk_buf_u32le(&b, timeout_ms);
    play_put_text(&b, command);
    mk_buf_u8(&b, MK_ROLE_FILE);
    return play_tell(k, MK_PH_EXEC, stream, &b);
}

int play_tell_list(struct play *k, uint16_t stream, const char *path, uint32_t depth)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    play_put_text(&b, path);
    mk_buf_u32le(&b, depth);
    return play_tell(k, MK_PH_LIST, stream, &b);
}

int play_tell_recv(struct play *k, uint16_t stream, const char *const *paths)
{
    struct mk_buf b;
    uint32_t n = 0;
    while (paths[n])
        n++;
    mk_buf_init(&b, 65536);
    mk_buf_u32le(&b, n);
    for (uint32_t i = 0; i < n; i++) {
        mk_buf_u64le(&b, 100 + i);
        play_put_text(&b, paths[i]);
    }
    return play_tell(k, MK_PH_RECV, stream, &b);
}

int play_tell_empty(struct play *k, uint16_t type, uint16_t stream)
{
    struct mk_buf b;
    mk_buf_init(&b, 16);
    return play_tell(k, type, stream, &b);
}

int play_begin(struct play *k, const struct mk_script_step *steps)
{
    struct mk_transport t;
    int pair[2];
    *k = (struct play){ .s = { .steps = steps }, .rc = 1 };
    mk_buf_init(&k->heard, 1 << 20);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    int a = mk_chan_new(&k->parent, pair[0], &k->e);
    int b = mk_chan_new(&k->worker, pair[1], &k->e);
    mk_transport_script(&t, &k->s);
    return a || b || mk_adb_phone_new(&k->p, k->worker, &t, &k->e) ? -1 : 0;
}

void play_finish(struct play *k)
{
    mk_adb_phone_free(k->p);
    mk_chan_free(k->worker);
    mk_chan_free(k->parent);
    mk_buf_done(&k->heard);
}

void play_run(struct play *k)
{
    for (int i = 0; i < 400 && k->rc > 0; i++)
        k->rc = mk_adb_phone_turn(k->p, k->now, 0, &k->e);
}

static void say_entries(struct mk_buf *b, struct mk_cursor *c)
{
    uint32_t n = mk_cur_u32le(c);
    for (uint32_t i = 0; i < n && mk_cur_ok(c); i++) {
        uint8_t type = mk_cur_u8(c);
        mk_cur_take(c, 4 + 8 + 8);
        uint32_t error = mk_cur_u32le(c);
        mk_buf_printf(b, "%c%u ", type, error);
        mk_escape_terminal(b, mk_cur_text(c));
        mk_buf_puts(b, "\n");
    }
}

static void say_item(struct mk_buf *b, struct mk_cursor *c)
{
    uint64_t item = mk_cur_u64le(c);
    uint8_t status = mk_cur_u8(c);
    uint64_t bytes = mk_cur_u64le(c);
    uint32_t mode = mk_cur_u32le(c);
    mk_cur_u64le(c);
    mk_buf_printf(b, "item %u status %u bytes %u mode %o ", (unsigned)item, status, (unsigned)bytes,
                  mode);
    mk_escape_terminal(b, mk_cur_text(c));
    mk_buf_puts(b, "\n");
}

static void say_frame(struct mk_buf *b, const struct mk_frame *f)
{
    struct mk_cursor c = mk_cur(f->body);
    if (f->type == MK_PH_ENTRIES) {
        say_entries(b, &c);
    } else if (f->type == MK_PH_ITEM) {
        say_item(b, &c);
    } else if (f->type == MK_PH_DONE) {
        uint8_t status = mk_cur_u8(&c);
        int32_t code = (int32_t)mk_cur_u32le(&c);
        mk_buf_printf(b, "%u done %u code %d ", f->stream, status, code);
        mk_escape_terminal(b, mk_cur_text(&c));
        mk_buf_puts(b, "\n");
    } else if (f->type == MK_PH_DATA || f->type == MK_PH_DATA_ERR) {
        mk_buf_puts(b, f->type == MK_PH_DATA ? "out " : "err ");
        mk_escape_terminal(b, f->body);
        mk_buf_puts(b, "\n");
    } else {
        mk_buf_puts(b, f->type == MK_PH_PHONE  ? "phone "
                       : f->type == MK_PH_AUTH ? "auth "
                                               : "lost ");
        mk_escape_terminal(b, mk_cur_text(&c));
        mk_buf_puts(b, "\n");
    }
    assert_true(mk_cur_ok(&c));
}

/* What the parent has heard by now; forgotten afterwards. */
const char *play_heard(struct play *k)
{
    struct mk_frame f;
    mk_buf_clear(&k->heard);
    while (mk_chan_recv(&f, NULL, k->parent, 0, &k->e) > 0)
        say_frame(&k->heard, &f);
    return mk_buf_cstr(&k->heard);
}

void play_meet(struct play *k, const struct mk_script_step *steps)
{
    assert_int_equal(play_begin(k, steps), 0);
    assert_int_equal(play_tell_open(k, ""), 0);
    play_run(k);
    assert_int_equal(strncmp(play_heard(k), "phone device::", 14), 0);
}

void play_ends_well(struct play *k)
{
    if (!mk_script_finished(&k->s))
        fail_msg("the script stands at step %zu, byte %zu: %s", k->s.step, k->s.pos, k->e.text);
    play_finish(k);
}
