/*
 * Protocol buffers without their schema for `moka tree`: a list of {"field": number, reading: ...},
 * with every reading that is plausible beside each other: an examiner sees what the bytes allow and
 * is told no more than that.
 */
#include "parsers/format/gunzip.h"
#include "parsers/format/proto.h"
#include "parsers/format/tree_value.h"
#include <math.h>

#define PACKED_MAX ((size_t)4096) /* numbers in one field that are shown one by one */

static void put_varint(struct mk_json *j, uint64_t v)
{
    mk_json_kv_uint(j, "varint", v);
    if (v > INT64_MAX)
        mk_json_kv_int(j, "signed", (int64_t)v);
    if (v > 1)
        mk_json_kv_int(j, "zigzag", mk_proto_zigzag(v));
}

static void put_real(struct mk_json *j, const char *name, double v)
{
    if (!isfinite(v))
        return;
    mk_json_key(j, name);
    mk_json_real(j, v);
}

static void put_fixed(struct mk_json *j, const struct mk_proto_field *f)
{
    bool wide = f->wire == MK_PROTO_FIXED64;
    int64_t v = wide ? (int64_t)f->v : (int32_t)(uint32_t)f->v;
    mk_json_kv_uint(j, wide ? "fixed64" : "fixed32", f->v);
    if (v < 0)
        mk_json_kv_int(j, "signed", v);
    put_real(j, wide ? "double" : "float", wide ? mk_proto_double(f->v) : mk_proto_float(f->v));
}

/* How many varints these bytes are; 0 when they are none, or too many. */
static size_t packed(struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    size_t n = 0;
    while (mk_cur_left(&c) && n <= PACKED_MAX) {
        mk_cur_varint(&c);
        n++;
    }
    return mk_cur_ok(&c) && n <= PACKED_MAX ? n : 0;
}

static void put_packed(struct mk_json *j, struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    mk_json_key(j, "packed");
    mk_json_open(j, '[');
    while (mk_cur_left(&c))
        mk_json_uint(j, mk_cur_varint(&c));
    mk_json_close(j, ']');
}

/* Bytes that are neither text nor anything known: all else that they could be. */
static void put_other(struct mk_tree *t, struct mk_span s)
{
    if (mk_proto_is(s)) {
        mk_json_key(t->j, "message");
        mk_tree_message(t, s);
    }
    if (packed(s) > 1)
        put_packed(t->j, s);
    mk_json_key(t->j, "hex");
    mk_json_hex(t->j, s);
}

/* Small messages begin with tags that are tabs or line ends; without one text is only text. */
static bool maybe_message(struct mk_span text)
{
    bool control = false;
    for (size_t i = 0; i < text.len; i++)
        control |= text.p[i] < ' ';
    return control && mk_proto_is(text);
}

static void put_bytes(struct mk_tree *t, struct mk_span s)
{
    bool known = mk_span_starts(s, mk_str("bplist00")) || mk_gzip_knows(s);
    if (known) {
        mk_json_key(t->j, "bytes");
        mk_tree_bytes(t, s);
    } else if (mk_tree_is_text(s)) {
        mk_json_key(t->j, "text");
        mk_tree_text(t, s);
        if (maybe_message(s)) {
            mk_json_key(t->j, "message");
            mk_tree_message(t, s);
        }
    } else {
        put_other(t, s);
    }
}

static void put_field(struct mk_tree *t, const struct mk_proto_field *f)
{
    mk_json_open(t->j, '{');
    mk_json_kv_uint(t->j, "field", f->number);
    switch (f->wire) {
    case MK_PROTO_VARINT:
        put_varint(t->j, f->v);
        break;
    case MK_PROTO_FIXED64:
    case MK_PROTO_FIXED32:
        put_fixed(t->j, f);
        break;
    case MK_PROTO_BYTES:
        put_bytes(t, f->s);
        break;
    case MK_PROTO_GROUP:
        mk_json_key(t->j, "group");
        mk_tree_message(t, f->s);
        break;
    }
    mk_json_close(t->j, '}');
}

void mk_tree_message(struct mk_tree *t, struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    struct mk_proto_field f;
    if (!mk_tree_enter(t))
        return;
    mk_json_open(t->j, '[');
    while (mk_buf_ok(t->j->b) && t->values < MK_TREE_VALUES && mk_proto_next(&f, &c)) {
        t->values++;
        put_field(t, &f);
    }
    if (!mk_cur_ok(&c)) {
        mk_tree_damaged(t, mk_str("the rest is no field of a message"));
        mk_tree_bytes(t, mk_span_from(s, c.bad_at < s.len ? c.bad_at : s.len));
    } else if (mk_cur_left(&c)) {
        mk_tree_damaged(t, mk_str("too many values to show"));
    }
    mk_json_close(t->j, ']');
    mk_tree_leave(t);
}
