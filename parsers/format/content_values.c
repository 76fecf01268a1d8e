#include "parsers/format/content_rows.h"
#include <stdio.h>
#include <stdlib.h>

/* Where a line goes on, behind what was looked at. */
static size_t line_end(struct mk_span s, size_t at)
{
    const uint8_t *lf = at < s.len ? memchr(s.p + at, '\n', s.len - at) : NULL;
    return lf ? (size_t)(lf - s.p) + 1 : s.len;
}

static bool add(struct mk_value_list *l, int64_t v)
{
    if (l->n == MK_CONTENT_SELECTED + 1)
        return true; /* there are more */
    if (l->n == l->cap) {
        size_t more = l->cap ? l->cap * 2 : 256;
        int64_t *p = realloc(l->v, more * sizeof *p);
        if (!p)
            return false;
        l->v = p;
        l->cap = more;
    }
    l->v[l->n++] = v;
    return true;
}

/* One line: "Row: <k> <column>=<n|NULL>", then its end or what the provider adds. */
static void line(struct mk_value_list *l, struct mk_span s)
{
    char head[32 + MK_ROW_NAME];
    struct mk_span name = mk_buf_span(&l->column);
    int n = snprintf(head, sizeof head, "Row: %llu %.*s=", (unsigned long long)l->rows,
                     (int)name.len, (const char *)name.p);
    if (!mk_span_starts(s, mk_span(head, (size_t)n))) {
        l->bad = true;
        return;
    }
    size_t from = (size_t)n, to = from;
    while (to < s.len && s.p[to] != '\n' && s.p[to] != ',')
        to++;
    int64_t v;
    enum mk_content_cell_type type = mk_number_type(&v, mk_span(s.p + from, to - from));
    l->rows++;
    if (type == MK_CELL_NUMBER)
        l->no_room = !add(l, v);
    else if (type != MK_CELL_NULL)
        l->bad = true;
}

static size_t scan(void *u, struct mk_span s, bool end)
{
    struct mk_value_list *l = u;
    size_t at = 0;
    while (at < s.len && !l->bad && !l->no_room) {
        size_t to = line_end(s, at);
        bool whole = s.p[to - 1] == '\n';
        if (!l->in_line && !whole && !end && s.len - at < MK_ROW_HEAD)
            return at;
        if (!l->in_line)
            line(l, mk_span(s.p + at, to - at));
        l->in_line = !whole;
        at = to;
    }
    return s.len;
}

int mk_value_list_init(struct mk_value_list *l, struct mk_span column, struct mk_error *e)
{
    *l = (struct mk_value_list){ 0 };
    mk_buf_init(&l->column, MK_ROW_NAME);
    mk_buf_put(&l->column, column.p, column.len);
    if (!mk_buf_ok(&l->column))
        return mk_fail(e, MK_EUSAGE, "column of a selection");
    return mk_pieces_init(&l->in, MK_ROW_HEAD, scan, l, e);
}

void mk_value_list_done(struct mk_value_list *l)
{
    mk_pieces_done(&l->in);
    mk_buf_done(&l->column);
    free(l->v);
    *l = (struct mk_value_list){ 0 };
}
