#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include "parsers/engine/run.h"
#include <stdio.h>

#define OFFSET_MAX 1e12 /* seconds */

/* The fields of one row into the record in hand; what cannot be used, into its issues. */

void mk_run_note(struct mk_run *r, struct mk_span field, const char *why)
{
    size_t mark = mk_put_open(&r->issues, MK_KEY_NONE, MK_T_OBJECT);
    mk_put_text(&r->issues, MK_FIELD, field);
    mk_put_text(&r->issues, MK_WHY, mk_str(why));
    mk_put_end(&r->issues, mark);
    r->cover.issues++;
}

bool mk_same_target(const struct mk_field *a, const struct mk_field *b)
{
    if (a->key != b->key || a->sub != b->sub || !a->name != !b->name)
        return false;
    return !a->name || !strcmp(a->name, b->name);
}

uint8_t mk_dir_code(struct mk_span word)
{
    static const char *const words[] = { [MK_DIR_IN] = "in",
                                         [MK_DIR_OUT] = "out",
                                         [MK_DIR_DRAFT] = "draft",
                                         [MK_DIR_SYSTEM] = "system" };
    for (unsigned i = MK_DIR_IN; i <= MK_DIR_SYSTEM; i++)
        if (mk_span_is(word, words[i]))
            return (uint8_t)i;
    return MK_DIR_UNKNOWN;
}

/* PEER of a message is FROM or TO by its direction. */
static enum mk_key routed(const struct mk_run *r, enum mk_key key)
{
    if (key != MK_PEER || r->q->kind != MK_MESSAGE)
        return key;
    if (r->dir == MK_DIR_IN)
        return MK_FROM;
    return r->dir == MK_DIR_OUT || r->dir == MK_DIR_DRAFT ? MK_TO : key;
}

static void note(struct mk_run *r, const struct mk_field *f, const char *why)
{
    char name[80];
    const char *key = mk_key_name(routed(r, f->key));
    const char *sub = f->name ? f->name : f->sub ? mk_key_name(f->sub) : NULL;
    int n = snprintf(name, sizeof name, sub ? "%s.%s" : "%s", key, sub);
    if (!f->key && sub) /* inside an element of a gathered list */
        n = snprintf(name, sizeof name, "%s", sub);
    mk_run_note(r, mk_span(name, n < (int)sizeof name ? (size_t)n : sizeof name - 1), why);
}

/* The stored value under its column's name; once, though several fields may want it. */
static void keep_raw(struct mk_run *r, const struct mk_step *s, const struct mk_cell *c)
{
    char name[160];
    uint64_t *done = &r->raw_done[s->cell / 64], bit = (uint64_t)1 << s->cell % 64;
    const char *column = mk_column_of(s->f->col);
    if (*done & bit)
        return;
    *done |= bit;
    int n = r->in_child ? snprintf(name, sizeof name, "%s:%lld:%s", r->in_child->child.name,
                                   (long long)r->raw_child, column)
                        : snprintf(name, sizeof name, "%s", column);
    struct mk_span as = mk_span(name, n < (int)sizeof name ? (size_t)n : sizeof name - 1);
    if (c->kind == MK_C_INT)
        mk_put_named_int(&r->raw, as, c->i);
    else if (c->kind == MK_C_REAL)
        mk_put_named_real(&r->raw, as, c->r);
    else if (c->kind == MK_C_TEXT || c->kind == MK_C_BLOB)
        mk_put_named_hex(&r->raw, as, c->s);
}

static struct mk_span make_valid(struct mk_buf *b, struct mk_span s)
{
    mk_buf_clear(b);
    for (size_t at = 0; at < s.len;) {
        int32_t cp = mk_utf8_next(s, &at);
        mk_utf8_put(b, cp < 0 ? 0xfffd : (uint32_t)cp);
    }
    return mk_buf_span(b);
}

