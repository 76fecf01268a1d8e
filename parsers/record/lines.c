#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include "parsers/record/record.h"
#include <stdlib.h>

/*
 * A line is: what the head prepared, the row, the record's own fields, and
 * again what the head prepared. So the text that is the same for every record
 * of a table is escaped once.
 *
 *   {"kind":"message","ref":"android.sms:...:  17  ","app":"android.sms"
 *   <fields of the record> <fields of the head> ,"source":{"file":...,"table":...
 *   ,"row":17 <source members of the record> } ,"parser":"android.sms@1"}
 */
#define KEY_MAX   32
#define HEADS_MAX 65536u
#define TEXT_MAX  ((size_t)1 << 20) /* of what a head prepares */

struct head {
    enum mk_kind kind;  /* MK_KIND_NONE: not met */
    struct mk_buf text; /* the pieces, one behind the other: */
    size_t ref;         /* behind `"ref":"` */
    size_t app;         /* behind the start of every ref */
    size_t tail;        /* the fields of the head, and the source */
    size_t close;       /* the end of the source, and the parser */
};

/* The day that was written last, and its date. */
struct day {
    int64_t number;
    bool known;
    char date[11];
};

struct mk_lines {
    struct day day;
    struct head *heads;
    size_t n;
    uint64_t count[MK_KIND_COUNT];
};

int mk_lines_new(struct mk_lines **out, struct mk_error *e)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : mk_fail(e, MK_ENOMEM, "records");
}

void mk_lines_free(struct mk_lines *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->n; i++)
        mk_buf_done(&l->heads[i].text);
    free(l->heads);
    free(l);
}

uint64_t mk_lines_count(const struct mk_lines *l, enum mk_kind kind)
{
    return l->count[kind];
}

/* `,"name":"` of every key, with lengths: made by the compiler. */
struct key_text {
    char p[KEY_MAX]; /* copied whole, which the compiler does in two moves */
    uint8_t len;
};
static const struct key_text key_texts[MK_KEY_COUNT] = {
    { "", 0 },
#define K(id, name) { ",\"" name "\":\"", sizeof ",\"" name "\":\"" - 1 },
#include "parsers/record/keys.h"
#undef K
};

/* Without a call where there is room, and there nearly always is. */
static inline void put(struct mk_buf *b, const void *p, size_t n)
{
    if (!b->bad && n <= b->cap - b->len && n <= b->max - b->len) {
        memcpy(b->p + b->len, p, n);
        b->len += n;
    } else {
        mk_buf_put(b, p, n);
    }
}

static inline void put1(struct mk_buf *b, char c)
{
    put(b, &c, 1);
}

static bool put_fields(struct mk_buf *b, struct day *day, struct mk_span fields, bool list,
                       bool first, int depth);

/* A short number or word: the JSON writer's own forms. */
static void put_plain(struct mk_buf *b, const struct mk_value *v)
{
    struct mk_json j = mk_json(b);
    if (v->type == MK_T_INT)
        mk_json_int(&j, v->i);
    else if (v->type == MK_T_REAL)
        mk_json_real(&j, v->r);
    else if (v->type == MK_T_HEX)
        mk_json_hex(&j, v->s);
    else
        mk_json_null(&j);
}

static char *two_digits(char *p, unsigned v)
{
    p[0] = (char)('0' + v / 10);
    p[1] = (char)('0' + v % 10);
    return p + 2;
}

#define DATE_LEN 11 /* "2013-10-29T" */
#define DAY_US   (86400 * MK_US)

/* As mk_time_iso() writes it; neighbours are mostly of one day, so its date is kept. */
static void put_time(struct mk_buf *b, struct day *day, int64_t us, int digits)
{
    char text[MK_ISO_MAX], *p = text + DATE_LEN;
    int64_t number = us / DAY_US - (us % DAY_US < 0);
    if (number != day->number || !day->known) {
        char whole[MK_ISO_MAX];
        day->known = mk_time_iso(whole, us, 0) == DATE_LEN + 9;
        day->number = number;
        memcpy(day->date, whole, DATE_LEN);
    }
    if (!day->known) { /* a year of more or fewer than four digits */
        put(b, text, mk_time_iso(text, us, digits));
        return;
    }
    unsigned in_day_s = (unsigned)((us - number * DAY_US) / MK_US);
    unsigned fraction = (unsigned)((us - number * DAY_US) % MK_US);
    memcpy(text, day->date, DATE_LEN);
    p = two_digits(p, in_day_s / 3600);
    *p++ = ':';
    p = two_digits(p, in_day_s / 60 % 60);
    *p++ = ':';
    p = two_digits(p, in_day_s % 60);
    if (digits > 0)
        *p++ = '.';
    if (digits > 0) {
        p = two_digits(p, fraction / 10000);
        p = two_digits(p, fraction / 100 % 100);
        p = two_digits(p, fraction % 100);
        p -= digits == 3 ? 3 : 0;
    }
    *p++ = 'Z';
    put(b, text, (size_t)(p - text));
}

