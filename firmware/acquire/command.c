#include "firmware/acquire/run.h"
#include "firmware/bundle/format.h"
#include "firmware/worker/phone.h"
#include <stdio.h>

#define ERR_BYTES ((size_t)3 << 10) /* of standard error that are kept */
/* Of standard output: a command that never ends would fill the disk. */
#define FACT_BYTES  ((uint64_t)16 << 20) /* getprop and the like */
#define REPLY_BYTES ((uint64_t)1 << 30)  /* a provider's */

struct capture {
    struct mk_run *r;
    const struct mk_command *cmd;
    struct mk_buf *head; /* may be NULL */
    struct mk_buf err;
    bool err_cut;
    uint64_t bytes, most;
    bool over; /* there was more */
    bool pass; /* nothing of it is kept */
};

/* As much of `s` as the buffer still takes. */
static bool put_some(struct mk_buf *b, struct mk_span s)
{
    size_t room = b->max - b->len;
    mk_buf_put(b, s.p, s.len < room ? s.len : room);
    return s.len <= room;
}

static int on_out(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct capture *c = u;
    c->over = bytes.len > c->most - c->bytes;
    if (c->over)
        return mk_fail(e, MK_ELIMIT, "the answer has no end");
    c->bytes += bytes.len;
    if (c->head)
        put_some(c->head, bytes);
    mk_progress_step(&c->r->progress, 0, bytes.len);
    return c->pass ? 0 : mk_bundle_write(c->r->b, bytes, e);
}

static int on_err(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct capture *c = u;
    (void)e;
    c->err_cut = !put_some(&c->err, bytes) || c->err_cut;
    return 0;
}

/* The standard error is part of the answer: it tells refused from empty. It is kept in the remark,
 * which becomes durable together with the answer. */
static int keep(struct mk_answer *a, struct capture *c, uint64_t number, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    struct mk_object_end end = { .mtime_s = INT64_MIN, .remark = mk_buf_span(&c->err) };
    const struct mk_reply reply = { c->head ? mk_buf_span(c->head) : mk_span(NULL, 0),
                                    mk_buf_span(&c->err), c->bytes, a->exit_code };
    if (c->cmd->as && c->head)
        end.as = c->cmd->as(c->cmd->as_u, &reply);
    if (mk_bundle_finish(&d, c->r->b, &end, e))
        return -1;
    mk_digest_hex(hex, &d);
    const struct mk_fact facts[] = {
        MK_FACT_NUM("object", (int64_t)number),
        MK_FACT_NUM("bytes", (int64_t)c->bytes),
        MK_FACT_STR("sha256", hex),
        MK_FACT_NUM("exit", a->exit_code),
        MK_FACT_NUM("status", a->status),
        MK_FACT_TEXT("stderr", mk_buf_span(&c->err)),
    };
    return mk_run_act(c->r, c->err_cut ? "answer-cut" : "answer", facts,
                      sizeof facts / sizeof *facts - (c->err.len == 0), false, e);
}

/* Cut off by the phone or by time. What came is no object: whoever reads the bundle would take it
 * for the answer. The log says how much it was. */
static int lose(const struct mk_answer *a, struct capture *c, uint64_t number, struct mk_error *e)
{
    const struct mk_fact facts[] = {
        MK_FACT_NUM("object", (int64_t)number),
        MK_FACT_NUM("bytes", (int64_t)c->bytes),
        MK_FACT_NUM("status", a->status),
        MK_FACT_STR("why", a->why),
        MK_FACT_TEXT("stderr", mk_buf_span(&c->err)),
    };
    if (mk_bundle_drop(c->r->b, a->why, e))
        return -1;
    return mk_run_act(c->r, "answer-lost", facts, 5 - (c->err.len == 0), false, e);
}