/* Text as it is, or made valid with an issue and the stored bytes kept. */
static struct mk_span valid_text(struct mk_run *r, const struct mk_step *s, const struct mk_cell *c,
                                 struct mk_span text)
{
    if (mk_utf8_valid(text) == text.len)
        return text;
    note(r, s->f, "not UTF-8");
    keep_raw(r, s, c);
    return make_valid(&r->clean, text);
}

/* A member under a name of its own. */
static void put_named(struct mk_run *r, const struct mk_step *s, const struct mk_cell *c,
                      const struct mk_value *v)
{
    struct mk_span name = mk_str(s->f->name);
    if (v->type == MK_T_TEXT)
        mk_put_named_text(&r->items, name, valid_text(r, s, c, v->s));
    else if (v->type == MK_T_INT)
        mk_put_named_int(&r->items, name, v->i);
    else if (v->type == MK_T_REAL)
        mk_put_named_real(&r->items, name, v->r);
    else if (v->type == MK_T_TIME)
        mk_put_named_time(&r->items, name, v->i, v->digits);
    else if (v->type == MK_T_HEX)
        mk_put_named_hex(&r->items, name, v->s);
    else if (v->type == MK_T_TRUE || v->type == MK_T_FALSE)
        mk_put_named_bool(&r->items, name, v->type == MK_T_TRUE);
}

/* The value is a row of another table: what that row's record is called. */
static void put_ref(struct mk_run *r, const struct mk_step *s, const struct mk_cell *c,
                    enum mk_key key, const struct mk_value *v)
{
    char ref[400];
    int n = mk_run_ref(ref, sizeof ref, r, s->f->ref);
    if (v->type == MK_T_INT) {
        n += snprintf(ref + n, sizeof ref - (size_t)n, "%lld", (long long)v->i);
        mk_put_text(&r->items, key, mk_span(ref, (size_t)n));
    } else if (v->type == MK_T_TEXT && v->s.len < sizeof ref - (size_t)n) {
        memcpy(ref + n, v->s.p, v->s.len);
        mk_put_text(&r->items, key, valid_text(r, s, c, mk_span(ref, (size_t)n + v->s.len)));
    } else {
        note(r, s->f, "cannot be a row");
        keep_raw(r, s, c);
    }
}

static void put_value(struct mk_run *r, const struct mk_step *s, const struct mk_cell *c,
                      enum mk_key key, const struct mk_value *v)
{
    switch (v->type) {
    case MK_T_TEXT:
        mk_put_text(&r->items, key, valid_text(r, s, c, v->s));
        break;
    case MK_T_INT:
        mk_put_int(&r->items, key, v->i);
        break;
    case MK_T_REAL:
        mk_put_real(&r->items, key, v->r);
        break;
    case MK_T_TIME:
        mk_put_time(&r->items, key, v->i, v->digits);
        break;
    case MK_T_HEX:
        mk_put_hex(&r->items, key, v->s);
        break;
    case MK_T_TRUE:
    case MK_T_FALSE:
        mk_put_bool(&r->items, key, v->type == MK_T_TRUE);
        break;
    case MK_T_NULL:
    case MK_T_LIST:
    case MK_T_OBJECT:
    case MK_T_COUNT:
        break;
    }
}

/* The main time keeps what was stored, its unit, and whose clock it was. A conversion that names no
 * unit leaves what was stored to fields of their own; a text that is no time at all is in `raw`. */
static void put_time_origin(struct mk_run *r, const struct mk_step *s, const struct mk_cell *c,
                            const struct mk_value *v, bool refused)
{
    bool number = c->kind == MK_C_INT || c->kind == MK_C_REAL;
    bool shown = v->name.len && (number || (c->kind == MK_C_TEXT && !refused));
    if (shown && c->kind == MK_C_INT)
        mk_put_int(&r->items, MK_TIME_RAW, c->i);
    else if (shown && c->kind == MK_C_REAL)
        mk_put_real(&r->items, MK_TIME_RAW, c->r);
    else if (shown)
        mk_put_text(&r->items, MK_TIME_RAW, valid_text(r, s, c, c->s));
    if (shown)
        mk_put_text(&r->items, MK_TIME_UNIT, v->name);
    if (s->f->clock && v->type == MK_T_TIME)
        mk_put_text(&r->items, MK_CLOCK, mk_str(s->f->clock));
}

