#include "parsers/base/utf.h"
#include "parsers/format/proto.h"

#define SEARCH_DEPTH 12u /* so many times at most a byte is looked at */

enum as { AS_IS, AS_TEXT, AS_BLOB, AS_SINT, AS_DOUBLE, AS_FLOAT, AS_COUNT };
static const char *const types[] = { NULL, "text", "blob", "sint", "double", "float", "count" };

struct step {
    uint32_t number, nth; /* nth: how many of that number come before */
};
struct path {
    struct step steps[16];
    size_t n;
    enum as as;
    bool anywhere; /* it may begin in a message below */
};

static bool number(uint32_t *out, const char **p)
{
    uint64_t v = 0;
    const char *start = *p;
    for (; **p >= '0' && **p <= '9' && *p - start < 9; ++*p)
        v = v * 10 + (uint64_t)(**p - '0');
    *out = (uint32_t)v;
    return *p > start;
}

static bool type(enum as *out, const char *name)
{
    for (size_t i = 1; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i], name) == 0) {
            *out = (enum as)i;
            return true;
        }
    return false;
}

static bool path(struct path *out, const char *column)
{
    *out = (struct path){ .anywhere = column[0] == '*' && column[1] == '.' };
    column += out->anywhere ? 2 : 0;
    while (out->n < sizeof out->steps / sizeof *out->steps) {
        struct step *s = &out->steps[out->n++];
        if (!number(&s->number, &column) || s->number == 0)
            return false;
        if (*column == '#') {
            column++;
            if (!number(&s->nth, &column))
                return false;
        }
        if (*column != '.')
            return *column == '\0' || (*column == ':' && type(&out->as, column + 1));
        column++;
    }
    return false;
}

static bool is_column(const char *column)
{
    struct path p;
    return path(&p, column);
}

static bool is_text(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\t' && s.p[i] != '\r') || s.p[i] == 0x7f)
            return false;
    return mk_utf8_valid(s) == s.len;
}

static void lose(struct mk_cell *out, const char *why)
{
    *out = (struct mk_cell){ .kind = MK_C_LOST, .why = why };
}

static void fill(struct mk_cell *out, const struct mk_proto_field *f, enum as as)
{
    bool bytes = f->wire == MK_PROTO_BYTES || f->wire == MK_PROTO_GROUP;
    if (bytes != (as == AS_TEXT || as == AS_BLOB) && as != AS_IS)
        lose(out, "another wire type than expected");
    else if (bytes)
        *out =
            (struct mk_cell){ .kind = as == AS_BLOB || (as == AS_IS && !is_text(f->s)) ? MK_C_BLOB
                                                                                       : MK_C_TEXT,
                              .s = f->s };
    else if (as == AS_DOUBLE && f->wire == MK_PROTO_FIXED64)
        *out = (struct mk_cell){ .kind = MK_C_REAL, .r = mk_proto_double(f->v) };
    else if (as == AS_FLOAT && f->wire == MK_PROTO_FIXED32)
        *out = (struct mk_cell){ .kind = MK_C_REAL, .r = mk_proto_float(f->v) };
    else if (as == AS_DOUBLE || as == AS_FLOAT)
        lose(out, "another wire type than expected");
    else
        *out = (struct mk_cell){ .kind = MK_C_INT,
                                 .i = as == AS_SINT ? mk_proto_zigzag(f->v) : (int64_t)f->v };
}

/* The field that the step names; *count says how many there are before it, or in all. */
static bool step(struct mk_proto_field *out, size_t *count, struct mk_cursor *c,
                 const struct step *s, bool all)
{
    *count = 0;
    while (mk_proto_next(out, c)) {
        if (out->number != s->number)
            continue;
        if (!all && *count == s->nth)
            return true;
        ++*count;
    }
    return false;
}

static void read_column(struct mk_cell *out, struct mk_span message, const struct path *p)
{
    struct mk_proto_field f = { 0 };
    size_t count;
    for (size_t i = 0; i < p->n; i++) {
        bool last = i + 1 == p->n;
        struct mk_cursor c = mk_cur(message);
        if (!step(&f, &count, &c, &p->steps[i], last && p->as == AS_COUNT)) {
            if (!mk_cur_ok(&c))
                lose(out, "no protobuf from here on");
            else if (last && p->as == AS_COUNT)
                *out = (struct mk_cell){ .kind = MK_C_INT, .i = (int64_t)count };
            return;
        }
        if (!last && f.wire != MK_PROTO_BYTES && f.wire != MK_PROTO_GROUP) {
            lose(out, "a number where a message is expected");
            return;
        }
        message = f.s;
    }
    fill(out, &f, p->as);
}

/* The first message, front to back and outside in, where the path leads somewhere. */
static bool search(struct mk_cell *out, struct mk_span message, const struct path *p,
                   unsigned depth)
{
    struct mk_cursor c = mk_cur(message);
    struct mk_proto_field f;
    *out = (struct mk_cell){ .kind = MK_C_NULL };
    read_column(out, message, p);
    bool found = out->kind != MK_C_NULL && out->kind != MK_C_LOST;
    while (!found && depth < SEARCH_DEPTH && mk_proto_next(&f, &c))
        found = f.wire == MK_PROTO_BYTES && f.s.len && mk_proto_is(f.s) &&
                search(out, f.s, p, depth + 1);
    if (!found)
        *out = (struct mk_cell){ .kind = MK_C_NULL };
    return found;
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    (void)arena;
    struct path p;
    bool bytes = in->kind == MK_C_BLOB || in->kind == MK_C_TEXT;
    for (size_t i = 0; i < n; i++) {
        cells[i] = (struct mk_cell){ .kind = MK_C_NULL };
        if (!bytes || !path(&p, columns[i]))
            continue;
        if (p.anywhere)
            search(&cells[i], in->s, &p, 0);
        else
            read_column(&cells[i], in->s, &p);
    }
    if (!bytes)
        return "no protobuf: not even bytes";
    return mk_proto_is(in->s) ? NULL : "no protobuf, or damaged";
}

static bool next(struct mk_cell *out, struct mk_elements *at, const struct path *p,
                 struct mk_span message)
{
    struct mk_proto_field f;
    if (!at->begun)
        at->at[at->depth++] = mk_cur(message);
    at->begun = true;
    while (at->depth) {
        size_t i = at->depth - 1;
        bool more = mk_proto_next(&f, &at->at[i]);
        if (!more)
            at->depth--;
        if (!more || f.number != p->steps[i].number || f.wire != MK_PROTO_BYTES)
            continue;
        if (i + 1 == p->n) {
            *out = (struct mk_cell){ .kind = MK_C_BLOB, .s = f.s };
            return true;
        }
        at->at[at->depth++] = mk_cur(f.s);
    }
    return false;
}

static bool element(struct mk_cell *cells, const char *const *columns, size_t n,
                    struct mk_elements *at, const char *list, const struct mk_cell *in,
                    struct mk_arena *arena)
{
    struct mk_cell one;
    struct path p;
    bool bytes = in->kind == MK_C_BLOB || in->kind == MK_C_TEXT;
    if (!bytes || !path(&p, list) || p.n > sizeof at->at / sizeof *at->at ||
        !next(&one, at, &p, in->s))
        return false;
    at->why = decode(cells, columns, n, &one, arena);
    return true;
}

const struct mk_decoder mk_decoder_proto = { "proto", is_column, decode, element };