/* Away from a command that does not end: what came of it is no answer. */
static int leave(struct mk_answer *a, struct mk_run *r, const struct capture *c, struct mk_error *e)
{
    a->status = MK_PH_BROKEN;
    a->exit_code = -1;
    a->content = MK_ANSWER_BROKEN;
    a->rows = 0;
    mk_buf_clear(&a->singles);
    mk_buf_clear(&a->changed);
    snprintf(a->why, sizeof a->why, "cut off after %llu bytes", (unsigned long long)c->bytes);
    return mk_exhibit_reconnect(r->x, e);
}

static int ask(struct mk_answer *a, struct mk_run *r, const struct mk_command *cmd, uint64_t number,
               struct mk_buf *head, struct mk_error *e)
{
    struct capture c = { .r = r,
                         .cmd = cmd,
                         .head = head,
                         .most = cmd->most                       ? cmd->most
                                 : cmd->how.role == MK_ROLE_FILE ? FACT_BYTES
                                                                 : REPLY_BYTES };
    const struct mk_object o = { .number = number,
                                 .route = cmd->route,
                                 .command = cmd->text,
                                 .set = cmd->set,
                                 .column = cmd->how.columns,
                                 .role = cmd->how.role,
                                 .row = cmd->how.row,
                                 .size = -1,
                                 .mtime_s = INT64_MIN };
    const struct mk_fact facts[] = { MK_FACT_NUM("object", (int64_t)number),
                                     MK_FACT_TEXT("command", cmd->text) };
    mk_buf_init(&c.err, ERR_BYTES);
    int rc = mk_bundle_begin(r->b, &o, e);
    if (rc == 0)
        rc = mk_run_act(r, "command", facts, 2, false, e);
    if (rc == 0)
        rc = mk_exhibit_exec(a, r->x, cmd->text, &cmd->how, on_out, on_err, &c, e);
    if (rc && c.over)
        rc = leave(a, r, &c, e);
    bool whole = a->status == MK_PH_OK;
    /* An iPhone has one word for why not, and no standard error. */
    if (rc == 0 && whole && a->exit_code > 0 && !c.err.len)
        put_some(&c.err, mk_str(a->why));
    if (rc == 0)
        rc = whole ? keep(a, &c, number, e) : lose(a, &c, number, e);
    if (rc == 0 && whole) {
        r->result.objects++;
        r->result.bytes += c.bytes;
        r->arrived++;
    }
    if (cmd->err)
        put_some(cmd->err, mk_buf_span(&c.err));
    mk_buf_done(&c.err);
    return rc;
}

static int read_head(struct mk_buf *head, struct mk_file *f, struct mk_error *e)
{
    uint8_t block[4096];
    size_t got = 1;
    for (uint64_t at = 0; got && head->len < head->max; at += got) {
        size_t room = head->max - head->len, n = room < sizeof block ? room : sizeof block;
        if (f->pread(f->u, at, block, n, &got, e))
            return -1;
        mk_buf_put(head, block, got);
    }
    return 0;
}

static int look_again(struct mk_answer *a, struct mk_run *r, const struct mk_command *cmd,
                      uint64_t number, struct mk_buf *head, struct mk_error *e)
{
    struct mk_file f = { 0 };
    struct mk_buf err;
    mk_buf_init(&err, 4096);
    a->status = MK_PH_OK;
    a->exit_code = -1;
    int rc = mk_bundle_open_object(&f, r->b, number, e);
    if (rc == 0)
        rc = mk_bundle_remark(&err, r->b, number, e);
    if (rc == 0 && head)
        rc = read_head(head, &f, e);
    if (rc == 0 && cmd->how.role != MK_ROLE_FILE)
        rc = mk_exhibit_replay(a, r->x, &cmd->how, &f, mk_buf_span(&err), e);
    if (rc == 0) {
        r->result.objects++;
        r->result.bytes += f.size;
    }
    mk_file_close(&f);
    if (cmd->err)
        put_some(cmd->err, mk_buf_span(&err));
    mk_buf_done(&err);
    return rc;
}

