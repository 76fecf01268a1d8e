#include "parsers/format/content_rows.h"
#include <stdio.h>
#include <stdlib.h>

#define WORDS_MAX 1024u /* kept of the beginning of a reply, and of standard error */

struct mk_content_feed {
    enum mk_role role;
    int64_t row;
    struct mk_content_ids *ids;
    struct mk_buf out, err; /* their beginnings */
    uint64_t bytes;
    bool ended;         /* the last byte was '\n' */
    bool failed;        /* standard error tells of a failure */
    struct mk_buf tail; /* ROW */
    struct mk_id_list list;
    struct mk_rows rows;
    bool selects; /* CONTROL */
    struct mk_value_list values;
    struct mk_content_result result;
    int64_t *singles, *changed;
    bool list_is_singles;
    bool no_room;
};

static bool is_list(enum mk_role role)
{
    return role == MK_ROLE_IDS || role == MK_ROLE_AFTER || role == MK_ROLE_NULLS ||
           role == MK_ROLE_BLOBS;
}

static bool is_rows(enum mk_role role)
{
    return role == MK_ROLE_NUMBERS || role == MK_ROLE_COLUMN;
}

static const int64_t *in_order(const struct mk_content_ids *ids)
{
    return ids->row ? ids->row : ids->v;
}

void mk_content_ids_done(struct mk_content_ids *ids)
{
    free(ids->v);
    free(ids->row);
    *ids = (struct mk_content_ids){ 0 };
}

int mk_content_feed_new(struct mk_content_feed **out, enum mk_role role, struct mk_span columns,
                        int64_t row, struct mk_content_ids *ids, struct mk_error *e)
{
    int rc = -1;
    struct mk_content_feed *f = calloc(1, sizeof *f);
    if (!f) {
        mk_fail(e, MK_ENOMEM, "reply");
        goto out;
    }
    f->role = role;
    f->row = row;
    f->ids = ids;
    mk_buf_init(&f->out, WORDS_MAX);
    mk_buf_init(&f->err, WORDS_MAX);
    mk_buf_init(&f->tail, MK_ROW_HEAD);
    if (role == MK_ROLE_NULLS) {
        struct mk_span names[MK_ROW_COLUMNS];
        f->list_is_singles = mk_row_columns(names, columns) > 1;
    }
    if (role == MK_ROLE_ROW && !mk_row_tail(&f->tail, columns)) {
        mk_fail(e, MK_EUSAGE, "column of a row");
        goto out;
    }
    if (!mk_buf_ok(&f->tail)) {
        mk_fail(e, MK_ENOMEM, "reply");
        goto out;
    }
    if (is_list(role) && mk_id_list_init(&f->list, f->list_is_singles ? mk_span(NULL, 0) : columns,
                                         mk_id_list_word(role), e) != 0)
        goto out;
    if (is_rows(role) &&
        mk_rows_init(&f->rows, role == MK_ROLE_NUMBERS, columns, in_order(ids), ids->n, e) != 0)
        goto out;
    f->selects = role == MK_ROLE_CONTROL && columns.len;
    if (f->selects && mk_value_list_init(&f->values, columns, e) != 0)
        goto out;
    *out = f;
    f = NULL;
    rc = 0;
out:
    mk_content_feed_free(f);
    return rc;
}

void mk_content_feed_free(struct mk_content_feed *f)
{
    if (!f)
        return;
    mk_buf_done(&f->out);
    mk_buf_done(&f->err);
    mk_buf_done(&f->tail);
    mk_id_list_done(&f->list);
    mk_rows_done(&f->rows);
    mk_value_list_done(&f->values);
    free(f->singles);
    free(f->changed);
    free(f);
}

static int keep_beginning(struct mk_buf *b, struct mk_span s, struct mk_error *e)
{
    size_t room = WORDS_MAX - b->len;
    mk_buf_put(b, s.p, s.len < room ? s.len : room);
    return mk_buf_ok(b) ? 0 : mk_fail(e, MK_ENOMEM, "reply");
}

