#include "parsers/format/signal_value.h"
#include <inttypes.h>
#include <stdlib.h>

#define TEXT_MAX ((size_t)1 << 20)

struct step {
    uint32_t from, to;
};

/* One step of a path; *path is left behind it. */
static struct step next_step(const char **path)
{
    char *end;
    struct step s = { 1, UINT32_MAX };
    if (**path == '*') {
        ++*path;
        return s;
    }
    s.from = s.to = (uint32_t)strtoul(*path, &end, 10);
    if (*end == '-') {
        *path = ++end;
        s.to = (uint32_t)strtoul(*path, &end, 10);
        if (end == *path)
            s.to = UINT32_MAX;
    }
    *path = end;
    return s;
}

static bool find_step(struct mk_proto_field *out, struct mk_cursor *c, struct step s)
{
    while (mk_proto_next(out, c))
        if (out->number >= s.from && out->number <= s.to)
            return true;
    return false;
}

static struct mk_span root(const struct mk_signal_place *p, const char **path)
{
    char where = **path;
    if (where != '^' && where != '~')
        return p->row;
    ++*path;
    return where == '^' ? p->around : p->item;
}

static bool find_one(struct mk_proto_field *out, const struct mk_signal_place *p, const char *path)
{
    struct mk_span message = root(p, &path);
    for (;;) {
        struct mk_cursor c = mk_cur(message);
        if (!find_step(out, &c, next_step(&path)))
            return false;
        if (*path != '.')
            return true;
        path++;
        if (out->wire != MK_PROTO_BYTES)
            return false;
        message = out->s;
    }
}

static const char *behind(const char *path, char c)
{
    while (*path && *path != c)
        path++;
    return *path ? path + 1 : NULL;
}

bool mk_signal_find(struct mk_proto_field *out, const struct mk_signal_place *p, const char *path)
{
    for (; path; path = behind(path, '|'))
        if (find_one(out, p, path))
            return true;
    return false;
}

static bool is_number(const struct mk_proto_field *f)
{
    return f->wire != MK_PROTO_BYTES && f->wire != MK_PROTO_GROUP;
}

static void put_id(struct mk_buf *b, struct mk_span s)
{
    static const uint8_t dashes[] = { 4, 6, 8, 10, 16 };
    if (s.len == 17 && s.p[0] <= 1) { /* a service id in full: libsignal, ServiceId-FixedWidth */
        mk_buf_puts(b, s.p[0] == 1 ? "PNI:" : "");
        s = mk_span_from(s, 1);
    }
    if (s.len != 16) {
        mk_buf_hex(b, s);
        return;
    }
    for (size_t i = 0, at = 0; i < sizeof dashes; at = dashes[i++]) {
        if (i)
            mk_buf_u8(b, '-');
        mk_buf_hex(b, mk_span(s.p + at, dashes[i] - at));
    }
}

static void put_any(struct mk_buf *b, const struct mk_proto_field *f)
{
    if (is_number(f))
        mk_buf_printf(b, "%" PRIu64, f->v);
    else
        put_id(b, f->s);
}

/* Repeated numbers stand one by one, or packed in one field. */
static void put_packed(struct mk_buf *b, struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    while (mk_cur_left(&c)) {
        uint64_t v = mk_cur_varint(&c);
        if (mk_cur_ok(&c))
            mk_buf_printf(b, "%s%" PRIu64, b->len ? " " : "", v);
    }
}

static void put_element(struct mk_buf *b, const struct mk_proto_field *f, bool texts)
{
    if (is_number(f)) {
        mk_buf_printf(b, "%s%" PRIu64, b->len ? " " : "", f->v);
    } else if (texts) {
        mk_buf_puts(b, b->len ? ", " : "");
        mk_buf_put(b, f->s.p, f->s.len);
    } else {
        put_packed(b, f->s);
    }
}

/* All occurrences of every step; b NULL: they are only counted. As deep as the path is long. */
static size_t each_of(struct mk_buf *b, struct mk_span message, const char *path, bool texts)
{
    struct mk_proto_field f;
    struct mk_cursor c = mk_cur(message);
    struct step s = next_step(&path);
    size_t n = 0;
    while (find_step(&f, &c, s)) {
        if (*path == '.')
            n += f.wire == MK_PROTO_BYTES ? each_of(b, f.s, path + 1, texts) : 0;
        else
            n++;
        if (b && *path != '.')
            put_element(b, &f, texts);
    }
    return n;
}

