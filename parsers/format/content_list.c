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

/* Every line has to be one; nothing is believed behind the first that is not. */
static size_t scan(void *u, struct mk_span s, bool end)
{
    struct mk_id_list *l = u;
    static const struct mk_span lf = { (const uint8_t *)"\n", 1 };
    struct mk_row_start row;
    size_t at = 0;
    while (at < s.len && !l->bad && !l->no_room) {
        enum mk_match m = mk_row_start(&row, mk_span(s.p + at, s.len - at), lf);
        if (m == MK_MORE && !end)
            return at;
        if (m != MK_YES || row.k != l->n || (l->n && row.id <= l->v[l->n - 1])) {
            l->bad = true;
        } else if (mk_id_list_room(&l->v, &l->cap, l->n + 1, NULL) != 0) {
            l->no_room = true;
        } else {
            l->v[l->n++] = row.id;
            at += row.len;
        }
    }
    return s.len;
}

int mk_id_list_init(struct mk_id_list *l, struct mk_error *e)
{
    *l = (struct mk_id_list){ 0 };
    return mk_pieces_init(&l->in, MK_ROW_HEAD, scan, l, e);
}

void mk_id_list_done(struct mk_id_list *l)
{
    mk_pieces_done(&l->in);
    free(l->v);
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
