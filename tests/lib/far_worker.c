#include "tests/lib/far_worker.h"
#include "firmware/worker/unframe.h"
#include "tests/lib/t.h"
#include <sys/socket.h>
#include <unistd.h>

void far_open(struct far *f)
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

void far_close(struct far *f)
{
    mk_chan_free(f->x.worker.chan);
    if (f->fd >= 0)
        close(f->fd);
    mk_buf_done(&f->b);
    mk_buf_done(&f->x.facts.sandbox);
    mk_buf_done(&f->x.facts.banner);
    mk_buf_done(&f->x.facts.features);
}

void far_raw(struct far *f, const void *p, size_t n)
{
    assert_int_equal(send(f->fd, p, n, MSG_NOSIGNAL), n);
}

/* Sends what is in f->b as a frame, its body cut to `n` bytes. */
void far_cut(struct far *f, uint16_t type, size_t n)
{
    uint8_t head[MK_FRAME_HEAD];
    assert_true(mk_buf_ok(&f->b));
    mk_frame_head(head, type, 1, n);
    far_raw(f, head, sizeof head);
    if (n)
        far_raw(f, f->b.p, n);
    mk_buf_clear(&f->b);
}

void far_say(struct far *f, uint16_t type)
{
    far_cut(f, type, f->b.len);
}

void far_text(struct far *f, uint16_t type, const char *text)
{
    mk_buf_puts(&f->b, text);
    far_say(f, type);
}

void far_gone(struct far *f)
{
    shutdown(f->fd, SHUT_WR);
}

void put_done(struct mk_buf *b, uint8_t status)
{
    mk_buf_u8(b, status);
    mk_buf_u32le(b, 7);
    mk_buf_text(b, mk_str("so"));
}

void put_result(struct mk_buf *b)
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

void put_phone(struct mk_buf *b)
{
    mk_buf_text(b, mk_str("device::a=1;ro.x=yes;device:z=2;"));
    mk_buf_u32le(b, 0);
    mk_buf_text(b, mk_str("shell_v2,cmd"));
    mk_buf_u32le(b, 0x01000001);
    mk_buf_u32le(b, 4096);
}

void put_hello(struct mk_buf *b)
{
    mk_buf_text(b, mk_str("seccomp: on\n"));
}

void put_entry(struct mk_buf *b, char type, const char *path)
{
    mk_buf_u8(b, (uint8_t)type);
    mk_buf_u32le(b, 0644);
    mk_buf_u64le(b, 10);
    mk_buf_u64le(b, (uint64_t)-5);
    mk_buf_u32le(b, 0);
    mk_buf_text(b, mk_str(path));
}

void put_item(struct mk_buf *b, uint64_t item, uint8_t status)
{
    mk_buf_u64le(b, item);
    mk_buf_u8(b, status);
    mk_buf_u64le(b, 1);
    mk_buf_u32le(b, 0600);
    mk_buf_u64le(b, 77);
    mk_buf_text(b, mk_str(status ? "errno 13" : ""));
}
