#include "host/train/ios_plist.h"
#include "parsers/base/utf.h"

void mk_to_utf16be(struct mk_buf *out, struct mk_span utf8)
{
    for (size_t at = 0; at < utf8.len;) {
        int32_t cp = mk_utf8_next(utf8, &at);
        uint32_t v = cp < 0 ? 0xfffd : (uint32_t)cp;
        if (v >= 0x10000) {
            uint32_t high = 0xd800 + ((v - 0x10000) >> 10);
            mk_buf_u8(out, (uint8_t)(high >> 8));
            mk_buf_u8(out, (uint8_t)high);
            v = 0xdc00 + ((v - 0x10000) & 0x3ff);
        }
        mk_buf_u8(out, (uint8_t)(v >> 8));
        mk_buf_u8(out, (uint8_t)v);
    }
}

void mk_bp_begin(struct mk_bplist *p)
{
    *p = (struct mk_bplist){ 0 };
    mk_buf_init(&p->out, (size_t)16 << 20);
    mk_buf_puts(&p->out, "bplist00");
}

void mk_bp_done(struct mk_bplist *p)
{
    mk_buf_done(&p->out);
}

bool mk_bp_ok(const struct mk_bplist *p)
{
    return !p->full && mk_buf_ok(&p->out);
}

static void put_be(struct mk_buf *b, uint64_t v, unsigned bytes)
{
    for (unsigned i = bytes; i-- > 0;)
        mk_buf_u8(b, (uint8_t)(v >> 8 * i));
}

static void put_number(struct mk_buf *b, uint64_t v)
{
    unsigned log = v < 0x100 ? 0 : v < 0x10000 ? 1 : v < 0x100000000 ? 2 : 3;
    mk_buf_u8(b, (uint8_t)(0x10 | log));
    put_be(b, v, 1u << log);
}

/* An object begins here; what holds it refers to it. */
static void begin(struct mk_bplist *p)
{
    if (p->objects == MK_BP_OBJECTS || p->nrefs == MK_BP_OBJECTS) {
        p->full = true;
        return;
    }
    p->at[p->objects] = (uint32_t)p->out.len;
    p->refs[p->nrefs++] = (uint16_t)p->objects++;
}

static void head(struct mk_bplist *p, uint8_t kind, uint64_t count)
{
    begin(p);
    mk_buf_u8(&p->out, (uint8_t)(kind << 4 | (count < 15 ? count : 15)));
    if (count >= 15)
        put_number(&p->out, count);
}

void mk_bp_open(struct mk_bplist *p, char bracket)
{
    if (p->depth == MK_BP_DEPTH) {
        p->full = true;
        return;
    }
    p->is_dict[p->depth] = bracket == '{';
    p->open[p->depth++] = p->nrefs;
}

/* Containers stand behind what they hold: their references are known by then. */
void mk_bp_close(struct mk_bplist *p)
{
    uint16_t held[MK_BP_OBJECTS];
    if (p->full || p->depth == 0)
        return;
    size_t first = p->open[--p->depth], n = p->nrefs - first;
    bool dict = p->is_dict[p->depth];
    memcpy(held, p->refs + first, n * sizeof *held);
    p->nrefs = first;
    head(p, dict ? 0xd : 0xa, dict ? n / 2 : n);
    for (size_t half = 0; half < (dict ? 2 : 1); half++)
        for (size_t i = half; i < n; i += dict ? 2 : 1)
            put_be(&p->out, held[i], 2);
}

void mk_bp_text(struct mk_bplist *p, struct mk_span s)
{
    struct mk_buf wide;
    bool ascii = true;
    for (size_t i = 0; i < s.len; i++)
        ascii = ascii && s.p[i] < 0x80;
    if (ascii) {
        head(p, 5, s.len);
        mk_buf_put(&p->out, s.p, s.len);
        return;
    }
    mk_buf_init(&wide, (size_t)16 << 20);
    mk_to_utf16be(&wide, s);
    head(p, 6, wide.len / 2);
    mk_buf_put(&p->out, wide.p, wide.len);
    p->full = p->full || !mk_buf_ok(&wide);
    mk_buf_done(&wide);
}

void mk_bp_str(struct mk_bplist *p, const char *s)
{
    mk_bp_text(p, mk_str(s));
}

void mk_bp_int(struct mk_bplist *p, int64_t v)
{
    begin(p);
    if (v < 0) {
        mk_buf_u8(&p->out, 0x13);
        put_be(&p->out, (uint64_t)v, 8);
    } else {
        put_number(&p->out, (uint64_t)v);
    }
}

static void put_double(struct mk_bplist *p, uint8_t mark, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    begin(p);
    mk_buf_u8(&p->out, mark);
    put_be(&p->out, bits, 8);
}

void mk_bp_real(struct mk_bplist *p, double v)
{
    put_double(p, 0x23, v);
}

void mk_bp_date(struct mk_bplist *p, double cocoa_s)
{
    put_double(p, 0x33, cocoa_s);
}

void mk_bp_bool(struct mk_bplist *p, bool v)
{
    begin(p);
    mk_buf_u8(&p->out, v ? 0x09 : 0x08);
}

void mk_bp_data(struct mk_bplist *p, struct mk_span s)
{
    head(p, 4, s.len);
    mk_buf_put(&p->out, s.p, s.len);
}

void mk_bp_uid(struct mk_bplist *p, uint16_t v)
{
    begin(p);
    mk_buf_u8(&p->out, 0x81);
    put_be(&p->out, v, 2);
}

void mk_bp_end(struct mk_bplist *p)
{
    uint64_t table = p->out.len;
    for (size_t i = 0; i < p->objects; i++)
        put_be(&p->out, p->at[i], 4);
    put_be(&p->out, 0, 6);
    mk_buf_u8(&p->out, 4); /* bytes of an offset */
    mk_buf_u8(&p->out, 2); /* of a reference */
    put_be(&p->out, p->objects, 8);
    put_be(&p->out, p->nrefs ? p->refs[0] : 0, 8);
    put_be(&p->out, table, 8);
}

int mk_ios_put_plist(struct mk_train *t, const char *path, int64_t mtime_ms, struct mk_bplist *p,
                     struct mk_error *e)
{
    mk_bp_end(p);
    int rc = mk_bp_ok(p) ? mk_ios_put(t, path, mtime_ms, mk_buf_span(&p->out), e)
                         : mk_fail(e, MK_ENOMEM, "property list");
    mk_bp_done(p);
    return rc;
}
