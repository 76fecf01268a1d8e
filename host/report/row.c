#include "host/report/row.h"
#include "parsers/base/time.h"
#include <stdio.h>

/* Fields that have their own place in every row. */
static const enum mk_key elsewhere[] = {
    MK_KIND,  MK_REF,  MK_APP,    MK_TIME,        MK_TIME_RAW, MK_TIME_UNIT,
    MK_CLOCK, MK_ZONE, MK_ISSUES, MK_ZONE_ORIGIN, MK_SOURCE,   MK_PARSER,
};

static bool listed(enum mk_key key, const enum mk_key *keys, size_t n)
{
    for (size_t i = 0; i < n && keys[i]; i++)
        if (keys[i] == key)
            return true;
    return false;
}

/* ---- times ---- */

static void put_iso(struct mk_show *s, int64_t us, int digits, const char *end)
{
    char iso[MK_ISO_MAX];
    size_t n = mk_time_iso(iso, us, digits);
    char *t = strchr(iso, 'T');
    if (t)
        *t = ' ';
    mk_htmlf(&s->page, "%.*s%s", n ? (int)n - 1 : 0, iso, end);
}

void mk_show_instant(struct mk_show *s, int64_t us, int digits)
{
    put_iso(s, us, digits, " UTC");
}

static void put_local(struct mk_show *s, int64_t us, int digits)
{
    char end[16];
    int64_t local;
    int32_t off = mk_zone_offset_s(s->zone, us), m = (off < 0 ? -off : off) / 60;
    snprintf(end, sizeof end, " %c%02d:%02d", off < 0 ? '-' : '+', m / 60, m % 60);
    if (__builtin_add_overflow(us, (int64_t)off * MK_US, &local))
        return;
    mk_html(&s->page, "<small>");
    put_iso(s, local, digits, end);
    mk_html(&s->page, "</small>");
}

/* What was stored where it is no instant: a local time whose zone nobody knows. */
static void put_stored(struct mk_show *s, const struct mk_facts *f)
{
    const struct mk_value *raw = mk_fact(f, MK_TIME_RAW);
    if (!raw)
        return;
    mk_html(&s->page, "<small>as stored, no instant:</small>");
    mk_show_value(s, raw);
    mk_html(&s->page, " ");
    mk_html_text(&s->page, mk_fact_text(f, MK_TIME_UNIT));
}

void mk_show_time(struct mk_show *s, const struct mk_facts *f)
{
    const struct mk_value *t = mk_fact(f, MK_TIME);
    if (!t || t->type != MK_T_TIME) {
        put_stored(s, f);
        return;
    }
    mk_show_instant(s, t->i, t->digits);
    if (s->zone)
        put_local(s, t->i, t->digits);
    struct mk_span zone = mk_fact_text(f, MK_ZONE), clock = mk_fact_text(f, MK_CLOCK);
    if (zone.len || clock.len) {
        mk_html(&s->page, "<small>");
        mk_html_text(&s->page, clock);
        mk_html(&s->page, clock.len ? " clock " : "");
        mk_html_text(&s->page, zone);
        mk_html(&s->page, zone.len ? ", zone " : "");
        mk_html_text(&s->page, mk_fact_text(f, MK_ZONE_ORIGIN));
        mk_html(&s->page, "</small>");
    }
}

/* ---- values ---- */

#define NAMES_SHOWN 3

void mk_show_names(struct mk_show *s, struct mk_span key)
{
    struct mk_span name;
    for (size_t i = 0; i < NAMES_SHOWN && (name = mk_spool_name(s->spool, key, i)).len; i++) {
        mk_html(&s->page, i ? ", <bdi>" : " <span class=d>(contacts: <bdi>");
        mk_html_text(&s->page, name);
        mk_html(&s->page, "</bdi>");
        if (i + 1 == NAMES_SHOWN || !mk_spool_name(s->spool, key, i + 1).len)
            mk_html(&s->page, ")</span>");
    }
}

static bool text_of(struct mk_span *out, struct mk_span party, enum mk_key key)
{
    struct mk_value v;
    bool is = mk_field_find(&v, party, key) && v.type == MK_T_TEXT && v.s.len;
    *out = is ? v.s : mk_span(NULL, 0);
    return is;
}

