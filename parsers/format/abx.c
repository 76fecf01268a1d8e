#include "parsers/format/abx.h"
#include "parsers/base/arena.h"
#include "parsers/base/base64.h"
#include "parsers/base/cursor.h"
#include "parsers/base/utf.h"
#include <stdio.h>
#include <stdlib.h>

#define WINDOW    ((size_t)512 << 10) /* holds the longest token: two strings of 64 KiB */
#define TOKEN_MAX ((size_t)140 << 10)
#define POOL_MAX  ((size_t)32 << 20)
#define REFS_MAX  0xffffu /* the index that stands for a new string */
#define VALUE_MAX ((size_t)256 << 10)

enum { DOC_START, DOC_END, OPEN, CLOSE, TEXT, CDATA, ENTITY, BLANKS, PI, COMMENT, DOCTYPE };
#define ATTRIBUTE 15

enum {
    T_NONE = 1,
    T_STRING,
    T_INTERNED,
    T_HEX,
    T_BASE64,
    T_INT,
    T_INT_HEX,
    T_LONG,
    T_LONG_HEX,
    T_FLOAT,
    T_DOUBLE,
    T_TRUE,
    T_FALSE
};

struct abx {
    const struct mk_file *file;
    uint8_t *window;
    uint64_t at; /* of the file: the window's first byte */
    size_t len;  /* bytes in it */
    size_t pos;  /* read so far */
    bool end;    /* the file ends with the window */
    bool done;   /* the document has ended */
    bool any;    /* an element was met */
    bool in_tag; /* attributes may follow */
    struct mk_arena pool;
    struct mk_span *refs; /* REFS_MAX of them */
    size_t nrefs;
    struct mk_buf value; /* one value as text */
};

bool mk_abx_knows(struct mk_span head)
{
    return mk_span_starts(head, mk_span("ABX", 4));
}

static int fill(struct abx *a, struct mk_error *e)
{
    size_t got;
    if (a->end || a->len - a->pos >= TOKEN_MAX)
        return 0;
    memmove(a->window, a->window + a->pos, a->len - a->pos);
    a->at += a->pos;
    a->len -= a->pos;
    a->pos = 0;
    if (a->file->pread(a->file->u, a->at + a->len, a->window + a->len, WINDOW - a->len, &got, e) !=
        0)
        return -1;
    a->len += got;
    a->end = a->len < WINDOW;
    return 0;
}

/* ---- values ---- */

static struct mk_span take_string(struct mk_cursor *c)
{
    return mk_cur_take(c, mk_cur_u16be(c));
}

/* Interned strings are kept as text, ready for use. */
static struct mk_span take_interned(struct abx *a, struct mk_cursor *c, struct mk_error *e)
{
    uint16_t ref = mk_cur_u16be(c);
    if (ref != REFS_MAX) {
        if (ref < a->nrefs)
            return a->refs[ref];
        mk_cur_refuse(c);
        return mk_span(NULL, 0);
    }
    struct mk_span stored = take_string(c);
    if (!mk_cur_ok(c))
        return mk_span(NULL, 0);
    mk_buf_clear(&a->value);
    mk_utf8_from_java(&a->value, stored);
    struct mk_span s = mk_arena_copy(&a->pool, mk_buf_span(&a->value));
    if (a->nrefs == REFS_MAX || !mk_buf_ok(&a->value) || !s.p) {
        mk_fail(e, MK_ELIMIT, "ABX: more names than fit");
        mk_cur_refuse(c);
        return mk_span(NULL, 0);
    }
    return a->refs[a->nrefs++] = s;
}

/* As Integer.toString(v, 16) of Java: the sign, then the number. */
static void put_hex(struct mk_buf *b, int64_t v)
{
    mk_buf_printf(b, "%s%llx", v < 0 ? "-" : "",
                  (unsigned long long)(v < 0 ? 0 - (uint64_t)v : (uint64_t)v));
}

