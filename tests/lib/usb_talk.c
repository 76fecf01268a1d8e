#include "tests/lib/usb_talk.h"
#include "firmware/adb/wire.h"
#include "parsers/base/cursor.h"

const struct mk_usb_ends usb_talk_ends = { .interface = 1, .in = 0x81, .out = 0x02, .packet = 512 };

void talk_begin(struct talk *t, uint32_t seed)
{
    *t = (struct talk){ 0 };
    usb_play_init(&t->phone, usb_talk_ends.packet);
    t->phone.seed = seed;
    mk_buf_init(&t->says, 64 << 20);
    mk_buf_init(&t->heard, 64 << 20);
}

int talk_open(struct talk *t)
{
    const struct mk_usb_io io = usb_play_io(&t->phone);
    return mk_usb_link_new(&t->host, &io, &usb_talk_ends, &t->e);
}

void talk_end(struct talk *t)
{
    mk_transport_done(&t->host);
    assert_int_equal(t->phone.prepared, 0);
    usb_play_done(&t->phone);
    mk_buf_done(&t->says);
    mk_buf_done(&t->heard);
}

/* The host's message goes into what it says. */
void talk_says(struct talk *t, uint32_t command, size_t payload)
{
    struct mk_adb_packet p = { .command = command, .arg0 = 1, .arg1 = 2 };
    struct mk_buf b;
    mk_buf_init(&b, 8 << 20);
    for (size_t i = 0; i < payload; i++)
        mk_buf_u8(&b, (uint8_t)(i * 3 + payload));
    p.payload = mk_buf_span(&b);
    mk_adb_put(&t->says, &p, false);
    mk_buf_done(&b);
}

/* All that can be read now, in pieces of any size. */
int talk_hear(struct talk *t)
{
    uint8_t piece[70000];
    size_t got = 0, max = t->phone.seed ? 1 + t->phone.seed % sizeof piece : sizeof piece;
    int rc;
    while ((rc = t->host.read(t->host.u, piece, max, &got, &t->e)) > 0) {
        assert_in_range(got, 1, max);
        mk_buf_put(&t->heard, piece, got);
    }
    return rc;
}

int talk_say(struct talk *t)
{
    size_t put = 0;
    int rc;
    do {
        rc = t->host.write(t->host.u, mk_span_from(mk_buf_span(&t->says), t->said), false, &put,
                           &t->e);
        assert_int_equal(rc > 0, put > 0);
        t->said += put;
    } while (rc > 0 && t->said < t->says.len);
    return rc;
}

/* Turns of the poll loop, until nothing moves any more. 0, or -1 when the transport failed. */
int talk_run(struct talk *t)
{
    for (int idle = 0; idle < 40; idle++) {
        struct pollfd fds[MK_TRANSPORT_FDS];
        size_t said = t->said, heard = t->heard.len, sent = t->phone.at + t->phone.pos;
        int ms = -1;
        t->host.poll(t->host.u, fds, MK_TRANSPORT_FDS, t->said < t->says.len, &ms);
        if (ms > 0)
            t->phone.now_us += ms * 1000;
        if (t->said < t->says.len && talk_say(t) < 0) {
            talk_hear(t);
            return -1;
        }
        if (talk_hear(t) < 0)
            return -1;
        if (t->said != said || t->heard.len != heard || t->phone.at + t->phone.pos != sent)
            idle = 0;
    }
    return 0;
}

/* What the phone sends from this transfer on, without the lengths. */
void talk_expected(struct mk_buf *out, const struct usb_play *p, size_t from)
{
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&p->sends), from));
    mk_buf_init(out, 64 << 20);
    while (mk_cur_left(&c)) {
        struct mk_span s = mk_cur_text(&c);
        mk_buf_put(out, s.p, s.len);
    }
}

void assert_heard(const struct talk *t, size_t from)
{
    struct mk_buf want;
    talk_expected(&want, &t->phone, from);
    assert_int_equal(t->heard.len, want.len);
    assert_memory_equal(t->heard.p, want.p, want.len);
    mk_buf_done(&want);
}

/* As far as it came, it is what the phone sent. */
void assert_beginning(const struct talk *t)
{
    struct mk_buf want;
    talk_expected(&want, &t->phone, 0);
    assert_true(t->heard.len <= want.len);
    assert_true(mk_span_starts(mk_buf_span(&want), mk_buf_span(&t->heard)));
    mk_buf_done(&want);
}

const size_t usb_talk_sizes[USB_TALK_SIZES] = { 0,     1,     23,     24,     488,  511,  512,
                                                513,   1000,  1024,   1535,   1536, 1537, 4096,
                                                16384, 65535, 65536,  65537,  0,    0,    512,
                                                99840, 66560, 262144, 1048576 };

void talk_greet(struct talk *t)
{
    talk_says(t, MK_ADB_CNXN, 40);
    usb_play_message(&t->phone, MK_ADB_CNXN, 60);
}