/* Name, id and number as the record has them, then what contacts call it. */
void mk_show_party(struct mk_show *s, const struct mk_value *v)
{
    static const enum mk_key parts[] = { MK_NAME, MK_ID, MK_PHONE };
    struct mk_span text, before = { NULL, 0 };
    struct mk_value self;
    bool any = false;
    if (v->type != MK_T_OBJECT) {
        mk_show_value(s, v);
        return;
    }
    if (mk_field_find(&self, v->s, MK_SELF) && self.type == MK_T_TRUE)
        mk_html(&s->page, "<span class=k>owner</span>");
    for (size_t i = 0; i < 3; i++) {
        if (!text_of(&text, v->s, parts[i]) || mk_span_eq(text, before))
            continue;
        mk_html(&s->page, any ? " · <bdi>" : "<bdi>");
        mk_html_text(&s->page, text);
        mk_html(&s->page, "</bdi>");
        before = text;
        any = true;
    }
    if (text_of(&text, v->s, MK_PHONE) && mk_spool_name(s->spool, text, 0).len)
        mk_show_names(s, text);
    else if (text_of(&text, v->s, MK_ID))
        mk_show_names(s, text);
}

static void put_name(struct mk_show *s, const struct mk_value *v)
{
    mk_html(&s->page, "<i>");
    if (v->key)
        mk_html(&s->page, mk_key_name(v->key));
    else
        mk_html_text(&s->page, v->name);
    mk_html(&s->page, "</i> ");
}

static void put_inside(struct mk_show *s, const struct mk_value *v)
{
    struct mk_cursor c = mk_cur(v->s);
    struct mk_value x;
    for (bool first = true; mk_value_next(&x, &c, v->type == MK_T_LIST); first = false) {
        mk_html(&s->page, first ? "" : v->type == MK_T_LIST ? "; " : ", ");
        if (v->type == MK_T_OBJECT)
            put_name(s, &x);
        mk_show_value(s, &x);
    }
}

void mk_show_value(struct mk_show *s, const struct mk_value *v)
{
    switch (v->type) {
    case MK_T_TEXT:
        mk_html(&s->page, "<bdi>");
        mk_html_text(&s->page, v->s);
        mk_html(&s->page, "</bdi>");
        break;
    case MK_T_INT:
        mk_htmlf(&s->page, "%lld", (long long)v->i);
        break;
    case MK_T_REAL:
        mk_htmlf(&s->page, "%.15g", v->r);
        break;
    case MK_T_TIME:
        mk_show_instant(s, v->i, v->digits);
        break;
    case MK_T_HEX:
        mk_buf_hex(&s->page.b, v->s);
        break;
    case MK_T_TRUE:
    case MK_T_FALSE:
        mk_html(&s->page, v->type == MK_T_TRUE ? "yes" : "no");
        break;
    case MK_T_LIST:
    case MK_T_OBJECT:
        put_inside(s, v);
        break;
    case MK_T_NULL:
    case MK_T_COUNT:
        break;
    }
}

static void put_fields(struct mk_show *s, struct mk_span fields, const enum mk_key *shown)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    while (mk_value_next(&v, &c, false)) {
        if (listed(v.key, elsewhere, sizeof elsewhere / sizeof *elsewhere) ||
            listed(v.key, shown, SIZE_MAX))
            continue;
        mk_html(&s->page, "<span class=f>");
        put_name(s, &v);
        mk_show_value(s, &v);
        mk_html(&s->page, "</span> ");
    }
}

void mk_show_rest(struct mk_show *s, const struct mk_facts *f, const enum mk_key *shown)
{
    put_fields(s, f->fields, shown);
    put_fields(s, f->head_fields, shown);
}

void mk_show_issues(struct mk_show *s, const struct mk_facts *f)
{
    const struct mk_value *v = mk_fact(f, MK_ISSUES);
    struct mk_cursor c = mk_cur(v && v->type == MK_T_LIST ? v->s : mk_span(NULL, 0));
    struct mk_value x;
    while (mk_value_next(&x, &c, true)) {
        mk_html(&s->page, "<span class='r e'>issue: ");
        put_inside(s, &x);
        mk_html(&s->page, "</span>");
    }
}

