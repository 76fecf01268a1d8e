#include "parsers/record/record.h"

bool mk_value_next(struct mk_value *out, struct mk_cursor *c, bool list)
{
    if (mk_cur_left(c) == 0 || !mk_cur_ok(c))
        return false;
    uint32_t tag = mk_cur_u32le(c), key = tag >> 8, type = tag & 0xff;
    if (key >= MK_KEY_COUNT || type >= MK_T_COUNT || (list && key != MK_KEY_NONE)) {
        mk_cur_refuse(c);
        return false;
    }
    out->key = (enum mk_key)key;
    out->type = (enum mk_type)type;
    out->name = mk_span(NULL, 0);
    if (!key && !list)
        out->name = mk_cur_take(c, mk_cur_u32le(c));
    switch (out->type) {
    case MK_T_INT:
        out->i = (int64_t)mk_cur_u64le(c);
        break;
    case MK_T_REAL: {
        uint64_t bits = mk_cur_u64le(c);
        memcpy(&out->r, &bits, sizeof out->r);
        break;
    }
    case MK_T_TIME:
        out->i = (int64_t)mk_cur_u64le(c);
        out->digits = mk_cur_u8(c);
        break;
    case MK_T_TEXT:
    case MK_T_HEX:
    case MK_T_LIST:
    case MK_T_OBJECT:
        out->s = mk_cur_take(c, mk_cur_u32le(c));
        break;
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
