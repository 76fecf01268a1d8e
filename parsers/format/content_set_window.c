#include "parsers/format/content_set.h"

int mk_window_open(struct mk_set_window *w, struct mk_content_set *s, const struct mk_entry *en,
                   struct mk_error *e)
{
    mk_buf_init(&w->buf, MK_ROW_VALUE_MAX + 8 * MK_SET_READ);
    return (*s->src->open)(&w->file, s->src->u, en->id, e);
}

void mk_window_done(struct mk_set_window *w)
{
    mk_file_close(&w->file);
    mk_buf_done(&w->buf);
}

void mk_window_jump(struct mk_set_window *w, uint64_t offset)
{
    if (offset >= w->base && offset - w->base <= w->buf.len) {
        w->at = (size_t)(offset - w->base);
        return;
    }
    mk_buf_clear(&w->buf);
    w->base = offset;
    w->at = 0;
    w->eof = false;
}

/* Gets the next bytes of the file behind those that are there. */
static int fill(struct mk_set_window *w, struct mk_error *e)
{
    size_t got = 0;
    uint8_t *p = mk_buf_room(&w->buf, MK_SET_READ);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "reply");
    if (w->file.pread(w->file.u, w->base + w->buf.len, p, MK_SET_READ, &got, e) != 0)
        return -1;
    w->buf.len += got;
    w->eof = got == 0;
    return 0;
}

static void forget(struct mk_set_window *w)
{
    if (w->at < MK_SET_READ)
        return;
    mk_buf_drop(&w->buf, w->at);
    w->base += w->at;
    w->at = 0;
}

static struct mk_span from(const struct mk_set_window *w, size_t at)
{
    return mk_span_from(mk_buf_span(&w->buf), at);
}

/* Position behind the next newline at or behind `at`; SIZE_MAX when there is none; -1. */
static int next_line(size_t *out, struct mk_set_window *w, size_t at, struct mk_error *e)
{
    for (;;) {
        struct mk_span rest = from(w, at);
        const uint8_t *lf = rest.len ? memchr(rest.p, '\n', rest.len) : NULL;
        *out = lf ? (size_t)(lf - w->buf.p) + 1 : SIZE_MAX;
        if (lf || w->eof)
            return 0;
        at += rest.len;
        if (at > w->at + MK_ROW_VALUE_MAX + MK_SET_READ)
            return 0; /* longer than any value */
        if (fill(w, e) != 0)
            return -1;
    }
}

/* Whether the line at `at` is the start of row k; *len is that of the start. */
static int starts(size_t *len, struct mk_set_window *w, size_t at, struct mk_span tail, int64_t id,
                  size_t k, struct mk_error *e)
{
    struct mk_row_start row;
    enum mk_match m;
    while ((m = mk_row_start(&row, from(w, at), tail)) == MK_MORE && !w->eof)
        if (fill(w, e) != 0)
            return -1;
    *len = row.len;
    return m == MK_YES && row.k == k && row.id == id;
}

/* Goes on to the start of row k. */
static int seek(size_t *len, struct mk_set_window *w, struct mk_span tail, int64_t id, size_t k,
                struct mk_error *e)
{
    int is;
    while ((is = starts(len, w, w->at, tail, id, k, e)) == 0) {
        size_t next;
        if (next_line(&next, w, w->at, e) != 0)
            return -1;
        if (next == SIZE_MAX && w->eof)
            return 0;
        while (next == SIZE_MAX && !w->eof) { /* a line longer than the window */
            w->at = w->buf.len;
            forget(w);
            if (next_line(&next, w, w->at, e) != 0)
                return -1;
        }
        w->at = next == SIZE_MAX ? w->buf.len : next;
        forget(w);
    }
    return is;
}

/* The end of row k's value: the newline in front of the start of k + 1, or the last one. */
static int find_end(size_t *end, struct mk_set_window *w, size_t at, struct mk_span tail,
                    const int64_t *ids, size_t n, size_t k, struct mk_error *e)
{
    for (;;) {
        size_t next, len;
        if (next_line(&next, w, at, e) != 0)
            return -1;
        if (next == SIZE_MAX)
            return 0;
        if (k + 1 < n) {
            int is = starts(&len, w, next, tail, ids[k + 1], k + 1, e);
            if (is) {
                *end = next - 1;
                return is;
            }
        } else {
            if (next == w->buf.len && !w->eof && fill(w, e) != 0)
                return -1;
            if (next == w->buf.len) {
                *end = next - 1;
                return 1;
            }
        }
        at = next;
        if (at > w->at + MK_ROW_VALUE_MAX + MK_SET_READ)
            return 0;
    }
}

int mk_window_value(struct mk_span *out, uint64_t *offset, struct mk_set_window *w,
                    struct mk_span tail, const int64_t *ids, size_t n, size_t k, struct mk_error *e)
{
    size_t len, end;
    forget(w);
    int rc = seek(&len, w, tail, ids[k], k, e);
    if (rc <= 0)
        return rc;
    size_t value = w->at + len;
    rc = find_end(&end, w, value, tail, ids, n, k, e);
    if (rc == 1 && end - value > MK_ROW_VALUE_MAX)
        rc = 0;
    if (rc == 1) {
        *out = mk_span(w->buf.p + value, end - value);
        *offset = w->base + value;
        w->at = end + 1;
    }
    return rc;
}
