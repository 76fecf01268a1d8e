#include "parsers/record/record.h"

static const char *const kinds[MK_KIND_COUNT] = {
    [MK_KIND_NONE] = "",
    [MK_MESSAGE] = "message",
    [MK_CONVERSATION] = "conversation",
    [MK_REACTION] = "reaction",
    [MK_ATTACHMENT] = "attachment",
    [MK_CALL] = "call",
    [MK_VOICEMAIL] = "voicemail",
    [MK_CONTACT] = "contact",
    [MK_KIND_ACCOUNT] = "account",
    [MK_KIND_EMAIL] = "email",
    [MK_LOCATION] = "location",
    [MK_KIND_MEDIA] = "media",
    [MK_WEB_VISIT] = "web_visit",
    [MK_WEB_DOWNLOAD] = "web_download",
    [MK_WEB_SEARCH] = "web_search",
    [MK_BOOKMARK] = "bookmark",
    [MK_COOKIE] = "cookie",
    [MK_KIND_NOTE] = "note",
    [MK_CALENDAR] = "calendar",
    [MK_PAYMENT] = "payment",
    [MK_KIND_APP] = "app",
    [MK_DEVICE] = "device",
    [MK_NETWORK] = "network",
    [MK_BLUETOOTH] = "bluetooth",
    [MK_CELL] = "cell",
    [MK_EVENT] = "event",
};

static const char *const keys[MK_KEY_COUNT] = {
    "",
#define K(id, name) name,
#include "parsers/record/keys.h"
#undef K
};

const char *mk_kind_name(enum mk_kind kind)
{
    return kinds[kind];
}

const char *mk_key_name(enum mk_key key)
{
    return keys[key];
}

bool mk_kind_parse(enum mk_kind *out, struct mk_span name)
{
    for (int k = MK_KIND_NONE + 1; k < MK_KIND_COUNT; k++)
        if (mk_span_is(name, kinds[k])) {
            *out = (enum mk_kind)k;
            return true;
        }
    return false;
}

enum mk_key mk_key_parse(struct mk_span name)
{
    for (int k = MK_KEY_NONE + 1; k < MK_KEY_COUNT; k++)
        if (mk_span_is(name, keys[k]))
            return (enum mk_key)k;
    return MK_KEY_NONE;
}

/* ---- making: one check for room per field, then plain stores ---- */

static uint8_t *put16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
    return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t v)
{
    return put16(put16(p, (uint16_t)v), (uint16_t)(v >> 16));
}

static uint8_t *put64(uint8_t *p, uint64_t v)
{
    return put32(put32(p, (uint32_t)v), (uint32_t)(v >> 32));
}

static uint8_t *put_tag(uint8_t *p, enum mk_key key, enum mk_type type)
{
    return put32(p, (uint32_t)key << 8 | (uint32_t)type);
}

/* Key, type and `n` bytes of payload to come; NULL when there is no room. */
static uint8_t *start(struct mk_buf *b, enum mk_key key, enum mk_type type, size_t n)
{
    size_t whole = 4 + n;
    uint8_t *p;
    if (n < MK_ITEM_MAX && !b->bad && whole <= b->cap - b->len && whole <= b->max - b->len)
        p = b->p + b->len; /* nearly always: spares the call */
    else
        p = n < MK_ITEM_MAX ? mk_buf_room(b, whole) : NULL;
    if (!p) {
        b->bad = true;
        return NULL;
    }
    b->len += whole;
    return put_tag(p, key, type);
}

static uint8_t *start_named(struct mk_buf *b, struct mk_span name, enum mk_type type, size_t n)
{
    bool fits = name.len < MK_ITEM_MAX && n < MK_ITEM_MAX;
    uint8_t *p = start(b, MK_KEY_NONE, type, fits ? 4 + name.len + n : MK_ITEM_MAX);
    if (!p)
        return NULL;
    p = put32(p, (uint32_t)name.len);
    if (name.len)
        memcpy(p, name.p, name.len);
    return p + name.len;
}

size_t mk_put_head(struct mk_buf *b, uint16_t id, enum mk_kind kind)
{
    size_t mark = b->len;
    uint8_t *p = mk_buf_room(b, 8);
    if (p) {
        p[4] = 'h';
        *put16(p + 5, id) = (uint8_t)kind;
        b->len += 8;
    }
    return mark;
}

