#include "firmware/parse/backup.h"
#include "firmware/parse/team.h"
#include <stdio.h>

/* Only files of its job are its to open. */
static bool in_job(const struct mk_job *job, uint64_t id)
{
    for (size_t i = 0; i < job->n; i++)
        if (job->entries[i].en.id == id)
            return true;
    return job->backup && mk_backup_owns(job->backup, id);
}

static int open_file(struct mk_team_run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t id = mk_cur_u64le(&c);
    if (!mk_cur_ok(&c) || !in_job(r->job, id))
        return mk_fail(e, MK_EPROTO, "asks for a file that is not its own");
    return mk_answer_open(r->worker->chan, r->src, id, e);
}

int mk_team_hand_on(struct mk_team_run *r, size_t at_least, struct mk_error *e)
{
    if (r->lines.len < at_least || r->lines.len == 0)
        return 0;
    int rc = r->out->lines(r->out->u, mk_buf_span(&r->lines), e);
    mk_buf_clear(&r->lines);
    return rc;
}

/* How many bytes are whole items, all of which make sense. */
static int whole_items(size_t *used, struct mk_span items, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(items);
    struct mk_item i;
    int more;
    while ((more = mk_item_next(&i, &c)) > 0)
        if (!mk_fields_valid(i.fields))
            more = -1;
    *used = c.pos;
    return more < 0 ? mk_fail(e, MK_EPROTO, "a record that makes no sense") : 0;
}

static int take_items(bool *mine, size_t *used, struct mk_team_run *r, struct mk_span items,
                      struct mk_error *e)
{
    if (!r->out->items)
        return mk_lines_feed(r->heads, &r->lines, items, used, e);
    if (whole_items(used, items, e) != 0)
        return -1;
    *mine = true;
    return *used ? r->out->items(r->out->u, mk_span(items.p, *used), e) : 0;
}

/* Items straight out of the frame; only one that is cut goes through `rest`. */
static int take_records(bool *mine, struct mk_team_run *r, struct mk_span items, struct mk_error *e)
{
    size_t used;
    if (r->rest.len) {
        mk_buf_put(&r->rest, items.p, items.len);
        items = mk_buf_span(&r->rest);
    }
    if (!mk_buf_ok(&r->rest))
        return mk_fail(e, MK_EPROTO, "a record without end");
    if (take_items(mine, &used, r, items, e) != 0)
        return -1;
    if (r->rest.len) {
        mk_buf_drop(&r->rest, used);
    } else {
        items = mk_span_from(items, used);
        mk_buf_put(&r->rest, items.p, items.len);
    }
    return mk_buf_ok(&r->rest) ? 0 : mk_fail(e, MK_ENOMEM, "records");
}

static int take_fields(bool *mine, struct mk_span fields,
                       int (*to)(void *u, struct mk_span, struct mk_error *), void *u,
                       struct mk_error *e)
{
    if (!mk_fields_valid(fields))
        return mk_fail(e, MK_EPROTO, "fields");
    *mine = true;
    return to(u, fields, e);
}

int mk_place_cmp(const struct mk_place *a, const struct mk_place *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (a->at[i] != b->at[i])
            return a->at[i] < b->at[i] ? -1 : 1;
    return (a->n > b->n) - (a->n < b->n);
}

/* Places only ever go forward: so a worker that dies again and again still comes to an end. */
static int take_begin(struct mk_team_run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_place p = { .n = mk_cur_u8(&c) };
    if (p.n == 0 || p.n > MK_PA_PLACE_MAX)
        mk_cur_refuse(&c);
    for (size_t i = 0; mk_cur_ok(&c) && i < p.n; i++)
        p.at[i] = mk_cur_u32le(&c);
    struct mk_span path = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || mk_place_cmp(&p, &r->begun) <= 0)
        return mk_fail(e, MK_EPROTO, "begins what is not next");
    r->begun = p;
    mk_buf_clear(&r->path);
    mk_buf_put(&r->path, path.p, path.len);
    return mk_buf_ok(&r->path) ? 0 : mk_fail(e, MK_ENOMEM, "path");
}

static int take_failed(bool *mine, struct mk_team_run *r, struct mk_span body, struct mk_error *e)
{
    char why[sizeof e->text];
    struct mk_cursor c = mk_cur(body);
    struct mk_span path = mk_cur_text(&c), text = mk_cur_text(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "failure");
    snprintf(why, sizeof why, "%.*s", (int)(text.len < sizeof why ? text.len : sizeof why - 1),
             text.len ? (const char *)text.p : "");
    *mine = true;
    return r->out->failed(r->out->u, path, false, why, e);
}

static int take_progress(bool *mine, struct mk_team_run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t done = mk_cur_u64le(&c), total = mk_cur_u64le(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "progress");
    *mine = true;
    return r->out->progress ? r->out->progress(r->out->u, done, total, e) : 0;
}

static int take_derived(struct mk_team_run *r, struct mk_span body, struct mk_error *e)
{
    if (body.len != MK_PA_KEY_LEN)
        return mk_fail(e, MK_EPROTO, "derived key");
    mk_buf_clear(&r->derived);
    mk_buf_put(&r->derived, body.p, body.len);
    mk_chan_wipe(r->worker->chan);
    return mk_buf_ok(&r->derived) ? 0 : mk_fail(e, MK_ENOMEM, "derived key");
}

int mk_team_take(bool *mine, struct mk_team_run *r, const struct mk_frame *f, struct mk_error *e)
{
    *mine = false;
    switch (f->type) {
    case MK_PA_HELLO:
        return 0;
    case MK_PA_OPEN:
        return open_file(r, f->body, e);
    case MK_PA_BEGIN:
        return take_begin(r, f->body, e);
    case MK_PA_PROGRESS:
        return take_progress(mine, r, f->body, e);
    case MK_PA_DERIVED:
        return take_derived(r, f->body, e);
    case MK_PA_FAILED:
        return take_failed(mine, r, f->body, e);
    case MK_PA_RECORDS:
        if (take_records(mine, r, f->body, e) != 0)
            return -1;
        *mine = true;
        return mk_team_hand_on(r, MK_LINES_AT, e);
    case MK_PA_ISSUE:
        return take_fields(mine, f->body, r->out->issue, r->out->u, e);
    case MK_PA_COVER:
        return take_fields(mine, f->body, r->out->cover, r->out->u, e);
    default:
        return mk_fail(e, MK_EPROTO, "frame %u", f->type);
    }
}