/* Whether a whole object answers this very command. */
static int is_answer(bool *yes, struct mk_run *r, const struct mk_command *cmd, uint64_t number,
                     struct mk_error *e)
{
    struct mk_buf asked, err;
    mk_buf_init(&asked, MK_JOURNAL_LINE_MAX);
    mk_buf_init(&err, 4096);
    int rc = mk_bundle_asked(&asked, &err, r->b, number, e);
    *yes = rc == 0 && mk_span_eq(mk_buf_span(&asked), cmd->text);
    mk_buf_done(&asked);
    mk_buf_done(&err);
    return rc;
}

/* A resumed run asks what the first one asked, in its order, as long as the phone answers alike.
 * Where it does not, stored answers to other commands are passed over: none is ever taken for the
 * answer to this one. */
static int take_number(uint64_t *number, enum mk_object_state *state, struct mk_run *r,
                       const struct mk_command *cmd, struct mk_error *e)
{
    bool mine = false;
    do {
        *number = r->next_number++;
        *state = mk_bundle_state(r->b, *number);
        if (*state == MK_OBJECT_WHOLE && is_answer(&mine, r, cmd, *number, e))
            return -1;
    } while (*state == MK_OBJECT_WHOLE && !mine);
    return 0;
}

/* What had no whole answer has none again: asked now, it would stand before later answers. */
static void no_answer(struct mk_answer *a)
{
    a->status = MK_PH_BROKEN;
    a->exit_code = -1;
    snprintf(a->why, sizeof a->why, "no whole answer before the run was resumed");
    a->content = MK_ANSWER_ERROR;
    a->flags = 0;
    a->rows = 0;
    mk_buf_clear(&a->singles);
    mk_buf_clear(&a->changed);
}

/* Asked again by a resumed run. No digest of it either: numbers can be guessed. */
static int ask_only(struct mk_answer *a, struct mk_run *r, const struct mk_command *cmd,
                    struct mk_error *e)
{
    struct capture c = { .r = r, .most = REPLY_BYTES, .pass = true };
    const struct mk_fact asked[] = { MK_FACT_TEXT("command", cmd->text) };
    mk_buf_init(&c.err, ERR_BYTES);
    int rc = mk_run_act(r, "command", asked, 1, false, e);
    if (rc == 0)
        rc = mk_exhibit_exec(a, r->x, cmd->text, &cmd->how, on_out, on_err, &c, e);
    if (rc && c.over)
        rc = leave(a, r, &c, e);
    const struct mk_fact answer[] = {
        MK_FACT_STR("kept", "no"),
        MK_FACT_NUM("bytes", (int64_t)c.bytes),
        MK_FACT_NUM("exit", a->exit_code),
        MK_FACT_NUM("status", a->status),
    };
    if (rc == 0)
        rc = mk_run_act(r, "answer", answer, 4, false, e);
    mk_buf_done(&c.err);
    return rc;
}

int mk_run_command(struct mk_answer *a, struct mk_run *r, const struct mk_command *c,
                   struct mk_buf *head, struct mk_error *e)
{
    uint64_t number;
    enum mk_object_state state;
    bool offline = mk_exhibit_is_offline(r->x);
    mk_run_operator_idle(r);
    if (c->pass && offline)
        mk_exhibit_not_asked(a);
    if (c->pass)
        return offline ? 0 : ask_only(a, r, c, e);
    if (take_number(&number, &state, r, c, e))
        return -1;
    switch (state) {
    case MK_OBJECT_WHOLE:
        return look_again(a, r, c, number, head, e);
    case MK_OBJECT_DROPPED:
        no_answer(a);
        return 0;
    case MK_OBJECT_NONE:
        break;
    }
    if (offline) {
        mk_exhibit_not_asked(a);
        return 0;
    }
    return ask(a, r, c, number, head, e);
}