int mk_content_feed(struct mk_content_feed *f, struct mk_span out_bytes, struct mk_error *e)
{
    if (out_bytes.len == 0)
        return 0;
    f->bytes += out_bytes.len;
    f->ended = out_bytes.p[out_bytes.len - 1] == '\n';
    if (keep_beginning(&f->out, out_bytes, e) != 0)
        return -1;
    if (is_list(f->role))
        mk_pieces_feed(&f->list.in, out_bytes);
    else if (is_rows(f->role))
        mk_pieces_feed(&f->rows.in, out_bytes);
    else if (f->selects)
        mk_pieces_feed(&f->values.in, out_bytes);
    return f->list.no_room
               ? mk_fail(e, MK_ELIMIT, "ids: memory, or more than %zu rows", MK_CONTENT_IDS_MAX)
               : 0;
}

int mk_content_feed_err(struct mk_content_feed *f, struct mk_span err_bytes, struct mk_error *e)
{
    return err_bytes.len ? keep_beginning(&f->err, err_bytes, e) : 0;
}

static void add(struct mk_content_feed *f, int64_t **v, size_t *n, int64_t id)
{
    if (!*v && !(*v = malloc(MK_CONTENT_SINGLES * sizeof **v)))
        f->no_room = true;
    else if (*n < MK_CONTENT_SINGLES)
        (*v)[(*n)++] = id;
}

static void single(struct mk_content_feed *f, int64_t id)
{
    add(f, &f->singles, &f->result.nsingles, id);
}

static void each_change(void *u, int64_t id, bool came)
{
    struct mk_content_feed *f = u;
    (void)came;
    add(f, &f->changed, &f->result.nchanged, id);
}

/* A reply with rows: `good` says that they are all there, in the grammar of the role. */
static void rows_answer(struct mk_content_feed *f, bool good, uint64_t rows)
{
    struct mk_content_result *r = &f->result;
    r->rows = rows;
    r->answer = good && !f->failed ? MK_ANSWER_ROWS : MK_ANSWER_BROKEN;
    if (f->failed)
        mk_answer_words(r->why, mk_span(NULL, 0), mk_buf_span(&f->err));
    else if (!good)
        snprintf(r->why, sizeof r->why, "rows that do not follow the list, or end early");
}

/* The rows at the end of the old list that are still there: see content.h, "Why". */
static void doubtful_end(struct mk_content_feed *f, size_t went)
{
    const struct mk_content_ids *ids = f->ids;
    const int64_t *row = in_order(ids);
    for (size_t k = went < ids->n ? ids->n - went - 1 : 0; went && k < ids->n; k++)
        if (mk_id_find(f->list.v, f->list.n, row[k]) != SIZE_MAX)
            single(f, row[k]);
}

static void take_list(struct mk_content_feed *f)
{
    struct mk_content_ids *ids = f->ids;
    struct mk_id_list *l = &f->list;
    free(ids->v);
    free(ids->row);
    ids->v = l->v;
    ids->row = l->row;
    ids->n = l->n;
    ids->cap = l->cap;
    l->v = l->row = NULL;
    l->n = l->cap = 0;
}

static void end_list(struct mk_content_feed *f)
{
    struct mk_content_result *r = &f->result;
    struct mk_id_list *l = &f->list;
    bool good = !l->bad && f->ended;
    if (l->n == 0) {
        r->answer = mk_answer_words(r->why, mk_buf_span(&f->out), mk_buf_span(&f->err));
        return;
    }
    rows_answer(f, good, l->n);
    if (l->tailed && l->any)
        r->flags |= MK_CONTENT_PRINTS_MORE;
    r->first = l->v[0];
    r->last = l->v[l->n - 1];
    if (r->answer != MK_ANSWER_ROWS)
        return;
    for (size_t i = 0; f->list_is_singles && i < l->n; i++)
        single(f, l->v[i]);
    if (f->role == MK_ROLE_IDS) {
        take_list(f);
        f->ids->bound = r->last;
    } else if (f->role == MK_ROLE_AFTER) {
        size_t went = mk_id_compare(f->ids->v, f->ids->n, l->v, l->n, each_change, f);
        doubtful_end(f, went);
        mk_id_list_below(l, f->ids->bound);
        take_list(f);
    }
}

