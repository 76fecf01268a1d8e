#include "parsers/format/vcard.h"
#include "parsers/format/vcard_rows.h"
#include <stdlib.h>

#define DEPTH    8
#define COMP_MAX ((size_t)16 << 20)

struct doc {
    const struct mk_file *file;
    const struct mk_zone *zone;
    struct mk_vlines lines;
    bool open;
    struct mk_vcomp stack[DEPTH];
    size_t depth, ignored; /* components open; of those too deep to be kept */
    int64_t cards, events;
};

static bool is_event(struct mk_span name)
{
    return mk_vname_is(name, "VEVENT") || mk_vname_is(name, "VTODO") ||
           mk_vname_is(name, "VJOURNAL");
}

static void clear(struct doc *d)
{
    while (d->depth)
        mk_arena_done(&d->stack[--d->depth].arena);
    if (d->open)
        mk_vlines_done(&d->lines);
    d->open = false;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    (void)g;
    clear(d);
    d->ignored = 0;
    d->cards = d->events = 0;
    if (mk_vlines_open(&d->lines, d->file, e) != 0) {
        mk_vlines_done(&d->lines);
        return -1;
    }
    d->open = true;
    return 0;
}

/* The card that a new component stands in. */
static int64_t card_around(const struct doc *d)
{
    for (size_t i = d->depth; i > 0; i--)
        if (mk_vname_is(d->stack[i - 1].name, "VCARD"))
            return d->stack[i - 1].number;
    return 0;
}

static void begin(struct doc *d, struct mk_grid *g, const struct mk_vline *l)
{
    if (d->depth == DEPTH) {
        mk_grid_remark(g, "at byte %llu: too deep, passed over", (unsigned long long)l->at);
        d->ignored++;
        return;
    }
    struct mk_vcomp *c = &d->stack[d->depth];
    *c = (struct mk_vcomp){ .inside = card_around(d) };
    mk_arena_init(&c->arena, COMP_MAX);
    c->name = mk_arena_copy(&c->arena, l->value.len < 64 ? l->value : mk_str("?"));
    if (mk_vname_is(c->name, "VCARD"))
        c->number = ++d->cards;
    else if (is_event(c->name))
        c->number = ++d->events;
    d->depth++;
}

static void end(struct doc *d, struct mk_grid *g)
{
    struct mk_vcomp *c = &d->stack[--d->depth];
    if (c->cut)
        mk_grid_remark(g, "%.*s %lld: larger than memory may hold, read in part", (int)c->name.len,
                       c->name.p ? (const char *)c->name.p : "", (long long)c->number);
    if (mk_vname_is(c->name, "VCARD"))
        mk_vcard_put_card(g, c);
    else if (is_event(c->name))
        mk_vcard_put_event(g, c, d->zone);
    mk_arena_done(&c->arena);
}

/* How many bytes the base64 stands for. */
static uint64_t base64_bytes(const struct mk_vline *l)
{
    uint64_t n = l->dropped;
    for (size_t i = 0; i < l->value.len; i++)
        n += l->value.p[i] > ' ' && l->value.p[i] != '=';
    return n / 4 * 3 + n % 4 * 3 / 4;
}

/* RFC 6350 puts pictures into the value itself: "data:image/jpeg;base64,...". */
static bool is_data_uri(struct mk_span s, size_t *from)
{
    const uint8_t *comma = s.len > 5 ? memchr(s.p, ',', s.len < 200 ? s.len : 200) : NULL;
    if (!comma || !mk_span_starts(s, mk_str("data:")) || comma - s.p < 7 ||
        memcmp(comma - 7, ";base64", 7) != 0)
        return false;
    *from = (size_t)(comma - s.p) + 1;
    return true;
}

static void add(struct mk_vcomp *c, const struct mk_vline *l)
{
    size_t from = 0;
    struct mk_vprop *p = mk_arena_alloc(&c->arena, sizeof *p);
    struct mk_buf text;
    mk_buf_init(&text, 6 * MK_LINE_MAX);
    if (p) {
        *p = (struct mk_vprop){ .group = mk_arena_copy(&c->arena, l->group),
                                .name = mk_arena_copy(&c->arena, l->name),
                                .params = mk_arena_copy(&c->arena, l->params) };
        if (mk_vencoding_of(l->params) == MK_V_BASE64 || is_data_uri(l->value, &from)) {
            struct mk_vline inner = *l;
            inner.value = mk_span_from(l->value, from);
            p->bytes = base64_bytes(&inner);
        } else {
            p->doubt = mk_vvalue(&text, l);
            p->value = mk_arena_copy(&c->arena, mk_buf_span(&text));
            if (l->dropped)
                p->doubt = "longer than is kept: cut";
        }
    }
    bool kept = p && p->name.p && (p->bytes || p->value.p) && mk_buf_ok(&text);
    mk_buf_done(&text);
    c->cut = c->cut || !kept;
    if (!kept)
        return;
    if (c->last)
        c->last->next = p;
    else
        c->first = p;
    c->last = p;
}

static void take(struct doc *d, struct mk_grid *g, const struct mk_vline *l)
{
    bool opens = mk_vname_is(l->name, "BEGIN"), shuts = mk_vname_is(l->name, "END");
    if (shuts && d->ignored) {
        d->ignored--;
    } else if (opens) {
        begin(d, g, l);
    } else if (shuts) {
        if (d->depth)
            end(d, g);
        else
            mk_grid_remark(g, "at byte %llu: an end without a beginning",
                           (unsigned long long)l->at);
    } else if (!l->name.len || !d->depth) {
        mk_grid_remark(g, "at byte %llu: %s", (unsigned long long)l->at,
                       l->name.len ? "a property outside of any card" : "a line that is none");
    } else if (!d->ignored) {
        add(&d->stack[d->depth - 1], l);
    }
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    struct mk_vline l;
    int more = mk_vlines_next(&l, &d->lines, e);
    if (more > 0)
        take(d, g, &l);
    if (more != 0)
        return more;
    if (d->depth)
        mk_grid_remark(g, "the file ends within a card");
    while (d->depth)
        end(d, g);
    return 0;
}

static void free_doc(void *u)
{
    clear(u);
    free(u);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    struct mk_buf text;
    bool is;
    (void)path;
    mk_buf_init(&text, 16 << 10);
    mk_text_head(&text, head);
    struct mk_span s = mk_buf_span(&text);
    while (s.len && (s.p[0] == '\r' || s.p[0] == '\n' || s.p[0] == ' '))
        s = mk_span_from(s, 1);
    is = (s.len >= 11 && mk_vname_is(mk_span(s.p, 11), "BEGIN:VCARD")) ||
         (s.len >= 15 && mk_vname_is(mk_span(s.p, 15), "BEGIN:VCALENDAR"));
    mk_buf_done(&text);
    return is;
}

static int open_vcard(struct mk_tables *out, const struct mk_file *file,
                      const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_doc };
    struct doc *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "cards");
    d->file = file;
    d->zone = cx ? cx->zone : NULL;
    if (mk_grid_new(out, mk_vcard_tables, &ops, d, cx ? cx->memory_max : 0, e) == 0)
        return 0;
    free(d);
    return -1;
}

const struct mk_format mk_format_vcard = { "vcard", knows, open_vcard, mk_grid_close };