static bool put_value(struct mk_buf *b, struct day *day, const struct mk_value *v, int depth)
{
    bool ok = true;
    switch (v->type) {
    case MK_T_TEXT: /* its opening quote came with the key */
        mk_escape_json(b, v->s);
        put1(b, '"');
        break;
    case MK_T_TIME:
        put1(b, '"');
        put_time(b, day, v->i, v->digits);
        put1(b, '"');
        break;
    case MK_T_LIST:
    case MK_T_OBJECT:
        put1(b, v->type == MK_T_LIST ? '[' : '{');
        ok = put_fields(b, day, v->s, v->type == MK_T_LIST, true, depth + 1);
        put1(b, v->type == MK_T_LIST ? ']' : '}');
        break;
    case MK_T_FALSE:
        put(b, "false", 5);
        break;
    case MK_T_TRUE:
        put(b, "true", 4);
        break;
    case MK_T_INT:
    case MK_T_REAL:
    case MK_T_HEX:
    case MK_T_NULL:
    case MK_T_COUNT:
        put_plain(b, v);
        break;
    }
    return ok;
}

/* With the opening quote of a text. */
static void put_key(struct mk_buf *b, const struct mk_value *v, bool list, bool first)
{
    bool text = v->type == MK_T_TEXT;
    if (v->key) {
        const struct key_text *t = &key_texts[v->key];
        if (!first && !b->bad && KEY_MAX <= b->cap - b->len && KEY_MAX <= b->max - b->len) {
            memcpy(b->p + b->len, t->p, KEY_MAX);
            b->len += (size_t)t->len - !text;
            return;
        }
        put(b, t->p + first, (size_t)t->len - first - !text);
        return;
    }
    if (!first)
        put1(b, ',');
    if (!list) {
        struct mk_json j = mk_json(b);
        mk_json_text(&j, v->name);
        put1(b, ':');
    }
    if (text)
        put1(b, '"');
}

/* These are the line's own words; a record cannot set them. SOURCE has its place, REF too. */
static bool is_framed(enum mk_key k)
{
    return k == MK_REF || k == MK_SOURCE || k == MK_KIND || k == MK_APP || k == MK_PARSER;
}

static bool put_fields(struct mk_buf *b, struct day *day, struct mk_span fields, bool list,
                       bool first, int depth)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    if (depth > MK_DEPTH_MAX)
        return false;
    while (mk_value_next(&v, &c, list)) {
        if (depth == 0 && is_framed(v.key))
            continue;
        put_key(b, &v, list, first);
        first = false;
        if (!put_value(b, day, &v, depth))
            return false;
    }
    return mk_cur_ok(&c);
}

bool mk_fields_json(struct mk_json *j, struct mk_span fields)
{
    struct day day = { 0 };
    bool ok = put_fields(j->b, &day, fields, false, !j->comma, 0);
    j->comma = j->comma || fields.len;
    return ok;
}

static void put_bare(struct mk_buf *b, struct mk_span fields, enum mk_key key)
{
    struct mk_value v;
    if (mk_field_find(&v, fields, key) && v.type == MK_T_TEXT)
        mk_escape_json(b, v.s);
}

static bool put_source(struct mk_buf *b, struct day *day, struct mk_span fields, bool first)
{
    struct mk_value v;
    return !mk_field_find(&v, fields, MK_SOURCE) || v.type != MK_T_OBJECT ||
           put_fields(b, day, v.s, false, first, 1);
}

