#include "firmware/adb/analysis.h"
#include "firmware/adb/lines.h"
#include "firmware/adb/shell.h"
#include <stdio.h>
#include <stdlib.h>

/* EXEC: one command; FEED: a stored reply in place of one. */

enum how { BY_SHELL_V2, BY_EXEC, BY_SHELL };

struct exec {
    struct mk_job job;
    enum how how;
    bool fallback; /* the parent asked for SHELL_V2, which the phone does not have */
    struct mk_shell shell;
    struct mk_lines lines; /* BY_SHELL */
    struct mk_buf command, undone;
    struct mk_analysis analysis;
};

#define COMMAND_MAX ((size_t)64 << 10)
#define RESULT_MAX  (((size_t)32 << 10) + (MK_PH_SELECTED + 1) * sizeof(int64_t))

/* For an answer that nothing is made of here; the others go by the ledger. */
static const char *remark(const struct exec *x)
{
    if (!x->fallback || x->analysis.feed)
        return "";
    return x->how == BY_EXEC ? "without shell_v2, by exec: no exit code, standard error merged"
                             : "without shell_v2 and exec, by shell: no exit code, standard error "
                               "merged, line ends of a terminal undone";
}

static int end(struct exec *x, enum mk_phone_status status, int32_t code, const char *why,
               struct mk_error *e)
{
    struct mk_buf result;
    char both[400];
    int rc = 0;
    mk_buf_init(&result, RESULT_MAX);
    if (status == MK_PH_OK)
        rc = mk_analysis_end(&result, &x->analysis, e);
    else
        mk_analysis_broken(&result, &x->analysis);
    if (rc == 0 && !mk_buf_ok(&result))
        rc = mk_fail(e, MK_ENOMEM, "result of an analysis");
    if (rc == 0 && x->analysis.why[0]) {
        snprintf(both, sizeof both, "%s%s%s", x->analysis.why, *why ? "; " : "", why);
        why = both;
    }
    if (rc == 0)
        rc = mk_job_end(&x->job, status, code, why, mk_buf_span(&result), e);
    mk_buf_done(&result);
    return rc;
}

static int start(struct exec *x, struct mk_error *e)
{
    static const char *const services[] = { "shell,v2,raw:", "exec:", "shell:" };
    struct mk_buf service;
    int rc = -1;
    mk_buf_init(&service, COMMAND_MAX + 16);
    mk_buf_puts(&service, services[x->how]);
    mk_buf_put(&service, x->command.p, x->command.len);
    if (mk_buf_ok(&service))
        rc = mk_job_open(&x->job, mk_buf_span(&service), e);
    else
        mk_fail(e, MK_ENOMEM, "command");
    mk_buf_done(&service);
    if (rc != 0 && e->code == MK_ELIMIT)
        return end(x, MK_PH_REFUSED, -1, e->text, e);
    return rc;
}

static int exec_shell(struct exec *x, struct mk_span bytes, struct mk_error *e)
{
    struct mk_chan *chan = mk_adb_phone_chan(x->job.p);
    enum mk_shell_piece kind;
    struct mk_span piece;
    int rc;
    while ((rc = mk_shell_next(&kind, &piece, &x->shell, &bytes, e)) > 0) {
        int sent = 0;
        if (kind == MK_SHELL_OUT)
            sent = mk_chan_send(chan, MK_PH_DATA, x->job.stream, piece, e) ||
                   mk_analysis_out(&x->analysis, piece, e);
        else if (kind == MK_SHELL_ERR)
            sent = mk_chan_send(chan, MK_PH_DATA_ERR, x->job.stream, piece, e) ||
                   mk_analysis_err(&x->analysis, piece, e);
        if (sent)
            return -1;
    }
    return rc == 0 ? 0 : end(x, MK_PH_BROKEN, -1, e->text, e);
}

static int give(struct exec *x, struct mk_span bytes, struct mk_error *e)
{
    if (bytes.len == 0)
        return 0;
    if (mk_chan_send(mk_adb_phone_chan(x->job.p), MK_PH_DATA, x->job.stream, bytes, e))
        return -1;
    return mk_analysis_out(&x->analysis, bytes, e);
}

static int exec_terminal(struct exec *x, struct mk_span bytes, struct mk_error *e)
{
    mk_buf_clear(&x->undone);
    if (bytes.len)
        mk_lines_undo(&x->undone, &x->lines, bytes);
    else
        mk_lines_end(&x->undone, &x->lines);
    mk_adb_phone_old(x->job.p)->plain_lines = x->lines.plain;
    if (!mk_buf_ok(&x->undone))
        return mk_fail(e, MK_ENOMEM, "output of a terminal");
    return give(x, mk_buf_span(&x->undone), e);
}

static int exec_data(struct mk_job *j, struct mk_span bytes, struct mk_error *e)
{
    struct exec *x = (struct exec *)j;
    if (x->how == BY_SHELL_V2)
        return exec_shell(x, bytes, e);
    if (x->how == BY_SHELL)
        return bytes.len ? exec_terminal(x, bytes, e) : 0;
    return give(x, bytes, e);
}