/* Where the stored code of a name is kept. */
static enum mk_key raw_of(enum mk_key key)
{
    if (key == MK_STATUS)
        return MK_STATUS_RAW;
    return key == MK_RESULT ? MK_RESULT_RAW : MK_KEY_NONE;
}

static void put_code(struct mk_run *r, enum mk_key key, const struct mk_cell *c)
{
    enum mk_key raw = raw_of(key);
    if (raw && c->kind == MK_C_INT)
        mk_put_int(&r->items, raw, c->i);
}

/* Where there is no beginning, there is no end. */
static const char *add_seconds(struct mk_value *v, const struct mk_cell *c)
{
    int64_t us;
    bool real = c->kind == MK_C_REAL;
    if (v->type == MK_T_NULL)
        return NULL;
    if (v->type != MK_T_TIME || (c->kind != MK_C_INT && !real))
        return "not a time and seconds";
    if (real ? !(c->r > -OFFSET_MAX && c->r < OFFSET_MAX) : c->i < 0)
        return real ? "time out of range" : "negative duration";
    if (real)
        us = (int64_t)(c->r * (double)MK_US);
    return (!real && __builtin_mul_overflow(c->i, MK_US, &us)) ||
                   __builtin_add_overflow(v->i, us, &v->i) || !mk_time_in_range(v->i)
               ? "time out of range"
               : NULL;
}

/* The text of another column behind it, and a space between. */
static const char *add_text(struct mk_run *r, struct mk_value *v, const struct mk_cell *c)
{
    if (c->kind != MK_C_TEXT)
        return "not a text";
    mk_buf_clear(&r->path);
    mk_buf_put(&r->path, v->s.p, v->s.len);
    mk_buf_u8(&r->path, ' ');
    mk_buf_put(&r->path, c->s.p, c->s.len);
    if (!mk_buf_ok(&r->path))
        return "too long a text";
    v->s = mk_buf_span(&r->path);
    return NULL;
}

/* Without the last part, the '/' in front of which stays. */
static struct mk_span folder_of(struct mk_span path)
{
    while (path.len && path.p[path.len - 1] != '/')
        path.len--;
    return path;
}

/* A path below a folder of the file's: where that lies on the device. */
static const char *put_below(struct mk_run *r, struct mk_value *v, const struct mk_field *f,
                             const struct mk_cell *between)
{
    struct mk_span folder = folder_of(r->in->file), below = mk_str(f->below);
    if (v->type == MK_T_NULL)
        return NULL;
    if (v->type != MK_T_TEXT || (between && between->kind != MK_C_TEXT))
        return "not a path";
    for (; mk_span_starts(below, mk_str("../")); below = mk_span_from(below, 3))
        folder = folder_of(mk_span(folder.p, folder.len ? folder.len - 1 : 0));
    mk_buf_clear(&r->path);
    mk_buf_put(&r->path, folder.p, folder.len);
    mk_buf_put(&r->path, below.p, below.len);
    if (between) {
        mk_buf_put(&r->path, between->s.p, between->s.len);
        mk_buf_u8(&r->path, '/');
    }
    mk_buf_put(&r->path, v->s.p, v->s.len);
    if (!mk_buf_ok(&r->path))
        return "too long a path";
    v->s = mk_buf_span(&r->path);
    return NULL;
}