size_t mk_put_record(struct mk_buf *b, uint16_t head, const int64_t *row)
{
    size_t mark = b->len;
    uint8_t *p = mk_buf_room(b, 16);
    if (p) {
        p[4] = 'r';
        p = put16(p + 5, head);
        *p = row != NULL;
        put64(p + 1, row ? (uint64_t)*row : 0);
        b->len += 16;
    }
    return mark;
}

/* The mark is where the length stands, so that heads, records, lists and objects end alike. */
size_t mk_put_open(struct mk_buf *b, enum mk_key key, enum mk_type type)
{
    start(b, key, type, 4);
    return b->len - 4;
}

size_t mk_put_named_open(struct mk_buf *b, struct mk_span name, enum mk_type type)
{
    start_named(b, name, type, 4);
    return b->len - 4;
}

void mk_put_end(struct mk_buf *b, size_t mark)
{
    if (b->bad)
        return;
    size_t n = b->len - mark - 4;
    if (n > MK_ITEM_MAX)
        b->bad = true;
    else
        put32(b->p + mark, (uint32_t)n);
}

void mk_put_null(struct mk_buf *b, enum mk_key key)
{
    start(b, key, MK_T_NULL, 0);
}

void mk_put_bool(struct mk_buf *b, enum mk_key key, bool v)
{
    start(b, key, v ? MK_T_TRUE : MK_T_FALSE, 0);
}

void mk_put_int(struct mk_buf *b, enum mk_key key, int64_t v)
{
    uint8_t *p = start(b, key, MK_T_INT, 8);
    if (p)
        put64(p, (uint64_t)v);
}

static uint64_t bits_of(double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

void mk_put_real(struct mk_buf *b, enum mk_key key, double v)
{
    uint8_t *p = start(b, key, MK_T_REAL, 8);
    if (p)
        put64(p, bits_of(v));
}

static void put_bytes(uint8_t *p, struct mk_span s)
{
    p = put32(p, (uint32_t)s.len);
    if (s.len)
        memcpy(p, s.p, s.len);
}

static void put_span(struct mk_buf *b, enum mk_key key, enum mk_type type, struct mk_span s)
{
    uint8_t *p = start(b, key, type, s.len < MK_ITEM_MAX ? 4 + s.len : MK_ITEM_MAX);
    if (p)
        put_bytes(p, s);
}

void mk_put_text(struct mk_buf *b, enum mk_key key, struct mk_span s)
{
    put_span(b, key, MK_T_TEXT, s);
}

void mk_put_hex(struct mk_buf *b, enum mk_key key, struct mk_span s)
{
    put_span(b, key, MK_T_HEX, s);
}

void mk_put_time(struct mk_buf *b, enum mk_key key, int64_t us, int digits)
{
    uint8_t *p = start(b, key, MK_T_TIME, 9);
    if (p)
        *put64(p, (uint64_t)us) = (uint8_t)digits;
}

void mk_put_named_time(struct mk_buf *b, struct mk_span name, int64_t us, int digits)
{
    uint8_t *p = start_named(b, name, MK_T_TIME, 9);
    if (p)
        *put64(p, (uint64_t)us) = (uint8_t)digits;
}

void mk_put_named_null(struct mk_buf *b, struct mk_span name)
{
    start_named(b, name, MK_T_NULL, 0);
}

void mk_put_named_bool(struct mk_buf *b, struct mk_span name, bool v)
{
    start_named(b, name, v ? MK_T_TRUE : MK_T_FALSE, 0);
}

void mk_put_named_int(struct mk_buf *b, struct mk_span name, int64_t v)
{
    uint8_t *p = start_named(b, name, MK_T_INT, 8);
    if (p)
        put64(p, (uint64_t)v);
}

void mk_put_named_real(struct mk_buf *b, struct mk_span name, double v)
{
    uint8_t *p = start_named(b, name, MK_T_REAL, 8);
    if (p)
        put64(p, bits_of(v));
}

static void put_named_span(struct mk_buf *b, struct mk_span name, enum mk_type type,
                           struct mk_span s)
{
    uint8_t *p = start_named(b, name, type, s.len < MK_ITEM_MAX ? 4 + s.len : MK_ITEM_MAX);
    if (p)
        put_bytes(p, s);
}

void mk_put_named_hex(struct mk_buf *b, struct mk_span name, struct mk_span s)
{
    put_named_span(b, name, MK_T_HEX, s);
}

void mk_put_named_text(struct mk_buf *b, struct mk_span name, struct mk_span s)
{
    put_named_span(b, name, MK_T_TEXT, s);
}
