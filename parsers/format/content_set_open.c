#include "parsers/format/content_set.h"
#include <stdlib.h>

struct gather { /* an entry read whole for what it says in words */
    struct mk_id_list *list;
    struct mk_rows *rows;
    struct mk_buf words;
};

static void feed(void *u, struct mk_span s)
{
    struct gather *g = u;
    size_t room = g->words.max - g->words.len;
    mk_buf_put(&g->words, s.p, s.len < room ? s.len : room);
    if (g->list)
        mk_pieces_feed(&g->list->in, s);
    if (g->rows)
        mk_pieces_feed(&g->rows->in, s);
}

/* 1 when the entry is a list of ids, 0 when it is none, -1. */
static int read_list(struct mk_id_list *l, struct mk_content_set *s, const struct mk_entry *en,
                     struct mk_span column, bool *empty, struct mk_error *e)
{
    struct gather g = { .list = l };
    int rc = mk_id_list_init(l, column, mk_id_list_word(en->role), e);
    if (rc && e->code == MK_EUSAGE) { /* no query of ours asks so: the bundle says it */
        mk_set_issue(s, "%s: a list with a column that is none", mk_role_name(en->role));
        return 0;
    }
    mk_buf_init(&g.words, 64);
    if (rc == 0)
        rc = mk_set_read(s, en, feed, &g, e);
    if (rc == 0) {
        mk_id_list_end(l);
        *empty = mk_span_is(mk_buf_span(&g.words), "No result found.\n");
        if (l->no_room || !mk_buf_ok(&g.words))
            rc = mk_fail(e, MK_ENOMEM, "ids");
    }
    mk_buf_done(&g.words);
    return rc ? -1 : l->n > 0 && !l->bad && l->in.ended;
}

static void each_change(void *u, int64_t id, bool came)
{
    mk_set_issue(u, "row %lld %s while the set was read", (long long)id, came ? "came" : "went");
}

void mk_set_list_done(struct mk_set_list *l)
{
    free(l->v);
    free(l->row);
    free(l->rank);
    *l = (struct mk_set_list){ 0 };
}

static bool same_ids(const struct mk_set_list *was, const struct mk_id_list *l)
{
    const int64_t *a = was->row ? was->row : was->v, *b = l->row ? l->row : l->v;
    return was->n == l->n && memcmp(a, b, l->n * sizeof *a) == 0;
}

/* The ids, taken over, and where each stands in the order of the rows. */
static int put_list(struct mk_set_list *now, struct mk_id_list *l, struct mk_error *e)
{
    *now = (struct mk_set_list){ .v = l->v, .row = l->row, .n = l->n };
    l->v = l->row = NULL;
    if (!now->row)
        return 0;
    now->rank = calloc(now->n + 1, sizeof *now->rank);
    if (!now->rank) {
        mk_set_list_done(now);
        return mk_fail(e, MK_ENOMEM, "ids");
    }
    for (size_t k = 0; k < now->n; k++)
        now->rank[mk_id_find(now->v, now->n, now->row[k])] = k;
    return 0;
}

/* Whether the replies up to the next list have row `id` singly: 1, 0, -1. */
static int has_row(struct mk_content_set *s, const struct mk_entry *list, int64_t id,
                   struct mk_error *e)
{
    const struct mk_entry *end = s->entries + s->nentries, *en = list + 1;
    for (; en < end && en->role != MK_ROLE_IDS && en->role != MK_ROLE_AFTER; en++)
        if (en->role == MK_ROLE_ROW && en->row == id && mk_span_eq(en->column, list->column))
            return mk_set_is_row(s, en, e);
    return 0;
}

/* Whether the list may be believed: 1, 0, -1. */
static int believed(struct mk_content_set *s, const struct mk_entry *en, const struct mk_id_list *l,
                    struct mk_error *e)
{
    if (!l->tailed)
        return 1;
    int has = has_row(s, en, l->v[l->n - 1], e);
    if (has == 0)
        mk_set_issue(s,
                     "%s: a list that prints more than ids, and its last row was not given singly",
                     mk_role_name(en->role));
    return has;
}

static void follow(struct mk_content_set *s, struct mk_id_list *l)
{
    const struct mk_set_list *base = &s->lists[0];
    struct mk_set_list *was = &s->lists[s->nlists - 1];
    was->went = mk_id_compare(was->v, was->n, l->v, l->n, each_change, s);
    was->followed = true;
    mk_id_list_below(l, base->v[base->n - 1]);
}

