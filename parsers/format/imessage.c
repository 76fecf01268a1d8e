#include "parsers/format/imessage.h"
#include "parsers/format/plist.h"
#include "parsers/format/typedstream.h"

#define NO_MEMORY "no memory to read it"

static const struct mk_cell none = { .kind = MK_C_NULL };

static struct mk_cell lost(const char *why)
{
    return (struct mk_cell){ .kind = MK_C_LOST, .why = why };
}

static struct mk_cell number(size_t n)
{
    return n ? (struct mk_cell){ .kind = MK_C_INT, .i = (int64_t)n } : none;
}

/* ---- attributed texts ---- */

static bool is_text(const char *column)
{
    return !strcmp(column, "text");
}

/* The text of an attributed text, or a text itself. */
static const struct mk_plist_value *text_of(const struct mk_plist_value *v)
{
    const struct mk_plist_value *parts = mk_plist_get_as(v, "$contents", MK_PLIST_ARRAY);
    v = parts && parts->n ? parts->items[0] : v;
    return v && v->kind == MK_PLIST_TEXT ? v : NULL;
}

static struct mk_cell attributed(struct mk_span bytes, struct mk_arena *arena)
{
    struct mk_plist list;
    struct mk_error e;
    if (mk_typedstream_read(&list, bytes, 0, &e) != 0)
        return lost(e.code == MK_ENOMEM ? NO_MEMORY : "no archive of an attributed text");
    const struct mk_plist_value *v = text_of(list.root);
    struct mk_cell out = lost("an archive without a text");
    if (v) {
        out = (struct mk_cell){ .kind = MK_C_TEXT, .s = mk_arena_copy(arena, v->s) };
        out = out.s.p ? out : lost(NO_MEMORY);
        out.why = out.kind == MK_C_TEXT && *list.damage ? "the archive is damaged" : out.why;
    }
    mk_plist_done(&list);
    return out;
}

static const char *decode_attributed(struct mk_cell *cells, const char *const *columns, size_t n,
                                     const struct mk_cell *in, struct mk_arena *arena)
{
    for (size_t i = 0; i < n; i++)
        if (in->kind != MK_C_BLOB || !is_text(columns[i]))
            cells[i] = none;
        else
            cells[i] = attributed(in->s, arena);
    return in->kind == MK_C_BLOB ? NULL : "not an archive";
}

const struct mk_decoder mk_decoder_attributed = { "attributed", is_text, decode_attributed };

/* ---- summaries: versions and unsent parts ---- */

/* The number behind "text." or "time."; -1 when that is not what stands there. */
static int nth(const char *column, const char *what)
{
    int v = 0;
    if (strncmp(column, what, 5) != 0 || !column[5])
        return -1;
    for (const char *p = column + 5; *p; p++) {
        if (*p < '0' || *p > '9' || v >= MK_SUMMARY_VERSIONS)
            return -1;
        v = v * 10 + (*p - '0');
    }
    return v < MK_SUMMARY_VERSIONS ? v : -1;
}

static bool is_summary(const char *column)
{
    return !strcmp(column, "unsent") || !strcmp(column, "versions") || nth(column, "text.") >= 0 ||
           nth(column, "time.") >= 0;
}

struct versions {
    const struct mk_plist_value *v[MK_SUMMARY_VERSIONS];
    size_t n; /* in all, maybe more than fit */
};

static void collect(struct versions *out, const struct mk_plist_value *parts)
{
    out->n = 0;
    for (size_t i = 0; parts && i < parts->n; i++) {
        const struct mk_plist_value *list = parts->items[parts->n + i];
        for (size_t k = 0; list && list->kind == MK_PLIST_ARRAY && k < list->n; k++, out->n++)
            if (out->n < MK_SUMMARY_VERSIONS)
                out->v[out->n] = list->items[k];
    }
}