/* True when it has a value now. */
static bool put_field(struct mk_run *r, const struct mk_step *s, const struct mk_cell *cells,
                      enum mk_key key)
{
    const struct mk_field *f = s->f;
    const struct mk_cell *c = &cells[s->cell];
    bool last = !s->more;
    struct mk_value v;
    if (c->kind == MK_C_NULL || (s->only && s->only != r->dir))
        return false;
    if (c->why)
        note(r, f, c->why);
    if (c->kind == MK_C_LOST)
        return false;
    v.type = MK_T_NULL;
    v.name = mk_span(NULL, 0);
    const char *why = f->conv(&v, c, f->arg);
    if (f->below && !why)
        why = put_below(r, &v, f, f->plus ? &cells[s->given] : NULL);
    else if (f->plus && !why)
        why = v.type == MK_T_TEXT ? add_text(r, &v, &cells[s->given])
                                  : add_seconds(&v, &cells[s->given]);
    if (why) {
        v.type = MK_T_NULL;
        note(r, f, why);
        keep_raw(r, s, c);
    }
    if (f->name)
        put_named(r, s, c, &v);
    else if (f->ref && v.type != MK_T_NULL)
        put_ref(r, s, c, key, &v);
    else
        put_value(r, s, c, key, &v);
    if (key == MK_DIR && (why || v.type == MK_T_TEXT))
        r->dir = why ? MK_DIR_UNKNOWN : mk_dir_code(v.s);
    if (key == MK_DIR && why)
        mk_put_text(&r->items, MK_DIR, mk_str("unknown"));
    if (key == MK_TIME && (v.type == MK_T_TIME || why || last))
        put_time_origin(r, s, c, &v, why != NULL);
    if (why || v.type != MK_T_NULL)
        put_code(r, key, c);
    return v.type != MK_T_NULL;
}

/* One field, or the first of its alternatives that has a value; returns where the next begins. */
static size_t put_one(struct mk_run *r, const struct mk_steps *s, size_t i,
                      const struct mk_cell *cells, enum mk_key key)
{
    const struct mk_step *v = &s->v[i];
    for (bool done = false;; v++) {
        bool wanted = !done && (v->given == MK_NO_CELL || mk_cell_some(&cells[v->given]));
        done = (wanted && put_field(r, v, cells, key)) || done;
        if (!v->more)
            return (size_t)(v - s->v) + 1;
    }
}

static bool is_member(const struct mk_field *f)
{
    return f->sub || f->name;
}

static size_t put_members(struct mk_run *r, const struct mk_steps *s, size_t i,
                          const struct mk_cell *cells)
{
    enum mk_key key = s->v[i].f->key;
    while (i < s->n && s->v[i].f->key == key && is_member(s->v[i].f))
        i = put_one(r, s, i, cells, s->v[i].f->sub);
    return i;
}

static bool is_list(enum mk_key key)
{
    return key == MK_TO || key == MK_PHONES || key == MK_EMAILS || key == MK_HANDLES ||
           key == MK_ADDRESSES;
}

static size_t put_object(struct mk_run *r, const struct mk_steps *s, size_t i,
                         const struct mk_cell *cells)
{
    struct mk_buf *b = &r->items;
    size_t before = b->len, list = 0;
    enum mk_key key = routed(r, s->v[i].f->key);
    bool listed = is_list(key);
    if (listed)
        list = mk_put_open(b, key, MK_T_LIST);
    size_t object = mk_put_open(b, listed ? MK_KEY_NONE : key, MK_T_OBJECT), empty = b->len;
    i = put_members(r, s, i, cells);
    mk_put_end(b, object);
    if (listed)
        mk_put_end(b, list);
    if (mk_buf_ok(b) && b->len == empty)
        b->len = before;
    return i;
}

void mk_run_fields(struct mk_run *r, const struct mk_steps *s, const struct mk_cell *cells)
{
    for (size_t i = 0; i < s->n;) {
        const struct mk_field *f = s->v[i].f;
        if (!f->key)
            i = put_members(r, s, i, cells);
        else if (is_member(f))
            i = put_object(r, s, i, cells);
        else
            i = put_one(r, s, i, cells, f->key);
    }
}