static void end_rows(struct mk_content_feed *f)
{
    struct mk_content_result *r = &f->result;
    struct mk_rows *rows = &f->rows;
    r->flags = rows->flags;
    if (rows->rows)
        rows_answer(f, mk_rows_whole(rows), rows->next);
    else
        r->answer = mk_answer_words(r->why, mk_buf_span(&f->out), mk_buf_span(&f->err));
    for (size_t k = 0; k < rows->n && r->nsingles < MK_CONTENT_SINGLES && !f->no_room; k++)
        if (r->answer != MK_ANSWER_ROWS || !mk_rows_sure(rows, k))
            single(f, rows->ids[k]);
}

static void end_row(struct mk_content_feed *f)
{
    struct mk_content_result *r = &f->result;
    struct mk_row_start row;
    struct mk_span out = mk_buf_span(&f->out);
    if (mk_row_start(&row, out, mk_buf_span(&f->tail)) != MK_YES) {
        r->answer = mk_answer_words(r->why, out, mk_buf_span(&f->err));
        return;
    }
    rows_answer(f, row.k == 0 && row.id == f->row && f->ended, 1);
    struct mk_span value = mk_span_from(out, row.len);
    if (f->bytes == out.len && mk_span_is(value, "NULL\n"))
        r->flags |= MK_CONTENT_HAS_NULL_WORD;
    if (f->bytes == out.len && mk_span_is(value, "BLOB\n"))
        r->flags |= MK_CONTENT_HAS_BLOB_WORD;
}

static void end_words(struct mk_content_feed *f)
{
    struct mk_content_result *r = &f->result;
    if (mk_row_begins(mk_buf_span(&f->out), "Row: 0 ") == MK_YES) {
        rows_answer(f, true, 1);
        return;
    }
    r->answer = mk_answer_words(r->why, mk_buf_span(&f->out), mk_buf_span(&f->err));
    if (r->answer == MK_ANSWER_BROKEN && f->out.len)
        r->answer = mk_answer_text(r->why, mk_buf_span(&f->out));
}

static void end_selection(struct mk_content_feed *f)
{
    struct mk_content_result *r = &f->result;
    struct mk_value_list *l = &f->values;
    if (l->rows == 0) {
        r->answer = mk_answer_words(r->why, mk_buf_span(&f->out), mk_buf_span(&f->err));
        return;
    }
    rows_answer(f, !l->bad && f->ended, l->rows);
    if (r->answer == MK_ANSWER_ROWS) {
        free(f->singles);
        f->singles = l->v;
        r->nsingles = l->n;
        l->v = NULL;
    }
}

int mk_content_feed_end(struct mk_content_result *out, struct mk_content_feed *f,
                        struct mk_error *e)
{
    f->failed = mk_answer_failed(mk_buf_span(&f->err));
    if (is_list(f->role)) {
        mk_id_list_end(&f->list);
        end_list(f);
    } else if (is_rows(f->role)) {
        mk_pieces_end(&f->rows.in);
        end_rows(f);
    } else if (f->role == MK_ROLE_ROW) {
        end_row(f);
    } else if (f->selects) {
        mk_pieces_end(&f->values.in);
        end_selection(f);
    } else {
        end_words(f);
    }
    if (f->no_room || f->list.no_room || f->values.no_room)
        return mk_fail(e, MK_ENOMEM, "ids of a reply");
    f->result.singles = f->singles;
    f->result.changed = f->changed;
    *out = f->result;
    return 0;
}
