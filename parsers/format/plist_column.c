#include "parsers/format/plist_column.h"
#include "parsers/format/plist_archive.h"
#include <stdio.h>

#define IN_FRONT   ((size_t)4)
#define MEMORY_MAX ((size_t)16 << 20)

static bool has(const char *column)
{
    for (size_t n; *column; column += n + (column[n] == '/')) {
        n = strcspn(column, "/");
        if (n == 0 || n >= MK_ARCHIVE_STEP)
            return false;
    }
    return true;
}

static void put_text(struct mk_cell *out, enum mk_cell_kind kind, struct mk_span s,
                     struct mk_arena *arena)
{
    *out = (struct mk_cell){ .kind = kind, .s = mk_arena_copy(arena, s) };
    if (!out->s.p && s.len)
        *out = (struct mk_cell){ .kind = MK_C_LOST, .why = "no memory to read it" };
}

static void fill(struct mk_cell *out, const struct mk_plist_value *v, struct mk_arena *arena)
{
    switch (v->kind) {
    case MK_PLIST_BOOL:
    case MK_PLIST_INT:
        *out = (struct mk_cell){ .kind = MK_C_INT, .i = v->i };
        break;
    case MK_PLIST_UINT:
        *out = (struct mk_cell){ .kind = MK_C_REAL, .r = (double)v->u };
        break;
    case MK_PLIST_REAL:
    case MK_PLIST_DATE:
        *out = (struct mk_cell){ .kind = MK_C_REAL, .r = v->r };
        break;
    case MK_PLIST_TEXT:
        put_text(out, MK_C_TEXT, v->s, arena);
        break;
    case MK_PLIST_DATA:
        put_text(out, MK_C_BLOB, v->s, arena);
        break;
    case MK_PLIST_DAMAGED:
        *out = (struct mk_cell){ .kind = MK_C_LOST, .why = "damaged in the file" };
        break;
    case MK_PLIST_NULL:
    case MK_PLIST_UID:
    case MK_PLIST_ARRAY:
    case MK_PLIST_SET:
    case MK_PLIST_DICT:
        break;
    }
}

static struct mk_span list_in(struct mk_span s)
{
    bool later =
        !mk_plist_knows(s) && s.len > IN_FRONT && mk_plist_knows(mk_span_from(s, IN_FRONT));
    return later ? mk_span_from(s, IN_FRONT) : s;
}

struct opened {
    struct mk_plist list;
    struct mk_plist_archive a;
    const struct mk_plist_value *top;
};

static const char *open_list(struct opened *o, const struct mk_cell *in)
{
    if (in->kind != MK_C_TEXT && in->kind != MK_C_BLOB)
        return "no property list";
    if (mk_plist_read(&o->list, list_in(in->s), MEMORY_MAX, NULL) != 0)
        return "a property list that cannot be read";
    o->top = mk_archive_open(&o->a, &o->list);
    return NULL;
}

static void fill_all(struct mk_cell *cells, const char *const *columns, size_t n,
                     const struct mk_plist_archive *a, const struct mk_plist_value *top,
                     struct mk_arena *arena)
{
    for (size_t i = 0; i < n; i++) {
        const struct mk_plist_value *v = mk_archive_at(a, top, columns[i]);
        if (v)
            fill(&cells[i], v, arena);
    }
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    struct opened o;
    for (size_t i = 0; i < n; i++)
        cells[i] = (struct mk_cell){ .kind = MK_C_NULL };
    if ((in->kind == MK_C_TEXT || in->kind == MK_C_BLOB) && in->s.len == 0)
        return NULL;
    const char *why = open_list(&o, in);
    if (why)
        return why;
    fill_all(cells, columns, n, &o.a, o.top, arena);
    why = o.list.damage[0] ? "a property list that is damaged" : NULL;
    mk_plist_done(&o.list);
    return why;
}

/* The list is read anew for each of its elements: so they are few. */
static bool element(struct mk_cell *cells, const char *const *columns, size_t n,
                    struct mk_elements *e, const char *list, const struct mk_cell *in,
                    struct mk_arena *arena)
{
    struct opened o;
    char number[24];
    if (e->nth > MK_PLIST_ELEMENTS || open_list(&o, in) != NULL)
        return false;
    bool last = e->nth == MK_PLIST_ELEMENTS;
    snprintf(number, sizeof number, "%zu", e->nth++);
    const struct mk_plist_value *items = mk_archive_at(&o.a, o.top, list);
    const struct mk_plist_value *one = items ? mk_archive_into(&o.a, items, number) : NULL;
    e->why = last ? "from here on elements of the list are left out" : NULL;
    if (one && !last)
        fill_all(cells, columns, n, &o.a, one, arena);
    mk_plist_done(&o.list);
    return one != NULL;
}

const struct mk_decoder mk_decoder_plist = { "plist", has, decode, element };
