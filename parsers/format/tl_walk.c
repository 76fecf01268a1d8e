#include "parsers/format/tl_walk.h"
#include "parsers/base/buf.h"

#define DEPTH_MAX   32
#define NUMBERS_MAX ((size_t)64 << 10) /* of a vector's numbers as text */

enum { VECTOR = 0x1cb5c415, IS_TRUE = (int)0x997275b5, IS_FALSE = (int)0xbc799737 };

struct field {
    unsigned bit; /* NO_BIT: it is always there */
    bool vector;
    char type;
    const char *name;
    size_t len;
};
#define NO_BIT 64

/* For each column what is left of its path; NULL where it lies elsewhere. */
struct paths {
    const char *left[MK_TL_COLUMNS_MAX];
};

static void object(struct mk_tl_walk *w, const struct paths *at, unsigned depth, bool element);

static void end(struct mk_tl_walk *w, const char *why)
{
    if (!w->why)
        w->why = why;
    mk_cur_refuse(&w->c);
}

static bool next_field(struct field *f, const char **p)
{
    unsigned bit = 0;
    const char *start = *p;
    if (!*start)
        return false;
    for (; **p >= '0' && **p <= '9'; ++*p)
        bit = bit * 10 + (unsigned)(**p - '0');
    f->bit = *p == start ? NO_BIT : bit;
    *p += **p == '?';
    f->vector = **p == 'v';
    *p += f->vector;
    f->type = *(*p)++;
    *p += **p == ':';
    f->name = *p;
    f->len = strcspn(*p, " ");
    *p += f->len;
    *p += **p == ' ';
    return true;
}

static const char *behind(const char *path, const char *name, size_t len)
{
    if (!path || len == 0 || strncmp(path, name, len) != 0)
        return NULL;
    path += len;
    return *path == '.' ? path + 1 : *path == '\0' || *path == ':' ? path : NULL;
}

static void inside(struct paths *out, const struct paths *at, size_t n, const char *name,
                   size_t len)
{
    bool user = len == 7 && memcmp(name, "user_id", 7) == 0;
    bool chat = (len == 7 && memcmp(name, "chat_id", 7) == 0) ||
                (len == 10 && memcmp(name, "channel_id", 10) == 0);
    for (size_t i = 0; i < n; i++)
        if ((user || chat) && at->left[i] && strcmp(at->left[i], ":peer") == 0)
            out->left[i] = user ? "" : "-";
        else
            out->left[i] = behind(at->left[i], name, len);
}

static void fill(struct mk_tl_walk *w, const struct paths *at, struct mk_cell cell)
{
    for (size_t i = 0; i < w->n; i++) {
        const char *left = at->left[i];
        bool minus = left && *left == '-', number = cell.kind == MK_C_INT;
        if (!left || w->cells[i].kind != MK_C_NULL || !mk_cur_ok(&w->c))
            continue;
        if (*left && !(number && (minus || strcmp(left, ":peer") == 0)))
            continue;
        w->cells[i] = cell;
        if (minus)
            w->cells[i].i = (int64_t)(0 - (uint64_t)cell.i);
    }
}

struct mk_span mk_tl_string(struct mk_cursor *c)
{
    size_t n = mk_cur_u8(c), head = 1;
    if (n == 255)
        mk_cur_refuse(c);
    if (n == 254) {
        n = mk_cur_u16le(c);
        n |= (size_t)mk_cur_u8(c) << 16;
        head = 4;
    }
    struct mk_span s = mk_cur_take(c, n);
    mk_cur_take(c, (4 - (head + n) % 4) % 4);
    return s;
}

