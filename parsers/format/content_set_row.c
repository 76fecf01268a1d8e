#include "parsers/base/utf.h"
#include "parsers/format/content_set.h"

static bool bit(const struct mk_set_ids *ids, size_t i)
{
    return ids->bits[i / 64] >> i % 64 & 1;
}

/* Finds the row in hand in every list. */
static void step_lists(struct mk_content_set *s, int64_t id)
{
    for (size_t i = 0; i < s->nlists; i++) {
        struct mk_set_list *l = &s->lists[i];
        while (l->at < l->n && l->v[l->at] < id)
            l->at++;
        l->has = l->at < l->n && l->v[l->at] == id;
        l->k = l->has && l->rank ? l->rank[l->at] : l->at;
    }
}

/* Reads the row in hand out of a reply; `lost` says why where it cannot be told. */
static int read_reply(struct mk_set_reply *r, const struct mk_set_list *l, struct mk_error *e)
{
    struct mk_span value;
    r->have = false;
    r->lost = NULL;
    if (!l->has)
        r->lost = "the row went before this was read";
    else if (!mk_rows_sure(&r->rows, l->k))
        r->lost = "could not be told from its neighbours, and was not fetched singly";
    else if (l->went && l->n - l->k <= l->went + 1)
        r->lost = "rows went while this was read, and it was not fetched singly";
    if (r->lost)
        return 0;
    uint64_t offset;
    if (l->row)
        mk_window_jump(&r->in, r->rows.start[l->k]);
    int is = mk_window_value(&value, &offset, &r->in, mk_buf_span(&r->rows.tail),
                             l->row ? l->row : l->v, l->n, l->k, e);
    if (is < 0)
        return -1;
    if (r->entry->role == MK_ROLE_COLUMN)
        r->values[0] = value;
    else if (is && !mk_number_row(r->values, r->names, r->nnames, value))
        is = 0;
    r->lost = is ? NULL : "longer than 16 MiB, or the reply changed";
    r->have = is == 1;
    for (size_t i = 0; r->have && i < r->nnames; i++)
        r->offset[i] = offset + (uint64_t)(r->values[i].p - value.p);
    return 0;
}

struct single_bytes {
    struct mk_buf *to;
    uint64_t bytes;
};

static void read_single(void *u, struct mk_span s)
{
    struct single_bytes *b = u;
    b->bytes += s.len;
    mk_buf_put(b->to, s.p, s.len);
}

/* A row that was fetched on its own: all behind its start but the last newline. */
static int from_single(struct mk_content_cell *cell, struct mk_content_set *s,
                       struct mk_set_column *c, const struct mk_entry *en, int64_t id,
                       struct mk_error *e)
{
    uint8_t text[MK_ROW_HEAD];
    struct mk_buf tail;
    struct mk_row_start row;
    mk_buf_init(&tail, sizeof text);
    mk_buf_clear(&c->single);
    cell->entry = en->id;
    struct single_bytes bytes = { .to = &c->single };
    int rc = mk_set_read(s, en, read_single, &bytes, e);
    bool no_memory = !mk_row_tail(&tail, c->name) || !mk_buf_ok(&tail) ||
                     (!mk_buf_ok(&c->single) && bytes.bytes <= c->single.max);
    if (rc == 0 && no_memory)
        rc = mk_fail(e, MK_ENOMEM, "row");
    struct mk_span all = mk_buf_span(&c->single);
    if (rc == 0 && !mk_buf_ok(&c->single)) {
        cell->why = "longer than 16 MiB";
    } else if (rc == 0 && mk_span_is(all, "No result found.\n")) {
        cell->why = "the row went before it could be fetched singly";
    } else if (rc == 0) {
        bool is = mk_row_start(&row, all, mk_buf_span(&tail)) == MK_YES && row.k == 0 &&
                  row.id == id && all.p[all.len - 1] == '\n' && all.len > row.len;
        cell->type = is ? MK_CELL_TEXT : MK_CELL_LOST;
        cell->why = is ? NULL : "fetched singly, but not given";
        if (is) {
            cell->s = mk_span(all.p + row.len, all.len - row.len - 1);
            cell->offset = row.len;
        }
    }
    mk_buf_done(&tail);
    return rc;
}

struct row_head {
    uint8_t p[MK_ROW_HEAD];
    size_t len;
    uint8_t last;
};

static void read_head(void *u, struct mk_span s)
{
    struct row_head *h = u;
    size_t room = sizeof h->p - h->len, n = s.len < room ? s.len : room;
    memcpy(h->p + h->len, s.p, n);
    h->len += n;
    h->last = s.p[s.len - 1];
}

int mk_set_is_row(struct mk_content_set *s, const struct mk_entry *en, struct mk_error *e)
{
    struct row_head h = { .len = 0 };
    struct mk_row_start row;
    struct mk_buf tail;
    mk_buf_init(&tail, MK_ROW_HEAD);
    bool named = mk_row_tail(&tail, en->column);
    int rc = mk_set_read(s, en, read_head, &h, e);
    if (rc == 0 && named && !mk_buf_ok(&tail))
        rc = mk_fail(e, MK_ENOMEM, "row");
    if (rc == 0)
        rc = named && mk_row_start(&row, mk_span(h.p, h.len), mk_buf_span(&tail)) == MK_YES &&
             row.k == 0 && row.id == en->row && h.last == '\n';
    mk_buf_done(&tail);
    return rc;
}

