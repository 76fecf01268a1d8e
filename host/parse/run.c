#include "firmware/worker/worker.h"
#include "host/parse/parse.h"
#include <stdio.h>

#define LINES_AT   ((size_t)64 << 10)  /* lines are handed on when so many bytes have gathered */
#define LINES_MAX  ((size_t)512 << 20) /* the longest: six characters for each byte of a record */
#define SILENCE_MS 600000              /* a worker that says nothing for so long hangs */

struct run {
    const struct mk_source *src;
    const struct mk_parse_out *out;
    struct mk_worker worker;
    bool alive;
    struct mk_lines *heads; /* of this worker's job */
    struct mk_buf lines;
    struct mk_buf rest; /* the beginning of an item whose end has not come */
    const struct mk_job *job;
};

/* What a job's end was: all well, not done for a reason, or a worker that is lost. */
enum end { END_WELL, END_NOT, END_LOST };

static int send_buf(struct run *r, uint16_t type, struct mk_buf *b, struct mk_error *e)
{
    return mk_buf_ok(b) ? mk_chan_send(r->worker.chan, type, 0, mk_buf_span(b), e)
                        : mk_fail(e, MK_ELIMIT, "a name is too long");
}

static int send_job(struct run *r, struct mk_error *e)
{
    struct mk_buf b;
    int rc = 0;
    mk_buf_init(&b, MK_FRAME_MAX);
    for (size_t i = 0; rc == 0 && i < r->job->n; i++) {
        const struct mk_job_entry *je = &r->job->entries[i];
        mk_buf_clear(&b);
        mk_buf_u8(&b, (uint8_t)je->part);
        mk_buf_u64le(&b, je->en.id);
        mk_buf_u64le(&b, je->en.size);
        mk_buf_text(&b, je->en.path);
        mk_buf_text(&b, je->en.set);
        mk_buf_text(&b, je->en.column);
        mk_buf_u8(&b, (uint8_t)je->en.role);
        mk_buf_u64le(&b, (uint64_t)je->en.row);
        if (je->en.has_sha256)
            mk_buf_put(&b, je->en.sha256.b, sizeof je->en.sha256.b);
        rc = send_buf(r, MK_PA_ENTRY, &b, e);
    }
    mk_buf_clear(&b);
    mk_buf_u8(&b, (uint8_t)r->job->how);
    mk_buf_text(&b, r->job->name);
    if (rc == 0)
        rc = send_buf(r, MK_PA_JOB, &b, e);
    mk_buf_done(&b);
    return rc;
}

/* ---- what the worker says ---- */

/* Only files of its job are its to open. */
static bool in_job(const struct mk_job *job, uint64_t id)
{
    for (size_t i = 0; i < job->n; i++)
        if (job->entries[i].en.id == id)
            return true;
    return false;
}

static int open_file(struct run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t id = mk_cur_u64le(&c);
    struct mk_file f = { 0 };
    struct mk_error why = { 0 };
    if (!mk_cur_ok(&c) || !in_job(r->job, id))
        return mk_fail(e, MK_EPROTO, "asks for a file that is not its own");
    int fd = r->src->open(&f, r->src->u, id, &why) == 0 ? mk_file_descriptor(&f) : -1;
    int rc = fd >= 0
                 ? mk_chan_send_fd(r->worker.chan, MK_PA_FILE, 0, mk_span(NULL, 0), fd, e)
                 : mk_chan_send(r->worker.chan, MK_PA_FILE, 0,
                                mk_str(why.text[0] ? why.text : "no descriptor to hand over"), e);
    mk_file_close(&f);
    return rc;
}

static int hand_on(struct run *r, size_t at_least, struct mk_error *e)
{
    if (r->lines.len < at_least || r->lines.len == 0)
        return 0;
    int rc = r->out->lines(r->out->u, mk_buf_span(&r->lines), e);
    mk_buf_clear(&r->lines);
    return rc;
}

/* Items straight out of the frame; only one that is cut goes through `rest`. */
static int take_records(struct run *r, struct mk_span items, struct mk_error *e)
{
    size_t used;
    if (r->rest.len) {
        mk_buf_put(&r->rest, items.p, items.len);
        items = mk_buf_span(&r->rest);
    }
    if (!mk_buf_ok(&r->rest))
        return mk_fail(e, MK_EPROTO, "a record without end");
    if (mk_lines_feed(r->heads, &r->lines, items, &used, e) != 0)
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
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    while (mk_value_next(&v, &c, false))
        if (v.type == MK_T_LIST || v.type == MK_T_OBJECT)
            mk_cur_refuse(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "fields");
    *mine = true;
    return to(u, fields, e);
}

