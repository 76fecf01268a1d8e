#include "parsers/format/proto.h"

#define NUMBER_MAX ((UINT64_C(1) << 29) - 1)
#define END_GROUP  4

static bool tag(uint32_t *number, unsigned *wire, struct mk_cursor *c)
{
    size_t at = c->pos;
    uint64_t v = mk_cur_varint(c);
    *number = (uint32_t)(v >> 3);
    *wire = (unsigned)(v & 7);
    if (!mk_cur_ok(c))
        return false;
    if (v >> 3 == 0 || v >> 3 > NUMBER_MAX || *wire > MK_PROTO_FIXED32) {
        c->pos = at; /* so that it is the tag that is told as bad */
        mk_cur_refuse(c);
        return false;
    }
    return true;
}

static void value(struct mk_proto_field *f, unsigned wire, struct mk_cursor *c)
{
    f->wire = (enum mk_proto_wire)wire;
    if (wire == MK_PROTO_VARINT)
        f->v = mk_cur_varint(c);
    else if (wire == MK_PROTO_FIXED64)
        f->v = mk_cur_u64le(c);
    else if (wire == MK_PROTO_FIXED32)
        f->v = mk_cur_u32le(c);
    else
        f->s = mk_cur_take(c, mk_cur_varint(c));
}

/* Everything up to the end of the group that was just begun; groups inside are stepped over. */
static struct mk_span group(struct mk_cursor *c, uint32_t number)
{
    uint32_t open[MK_PROTO_DEPTH] = { number };
    size_t depth = 1, start = c->pos;
    while (mk_cur_ok(c)) {
        struct mk_proto_field f = { 0 };
        unsigned wire;
        size_t end = c->pos;
        if (!tag(&f.number, &wire, c))
            break;
        if (wire == END_GROUP && f.number == open[depth - 1]) {
            if (--depth == 0)
                return mk_span(c->in.p + start, end - start);
        } else if (wire == MK_PROTO_GROUP && depth < MK_PROTO_DEPTH) {
            open[depth++] = f.number;
        } else if (wire == END_GROUP || wire == MK_PROTO_GROUP) {
            mk_cur_refuse(c);
        } else {
            value(&f, wire, c);
        }
    }
    return mk_span(NULL, 0);
}

bool mk_proto_next(struct mk_proto_field *out, struct mk_cursor *c)
{
    unsigned wire;
    size_t start = c->pos;
    *out = (struct mk_proto_field){ 0 };
    if (mk_cur_left(c) == 0 || !tag(&out->number, &wire, c))
        return false;
    if (wire == END_GROUP) {
        mk_cur_refuse(c);
        return false;
    }
    if (wire == MK_PROTO_GROUP) {
        out->wire = MK_PROTO_GROUP;
        out->s = group(c, out->number);
    } else {
        value(out, wire, c);
    }
    if (!mk_cur_ok(c))
        return false;
    out->whole = mk_span(c->in.p + start, c->pos - start);
    return true;
}

bool mk_proto_is(struct mk_span message)
{
    struct mk_cursor c = mk_cur(message);
    struct mk_proto_field f;
    while (mk_proto_next(&f, &c))
        ;
    return mk_cur_ok(&c);
}

bool mk_proto_find(struct mk_proto_field *out, struct mk_span message, uint32_t number)
{
    struct mk_cursor c = mk_cur(message);
    while (mk_proto_next(out, &c))
        if (out->number == number)
            return true;
    return false;
}

int64_t mk_proto_zigzag(uint64_t v)
{
    return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

double mk_proto_double(uint64_t fixed64)
{
    double d;
    memcpy(&d, &fixed64, sizeof d);
    return d;
}

double mk_proto_float(uint64_t fixed32)
{
    uint32_t v = (uint32_t)fixed32;
    float f;
    memcpy(&f, &v, sizeof f);
    return (double)f;
}

int mk_proto_delimited(struct mk_span *message, struct mk_cursor *c, size_t max)
{
    if (mk_cur_left(c) == 0)
        return 0;
    uint64_t n = mk_cur_varint(c);
    if (mk_cur_ok(c) && n > max)
        mk_cur_refuse(c);
    *message = mk_cur_take(c, n);
    return mk_cur_ok(c) ? 1 : -1;
}
