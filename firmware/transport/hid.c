#include "firmware/transport/hid.h"
#include "parsers/base/cursor.h"

#define FIDO_PAGE  0xf1d0u
#define FIDO_USAGE 1u

enum { TYPE_MAIN, TYPE_GLOBAL, TYPE_LOCAL };
enum { COLLECTION = 0xa, COLLECTION_END = 0xc, USAGE = 0, PAGE = 0, PUSH = 0xa, POP = 0xb };

struct state {
    uint32_t page, usage;
    bool has_usage;
    unsigned depth, outermost, fido;
};

static uint32_t value(struct mk_cursor *c, unsigned size)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < size; i++)
        v |= (uint32_t)mk_cur_u8(c) << (8 * i);
    return v;
}

static void begin_collection(struct state *s)
{
    if (s->depth++ == 0) {
        s->outermost++;
        s->fido += s->has_usage && s->usage == (FIDO_PAGE << 16 | FIDO_USAGE);
    }
}

/* False: nothing that we follow, or nonsense. */
static bool take_item(struct state *s, unsigned type, unsigned tag, unsigned size, uint32_t v)
{
    if (type == TYPE_GLOBAL && tag == PAGE) {
        s->page = v;
    } else if (type == TYPE_GLOBAL && (tag == PUSH || tag == POP)) {
        return false;
    } else if (type == TYPE_LOCAL && tag == USAGE) {
        if (s->has_usage && s->depth == 0)
            return false; /* a collection has one */
        s->usage = size == 4 ? v : s->page << 16 | v;
        s->has_usage = true;
    } else if (type == TYPE_MAIN) {
        if (tag == COLLECTION)
            begin_collection(s);
        else if (s->depth == 0)
            return false; /* an input or an end outside of all */
        else if (tag == COLLECTION_END)
            s->depth--;
        s->has_usage = false;
    }
    return true;
}

bool mk_hid_is_fido(struct mk_span report_descriptor)
{
    static const unsigned sizes[] = { 0, 1, 2, 4 };
    struct mk_cursor c = mk_cur(report_descriptor);
    struct state s = { 0 };
    if (report_descriptor.len > MK_HID_REPORT_MAX)
        return false;
    while (mk_cur_ok(&c) && mk_cur_left(&c)) {
        uint8_t prefix = mk_cur_u8(&c);
        unsigned size = sizes[prefix & 3];
        if (prefix == 0xfe) /* a long item: nobody has defined one */
            return false;
        uint32_t v = value(&c, size);
        if (!mk_cur_ok(&c) || !take_item(&s, prefix >> 2 & 3, prefix >> 4, size, v))
            return false;
    }
    return s.depth == 0 && s.outermost > 0 && s.fido == s.outermost;
}
