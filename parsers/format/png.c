#include "parsers/base/buf.h"
#include "parsers/base/cursor.h"
#include "parsers/base/hash.h"
#include "parsers/format/picture.h"
#include <stdlib.h>
#include <zlib.h>

#define CHUNKS_MAX 200000
#define CHUNK_MAX  ((uint32_t)4 << 20) /* bytes of a chunk of text that are read */
#define PLAIN_MAX  ((size_t)4 << 20)   /* of what it holds, unpacked */

static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

/* "\nexif\n      82\n" and hex digits in lines. */
static void raw_profile(const struct mk_parts *p, bool xmp, struct mk_span s)
{
    struct mk_buf b;
    size_t at = 0, lines = 0;
    while (at < s.len && lines < 3)
        lines += s.p[at++] == '\n';
    mk_buf_init(&b, PLAIN_MAX);
    for (int high = -1; at < s.len; at++) {
        uint8_t c = s.p[at];
        int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (d >= 0 && high >= 0)
            mk_buf_u8(&b, (uint8_t)(high << 4 | d));
        high = d < 0 ? high : high < 0 ? d : -1;
    }
    if (b.len && xmp)
        p->xmp(p->u, mk_buf_span(&b));
    else if (b.len)
        mk_parts_exif(p, mk_buf_span(&b));
    mk_buf_done(&b);
}

static void text(const struct mk_parts *p, struct mk_span keyword, struct mk_span s)
{
    char name[80];
    if (mk_span_is(keyword, "XML:com.adobe.xmp")) {
        p->xmp(p->u, s);
    } else if (mk_span_is(keyword, "Raw profile type exif") ||
               mk_span_is(keyword, "Raw profile type APP1")) {
        raw_profile(p, false, s);
    } else if (mk_span_is(keyword, "Raw profile type xmp")) {
        raw_profile(p, true, s);
    } else if (keyword.len && keyword.len < sizeof name) {
        memcpy(name, keyword.p, keyword.len);
        name[keyword.len] = 0;
        p->text(p->u, name, s);
    }
}

static void packed_text(const struct mk_parts *p, struct mk_span keyword, struct mk_span s)
{
    uint8_t *plain = malloc(PLAIN_MAX);
    uLongf n = PLAIN_MAX;
    int rc = plain ? uncompress(plain, &n, s.p, s.len) : Z_MEM_ERROR;
    if (rc == Z_OK)
        text(p, keyword, mk_span(plain, n));
    else
        p->odd(p->u, "PNG", "a packed text cannot be unpacked");
    free(plain);
}

/* Up to a NUL, which is dropped too. */
static struct mk_span take_name(struct mk_cursor *c)
{
    struct mk_span rest = mk_span_from(c->in, c->pos);
    const uint8_t *nul = rest.len ? memchr(rest.p, 0, rest.len) : NULL;
    struct mk_span name = mk_cur_take(c, nul ? (uint64_t)(nul - rest.p) : rest.len);
    mk_cur_u8(c);
    return name;
}

static void text_chunk(const struct mk_parts *p, char kind, struct mk_span data)
{
    struct mk_cursor c = mk_cur(data);
    struct mk_span keyword = take_name(&c);
    bool packed = kind == 'z';
    if (kind == 'i')
        packed = mk_cur_u8(&c) != 0;
    if (kind != 't')
        mk_cur_u8(&c); /* method: 0, zlib */
    if (kind == 'i') {
        take_name(&c); /* language */
        take_name(&c); /* the keyword in it */
    }
    if (!mk_cur_ok(&c)) {
        p->odd(p->u, "PNG", "a chunk of text is cut");
        return;
    }
    (packed ? packed_text : text)(p, keyword, mk_cur_rest(&c));
}

/* tIME: last change, UTC: u16 year, then u8 month, day, hour, minute, second. */
static void time_chunk(const struct mk_parts *p, struct mk_span data)
{
    struct mk_buf b;
    struct mk_cursor c = mk_cur(data);
    mk_buf_init(&b, 64);
    mk_buf_printf(&b, "%04u-", mk_cur_u16be(&c));
    mk_buf_printf(&b, "%02u-", mk_cur_u8(&c));
    mk_buf_printf(&b, "%02uT", mk_cur_u8(&c));
    mk_buf_printf(&b, "%02u:", mk_cur_u8(&c));
    mk_buf_printf(&b, "%02u:", mk_cur_u8(&c));
    mk_buf_printf(&b, "%02uZ", mk_cur_u8(&c));
    if (mk_cur_ok(&c))
        p->text(p->u, "tIME", mk_buf_span(&b));
    mk_buf_done(&b);
}

static void chunk(const struct mk_parts *p, struct mk_span type, struct mk_span data)
{
    struct mk_cursor c = mk_cur(data);
    if (mk_span_is(type, "IHDR")) {
        uint32_t width = mk_cur_u32be(&c), height = mk_cur_u32be(&c);
        if (mk_cur_ok(&c))
            p->size(p->u, width, height);
    } else if (mk_span_is(type, "eXIf")) {
        mk_parts_exif(p, data);
    } else if (mk_span_is(type, "tIME")) {
        time_chunk(p, data);
    } else {
        text_chunk(p, (char)*type.p, data);
    }
}

static bool is_known(struct mk_span type)
{
    static const char *const names[] = { "IHDR", "eXIf", "tEXt", "zTXt", "iTXt", "tIME" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mk_span_is(type, names[i]))
            return true;
    return false;
}

/* Its data and sum, in `b`. */
static void read_chunk(const struct mk_range *r, const struct mk_parts *p, uint64_t at,
                       uint32_t len, struct mk_span type, struct mk_buf *b)
{
    mk_buf_clear(b);
    uint8_t *to = len <= CHUNK_MAX ? mk_buf_room(b, (size_t)len + 4) : NULL;
    if (!to) {
        p->odd(p->u, "PNG", "a chunk is larger than is read");
        return;
    }
    size_t got = mk_range_get(to, r, at, (size_t)len + 4);
    struct mk_span data = mk_span(to, got < len ? got : len);
    struct mk_cursor sum = mk_cur(mk_span(to + data.len, got - data.len));
    uLong crc = crc32(crc32(0, type.p, 4), data.p, (uInt)data.len);
    if (mk_cur_u32be(&sum) != crc || !mk_cur_ok(&sum))
        p->odd(p->u, "PNG", "a chunk is damaged or cut: its sum does not fit");
    chunk(p, type, data);
}

bool mk_png_parts(const struct mk_range *r, const struct mk_parts *p)
{
    uint8_t head[8];
    struct mk_buf b;
    uint64_t at = sizeof signature;
    size_t n = 0;
    if (!mk_range_read(head, r, 0, 8) || memcmp(head, signature, 8) != 0)
        return false;
    mk_buf_init(&b, CHUNK_MAX + 4);
    for (; n < CHUNKS_MAX && mk_range_read(head, r, at, 8); n++) {
        struct mk_cursor c = mk_cur(mk_span(head, 8));
        uint32_t len = mk_cur_u32be(&c);
        struct mk_span type = mk_cur_take(&c, 4);
        if (mk_span_is(type, "IEND"))
            break;
        if (is_known(type))
            read_chunk(r, p, at + 8, len, type, &b);
        at += 12 + (uint64_t)len;
    }
    if (at >= r->len || n == CHUNKS_MAX)
        p->odd(p->u, "PNG", "cut: it has no end");
    mk_buf_done(&b);
    return true;
}
