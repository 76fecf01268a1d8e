#include "parsers/base/buf.h"
#include "parsers/format/tl_walk.h"

#define NAME_MAX_BYTES ((size_t)64 << 10)

/* Fields of the outermost object that the columns with '@' are made of. */
enum { MESSAGE, MEDIA, FIRST, LAST, PHONE, PARTS };
static const char *const parts[PARTS] = { "message", "media", "first_name", "last_name", "phone" };
static const char *const special[] = {
    "@", "@unknown", "@rest", "@text", "@name", "@phone", "@bad"
};

struct whole {
    struct mk_tl_walk *walk;
    const struct mk_cell *part;
    struct mk_span rest;
    bool bad;
};

static bool has(const char *column)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strcmp(special[i], column) == 0)
            return true;
    size_t n = strspn(column, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789.");
    return n > 0 && (column[n] == '\0' || strcmp(column + n, ":peer") == 0);
}

static void text(struct mk_cell *out, struct mk_span s)
{
    if (s.p && s.len)
        *out = (struct mk_cell){ .kind = MK_C_TEXT, .s = s };
}

static void built(struct mk_cell *out, struct mk_buf *b, struct mk_arena *arena)
{
    struct mk_span s = mk_arena_copy(arena, mk_buf_span(b));
    if (!mk_buf_ok(b) || !s.p)
        *out = (struct mk_cell){ .kind = MK_C_LOST, .why = "no memory to put it together" };
    else
        text(out, s);
    mk_buf_done(b);
}

/* The mark stands in place of a caption, and only where a file came with the message. */
static struct mk_span said(const struct whole *o)
{
    const struct mk_cell *media = &o->part[MEDIA];
    bool file = media->kind == MK_C_TEXT && !mk_span_is(media->s, "messageMediaEmpty") &&
                !mk_span_is(media->s, "messageMediaWebPage");
    struct mk_span s = o->part[MESSAGE].kind == MK_C_TEXT ? o->part[MESSAGE].s : mk_span(NULL, 0);
    return file && mk_span_is(s, "-1") ? mk_span(NULL, 0) : s;
}

static void put(struct mk_buf *b, const struct mk_cell *part)
{
    if (part->kind != MK_C_TEXT || part->s.len == 0)
        return;
    if (b->len > 1)
        mk_buf_u8(b, ' ');
    mk_buf_put(b, part->s.p, part->s.len);
}

static void fill(struct mk_cell *out, const char *column, const struct whole *o)
{
    struct mk_buf b;
    mk_buf_init(&b, NAME_MAX_BYTES);
    if (strcmp(column, "@") == 0 && o->walk->whole)
        text(out, mk_str(o->walk->whole->name));
    else if (strcmp(column, "@rest") == 0)
        text(out, o->rest);
    else if (strcmp(column, "@text") == 0)
        text(out, said(o));
    else if (strcmp(column, "@bad") == 0 && o->bad)
        *out = (struct mk_cell){ .kind = MK_C_INT, .i = 1 };
    else if (strcmp(column, "@unknown") == 0 && o->walk->unknown)
        mk_buf_printf(&b, "0x%08x", o->walk->unknown);
    else if (strcmp(column, "@name") == 0) {
        put(&b, &o->part[FIRST]);
        put(&b, &o->part[LAST]);
    } else if (strcmp(column, "@phone") == 0 && o->part[PHONE].kind == MK_C_TEXT &&
               o->part[PHONE].s.len) {
        mk_buf_puts(&b, o->part[PHONE].s.p[0] == '+' ? "" : "+");
        mk_buf_put(&b, o->part[PHONE].s.p, o->part[PHONE].s.len);
    }
    if (b.len || !mk_buf_ok(&b))
        built(out, &b, o->walk->arena);
    mk_buf_done(&b);
}

static const char *rest(struct mk_span *out, struct mk_tl_walk *w)
{
    *out = mk_span(NULL, 0);
    if (w->why || mk_cur_left(&w->c) == 0)
        return w->why;
    *out = mk_tl_string(&w->c);
    if (mk_cur_ok(&w->c))
        return NULL;
    *out = mk_span(NULL, 0);
    return "what follows the TL object is no text";
}

static const char *refuse(struct mk_cell *cells, const char *const *columns, size_t n,
                          const char *why)
{
    for (size_t i = 0; i < n; i++) {
        bool bad = strcmp(columns[i], "@bad") == 0;
        cells[i] = (struct mk_cell){ .kind = bad ? MK_C_INT : MK_C_NULL, .i = bad };
    }
    return why;
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    const char *all[MK_TL_COLUMNS_MAX];
    struct mk_cell found[MK_TL_COLUMNS_MAX] = { { .kind = MK_C_NULL } };
    if (in->kind != MK_C_BLOB || n > MK_TL_COLUMNS_MAX - PARTS)
        return refuse(cells, columns, n,
                      in->kind != MK_C_BLOB ? "no TL: not even bytes" : "too many columns");
    memcpy(all, parts, sizeof parts);
    for (size_t i = 0; i < n; i++)
        all[PARTS + i] = columns[i];
    struct mk_tl_walk w = {
        .c = mk_cur(in->s), .columns = all, .cells = found, .n = PARTS + n, .arena = arena
    };
    mk_tl_walk(&w);
    struct whole o = { .walk = &w, .part = found };
    const char *why = rest(&o.rest, &w);
    o.bad = why != NULL;
    for (size_t i = 0; i < n; i++) {
        cells[i] = found[PARTS + i];
        if (*columns[i] == '@')
            fill(&cells[i], columns[i], &o);
    }
    return why;
}

const struct mk_decoder mk_decoder_tl = { "tl", has, decode };

static bool has_dialog(const char *column)
{
    return !strcmp(column, "user") || !strcmp(column, "chat") || !strcmp(column, "secret");
}

static const char *dialog(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    const uint64_t bit = (uint64_t)1 << 62;
    (void)arena;
    for (size_t i = 0; i < n; i++)
        cells[i] = (struct mk_cell){ .kind = MK_C_NULL };
    if (in->kind != MK_C_INT)
        return "no number of a dialog";
    uint64_t did = (uint64_t)in->i;
    bool marked = in->i > 0 && did & bit, old = (uint32_t)did == 0 && did >> 32 != 0;
    const char *kind = marked || old ? "secret" : in->i < 0 ? "chat" : "user";
    uint64_t id = marked ? did & 0xffffffff : old ? did >> 32 : in->i < 0 ? 0 - did : did;
    for (size_t i = 0; i < n; i++)
        if (strcmp(columns[i], kind) == 0)
            cells[i] = (struct mk_cell){ .kind = MK_C_INT, .i = (int64_t)id };
    return NULL;
}

const struct mk_decoder mk_decoder_tl_dialog = { "tl_dialog", has_dialog, dialog };
