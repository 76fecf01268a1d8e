#include "host/train/ios_typed.h"
#include "host/train/ios_plist.h"

enum { NEW = 0x84, NIL = 0x85, END = 0x86, FIRST = 0x92 }; /* marks; the first reference */

static void put_int(struct mk_buf *b, uint32_t v)
{
    if (v < 0x80) {
        mk_buf_u8(b, (uint8_t)v);
    } else if (v < 0x8000) {
        mk_buf_u8(b, 0x81);
        mk_buf_u16le(b, (uint16_t)v);
    } else {
        mk_buf_u8(b, 0x82);
        mk_buf_u32le(b, v);
    }
}

/* A shared string, for the first time. */
static void word(struct mk_buf *b, const char *s)
{
    mk_buf_u8(b, NEW);
    put_int(b, (uint32_t)strlen(s));
    mk_buf_puts(b, s);
}

static void class(struct mk_buf *b, const char *name, uint8_t version)
{
    mk_buf_u8(b, NEW);
    word(b, name);
    mk_buf_u8(b, version);
}

static void marks(struct mk_buf *b, const char *bytes, size_t n)
{
    mk_buf_put(b, bytes, n);
}

static void string(struct mk_buf *b, struct mk_span s)
{
    put_int(b, (uint32_t)s.len);
    mk_buf_put(b, s.p, s.len);
    mk_buf_u8(b, END);
}

static uint32_t utf16_units(struct mk_buf *out, struct mk_span s)
{
    struct mk_buf wide;
    mk_buf_init(&wide, (size_t)16 << 20);
    mk_to_utf16be(&wide, s);
    uint32_t n = (uint32_t)wide.len / 2;
    out->bad = out->bad || !mk_buf_ok(&wide);
    mk_buf_done(&wide);
    return n;
}

static void begin(struct mk_buf *b, struct mk_span text)
{
    marks(b, "\x04\x0bstreamtyped\x81\xe8\x03", 16);
    word(b, "@");
    mk_buf_u8(b, NEW); /* object 0 */
    class(b, "NSAttributedString", 0);
    class(b, "NSObject", 0);
    mk_buf_u8(b, NIL);
    mk_buf_u8(b, FIRST);
    mk_buf_u8(b, NEW); /* object 3 */
    class(b, "NSString", 1);
    mk_buf_u8(b, FIRST + 2); /* NSObject */
    word(b, "+");
    string(b, text);
}

/* The first run with its attributes; the dictionary is object 5, its class 6. */
static void first_run(struct mk_buf *b, uint32_t units, uint8_t attributes)
{
    word(b, "iI"); /* shared string 5 */
    put_int(b, 1);
    put_int(b, units);
    mk_buf_u8(b, FIRST);
    mk_buf_u8(b, NEW);
    class(b, "NSDictionary", 0);
    mk_buf_u8(b, FIRST + 2);
    word(b, "i"); /* shared string 7 */
    mk_buf_u8(b, attributes);
}

/* A string as a value: class and type are those of the text. */
static void value(struct mk_buf *b, const char *s)
{
    marks(b, "\x92\x84\x96\x96", 4);
    string(b, mk_str(s));
}

static void part_number(struct mk_buf *b)
{
    value(b, "__kIMMessagePartAttributeName");
    mk_buf_u8(b, FIRST);
    mk_buf_u8(b, NEW);
    class(b, "NSNumber", 0);
    class(b, "NSValue", 0);
    mk_buf_u8(b, FIRST + 2);
    word(b, "*");                            /* shared string 10 */
    marks(b, "\x84\x99\x99\x00\x86\x86", 6); /* "i", 0 */
}

/*
 * What follows an attachment: run 2, whose dictionary names its key (object 9) and the parts of its
 * number (NSNumber is class 11, "i" is string object 13) by reference.
 */
static void second_run(struct mk_buf *b, uint32_t units)
{
    marks(b, "\x97\x02", 2);
    put_int(b, units);
    marks(b, "\x92\x84\x98\x99\x01\x92\x9b\x92\x84\x9d\x9c\x9f\x99\x01\x86\x86", 16);
}

void mk_typed_text(struct mk_buf *out, struct mk_span text, const char *attachment_guid)
{
    uint32_t units = utf16_units(out, text);
    begin(out, text);
    first_run(out, attachment_guid ? 1 : units, attachment_guid ? 2 : 1);
    if (attachment_guid) {
        value(out, "__kIMFileTransferGUIDAttributeName"); /* objects 7 and 8 */
        value(out, attachment_guid);
    }
    part_number(out);
    if (attachment_guid && units > 1)
        second_run(out, units - 1);
    mk_buf_u8(out, END);
}
