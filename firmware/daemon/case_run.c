#include "firmware/daemon/inside.h"
#include <stdio.h>

/* What follows for a case from what its run tells. */

static const char *const ends[] = { [MK_RUN_SEALED] = NULL,
                                    [MK_RUN_STOPPED] = "stopped",
                                    [MK_RUN_CUT] = "cut",
                                    [MK_RUN_REFUSED] = "refused",
                                    [MK_RUN_NOTHING] = "nothing" };

/* It cannot be written: that is told, and the next start finds the case as its bundle is. */
static void become(struct mk_daemon *d, struct mk_case *x, enum mk_case_state to, const char *code,
                   const char *text)
{
    struct mk_error e = { 0 };
    struct mk_answer a;
    if (x->state == to || mk_cases_become(d->cases, x, to, code, text, "mokad", &e) == 0)
        return;
    fprintf(stderr, "mokad: %s: %s\n", x->id, e.text);
    mk_event_begin(&a, "told");
    mk_json_kv_str(&a.j, "case", x->id);
    mk_json_kv_str(&a.j, "code", "not-written");
    mk_json_kv_str(&a.j, "text", e.text);
    mk_event_send_of(d, &a, x->officer);
}

static void phase(void *u, const char *id, enum mk_run_phase p)
{
    static const enum mk_case_state to[] = { [MK_RUN_MEETING] = MK_CASE_MEETING,
                                             [MK_RUN_COPYING] = MK_CASE_COPYING,
                                             [MK_RUN_AWAY] = MK_CASE_AWAY,
                                             [MK_RUN_SEALING] = MK_CASE_SEALING };
    struct mk_daemon *d = u;
    struct mk_case *x = mk_cases_find(d->cases, id);
    if (!x)
        return;
    if (p != MK_RUN_MEETING)
        x->begun = x->begun || mk_cases_is_begun(x);
    if (mk_cases_may(x->state, to[p]))
        become(d, x, to[p], NULL, NULL);
}

static void send_of(struct mk_daemon *d, struct mk_answer *a, const char *id)
{
    const struct mk_case *x = mk_cases_find(d->cases, id);
    mk_event_send_of(d, a, x ? x->officer : "");
}

/* Members of an object of somebody's, after ours. */
static void pass_on(struct mk_daemon *d, const char *event, const char *id, const char *key,
                    struct mk_span json)
{
    struct mk_answer a;
    mk_event_begin(&a, event);
    mk_json_kv_str(&a.j, "case", id);
    if (key) {
        mk_json_key(&a.j, key);
        mk_json_raw(&a.j, json);
    } else if (json.len > 2) {
        mk_buf_u8(&a.b, ',');
        mk_buf_put(&a.b, json.p + 1, json.len - 2);
    }
    send_of(d, &a, id);
}

void mk_tell_progress(struct mk_daemon *d, const char *id, struct mk_span json)
{
    pass_on(d, "progress", id, NULL, json);
}

static void progress(void *u, const char *id, struct mk_span json)
{
    mk_tell_progress(u, id, json);
}

static void glance(void *u, const char *id, struct mk_span json)
{
    pass_on(u, "glance", id, "glance", json);
}

static void told(void *u, const char *id, const struct mk_run_word *w)
{
    struct mk_answer a;
    mk_event_begin(&a, "told");
    mk_json_kv_str(&a.j, "case", id);
    mk_json_kv_str(&a.j, "code", w->code);
    if (w->act[0])
        mk_json_kv_str(&a.j, "act", w->act);
    if (w->what[0])
        mk_json_kv_str(&a.j, "what", w->what);
    mk_json_kv_str(&a.j, "text", w->text);
    if (w->left_s >= 0)
        mk_json_kv_int(&a.j, "left_s", w->left_s);
    send_of(u, &a, id);
}

/* Its authority ran out while it was on: nothing more is taken, and what is there is kept. */
static void end_over(struct mk_daemon *d, struct mk_case *x)
{
    x->over = false;
    become(d, x, x->begun ? MK_CASE_STOPPED : MK_CASE_REFUSED, "authority",
           "the authority ended while the phone was copied");
}

static void ended(void *u, const char *id, enum mk_run_end how, const char *code, const char *text)
{
    struct mk_daemon *d = u;
    struct mk_case *x = mk_cases_find(d->cases, id);
    mk_phones_release(d->phones, id);
    if (!x)
        return;
    mk_timer_stop(d->loop, &x->expiry);
    mk_cases_forget_password(x);
    x->begun = x->begun || mk_cases_is_begun(x);
    code = code[0] ? code : ends[how];
    switch (how) {
    case MK_RUN_SEALED:
        become(d, x, MK_CASE_SEALED, NULL, NULL);
        mk_case_sealed(d, x);
        break;
    case MK_RUN_STOPPED:
    case MK_RUN_NOTHING:
        if (x->over)
            end_over(d, x);
        else if (x->begun)
            become(d, x, how == MK_RUN_STOPPED ? MK_CASE_STOPPED : MK_CASE_CUT, code, text);
        else
            become(d, x, MK_CASE_READY, code, text);
        break;
    case MK_RUN_CUT:
        become(d, x, MK_CASE_CUT, code, text);
        break;
    case MK_RUN_REFUSED:
        become(d, x, MK_CASE_REFUSED, code, text);
        break;
    }
}

struct mk_run_told mk_run_listener(struct mk_daemon *d)
{
    return (struct mk_run_told){
        .u = d, .phase = phase, .progress = progress, .told = told, .glance = glance, .ended = ended
    };
}

/* ---- the end of an authority ---- */

static void expired(void *u)
{
    struct mk_case *x = u;
    struct mk_daemon *d = x->daemon;
    struct mk_error e = { 0 };
    const char *source;
    if (!mk_clock_trusts(d, &source) || x->state == MK_CASE_SEALING)
        return; /* on a doubtful clock the run has said so, and goes on */
    if (mk_cases_act(d->cases, x, "authority-over", "mokad", mk_str(NULL), &e))
        fprintf(stderr, "mokad: %s: %s\n", x->id, e.text);
    x->over = mk_runs_stop(d->runs, x->id, &e) == 0;
}

void mk_watch_expiry(struct mk_daemon *d, struct mk_case *x)
{
    int64_t left = x->valid_until_us - mk_loop_wall_us(d->loop);
    x->daemon = d;
    if (x->valid_until_us)
        mk_timer_set(d->loop, &x->expiry, left > 0 ? left : 0, expired, x);
}