static int add_list(struct mk_content_set *s, struct mk_id_list *l, bool first, struct mk_error *e)
{
    if (first && s->nlists) { /* asked again because the one before was not whole */
        s->nlists = 0;
        mk_set_list_done(&s->lists[0]);
    }
    if (!first)
        follow(s, l);
    struct mk_set_list *now = &s->lists[s->nlists], *was = first ? NULL : now - 1;
    if (was && same_ids(was, l))
        *now = (struct mk_set_list){
            .v = was->v, .row = was->row, .rank = was->rank, .n = l->n, .shared = true
        };
    else if (put_list(now, l, e) != 0)
        return -1;
    s->nlists++;
    return 0;
}

static int take_list(struct mk_content_set *s, const struct mk_entry *en, struct mk_error *e)
{
    struct mk_id_list l;
    bool empty = false;
    int is = read_list(&l, s, en, en->column, &empty, e);
    bool first = en->role == MK_ROLE_IDS;
    if (is == 0 || (is > 0 && ((first && s->nreplies) || (!first && s->nlists == 0) ||
                               s->nlists == MK_SET_LISTS))) {
        if (!(first && empty))
            mk_set_issue(s, "%s: no list of ids", mk_role_name(en->role));
        is = 0;
    }
    if (is > 0)
        is = believed(s, en, &l, e);
    if (is > 0)
        is = add_list(s, &l, first, e);
    mk_id_list_done(&l);
    return is < 0 ? -1 : 0;
}

/* A reply that lists rows: those of the first list, as bits. */
static int take_ids(struct mk_set_ids *out, struct mk_content_set *s, const struct mk_entry *en,
                    struct mk_span column, struct mk_error *e)
{
    const struct mk_set_list *base = &s->lists[0];
    struct mk_id_list l;
    bool empty = false;
    int is = read_list(&l, s, en, column, &empty, e);
    if (is >= 0 && (is || empty)) {
        free(out->bits);
        out->list = s->nlists - 1;
        out->bits = calloc(base->n / 64 + 1, 8);
        if (!out->bits)
            is = mk_fail(e, MK_ENOMEM, "ids");
        for (size_t i = 0, j = 0; is >= 0 && i < l.n; i++) {
            while (j < base->n && base->v[j] < l.v[i])
                j++;
            if (j < base->n && base->v[j] == l.v[i])
                out->bits[j / 64] |= (uint64_t)1 << j % 64;
        }
    }
    mk_id_list_done(&l);
    return is < 0 ? -1 : 0;
}

/* The column of that name, made where there is none; NULL when there are too many. */
static struct mk_set_column *column(struct mk_content_set *s, struct mk_span name)
{
    for (size_t i = 0; i < s->ncolumns; i++)
        if (mk_span_eq(s->columns[i].name, name))
            return &s->columns[i];
    if (s->ncolumns == MK_ROW_COLUMNS)
        return NULL;
    struct mk_set_column *c = &s->columns[s->ncolumns++];
    c->name = name;
    mk_buf_init(&c->single, MK_ROW_VALUE_MAX + 2 * MK_ROW_HEAD);
    return c;
}

/* The reply of that query: the slot of the one before when it was asked again. */
static struct mk_set_reply *slot(struct mk_content_set *s, const struct mk_entry *en)
{
    for (size_t i = 0; i < s->nreplies; i++) {
        struct mk_set_reply *r = &s->replies[i];
        if (r->entry->role == en->role && mk_span_eq(r->entry->column, en->column))
            return r;
    }
    return &s->replies[s->nreplies++];
}

static int take_reply(struct mk_content_set *s, const struct mk_entry *en, struct mk_error *e)
{
    const struct mk_set_list *l = &s->lists[s->nlists - 1];
    struct mk_set_reply *r = slot(s, en);
    struct gather g = { .rows = &r->rows };
    bool numbers = en->role == MK_ROLE_NUMBERS;
    mk_rows_done(&r->rows);
    r->entry = en;
    r->list = s->nlists - 1;
    r->asks++;
    r->nnames = mk_row_columns(r->names, en->column);
    for (size_t i = 0; i < r->nnames; i++) {
        struct mk_set_column *c = column(s, r->names[i]);
        if (!c) {
            r->nnames = 0;
            break;
        }
        c->numeric = c->numeric || numbers;
    }
    if (r->nnames == 0 || (!numbers && r->nnames > 1)) {
        r->nnames = 0;
        mk_set_issue(s, "a reply with columns that are none");
        return 0;
    }
    mk_buf_init(&g.words, 1024);
    int rc = mk_rows_init(&r->rows, numbers, en->column, l->row ? l->row : l->v, l->n, e);
    if (rc == 0 && l->row)
        rc = mk_rows_keep_starts(&r->rows, e);
    if (rc == 0)
        rc = mk_set_read(s, en, feed, &g, e);
    if (rc == 0) {
        mk_pieces_end(&r->rows.in);
        r->usable = r->rows.rows && r->asks < MK_CONTENT_ASKS;
        if (!mk_buf_ok(&g.words))
            rc = mk_fail(e, MK_ENOMEM, "reply");
        else if (!r->rows.rows)
            mk_answer_words(r->why, mk_buf_span(&g.words), mk_span(NULL, 0));
    }
    mk_buf_done(&g.words);
    return rc;
}