static bool prepare(struct head *h, const struct mk_item *it)
{
    struct mk_buf *b = &h->text;
    mk_buf_clear(b);
    mk_buf_puts(b, "{\"kind\":\"");
    mk_buf_puts(b, mk_kind_name(it->kind));
    mk_buf_puts(b, "\",\"ref\":\"");
    h->ref = b->len;
    put_bare(b, it->fields, MK_REF);
    h->app = b->len;
    mk_buf_puts(b, "\",\"app\":\"");
    put_bare(b, it->fields, MK_APP);
    mk_buf_puts(b, "\"");
    h->tail = b->len;
    struct day day = { 0 };
    bool ok = put_fields(b, &day, it->fields, false, false, 0);
    mk_buf_puts(b, ",\"source\":{");
    size_t before = b->len;
    ok = put_source(b, &day, it->fields, true) && ok;
    if (b->len == before)
        mk_buf_puts(b, "\"file\":\"\"");
    h->close = b->len;
    mk_buf_puts(b, "},\"parser\":\"");
    put_bare(b, it->fields, MK_PARSER);
    mk_buf_puts(b, "\"}\n");
    return ok && mk_buf_ok(b);
}

static struct head *head_at(struct mk_lines *l, uint16_t id)
{
    if (id >= l->n) {
        size_t n = id + 1u;
        struct head *more = realloc(l->heads, n * sizeof *more);
        if (!more)
            return NULL;
        for (l->heads = more; l->n < n; l->n++) {
            more[l->n].kind = MK_KIND_NONE;
            mk_buf_init(&more[l->n].text, TEXT_MAX);
        }
    }
    return &l->heads[id];
}

static int take_head(struct mk_lines *l, const struct mk_item *it, struct mk_error *e)
{
    struct head *h = head_at(l, it->head);
    if (!h)
        return mk_fail(e, MK_ENOMEM, "head of records");
    h->kind = it->kind;
    if (prepare(h, it))
        return 0;
    return mk_buf_ok(&h->text) ? mk_fail(e, MK_EPROTO, "head of records makes no sense")
                               : mk_fail(e, MK_ENOMEM, "head of records");
}

static void put_row(struct mk_buf *b, int64_t row)
{
    struct mk_json j = mk_json(b);
    mk_json_int(&j, row);
}

static void put_piece(struct mk_buf *b, const struct head *h, size_t from, size_t to)
{
    mk_buf_put(b, h->text.p + from, to - from);
}

static void put_ref(struct mk_buf *b, const struct head *h, const struct mk_item *it,
                    const struct mk_value *own)
{
    if (own->key == MK_REF && own->type == MK_T_TEXT) {
        put_piece(b, h, 0, h->ref);
        mk_escape_json(b, own->s);
        return;
    }
    put_piece(b, h, 0, h->app);
    if (it->has_row)
        put_row(b, it->row);
}

static bool put_line(struct mk_buf *b, struct day *day, const struct head *h,
                     const struct mk_item *it)
{
    struct mk_cursor c = mk_cur(it->fields);
    struct mk_value own = { 0 };
    bool more = mk_value_next(&own, &c, false), ok;
    put_ref(b, h, it, &own);
    put_piece(b, h, h->app, h->tail);
    if (more && own.key == MK_REF)
        more = mk_value_next(&own, &c, false);
    ok = put_fields(b, day, it->fields, false, false, 0);
    put_piece(b, h, h->tail, h->close);
    if (it->has_row) {
        mk_buf_puts(b, ",\"row\":");
        put_row(b, it->row);
    }
    if (more && own.key == MK_SOURCE && own.type == MK_T_OBJECT)
        ok = put_fields(b, day, own.s, false, false, 1) && ok;
    put_piece(b, h, h->close, h->text.len);
    return ok && mk_cur_ok(&c);
}

static int take_record(struct mk_lines *l, struct mk_buf *out, const struct mk_item *it,
                       struct mk_error *e)
{
    size_t before = out->len;
    const struct head *h = it->head < l->n ? &l->heads[it->head] : NULL;
    if (!h || !h->kind)
        return mk_fail(e, MK_EPROTO, "record without its head");
    bool ok = put_line(out, &l->day, h, it);
    if (!mk_buf_ok(out))
        return mk_fail(e, MK_ENOMEM, "line of a record");
    if (!ok) {
        out->len = before;
        return mk_fail(e, MK_EPROTO, "record makes no sense");
    }
    l->count[h->kind]++;
    return 0;
}

int mk_lines_feed(struct mk_lines *l, struct mk_buf *out, struct mk_span items, size_t *used,
                  struct mk_error *e)
{
    struct mk_cursor c = mk_cur(items);
    struct mk_item it;
    int more;
    for (*used = 0; (more = mk_item_next(&it, &c)) > 0; *used = c.pos) {
        int rc = it.type == 'h' ? take_head(l, &it, e) : take_record(l, out, &it, e);
        if (rc != 0)
            return -1;
    }
    return more < 0 ? mk_fail(e, MK_EPROTO, "no record") : 0;
}
