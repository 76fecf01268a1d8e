#include "parsers/format/content_rows.h"
#include <stdlib.h>

int mk_id_list_room(int64_t **v, size_t *cap, size_t n, struct mk_error *e)
{
    if (n <= *cap)
        return 0;
    if (n > MK_CONTENT_IDS_MAX)
        return mk_fail(e, MK_ELIMIT, "more than %zu rows", MK_CONTENT_IDS_MAX);
    size_t more = *cap < 512 ? 1024 : *cap * 2;
    int64_t *p = realloc(*v, more * sizeof *p);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "ids");
    *v = p;
    *cap = more;
    return 0;
}

static const struct mk_span lf = { (const uint8_t *)"\n", 1 };

/* The first row shows whether the column is printed. */
static enum mk_match start(struct mk_id_list *l, struct mk_row_start *row, struct mk_span s)
{
    enum mk_match plain = l->tailed ? MK_NO : mk_row_start(row, s, lf);
    if (plain == MK_YES || !l->tail.len || (l->n && !l->tailed))
        return plain;
    enum mk_match tailed = mk_row_start(row, s, mk_buf_span(&l->tail));
    l->tailed = l->tailed || tailed == MK_YES;
    return tailed == MK_NO ? plain : tailed;
}

static void take(struct mk_id_list *l, const struct mk_row_start *row)
{
    if (row->k != l->n)
        l->bad = true;
    else if (mk_id_list_room(&l->v, &l->cap, l->n + 1, NULL) != 0)
        l->no_room = true;
    else
        l->v[l->n++] = row->id;
}

/* One line start; false when more is needed. Nothing is believed behind a line that is none, but
 * for text, and that may not read as another row's start. */
static bool line(struct mk_id_list *l, struct mk_span s, bool end)
{
    struct mk_row_start row;
    enum mk_match m = start(l, &row, s), err = MK_NO;
    bool text = l->tailed && l->any;
    if (text && m != MK_YES) /* both streams in one */
        err = mk_row_begins(s, "Error while accessing provider:");
    if ((m == MK_MORE || err == MK_MORE) && !end)
        return false;
    if (m == MK_YES)
        take(l, &row);
    else
        l->bad = l->bad || !text || err == MK_YES;
    return true;
}

static size_t scan(void *u, struct mk_span s, bool end)
{
    struct mk_id_list *l = u;
    size_t at = 0;
    while (at < s.len && !l->bad && !l->no_room) {
        struct mk_span rest = mk_span(s.p + at, s.len - at);
        if (!l->in_line && !line(l, rest, end))
            return at;
        const uint8_t *nl = memchr(rest.p, '\n', rest.len);
        l->in_line = !nl;
        at = nl ? (size_t)(nl - s.p) + 1 : s.len;
    }
    return s.len;
}

int mk_id_list_init(struct mk_id_list *l, struct mk_span column, const char *word,
                    struct mk_error *e)
{
    *l = (struct mk_id_list){ .any = !word };
    mk_buf_init(&l->tail, MK_ROW_HEAD);
    if (column.len && !mk_row_tail(&l->tail, column))
        return mk_fail(e, MK_EUSAGE, "column of a list");
    if (column.len && word)
        mk_buf_puts(&l->tail, word);
    if (!mk_buf_ok(&l->tail))
        return mk_fail(e, MK_ENOMEM, "ids");
    return mk_pieces_init(&l->in, MK_ROW_HEAD, scan, l, e);
}

const char *mk_id_list_word(enum mk_role role)
{
    return role == MK_ROLE_NULLS ? "NULL\n" : role == MK_ROLE_BLOBS ? "BLOB\n" : NULL;
}

static int by_value(const void *pa, const void *pb)
{
    const int64_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

static bool ascends(const int64_t *v, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (v[i] <= v[i - 1])
            return false;
    return true;
}

void mk_id_list_end(struct mk_id_list *l)
{
    mk_pieces_end(&l->in);
    if (l->bad || l->no_room || ascends(l->v, l->n))
        return;
    if (l->tailed && l->any) { /* see content.h, "lists that print more" */
        l->bad = true;
        return;
    }
    int64_t *sorted = malloc(l->n * sizeof *sorted);
    if (!sorted) {
        l->no_room = true;
        return;
    }
    memcpy(sorted, l->v, l->n * sizeof *sorted);
    qsort(sorted, l->n, sizeof *sorted, by_value);
    l->row = l->v;
    l->v = sorted;
    l->cap = l->n;
    l->bad = !ascends(l->v, l->n);
}

void mk_id_list_below(struct mk_id_list *l, int64_t bound)
{
    size_t kept = 0;
    for (size_t i = 0; l->row && i < l->n; i++)
        if (l->row[i] <= bound)
            l->row[kept++] = l->row[i];
    while (l->n && l->v[l->n - 1] > bound)
        l->n--;
}

void mk_id_list_done(struct mk_id_list *l)
{
    mk_pieces_done(&l->in);
    mk_buf_done(&l->tail);
    free(l->v);
    free(l->row);
    *l = (struct mk_id_list){ 0 };
}

size_t mk_id_find(const int64_t *v, size_t n, int64_t id)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (v[mid] < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && v[lo] == id ? lo : SIZE_MAX;
}

size_t mk_id_compare(const int64_t *was, size_t n, const int64_t *now, size_t m,
                     void (*each)(void *u, int64_t id, bool came), void *u)
{
    size_t i = 0, j = 0, went = 0;
    while (i < n || j < m) {
        if (j == m || (i < n && was[i] < now[j])) {
            went++;
            each(u, was[i++], false);
        } else if (i == n || now[j] < was[i]) {
            each(u, now[j++], true);
        } else {
            i++;
            j++;
        }
    }
    return went;
}