static enum end ended(char *why, size_t max, struct mk_span body)
{
    struct mk_cursor c = mk_cur(body);
    bool well = mk_cur_u8(&c) == 1;
    struct mk_span text = mk_cur_text(&c);
    if (!mk_cur_ok(&c)) {
        snprintf(why, max, "the reader broke the protocol");
        return END_LOST;
    }
    snprintf(why, max, "%.*s", (int)(text.len < max ? text.len : max), (const char *)text.p);
    return well ? END_WELL : END_NOT;
}

/* `mine` tells a failure of our own output from one of the worker. */
static int take_frame(bool *mine, struct run *r, const struct mk_frame *f, struct mk_error *e)
{
    *mine = false;
    switch (f->type) {
    case MK_PA_HELLO:
        return 0;
    case MK_PA_OPEN:
        return open_file(r, f->body, e);
    case MK_PA_RECORDS:
        if (take_records(r, f->body, e) != 0)
            return -1;
        *mine = true;
        return hand_on(r, LINES_AT, e);
    case MK_PA_ISSUE:
        return take_fields(mine, f->body, r->out->issue, r->out->u, e);
    case MK_PA_COVER:
        return take_fields(mine, f->body, r->out->cover, r->out->u, e);
    default:
        return mk_fail(e, MK_EPROTO, "frame %u", f->type);
    }
}

/* ---- workers and jobs ---- */

static int start(struct run *r, struct mk_error *e)
{
    struct mk_worker_spec spec = { .program = "moka-parse" };
    if (!r->alive && mk_worker_spawn(&r->worker, &spec, e) != 0)
        return -1;
    r->alive = true;
    mk_lines_free(r->heads); /* a job's heads are its own */
    r->heads = NULL;
    mk_buf_clear(&r->rest);
    return mk_lines_new(&r->heads, e);
}

static void died(struct run *r, char *why, size_t max, const struct mk_error *e)
{
    int status = 0;
    mk_worker_kill(&r->worker);
    mk_worker_end(&r->worker, &status);
    r->alive = false;
    snprintf(why, max, "the reader died: %s", e->text);
}

static enum end converse(char *why, size_t max, bool *mine, struct run *r, struct mk_error *e)
{
    struct mk_frame f;
    int more, rc = 0;
    *mine = false;
    while ((more = mk_chan_recv(&f, NULL, r->worker.chan, SILENCE_MS, e)) > 0) {
        if (f.type == MK_PA_DONE)
            return ended(why, max, f.body);
        rc = take_frame(mine, r, &f, e);
        if (rc != 0)
            return END_LOST;
    }
    if (more == 0)
        mk_fail(e, MK_ECLOSED, "it ended");
    return END_LOST;
}

static int run_job(struct run *r, struct mk_error *e)
{
    char why[400];
    bool mine = false;
    enum end end = END_LOST;
    if (start(r, e) != 0)
        return -1;
    if (send_job(r, e) == 0)
        end = converse(why, sizeof why, &mine, r, e);
    if (mine && end == END_LOST)
        return -1; /* our own side: nothing to go on with */
    if (end == END_LOST)
        died(r, why, sizeof why, e);
    if (hand_on(r, 1, e) != 0)
        return -1;
    return end == END_WELL ? 0 : r->out->failed(r->out->u, r->job, why, e);
}

int mk_parse_run(const struct mk_jobs *jobs, const struct mk_source *src,
                 const struct mk_parse_out *out, struct mk_error *e)
{
    struct run r = { .src = src, .out = out };
    int rc = 0, status;
    mk_buf_init(&r.lines, LINES_MAX);
    mk_buf_init(&r.rest, MK_ITEM_MAX + MK_FRAME_MAX + 8);
    for (size_t i = 0; rc == 0 && i < mk_jobs_count(jobs); i++) {
        r.job = mk_jobs_at(jobs, i);
        rc = run_job(&r, e);
    }
    if (r.alive)
        mk_worker_end(&r.worker, &status);
    mk_lines_free(r.heads);
    mk_buf_done(&r.lines);
    mk_buf_done(&r.rest);
    return rc;
}