/* Its end is all that tells the end of an answer without an exit code. */
static int exec_ended(struct exec *x, struct mk_error *e)
{
    if (x->how == BY_SHELL && exec_terminal(x, mk_span(NULL, 0), e) != 0)
        return -1;
    if (x->lines.wrong)
        return end(x, MK_PH_BROKEN, -1,
                   "line ends as a terminal writes them, and others: what was written is not "
                   "certain",
                   e);
    return end(x, MK_PH_OK, x->how == BY_SHELL_V2 ? x->shell.code : -1, remark(x), e);
}

static int exec_closed(struct mk_job *j, bool refused, struct mk_error *e)
{
    struct exec *x = (struct exec *)j;
    if (refused && x->fallback && x->how == BY_EXEC) {
        mk_adb_phone_old(j->p)->no_exec = true;
        x->how = BY_SHELL;
        return start(x, e);
    }
    if (refused)
        return end(x, MK_PH_REFUSED, -1, "the phone refuses to run commands", e);
    if (x->how == BY_SHELL_V2 && !x->shell.ended)
        return end(x, MK_PH_BROKEN, -1, "the phone ended the command without an exit code", e);
    return exec_ended(x, e);
}

static int exec_stop(struct mk_job *j, enum mk_phone_status status, const char *why,
                     struct mk_error *e)
{
    return end((struct exec *)j, status, -1, why, e);
}

static int exec_late(struct mk_job *j, struct mk_error *e)
{
    return exec_stop(j, MK_PH_TIMEOUT, "no end in the time given", e);
}

static void exec_free(struct mk_job *j)
{
    struct exec *x = (struct exec *)j;
    mk_buf_done(&x->command);
    mk_buf_done(&x->undone);
    mk_analysis_done(&x->analysis);
    free(x);
}

static const struct mk_job_kind exec_kind = { .data = exec_data,
                                              .closed = exec_closed,
                                              .late = exec_late,
                                              .stop = exec_stop,
                                              .free = exec_free };

static int feed_frame(struct mk_job *j, const struct mk_frame *f, struct mk_error *e)
{
    struct exec *x = (struct exec *)j;
    if (f->type == MK_PH_FEED_DATA)
        return mk_analysis_out(&x->analysis, f->body, e);
    if (f->type == MK_PH_FEED_ERR)
        return mk_analysis_err(&x->analysis, f->body, e);
    if (f->type == MK_PH_FEED_END)
        return end(x, MK_PH_OK, -1, "", e);
    return mk_fail(e, MK_EPROTO, "frame %u on a stream that is being fed", f->type);
}

static const struct mk_job_kind feed_kind = { .frame = feed_frame,
                                              .stop = exec_stop,
                                              .free = exec_free };

static struct exec *new_exec(struct mk_job **out, const struct mk_job_kind *kind,
                             struct mk_adb_phone *p, uint16_t stream, struct mk_error *e)
{
    struct exec *x = calloc(1, sizeof *x);
    if (!x) {
        mk_fail(e, MK_ENOMEM, "command");
        return NULL;
    }
    x->job = (struct mk_job){ .kind = kind, .p = p, .stream = stream, .deadline_us = INT64_MAX };
    mk_buf_init(&x->command, COMMAND_MAX);
    mk_buf_init(&x->undone, MK_ADB_PAYLOAD_MAX + 1);
    mk_shell_init(&x->shell);
    *out = &x->job;
    return x;
}

int mk_job_exec(struct mk_job **out, struct mk_adb_phone *p, uint16_t stream, struct mk_cursor *c,
                int64_t now_us, struct mk_error *e)
{
    struct exec *x = new_exec(out, &exec_kind, p, stream, e);
    if (!x)
        return -1;
    uint8_t shell = mk_cur_u8(c);
    uint32_t timeout_ms = mk_cur_u32le(c);
    struct mk_span command = mk_cur_text(c);
    if (timeout_ms)
        x->job.deadline_us = now_us + (int64_t)timeout_ms * 1000;
    if (mk_analysis_init(&x->analysis, c, mk_adb_phone_ids(p), e) != 0)
        return -1;
    if (!mk_cur_ok(c) || shell > MK_PH_EXEC_RAW)
        return mk_fail(e, MK_EPROTO, "damaged EXEC frame");
    bool v2 = mk_adb_phone_uses(p) & MK_ADB_HAS_SHELL_V2;
    x->fallback = shell == MK_PH_SHELL_V2 && !v2;
    x->how = !x->fallback && shell == MK_PH_SHELL_V2       ? BY_SHELL_V2
             : x->fallback && mk_adb_phone_old(p)->no_exec ? BY_SHELL
                                                           : BY_EXEC;
    x->lines.plain = mk_adb_phone_old(p)->plain_lines;
    mk_buf_put(&x->command, command.p, command.len);
    if (!mk_buf_ok(&x->command))
        return end(x, MK_PH_REFUSED, -1, "the command is too long", e);
    return start(x, e);
}

int mk_job_feed(struct mk_job **out, struct mk_adb_phone *p, uint16_t stream, struct mk_cursor *c,
                struct mk_error *e)
{
    struct exec *x = new_exec(out, &feed_kind, p, stream, e);
    if (!x)
        return -1;
    return mk_analysis_init(&x->analysis, c, mk_adb_phone_ids(p), e);
}
