#include "firmware/phantom/ios_message.h"

#define DEEP 100000u

static void put_length(struct mk_buf *out, size_t at)
{
    uint32_t n = (uint32_t)(out->len - at - 4);
    if (!mk_buf_ok(out))
        return;
    for (int i = 0; i < 4; i++)
        out->p[at + (size_t)i] = (uint8_t)(n >> (24 - 8 * i));
}

/* The length is all that comes of it. */
static void huge(struct mk_buf *out)
{
    mk_buf_u32be(out, UINT32_MAX);
}

static void deep(struct mk_buf *out)
{
    mk_buf_u32be(out, 0);
    mk_buf_puts(out, "<?xml version=\"1.0\"?><plist version=\"1.0\">");
    for (unsigned i = 0; i < DEEP; i++)
        mk_buf_puts(out, "<array>");
    for (unsigned i = 0; i < DEEP; i++)
        mk_buf_puts(out, "</array>");
    mk_buf_puts(out, "</plist>");
    put_length(out, 0);
}

/* One object, an array: 0xaf, then its count as a number of 2^3 bytes.
 * parsers/format/plist_binary.c has the layout. */
static void count(struct mk_buf *out)
{
    static const uint8_t list[] = {
        'b',  'p',  'l', 'i', 's', 't', '0', '0',       /* 0 */
        0xaf, 0x13, 0,   0,   1,   0,   0,   0,   0, 0, /* 8: 2^40 items */
        8,                                              /* 18: where object 0 is */
        0,    0,    0,   0,   0,   0,                   /* 19: nothing */
        1,    1,                                        /* bytes of offset, of index */
        0,    0,    0,   0,   0,   0,   0,   1,         /* objects */
        0,    0,    0,   0,   0,   0,   0,   0,         /* the root */
        0,    0,    0,   0,   0,   0,   0,   18,        /* the table of offsets */
    };
    mk_buf_u32be(out, sizeof list);
    mk_buf_put(out, list, sizeof list);
}

void mk_ios_lie(struct mk_buf *out, struct mk_ios_phone *p)
{
    static const struct {
        enum mk_lie lie;
        void (*put)(struct mk_buf *out);
    } all[] = { { MK_LIE_LIST, huge }, { MK_LIE_DEEP, deep }, { MK_LIE_COUNT, count } };
    for (size_t i = 0; !out->len && i < sizeof all / sizeof *all; i++)
        if (mk_ios_lies(p, all[i].lie))
            all[i].put(out);
}
