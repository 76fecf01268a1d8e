#include "tests/lib/play_worker.h"
#include "firmware/worker/unframe.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static struct play_worker *script;

static void must(bool ok)
{
    if (!ok)
        _exit(9);
}

static void say(struct mk_chan *c, uint16_t type, struct mk_buf *b)
{
    must(mk_buf_ok(b) && mk_chan_send(c, type, 1, mk_buf_span(b), NULL) == 0);
    mk_buf_clear(b);
}

/* Half a frame, and gone: what SIGKILL leaves behind while a file streams. */
_Noreturn static void die(struct mk_chan *c)
{
    uint8_t half[MK_FRAME_HEAD + 3] = { 0 };
    mk_frame_head(half, MK_PH_DATA, 1, 100);
    must(mk_chan_flush(c, NULL) == 0);
    must(write(mk_chan_fd(c), half, sizeof half) == (ssize_t)sizeof half);
    kill(getpid(), SIGKILL);
    _exit(9);
}

static void greet(struct mk_chan *c, struct mk_buf *b)
{
    mk_buf_text(b, mk_str("seccomp: played\n"));
    say(c, MK_PH_HELLO, b);
    mk_buf_text(b, mk_str("device::ro.product.model=Played;"));
    mk_buf_u32le(b, 0);
    mk_buf_text(b, mk_str("shell_v2"));
    mk_buf_u32le(b, 1);
    mk_buf_u32le(b, 4096);
    say(c, MK_PH_PHONE, b);
}

static void done(struct mk_chan *c, struct mk_buf *b, int status, bool analysis)
{
    mk_buf_u8(b, (uint8_t)status);
    mk_buf_u32le(b, 0);
    mk_buf_text(b, mk_str(status ? "cut" : ""));
    if (analysis) {
        mk_buf_u8(b, MK_ANSWER_EMPTY);
        mk_buf_u32le(b, 0);
        for (int i = 0; i < 3; i++)
            mk_buf_u64le(b, 0);
        mk_buf_u64le(b, 0); /* two counts */
    }
    say(c, MK_PH_DONE, b);
}

static void command(struct mk_chan *c, struct mk_buf *b, struct mk_cursor *in)
{
    mk_cur_u8(in);
    mk_cur_u32le(in);
    struct mk_span text = mk_cur_text(in);
    script->counts->commands++;
    if (script->die_at && mk_span_is(text, script->die_at))
        die(c);
    mk_buf_put(b, text.p, text.len);
    mk_buf_u8(b, '\n');
    say(c, MK_PH_DATA, b);
    if (script->stderr_text) {
        mk_buf_puts(b, script->stderr_text);
        say(c, MK_PH_DATA_ERR, b);
    }
    bool cut = script->cut_at && mk_span_is(text, script->cut_at);
    done(c, b, cut ? MK_PH_TIMEOUT : MK_PH_OK, mk_cur_u8(in) != MK_ROLE_FILE);
}

static void entry(struct mk_buf *b, struct mk_span path)
{
    mk_buf_u8(b, 'f');
    mk_buf_u32le(b, 0100644);
    mk_buf_u64le(b, 5);
    mk_buf_u64le(b, 1000);
    mk_buf_u32le(b, 0);
    mk_buf_text(b, path);
}

static void list(struct mk_chan *c, struct mk_buf *b, struct mk_cursor *in)
{
    char path[300];
    struct mk_span folder = mk_cur_text(in);
    script->counts->lists++;
    mk_buf_u32le(b, (uint32_t)script->files + (script->extra != NULL));
    for (size_t i = 0; i < script->files; i++) {
        snprintf(path, sizeof path, "%.*s/f%zu", (int)folder.len, (const char *)folder.p, i);
        entry(b, mk_str(path));
    }
    if (script->extra)
        entry(b, mk_str(script->extra));
    say(c, MK_PH_ENTRIES, b);
    if (!script->broken) {
        done(c, b, MK_PH_OK, false);
        return;
    }
    mk_buf_u8(b, MK_PH_BROKEN);
    mk_buf_u32le(b, 0);
    mk_buf_text(b, mk_str(script->broken));
    say(c, MK_PH_DONE, b);
}

static void file(struct mk_chan *c, struct mk_buf *b, uint64_t item, struct mk_span path)
{
    bool refused = script->refuse && mk_span_is(path, script->refuse);
    if (script->lost_after && script->counts->files == script->lost_after) {
        mk_buf_text(b, mk_str("unplugged"));
        say(c, MK_PH_LOST, b);
        must(mk_chan_flush(c, NULL) == 0);
        _exit(0);
    }
    script->counts->files++;
    if (script->die_at && mk_span_is(path, script->die_at))
        die(c);
    if (!refused)
        must(mk_chan_send(c, MK_PH_DATA, 1, path, NULL) == 0);
    mk_buf_u64le(b, item);
    mk_buf_u8(b, refused);
    mk_buf_u64le(b, path.len);
    mk_buf_u32le(b, 0100600);
    mk_buf_u64le(b, 1000);
    mk_buf_text(b, mk_str(refused ? "errno 13" : ""));
    say(c, MK_PH_ITEM, b);
}

static void files(struct mk_chan *c, struct mk_buf *b, struct mk_cursor *in)
{
    for (uint32_t n = mk_cur_u32le(in); n && mk_cur_ok(in); n--) {
        uint64_t item = mk_cur_u64le(in);
        file(c, b, item, mk_cur_text(in));
    }
    done(c, b, MK_PH_OK, false);
}

_Noreturn static void play(int fd)
{
    struct mk_chan *c;
    struct mk_frame f;
    struct mk_buf b;
    must(mk_chan_new(&c, fd, NULL) == 0);
    mk_buf_init(&b, MK_FRAME_MAX);
    while (mk_chan_recv(&f, NULL, c, 60000, NULL) == 1) {
        struct mk_cursor in = mk_cur(f.body);
        if (f.type == MK_PH_OPEN)
            greet(c, &b);
        else if (f.type == MK_PH_EXEC)
            command(c, &b, &in);
        else if (f.type == MK_PH_LIST)
            list(c, &b, &in);
        else if (f.type == MK_PH_RECV)
            files(c, &b, &in);
        else if (f.type == MK_PH_FEED)
            script->counts->replays++;
        else if (f.type == MK_PH_FEED_END)
            done(c, &b, MK_PH_OK, true);
    }
    _exit(0);
}

static int join(struct mk_exhibit *x, struct mk_error *e)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        abort();
    script->counts->workers++;
    fflush(NULL);
    x->worker.pid = fork();
    if (x->worker.pid == 0) {
        close(pair[0]);
        play(pair[1]);
    }
    close(pair[1]);
    return mk_chan_new(&x->worker.chan, pair[0], e) ? -1 : mk_exhibit_greet(x, e);
}

void play_exhibit(struct mk_exhibit *x, struct play_worker *p)
{
    script = p;
    if (!p->counts)
        p->counts = mmap(NULL, sizeof *p->counts, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *x = (struct mk_exhibit){ .join = join };
    mk_buf_init(&x->facts.sandbox, 8192);
    mk_buf_init(&x->facts.banner, 65536);
    mk_buf_init(&x->facts.features, 65536);
    if (p->counts == MAP_FAILED || join(x, NULL) != 0)
        abort();
}

void play_exhibit_done(struct mk_exhibit *x)
{
    mk_worker_kill(&x->worker);
    mk_buf_done(&x->facts.sandbox);
    mk_buf_done(&x->facts.banner);
    mk_buf_done(&x->facts.features);
}