static int take_list_of(struct mk_content_set *s, const struct mk_entry *en, struct mk_error *e)
{
    struct mk_span names[MK_ROW_COLUMNS];
    size_t n = mk_row_columns(names, en->column);
    if (n > 1 && en->role == MK_ROLE_NULLS)
        return take_ids(&s->words, s, en, mk_span(NULL, 0), e);
    struct mk_set_column *c = n == 1 ? column(s, names[0]) : NULL;
    if (!c) {
        mk_set_issue(s, "%s of columns that are none", mk_role_name(en->role));
        return 0;
    }
    return take_ids(en->role == MK_ROLE_NULLS ? &c->nulls : &c->blobs, s, en, names[0], e);
}

int mk_set_take(struct mk_content_set *s, const struct mk_entry *en, struct mk_error *e)
{
    if (en->role == MK_ROLE_IDS || en->role == MK_ROLE_AFTER)
        return take_list(s, en, e);
    if (s->nlists == 0 && en->role != MK_ROLE_CONTROL) {
        mk_set_issue(s, "%s: a reply without ids", mk_role_name(en->role));
        return 0;
    }
    switch (en->role) {
    case MK_ROLE_NUMBERS:
    case MK_ROLE_COLUMN:
        return take_reply(s, en, e);
    case MK_ROLE_NULLS:
    case MK_ROLE_BLOBS:
        return take_list_of(s, en, e);
    case MK_ROLE_ROW: {
        struct mk_set_column *c =
            mk_row_columns((struct mk_span[MK_ROW_COLUMNS]){ { 0 } }, en->column) == 1
                ? column(s, en->column)
                : NULL;
        if (c)
            s->singles[s->nsingles++] = (struct mk_set_single){ .row = en->row,
                                                                .column = (size_t)(c - s->columns),
                                                                .entry = en };
        return 0;
    }
    case MK_ROLE_FILE:
    case MK_ROLE_IDS:
    case MK_ROLE_AFTER:
    case MK_ROLE_CONTROL:
    case MK_ROLE_EXTRACT:
    case MK_ROLE_EACH:
    case MK_ROLE_COUNT:
        return 0;
    }
    return 0;
}

static int by_row(const void *pa, const void *pb)
{
    const struct mk_set_single *a = pa, *b = pb;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return a->entry < b->entry ? -1 : a->entry > b->entry; /* entries are one array */
}

/* Which reply each column is read from, and which columns there are. */
static void choose(struct mk_content_set *s)
{
    bool *single = (bool[MK_ROW_COLUMNS]){ false };
    for (size_t i = 0; i < s->nsingles; i++)
        single[s->singles[i].column] = true;
    for (size_t i = 0; i < s->nreplies; i++)
        for (size_t j = 0; s->replies[i].usable && j < s->replies[i].nnames; j++) {
            struct mk_set_column *c = column(s, s->replies[i].names[j]);
            c->reply = &s->replies[i];
            c->field = j;
        }
    for (size_t i = 0; i < s->nreplies; i++) {
        const struct mk_set_reply *r = &s->replies[i];
        for (size_t j = 0; !r->usable && j < r->nnames; j++) {
            struct mk_set_column *c = column(s, r->names[j]);
            if (c->reply)
                continue;
            if (r->asks < MK_CONTENT_ASKS) {
                c->hidden = !single[c - s->columns];
                mk_set_issue(s, "column %.*s was not given: %s", (int)c->name.len,
                             (const char *)c->name.p, r->why[0] ? r->why : "no rows");
            } else {
                mk_set_issue(s, "column %.*s: no reply was whole", (int)c->name.len,
                             (const char *)c->name.p);
            }
        }
    }
}

int mk_set_settle(struct mk_content_set *s, struct mk_error *e)
{
    if (s->nsingles)
        qsort(s->singles, s->nsingles, sizeof *s->singles, by_row);
    choose(s);
    for (size_t i = 0; i < s->ncolumns; i++)
        if (!s->columns[i].hidden)
            s->shown[s->nshown++] = i;
    bool unconfirmed = false;
    for (size_t i = 0; i < s->nreplies; i++) {
        struct mk_set_reply *r = &s->replies[i];
        if (r->usable && mk_window_open(&r->in, s, r->entry, e) != 0)
            return -1;
        unconfirmed = unconfirmed || (r->usable && !s->lists[r->list].followed);
    }
    if (unconfirmed)
        mk_set_issue(s, "the rows were not listed again at the end: values are not confirmed");
    return 0;
}