static double as_double(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static float as_float(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

/* The shortest text that reads back; a whole number keeps a point, as Java has it. */
static void put_real(struct mk_buf *b, double v, bool narrow)
{
    char text[40];
    for (int digits = narrow ? 6 : 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (narrow ? strtof(text, NULL) == (float)v : strtod(text, NULL) == v)
            break;
    }
    mk_buf_puts(b, text);
    if (text[strspn(text, "-0123456789")] == '\0')
        mk_buf_puts(b, ".0");
}

static void put_string(struct mk_buf *b, unsigned type, struct mk_span s)
{
    if (type == T_HEX)
        mk_buf_hex(b, s);
    else if (type == T_BASE64)
        mk_base64_put(b, s, 0);
    else
        mk_utf8_from_java(b, s);
}

static void put_number(struct mk_buf *b, unsigned type, struct mk_cursor *c)
{
    bool wide = type == T_LONG || type == T_LONG_HEX;
    int64_t v = wide ? (int64_t)mk_cur_u64be(c) : (int32_t)mk_cur_u32be(c);
    if (type == T_INT || type == T_LONG)
        mk_buf_printf(b, "%lld", (long long)v);
    else
        put_hex(b, v);
}

/* The value of that type as text, which lives until the next one is taken. */
static struct mk_span take_value(struct abx *a, unsigned type, struct mk_cursor *c,
                                 struct mk_error *e)
{
    if (type == T_INTERNED)
        return take_interned(a, c, e);
    mk_buf_clear(&a->value);
    if (type == T_STRING || type == T_HEX || type == T_BASE64)
        put_string(&a->value, type, take_string(c));
    else if (type >= T_INT && type <= T_LONG_HEX)
        put_number(&a->value, type, c);
    else if (type == T_FLOAT)
        put_real(&a->value, (double)as_float(mk_cur_u32be(c)), true);
    else if (type == T_DOUBLE)
        put_real(&a->value, as_double(mk_cur_u64be(c)), false);
    else if (type == T_TRUE || type == T_FALSE)
        mk_buf_puts(&a->value, type == T_TRUE ? "true" : "false");
    else if (type != T_NONE)
        mk_cur_refuse(c);
    if (!mk_buf_ok(&a->value)) {
        mk_fail(e, MK_ENOMEM, "ABX value");
        mk_cur_refuse(c);
    }
    return mk_buf_span(&a->value);
}

/* ---- tokens ---- */

static void put_entity(struct mk_xml_queue *q, struct mk_span name)
{
    static const struct {
        const char *name, *text;
    } known[] = { { "lt", "<" }, { "gt", ">" }, { "amp", "&" }, { "apos", "'" }, { "quot", "\"" } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mk_span_is(name, known[i].name)) {
            mk_xml_put_text(q, mk_str(known[i].text));
            return;
        }
    mk_xml_put_text(q, mk_str("&"));
    mk_xml_put_text(q, name);
    mk_xml_put_text(q, mk_str(";"));
}

/* An attribute only follows its element. Comments and the like say nothing of the data. */
static void token(struct abx *a, struct mk_xml_queue *q, struct mk_cursor *c, struct mk_error *e)
{
    uint8_t head = mk_cur_u8(c);
    unsigned what = head & 15, type = head >> 4;
    struct mk_span name = { 0 }, value;
    if (what == ATTRIBUTE && !a->in_tag)
        mk_cur_refuse(c);
    if (what == ATTRIBUTE)
        name = take_interned(a, c, e);
    value = take_value(a, type, c, e);
    if (!mk_cur_ok(c))
        return;
    a->in_tag = what == OPEN || what == ATTRIBUTE;
    a->any |= a->in_tag;
    if (what == OPEN)
        mk_xml_put_open(q, value);
    else if (what == ATTRIBUTE)
        mk_xml_put_attr(q, name, value);
    else if (what == CLOSE && q->depth)
        mk_xml_put_close(q, value);
    else if (what == TEXT || what == CDATA || what == BLANKS)
        mk_xml_put_text(q, value);
    else if (what == ENTITY)
        put_entity(q, value);
    else if (what == CLOSE || (what > DOCTYPE && what != ATTRIBUTE))
        mk_cur_refuse(c);
    a->done = what == DOC_END;
}

/* One token after the other until a tag is whole or enough has gathered. */
static int more(void *u, struct mk_xml_queue *q, struct mk_error *e)
{
    struct abx *a = u;
    size_t begun = q->events.len;
    while (!a->done) {
        if (fill(a, e) != 0 || mk_xml_queue_check(q, e) != 0)
            return -1;
        struct mk_cursor c = mk_cur(mk_span(a->window + a->pos, a->len - a->pos));
        struct mk_error why = { 0 };
        if (a->len == a->pos && q->depth == 0 && a->any)
            return 0; /* all that was opened is closed */
        if (a->len == a->pos)
            return mk_fail(e, MK_EFORMAT, "ABX: breaks off at byte %llu",
                           (unsigned long long)(a->at + a->pos));
        bool tag_ends = a->in_tag && (c.in.p[0] & 15) != ATTRIBUTE;
        if (q->events.len > begun && (tag_ends || !a->in_tag))
            return 1;
        token(a, q, &c, &why);
        if (!mk_cur_ok(&c) && why.text[0])
            return mk_fail(e, why.code, "%s", why.text);
        if (!mk_cur_ok(&c))
            return mk_fail(e, MK_EFORMAT, "ABX: makes no sense at byte %llu",
                           (unsigned long long)(a->at + a->pos + c.bad_at));
        a->pos += c.pos;
    }
    return 0;
}

static void free_abx(void *u)
{
    struct abx *a = u;
    mk_arena_done(&a->pool);
    mk_buf_done(&a->value);
    free(a->refs);
    free(a->window);
    free(a);
}

int mk_abx_new(struct mk_xml_feed *out, const struct mk_file *f, struct mk_error *e)
{
    struct abx *a = calloc(1, sizeof *a);
    if (!a)
        return mk_fail(e, MK_ENOMEM, "ABX");
    a->file = f;
    a->at = MK_ABX_MAGIC_LEN;
    mk_arena_init(&a->pool, POOL_MAX);
    mk_buf_init(&a->value, VALUE_MAX);
    a->window = malloc(WINDOW);
    a->refs = calloc(REFS_MAX, sizeof *a->refs);
    *out = (struct mk_xml_feed){ more, free_abx, a }; /* freed by the caller in any case */
    return a->window && a->refs ? 0 : mk_fail(e, MK_ENOMEM, "ABX");
}