static struct mk_cell time_cell(const struct mk_plist_value *version)
{
    const struct mk_plist_value *d = mk_plist_get(version, "d");
    if (d && (d->kind == MK_PLIST_REAL || d->kind == MK_PLIST_DATE))
        return (struct mk_cell){ .kind = MK_C_REAL, .r = d->r };
    if (d && d->kind == MK_PLIST_INT)
        return (struct mk_cell){ .kind = MK_C_INT, .i = d->i };
    return none;
}

static struct mk_cell summary_cell(const char *column, const struct versions *all, size_t unsent,
                                   struct mk_arena *arena)
{
    if (!strcmp(column, "unsent"))
        return number(unsent);
    if (!strcmp(column, "versions"))
        return number(all->n);
    int text = nth(column, "text."), i = text >= 0 ? text : nth(column, "time.");
    if (i < 0 || (size_t)i >= all->n)
        return none;
    if (text < 0)
        return time_cell(all->v[i]);
    const struct mk_plist_value *t = mk_plist_get_as(all->v[i], "t", MK_PLIST_DATA);
    return t ? attributed(t->s, arena) : none;
}

static const char *decode_summary(struct mk_cell *cells, const char *const *columns, size_t n,
                                  const struct mk_cell *in, struct mk_arena *arena)
{
    struct mk_plist list;
    struct mk_error e;
    struct versions all;
    for (size_t i = 0; i < n; i++)
        cells[i] = none;
    if (in->kind != MK_C_BLOB)
        return "not a property list";
    if (mk_plist_read(&list, in->s, 0, &e) != 0)
        return e.code == MK_ENOMEM ? NO_MEMORY : "no property list that can be read";
    const struct mk_plist_value *gone = mk_plist_get_as(list.root, "rp", MK_PLIST_ARRAY);
    collect(&all, mk_plist_get_as(list.root, "ec", MK_PLIST_DICT));
    for (size_t i = 0; i < n; i++)
        cells[i] = summary_cell(columns[i], &all, gone ? gone->n : 0, arena);
    bool damaged = *list.damage;
    mk_plist_done(&list);
    return damaged                       ? "the property list is damaged"
           : all.n > MK_SUMMARY_VERSIONS ? "more versions than are shown"
                                         : NULL;
}

const struct mk_decoder mk_decoder_message_summary = { "message_summary", is_summary,
                                                       decode_summary };

/* ---- which message ---- */

static bool is_guid(const char *column)
{
    return !strcmp(column, "guid") || !strcmp(column, "part");
}

/* The number of "p:NUMBER/", whose length is put; -1 when it does not begin so. */
static int64_t part_of(size_t *len, struct mk_span s)
{
    int64_t v = 0;
    size_t i = 2;
    for (; i < s.len && i < 11 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        v = v * 10 + (s.p[i] - '0');
    bool is = i > 2 && i < s.len && s.p[i] == '/' && mk_span_starts(s, mk_str("p:"));
    *len = is ? i + 1 : 0;
    return is ? v : -1;
}

static const char *decode_guid(struct mk_cell *cells, const char *const *columns, size_t n,
                               const struct mk_cell *in, struct mk_arena *arena)
{
    size_t skip = 0;
    bool text = in->kind == MK_C_TEXT;
    int64_t part = text ? part_of(&skip, in->s) : -1;
    (void)arena;
    if (text && mk_span_starts(in->s, mk_str("bp:")))
        skip = 3;
    for (size_t i = 0; i < n; i++)
        if (text && !strcmp(columns[i], "guid"))
            cells[i] = (struct mk_cell){ .kind = MK_C_TEXT, .s = mk_span_from(in->s, skip) };
        else if (part >= 0 && !strcmp(columns[i], "part"))
            cells[i] = (struct mk_cell){ .kind = MK_C_INT, .i = part };
        else
            cells[i] = none;
    return text ? NULL : "not text";
}

const struct mk_decoder mk_decoder_message_guid = { "message_guid", is_guid, decode_guid };
