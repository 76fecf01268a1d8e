#include "firmware/daemon/inside.h"
#include "firmware/daemon/slurp.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What a sealed bundle holds. All of it is read, once for everybody who asks meanwhile: that takes
 * as long as the disk, and a browser's patience may end before. */
struct result_wait {
    struct mk_daemon *d;
    struct mk_ask asks[MK_TESTERS];
    size_t nasks;
    char id[MK_CASE_ID];
    struct mk_runs_result *q;
};

static void answer(struct mk_daemon *d, const struct mk_ask *ask, struct mk_span json)
{
    struct mk_answer a;
    mk_answer_begin(&a, ask);
    mk_json_key(&a.j, "result");
    mk_json_raw(&a.j, json);
    mk_answer_send(d, &a, ask);
}

static void result_seen(void *u, struct mk_span json)
{
    const struct result_wait *w = u;
    mk_tell_progress(w->d, w->id, json);
}

static void result_done(void *u, struct mk_span json, const struct mk_error *why)
{
    struct result_wait *w = u;
    struct mk_refusal r;
    mk_refuse_error(&r, why);
    for (size_t i = 0; i < w->nasks; i++)
        if (json.len)
            answer(w->d, &w->asks[i], json);
        else
            mk_answer_refusal(w->d, &w->asks[i], &r);
    for (size_t i = 0; i < MK_TESTERS; i++)
        if (w->d->results[i] == w)
            w->d->results[i] = NULL;
    free(w);
}

/* Of what cannot be read here any more. */
static int kept_result(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_buf b;
    mk_buf_init(&b, MK_RESULT_BYTES);
    int rc = mk_slurp(&b, c->x->dir, MK_RESULT, &e);
    if (rc == 0)
        answer(d, &c->ask, mk_buf_span(&b));
    mk_buf_done(&b);
    return rc ? mk_refuse_error(r, &e) : 0;
}

/* Whoever waits longest makes room: it has gone since. */
static void join(struct result_wait *w, const struct mk_ask *ask)
{
    if (w->nasks == MK_TESTERS)
        memmove(w->asks, w->asks + 1, --w->nasks * sizeof *w->asks);
    w->asks[w->nasks++] = *ask;
}

static int begin(struct result_wait **out, struct mk_daemon *d, const struct mk_case *x,
                 struct mk_error *e)
{
    char bundle[4096];
    struct result_wait *w = calloc(1, sizeof *w);
    if (!w)
        return mk_fail(e, MK_ENOMEM, "result");
    w->d = d;
    memcpy(w->id, x->id, sizeof w->id);
    mk_cases_path(bundle, sizeof bundle, d->cases, x, "vault/bundle");
    const struct mk_runs_look look = { bundle, d->kit_path, w, result_seen, result_done };
    if (mk_runs_result(&w->q, d->runs, &look, e)) {
        free(w);
        return -1;
    }
    *out = w;
    return 0;
}

int mk_do_result(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct result_wait **place = NULL;
    if (c->x->settling)
        return mk_say_later(d, c, r);
    if (faccessat(c->x->dir, MK_RESULT, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return kept_result(d, c, r);
    for (size_t i = 0; i < MK_TESTERS; i++)
        if (!d->results[i])
            place = &d->results[i];
        else if (!strcmp(d->results[i]->id, c->x->id)) {
            join(d->results[i], &c->ask);
            return 0;
        }
    if (!place)
        return mk_refuse(r, MK_IPC_BUSY, "too much at once");
    if (begin(place, d, c->x, &e))
        return mk_refuse_error(r, &e);
    join(*place, &c->ask);
    return 0;
}

void mk_results_stop(struct mk_daemon *d)
{
    for (size_t i = 0; i < MK_TESTERS; i++)
        if (d->results[i]) {
            mk_runs_result_drop(d->results[i]->q);
            free(d->results[i]);
            d->results[i] = NULL;
        }
}