void mk_show_image(struct mk_show *s, const struct mk_facts *f)
{
    const struct mk_value *source = mk_fact(f, MK_SOURCE);
    struct mk_value file;
    if (!source || !mk_field_find(&file, f->head_fields, MK_SOURCE) ||
        !mk_field_find(&file, file.s, MK_FILE) || file.type != MK_T_TEXT)
        return;
    const struct mk_image *i = mk_images_find(&s->images, file.s);
    if (i)
        mk_htmlf(&s->page,
                 "<details><summary>show the picture</summary>"
                 "<img loading=lazy alt='' src=../images/%u.%s></details>",
                 i->number, i->type);
}

/* ---- where it is from ---- */

static size_t number_of(struct mk_legend *l, uint32_t head)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->heads[i] == head)
            return i + 1;
    if (l->n == MK_LEGEND_MAX)
        return 0;
    l->heads[l->n++] = head;
    return l->n;
}

static void put_member(struct mk_show *s, struct mk_span source, enum mk_key key,
                       const char *before)
{
    struct mk_value v;
    if (!mk_field_find(&v, source, key))
        return;
    mk_html(&s->page, before);
    mk_show_value(s, &v);
}

/* A record's own source adds to its head's. */
void mk_show_source(struct mk_show *s, const struct mk_facts *f)
{
    struct mk_value head, own;
    bool more = mk_field_find(&own, f->fields, MK_SOURCE);
    size_t n = number_of(&s->legend, f->head);
    mk_html(&s->page, "<span class=r>");
    if (n)
        mk_htmlf(&s->page, "[%zu] ", n);
    if (mk_field_find(&head, f->head_fields, MK_SOURCE)) {
        put_member(s, head.s, MK_TABLE, "");
        if (!n)
            put_member(s, head.s, MK_FILE, " ");
    }
    if (f->has_row)
        mk_htmlf(&s->page, ":%lld", (long long)f->row);
    if (more) {
        mk_html(&s->page, " ");
        put_inside(s, &own);
    }
    mk_html(&s->page, "</span>");
}

/* No more than what was found where: not what happened. */
static void put_holds(struct mk_show *s, struct mk_span source)
{
    struct mk_value file, state;
    bool asked = mk_field_find(&file, source, MK_FILE) && file.type == MK_T_TEXT &&
                 mk_span_starts(file.s, mk_str("content://"));
    bool told = mk_field_find(&state, source, MK_STATE) && state.type == MK_T_TEXT;
    put_member(s, source, MK_FILE,
               asked ? "the phone answered with these records when asked for " : "");
    if (asked)
        return;
    if (!told || mk_span_is(state.s, "live"))
        mk_html(&s->page, " holds these records");
    else if (mk_span_is(state.s, "wal"))
        mk_html(&s->page, " holds these records in its log (wal)");
    else
        put_member(s, source, MK_STATE, ": remains of what was deleted, found in ");
}

void mk_show_legend(struct mk_show *s, struct mk_spool *spool)
{
    struct mk_value source, v;
    for (size_t i = 0; i < s->legend.n; i++) {
        struct mk_span fields = mk_spool_head(spool, s->legend.heads[i]);
        mk_htmlf(&s->page, i ? "<dt>[%zu]<dd>" : "<h2>Sources</h2><dl><dt>[%zu]<dd>", i + 1);
        if (mk_field_find(&source, fields, MK_SOURCE)) {
            put_holds(s, source.s);
            put_member(s, source.s, MK_OBJECT_SHA256, " · sha256 ");
        }
        if (mk_field_find(&v, fields, MK_PARSER)) {
            mk_html(&s->page, " · read by ");
            mk_show_value(s, &v);
        }
        if (mk_field_find(&v, fields, MK_PROFILE)) {
            mk_html(&s->page, " · user profile ");
            mk_show_value(s, &v);
        }
    }
    mk_html(&s->page, s->legend.n ? "</dl>" : "");
    s->legend.n = 0;
}
