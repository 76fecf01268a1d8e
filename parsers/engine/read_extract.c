#include "parsers/engine/read_private.h"
#include "parsers/record/record.h"

/*
 * Records that an acquisition took out of a file which it did not keep ("filtered-extract"): lines
 * of JSON as `moka parse` writes them. They come out again as they are.
 */
#define ROUTE    "filtered-extract"
#define STEP     ((size_t)256 << 10)
#define LINE_MAX MK_ITEM_MAX
#define WHY      "records in scope, out of a file that the acquisition did not keep"
#define APPS     160u

struct extract {
    struct mk_reading *r;
    const struct mk_job_entry *je;
    struct mk_buf items;
    struct {
        const struct mk_app *app;
        int64_t records;
    } apps[APPS];
    size_t napps;
    int64_t row, bad;
};

static int tell(struct extract *x, const char *why, struct mk_error *e)
{
    const struct mk_issue issue = { .file = x->je->en.path, .row = &x->row, .why = why };
    x->bad++;
    return x->r->sink.issue(x->r->sink.u, &issue, e);
}

/* The app of the head that the line became; NULL when it is none of ours. */
static const struct mk_app *app_of(struct mk_span items)
{
    char id[64];
    struct mk_cursor c = mk_cur(items);
    struct mk_item it;
    struct mk_value v;
    if (mk_item_next(&it, &c) <= 0 || !mk_field_find(&v, it.fields, MK_APP) ||
        v.type != MK_T_TEXT || v.s.len >= sizeof id)
        return NULL;
    memcpy(id, v.s.p, v.s.len);
    id[v.s.len] = 0;
    return mk_app_find(id);
}

static void count(struct extract *x, const struct mk_app *app)
{
    size_t i = 0;
    while (i < x->napps && x->apps[i].app != app)
        i++;
    if (i == APPS)
        return;
    if (i == x->napps)
        x->apps[x->napps++].app = app;
    x->apps[i].records++;
}

static int take(struct extract *x, struct mk_span line, struct mk_error *e)
{
    struct mk_error why = { 0 };
    x->row++;
    mk_buf_clear(&x->items);
    const struct mk_digest *object = x->je->en.has_sha256 ? &x->je->en.sha256 : NULL;
    if (mk_record_of_json(&x->items, line, object, &why))
        return why.code == MK_ENOMEM ? mk_fail(e, MK_ENOMEM, "%s", why.text) : tell(x, why.text, e);
    const struct mk_app *app = app_of(mk_buf_span(&x->items));
    if (!app)
        return tell(x, "of an app that no reader is for", e);
    count(x, app);
    return x->r->sink.records(x->r->sink.u, mk_buf_span(&x->items), e);
}

/* Every whole line of what is there; the rest stays. */
static int take_lines(struct extract *x, struct mk_buf *text, struct mk_error *e)
{
    size_t from = 0;
    const uint8_t *lf;
    while (text->len > from && (lf = memchr(text->p + from, '\n', text->len - from))) {
        size_t len = (size_t)(lf - (text->p + from));
        if (take(x, mk_span(text->p + from, len), e))
            return -1;
        from += len + 1;
    }
    mk_buf_drop(text, from);
    return 0;
}

static int cover(struct extract *x, struct mk_error *e)
{
    struct mk_buf where;
    int rc = 0;
    mk_buf_init(&where, x->je->en.path.len + 1);
    mk_buf_put(&where, x->je->en.path.p, x->je->en.path.len);
    for (size_t i = 0; rc == 0 && i < x->napps; i++) {
        const struct mk_coverage c = { .artefact = x->apps[i].app->id,
                                       .route = ROUTE,
                                       .where = mk_buf_cstr(&where),
                                       .state = MK_COVER_FOUND,
                                       .seen = MK_COVER_NONE,
                                       .taken = MK_COVER_NONE,
                                       .records = x->apps[i].records,
                                       .issues = i ? 0 : x->bad,
                                       .why = WHY,
                                       .proven_on = x->apps[i].app->proven_on };
        rc = x->r->sink.cover(x->r->sink.u, &c, e);
    }
    mk_buf_done(&where);
    return rc;
}

static int read_lines(struct extract *x, const struct mk_file *f, struct mk_error *e)
{
    struct mk_buf text;
    size_t got = 1;
    int rc = 0;
    mk_buf_init(&text, LINE_MAX + STEP);
    for (uint64_t at = 0; rc == 0 && got; at += got) {
        uint8_t *room = mk_buf_room(&text, STEP);
        rc = room ? f->pread(f->u, at, room, STEP, &got, e)
                  : mk_fail(e, MK_ELIMIT, "a line without end");
        text.len += rc == 0 ? got : 0;
        if (rc == 0)
            rc = take_lines(x, &text, e);
    }
    if (rc == 0 && text.len)
        rc = tell(x, "the last line has no end", e);
    mk_buf_done(&text);
    return rc;
}

int mk_read_extract(struct mk_reading *r, const struct mk_source *src, const struct mk_job *job,
                    struct mk_error *e)
{
    struct mk_file f = { 0 };
    if (r->media || job->n == 0)
        return 0;
    struct extract x = { .r = r, .je = job->entries };
    mk_buf_init(&x.items, MK_ITEM_MAX);
    int rc = src->open(&f, src->u, x.je->en.id, e);
    if (rc == 0)
        rc = read_lines(&x, &f, e);
    if (rc == 0)
        rc = cover(&x, e);
    mk_file_close(&f);
    mk_buf_done(&x.items);
    return rc;
}