static void put_name(struct mk_buf *b, const struct mk_signal_place *p, const char *path)
{
    struct mk_proto_field f;
    for (; path; path = behind(path, '/')) {
        if (!find_one(&f, p, path) || is_number(&f) || f.s.len == 0)
            continue;
        mk_buf_puts(b, b->len ? " " : "");
        mk_buf_put(b, f.s.p, f.s.len);
    }
}

static bool two(uint64_t v[2], const struct mk_signal_place *p, const char *path)
{
    struct mk_proto_field f;
    for (size_t i = 0; i < 2; i++, path = behind(path, '/')) {
        if (!path || !find_one(&f, p, path) || !is_number(&f))
            return false;
        v[i] = f.v;
    }
    return true;
}

static void put_text(struct mk_grid *g, size_t cell, struct mk_buf *b)
{
    if (!mk_buf_ok(b))
        mk_grid_lost(g, cell, "longer than a text may be");
    else if (b->len)
        mk_grid_text(g, cell, mk_buf_span(b));
}

static void put_found(struct mk_grid *g, size_t cell, struct mk_buf *b, enum mk_signal_as as,
                      const struct mk_proto_field *f)
{
    bool number = as == MK_SG_INT || as == MK_SG_E164;
    if (as != MK_SG_ANY && number != is_number(f)) {
        mk_grid_lost(g, cell, "another wire type than the schema's");
    } else if (as == MK_SG_INT && f->v <= INT64_MAX) {
        mk_grid_int(g, cell, (int64_t)f->v);
    } else if (as == MK_SG_TEXT) {
        mk_grid_text(g, cell, f->s);
    } else {
        if (as == MK_SG_INT)
            mk_buf_printf(b, "%" PRIu64, f->v);
        else if (as == MK_SG_E164)
            mk_buf_printf(b, "%.*s%.0" PRIu64, f->v != 0, "+", f->v); /* nothing for 0 */
        else if (as == MK_SG_HEX)
            mk_buf_hex(b, f->s);
        else if (as == MK_SG_ID)
            put_id(b, f->s);
        else
            put_any(b, f);
        put_text(g, cell, b);
    }
}

/* What is not one field's value. */
static void put_made(struct mk_grid *g, size_t cell, struct mk_buf *b,
                     const struct mk_signal_place *p, const struct mk_signal_column *c)
{
    uint64_t v[2];
    if (c->as == MK_SG_LIST || c->as == MK_SG_TEXTS)
        each_of(b, p->row, c->path, c->as == MK_SG_TEXTS);
    else if (c->as == MK_SG_NAME)
        put_name(b, p, c->path);
    else if (c->as == MK_SG_PAIR && two(v, p, c->path))
        mk_buf_printf(b, "%" PRIu64 "/%" PRIu64, v[0], v[1]);
    else if (c->as == MK_SG_SUM && two(v, p, c->path) && v[0] && v[1])
        mk_grid_int(g, cell, (int64_t)(v[0] + v[1]));
    else if (c->as == MK_SG_COUNT)
        mk_grid_int(g, cell, (int64_t)each_of(NULL, p->row, c->path, false));
    put_text(g, cell, b);
}

void mk_signal_put(struct mk_grid *g, size_t cell, const struct mk_signal_place *p,
                   const struct mk_signal_column *c)
{
    struct mk_proto_field f;
    struct mk_buf b;
    if (c->given && !mk_signal_find(&f, p, c->given))
        return;
    mk_buf_init(&b, TEXT_MAX);
    switch (c->as) {
    case MK_SG_FRAME:
        mk_grid_int(g, cell, p->frame);
        break;
    case MK_SG_WORD:
        mk_grid_text(g, cell, mk_str(c->path));
        break;
    case MK_SG_WHICH:
        mk_grid_int(g, cell, mk_signal_find(&f, p, c->path) ? f.number : 0);
        break;
    case MK_SG_WHOLE:
        mk_buf_hex(&b, p->row);
        put_text(g, cell, &b);
        break;
    case MK_SG_LIST:
    case MK_SG_TEXTS:
    case MK_SG_COUNT:
    case MK_SG_PAIR:
    case MK_SG_SUM:
    case MK_SG_NAME:
        put_made(g, cell, &b, p, c);
        break;
    case MK_SG_INT:
    case MK_SG_TEXT:
    case MK_SG_HEX:
    case MK_SG_ID:
    case MK_SG_E164:
    case MK_SG_ANY:
        if (mk_signal_find(&f, p, c->path))
            put_found(g, cell, &b, c->as, &f);
        break;
    }
    mk_buf_done(&b);
}