static void lose(struct mk_content_cell *cell, const char *why)
{
    cell->type = MK_CELL_LOST;
    cell->s = mk_span(NULL, 0);
    cell->why = why;
}

/* A value that reads like a word of the tool: the ids that a query named decide. They do only
 * where the row was still there when they were asked for. */
static void decide(struct mk_content_cell *cell, const struct mk_content_set *s,
                   const struct mk_set_ids *ids, enum mk_content_cell_type type)
{
    if (!ids->bits)
        lose(cell, "reads NULL or BLOB, and the phone did not tell whether it is the word");
    else if (bit(ids, s->row))
        cell->type = type;
    else if (!s->lists[ids->list].followed || !s->lists[ids->list + 1].has)
        lose(cell, "reads NULL or BLOB, and the row may have gone before that was told");
}

static void decide_null(struct mk_content_cell *cell, const struct mk_content_set *s,
                        const struct mk_set_column *c, bool single)
{
    const struct mk_set_ids *w = &s->words;
    bool there = w->bits && (!s->lists[w->list].followed || s->lists[w->list + 1].has);
    if (c->numeric && !single && there && !bit(w, s->row))
        cell->type = MK_CELL_NULL;
    else
        decide(cell, s, &c->nulls, MK_CELL_NULL);
}

/* From the text that the phone printed to what it stands for. */
static void understand(struct mk_content_cell *cell, const struct mk_content_set *s,
                       const struct mk_set_column *c, bool single)
{
    if (mk_span_is(cell->s, "NULL"))
        decide_null(cell, s, c, single);
    else if (mk_span_is(cell->s, "BLOB"))
        decide(cell, s, &c->blobs, MK_CELL_BLOB);
    else if (c->numeric && mk_number_type(&cell->i, cell->s) == MK_CELL_NUMBER)
        cell->type = MK_CELL_NUMBER;
    if (cell->type != MK_CELL_TEXT)
        return;
    if (c->numeric && mk_number_type(&cell->i, cell->s) == MK_CELL_TEXT)
        cell->why = "a real number, as the phone's tool prints it";
    else if (cell->s.len && memmem(cell->s.p, cell->s.len, "\xef\xbf\xbd", 3))
        cell->why = "holds U+FFFD: the phone may have put it for what it could not show";
    else if (mk_utf8_valid(cell->s) != cell->s.len)
        cell->why = "is no UTF-8 as the phone printed it";
}

static const struct mk_set_single *single_of(const struct mk_content_set *s, int64_t id, size_t c)
{
    size_t lo = 0, hi = s->nsingles; /* behind the last one that is not above (id, c) */
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct mk_set_single *x = &s->singles[mid];
        if (x->row < id || (x->row == id && x->column <= c))
            lo = mid + 1;
        else
            hi = mid;
    }
    const struct mk_set_single *x = lo ? &s->singles[lo - 1] : NULL;
    return x && x->row == id && x->column == c ? x : NULL;
}

static int cell_of(struct mk_content_cell *cell, struct mk_content_set *s, size_t index, int64_t id,
                   struct mk_error *e)
{
    struct mk_set_column *c = &s->columns[index];
    const struct mk_set_single *one = s->nsingles ? single_of(s, id, index) : NULL;
    const struct mk_set_reply *r = c->reply;
    bool single = false;
    *cell = (struct mk_content_cell){ .type = MK_CELL_LOST, .why = "was not given" };
    if (one) {
        if (from_single(cell, s, c, one->entry, id, e) != 0)
            return -1;
        single = cell->type == MK_CELL_TEXT;
    }
    if (!single && r) {
        if (r->have)
            *cell = (struct mk_content_cell){ .type = MK_CELL_TEXT,
                                              .s = r->values[c->field],
                                              .offset = r->offset[c->field] };
        else if (!one)
            cell->why = r->lost;
        cell->entry = r->entry->id;
    }
    if (cell->type == MK_CELL_TEXT)
        understand(cell, s, c, single);
    if (cell->type != MK_CELL_LOST && !cell->why && !single && !s->lists[r->list].followed)
        cell->why = "not confirmed: the rows were not listed again";
    return 0;
}

int mk_set_row(struct mk_content_set *s, int64_t id, struct mk_error *e)
{
    step_lists(s, id);
    for (size_t i = 0; i < s->nreplies; i++)
        if (s->replies[i].usable && read_reply(&s->replies[i], &s->lists[s->replies[i].list], e))
            return -1;
    for (size_t i = 0; i < s->nshown; i++)
        if (cell_of(&s->cells[i], s, s->shown[i], id, e) != 0)
            return -1;
    return 0;
}
