#include "tests/lib/iphone_cable.h"
#include "parsers/base/cursor.h"
#include "tests/lib/t.h"

struct mk_buf said;
uint16_t said_packets;

static void put_u16(uint16_t v)
{
    mk_buf_u8(&said, (uint8_t)(v >> 8));
    mk_buf_u8(&said, (uint8_t)v);
}

void say_version(void)
{
    static const uint32_t words[] = { 0, 20, 2, 0, 0 };
    for (size_t i = 0; i < 5; i++)
        mk_buf_u32be(&said, words[i]);
}

void say_head(uint32_t protocol, size_t n)
{
    mk_buf_u32be(&said, protocol);
    mk_buf_u32be(&said, (uint32_t)(16 + n));
    mk_buf_u32be(&said, 0xfeedface);
    put_u16(said_packets++);
    put_u16(0xffff);
}

void say_tcp(uint16_t from, uint16_t to, uint32_t seq, uint32_t ack, uint8_t flags, uint16_t window,
             struct mk_span bytes)
{
    say_head(6, 20 + bytes.len);
    put_u16(from);
    put_u16(to);
    mk_buf_u32be(&said, seq);
    mk_buf_u32be(&said, ack);
    mk_buf_u8(&said, 0x50);
    mk_buf_u8(&said, flags);
    put_u16(window);
    mk_buf_u32be(&said, 0);
    mk_buf_put(&said, bytes.p, bytes.len);
}

void say_hello(void)
{
    say_version();
    say_head(2, 1);
    mk_buf_u8(&said, 7);
}

bool packet(struct packet *p, size_t *at, struct mk_span in)
{
    struct mk_cursor c = mk_cur(mk_span_from(in, *at));
    *p = (struct packet){ .protocol = mk_cur_u32be(&c) };
    uint32_t n = mk_cur_u32be(&c);
    struct mk_span rest = mk_cur_take(&c, n - 8);
    if (!mk_cur_ok(&c))
        return false;
    *at += n;
    c = mk_cur(rest);
    if (p->protocol == 6) {
        assert_int_equal(mk_cur_u32be(&c), 0xfaceface);
        p->number = mk_cur_u16be(&c);
        mk_cur_u16be(&c);
        p->from = mk_cur_u16be(&c);
        p->to = mk_cur_u16be(&c);
        p->seq = mk_cur_u32be(&c);
        p->ack = mk_cur_u32be(&c);
        assert_int_equal(mk_cur_u8(&c), 0x50);
        p->flags = mk_cur_u8(&c);
        p->window = mk_cur_u16be(&c);
        assert_int_equal(mk_cur_u32be(&c), 0);
    }
    p->bytes = mk_cur_rest(&c);
    return true;
}