static double real(struct mk_cursor *c)
{
    uint64_t bits = mk_cur_u64le(c);
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static int64_t boolean(struct mk_tl_walk *w)
{
    uint32_t id = mk_cur_u32le(&w->c);
    if (id != (uint32_t)IS_TRUE && id != (uint32_t)IS_FALSE)
        end(w, "neither true nor false where one of them should be");
    return id == (uint32_t)IS_TRUE;
}

/* One value that is no object. */
static struct mk_cell simple(struct mk_tl_walk *w, char type)
{
    struct mk_cursor *c = &w->c;
    struct mk_cell out = { .kind = MK_C_INT };
    if (type == 'i' || type == '#')
        out.i = (int32_t)mk_cur_u32le(c);
    else if (type == 'l')
        out.i = (int64_t)mk_cur_u64le(c);
    else if (type == 'B')
        out.i = boolean(w);
    else if (type == 'd')
        out = (struct mk_cell){ .kind = MK_C_REAL, .r = real(c) };
    else if (type == 's' || type == 'b')
        out = (struct mk_cell){ .kind = type == 's' ? MK_C_TEXT : MK_C_BLOB, .s = mk_tl_string(c) };
    else
        out = (struct mk_cell){ .kind = MK_C_BLOB, .s = mk_cur_take(c, type == 'x' ? 16 : 32) };
    return out;
}

static bool is_wanted(const struct paths *at, size_t n)
{
    bool wanted = false;
    for (size_t i = 0; i < n; i++)
        wanted |= at->left[i] && !*at->left[i];
    return wanted;
}

static void elements(struct mk_tl_walk *w, const struct paths *at, char type, size_t count,
                     unsigned depth)
{
    struct mk_buf numbers;
    bool join = (type == 'i' || type == 'l') && is_wanted(at, w->n);
    mk_buf_init(&numbers, NUMBERS_MAX);
    for (size_t i = 0; i < count && mk_cur_ok(&w->c); i++) {
        if (type == 'o') {
            object(w, at, depth, true);
            continue;
        }
        struct mk_cell cell = simple(w, type);
        if (join && mk_cur_ok(&w->c))
            mk_buf_printf(&numbers, i ? " %lld" : "%lld", (long long)cell.i);
    }
    struct mk_cell text = { .kind = MK_C_TEXT };
    if (join)
        text.s = mk_arena_copy(w->arena, mk_buf_span(&numbers));
    if (join && (!mk_buf_ok(&numbers) || !text.s.p))
        text = (struct mk_cell){ .kind = MK_C_LOST, .why = "too many numbers" };
    if (join && count)
        fill(w, at, text);
    mk_buf_done(&numbers);
}

static void vector(struct mk_tl_walk *w, const struct paths *at, char type, unsigned depth)
{
    if (mk_cur_u32le(&w->c) != VECTOR) {
        end(w, "no vector where one should be");
        return;
    }
    size_t count = mk_cur_count(&w->c, mk_cur_u32le(&w->c), type == 'l' || type == 'd' ? 8 : 4);
    elements(w, at, type, count, depth);
}

static void fields(struct mk_tl_walk *w, const char *list, const struct paths *at, unsigned depth)
{
    uint32_t flags[2] = { 0, 0 };
    size_t words = 0;
    struct paths in = { { NULL } };
    struct field f;
    while (mk_cur_ok(&w->c) && next_field(&f, &list)) {
        bool there = f.bit == NO_BIT || (flags[f.bit / 32 % 2] >> (f.bit % 32) & 1);
        inside(&in, at, w->n, f.name, f.len);
        if (f.type == 't')
            fill(w, &in, (struct mk_cell){ .kind = MK_C_INT, .i = there });
        else if (!there)
            continue;
        else if (f.type == '#' && words < 2)
            flags[words++] = mk_cur_u32le(&w->c);
        else if (f.vector)
            vector(w, &in, f.type, depth);
        else if (f.type == 'o')
            object(w, &in, depth, false);
        else {
            struct mk_cell cell = simple(w, f.type);
            fill(w, &in, cell);
        }
    }
}

static void object(struct mk_tl_walk *w, const struct paths *at, unsigned depth, bool element)
{
    uint32_t id = mk_cur_u32le(&w->c);
    const struct mk_tl_type *type = mk_cur_ok(&w->c) ? mk_tl_type(id) : NULL;
    struct paths in = { { NULL } };
    if (!mk_cur_ok(&w->c))
        return;
    if (!type)
        w->unknown = id;
    if (!type || depth >= DEPTH_MAX) {
        end(w, type ? "objects in objects, too deep" : "a constructor of TL that is not known");
        return;
    }
    if (depth == 0)
        w->whole = type;
    if (element)
        inside(&in, at, w->n, type->name, strlen(type->name));
    fill(w, element ? &in : at, (struct mk_cell){ .kind = MK_C_TEXT, .s = mk_str(type->name) });
    fields(w, type->fields, element ? &in : at, depth + 1);
}

void mk_tl_walk(struct mk_tl_walk *w)
{
    struct paths at = { { NULL } };
    for (size_t i = 0; i < w->n; i++)
        at.left[i] = *w->columns[i] == '@' ? NULL : w->columns[i];
    object(w, &at, 0, false);
    if (!mk_cur_ok(&w->c) && !w->why)
        w->why = "TL that is cut short";
}
