#include "parsers/record/record.h"

/* The cursor's own check, in line: a record has dozens of fields. NULL when it has no n bytes. */
static inline const uint8_t *take(struct mk_cursor *c, size_t n)
{
    const uint8_t *p = c->in.p + c->pos;
    if (n > c->in.len - c->pos) {
        mk_cur_refuse(c);
        return NULL;
    }
    c->pos += n;
    return p;
}

static inline uint32_t get32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t get64(const uint8_t *p)
{
    return get32(p) | (uint64_t)get32(p + 4) << 32;
}

/* u32 length and so many bytes. */
static inline bool take_span(struct mk_span *out, struct mk_cursor *c)
{
    const uint8_t *p = take(c, 4);
    size_t n = p ? get32(p) : 0;
    const uint8_t *bytes = p ? take(c, n) : NULL;
    *out = mk_span(bytes, bytes ? n : 0);
    return bytes != NULL;
}

static inline bool take_number(int64_t *out, struct mk_cursor *c)
{
    const uint8_t *p = take(c, 8);
    if (p)
        *out = (int64_t)get64(p);
    return p != NULL;
}

bool mk_value_next(struct mk_value *out, struct mk_cursor *c, bool list)
{
    if (c->pos == c->in.len || c->bad_at != MK_CUR_OK)
        return false;
    const uint8_t *head = take(c, 4);
    if (!head)
        return false;
    uint32_t tag = get32(head), key = tag >> 8, type = tag & 0xff;
    if (key >= MK_KEY_COUNT || type >= MK_T_COUNT || (list && key != MK_KEY_NONE)) {
        mk_cur_refuse(c);
        return false;
    }
    out->key = (enum mk_key)key;
    out->type = (enum mk_type)type;
    out->name = mk_span(NULL, 0);
    if (!key && !list && !take_span(&out->name, c))
        return false;
    switch (out->type) {
    case MK_T_INT:
        return take_number(&out->i, c);
    case MK_T_REAL:
        if (!take_number(&out->i, c))
            return false;
        memcpy(&out->r, &out->i, sizeof out->r);
        return true;
    case MK_T_TIME:
        if (!take_number(&out->i, c))
            return false;
        out->digits = mk_cur_u8(c);
        break;
    case MK_T_TEXT:
    case MK_T_HEX:
    case MK_T_LIST:
    case MK_T_OBJECT:
        return take_span(&out->s, c);
    case MK_T_NULL:
    case MK_T_FALSE:
    case MK_T_TRUE:
    case MK_T_COUNT:
        break;
    }
    return mk_cur_ok(c);
}

static bool read_body(struct mk_item *out, struct mk_span body)
{
    struct mk_cursor c = mk_cur(body);
    *out = (struct mk_item){ .type = (char)mk_cur_u8(&c), .head = mk_cur_u16le(&c) };
    uint8_t second = mk_cur_u8(&c);
    if (out->type == 'h' && second > MK_KIND_NONE && second < MK_KIND_COUNT) {
        out->kind = (enum mk_kind)second;
    } else if (out->type == 'r' && second <= 1) {
        out->has_row = second;
        out->row = (int64_t)mk_cur_u64le(&c);
    } else {
        return false;
    }
    out->fields = mk_cur_rest(&c);
    return mk_cur_ok(&c);
}

int mk_item_next(struct mk_item *out, struct mk_cursor *c)
{
    struct mk_cursor ahead = *c;
    if (mk_cur_left(c) < 4)
        return 0;
    uint32_t len = mk_cur_u32le(&ahead);
    if (len > MK_ITEM_MAX)
        return -1;
    if (len > mk_cur_left(&ahead))
        return 0;
    if (!read_body(out, mk_cur_take(&ahead, len)))
        return -1;
    *c = ahead;
    return 1;
}

bool mk_field_find(struct mk_value *out, struct mk_span fields, enum mk_key key)
{
    struct mk_cursor c = mk_cur(fields);
    while (mk_value_next(out, &c, false))
        if (out->key == key)
            return true;
    return false;
}

static bool valid(struct mk_span fields, bool list, unsigned depth)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    while (mk_value_next(&v, &c, list))
        if ((v.type == MK_T_LIST || v.type == MK_T_OBJECT) &&
            (depth == MK_DEPTH_MAX || !valid(v.s, v.type == MK_T_LIST, depth + 1)))
            return false;
    return mk_cur_ok(&c);
}

bool mk_fields_valid(struct mk_span fields)
{
    return valid(fields, false, 0);
}
