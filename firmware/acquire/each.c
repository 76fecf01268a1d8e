#include "firmware/acquire/events.h"
#include "firmware/acquire/run.h"
#include "firmware/plan/filter.h"
#include "firmware/worker/phone.h"
#include "parsers/engine/engine.h"
#include <stdio.h>
#include <stdlib.h>

/*
 * Providers that give what belongs to one row at a time (struct mk_provider, each): who sent an MMS
 * and to whom. That is one start of the phone's tool for each message, half a second or so; hours,
 * where there are very many. In a conversation with one other person who sent what follows from
 * its direction; in one of several nothing else tells. So those are asked for behind all that is
 * asked for at once, and the others when everything else has been taken; the newest first.
 */
#define ROUTE     "adb:content"
#define WHERE_MAX ((size_t)120 << 10)

struct asking {
    struct mk_run *r;
    const struct mk_provider *p;
    bool groups; /* those of conversations with several others, else the rest */
    char columns[200];
    int64_t seen, taken, failed;
    char why[160]; /* of the first that failed */
};

static bool name_columns(struct asking *x)
{
    size_t n = 0;
    const char *const *lists[] = { x->p->numbers, x->p->texts };
    for (size_t l = 0; l < 2; l++)
        for (const char *const *c = lists[l]; *c && n < sizeof x->columns; c++)
            n += (size_t)snprintf(x->columns + n, sizeof x->columns - n, "%s%s", n ? ":" : "", *c);
    return n < sizeof x->columns;
}

/* "content://mms/57/addr" of "content://mms/addr", which follows "content://mms". */
static int ask_one(struct asking *x, struct mk_answer *a, int64_t id, struct mk_error *e)
{
    char command[512];
    const char *rest = x->p->uri + strlen(x->p->follows);
    snprintf(command, sizeof command,
             "content query --uri '%s/%lld%s' --projection '_id:%s' --sort '_id ASC'",
             x->p->follows, (long long)id, rest, x->columns);
    const struct mk_command c = { .text = mk_str(command),
                                  .route = mk_str(ROUTE),
                                  .set = mk_str(x->p->uri),
                                  .how = { MK_ROLE_EACH, mk_str(x->columns), id } };
    if (mk_run_command(a, x->r, &c, NULL, e))
        return -1;
    bool ok = a->status == MK_PH_OK;
    bool rows = ok && a->content == MK_ANSWER_ROWS, none = ok && a->content == MK_ANSWER_EMPTY;
    x->taken += rows;
    x->failed += !rows && !none;
    if (!rows && !none && !x->why[0])
        snprintf(x->why, sizeof x->why, "%.150s", a->why[0] ? a->why : "no answer");
    mk_progress_step(&x->r->progress, 1, 0);
    return 0;
}

/* A worker that died of an answer leaves it out and goes on with the next. */
static int survive(struct asking *x, int64_t id, struct mk_error *e)
{
    char what[120];
    snprintf(what, sizeof what, "%s of %lld", x->p->uri, (long long)id);
    const struct mk_fact facts[] = { MK_FACT_STR("what", what) };
    x->failed++;
    if (!x->why[0])
        snprintf(x->why, sizeof x->why, "the worker died of what the phone answered");
    mk_bundle_recall(x->r->b);
    return mk_run_act(x->r, "worker-died", facts, 1, true, e) || mk_exhibit_reconnect(x->r->x, e)
               ? -1
               : 0;
}

static const char *artefact(const struct asking *x)
{
    return x->groups ? x->p->each_of_groups : x->p->artefact;
}

static int ask_all(struct asking *x, const struct mk_ids *ids, struct mk_error *e)
{
    struct mk_answer a;
    int rc = 0;
    mk_answer_init(&a);
    mk_progress_start(&x->r->progress, artefact(x), ids->n);
    for (size_t i = ids->n; rc == 0 && i > 0; i--) {
        rc = ask_one(x, &a, ids->v[i - 1], e);
        if (rc && e->code == MK_ESTATE)
            rc = survive(x, ids->v[i - 1], e);
    }
    mk_progress_end(&x->r->progress);
    mk_answer_done(&a);
    x->seen = (int64_t)ids->n;
    return rc;
}

static int cover(const struct asking *x, const char *not_asked, struct mk_error *e)
{
    const struct mk_coverage c = { .artefact = artefact(x),
                                   .route = ROUTE,
                                   .where = x->p->uri,
                                   .state = not_asked   ? MK_COVER_REFUSED
                                            : x->taken  ? MK_COVER_FOUND
                                            : x->failed ? MK_COVER_REFUSED
                                                        : MK_COVER_EMPTY,
                                   .seen = not_asked ? MK_COVER_NONE : x->seen,
                                   .taken = not_asked ? MK_COVER_NONE : x->taken,
                                   .records = MK_COVER_NONE,
                                   .issues = x->failed,
                                   .why = not_asked   ? not_asked
                                          : x->why[0] ? x->why
                                                      : NULL,
                                   .proven_on = "simulated" };
    return mk_run_cover(x->r, &c, e);
}

/* ---- which rows ---- */

/* Those of conversations with several others; where all rows are in scope. */
static int of_groups(struct mk_ids *out, const struct asking *x, const struct mk_provider *followed,
                     struct mk_error *e)
{
    struct mk_ids threads = { 0 };
    struct mk_buf where;
    mk_buf_init(&where, WHERE_MAX);
    int rc = mk_run_ids(&threads, x->r, MK_URI_CONVERSATIONS, "recipient_ids LIKE '% %'", e);
    mk_ids_sql(&where, followed->thread_column, threads.v, threads.n);
    const char *text = mk_buf_cstr(&where);
    if (rc == 0 && threads.why[0])
        snprintf(out->why, sizeof out->why, "%s", threads.why);
    else if (rc == 0 && !text)
        snprintf(out->why, sizeof out->why, "more conversations than a command can name");
    else if (rc == 0 && threads.n)
        rc = mk_run_ids(out, x->r, followed->uri, text, e);
    mk_buf_done(&where);
    mk_ids_done(&threads);
    return rc;
}

/* Both lists ascend. What cannot be told apart is asked for in the end. */
static int share_out(struct mk_ids *first, struct mk_ids *rest, const struct mk_ids *groups,
                     struct mk_error *e)
{
    size_t n = 0, g = 0;
    snprintf(first->why, sizeof first->why, "%s", groups->why);
    if (rest->n && !(first->v = malloc(rest->n * sizeof *first->v)))
        return mk_fail(e, MK_ENOMEM, "ids");
    for (size_t i = 0; i < rest->n; i++) {
        while (g < groups->n && groups->v[g] < rest->v[i])
            g++;
        if (g < groups->n && groups->v[g] == rest->v[i])
            first->v[first->n++] = rest->v[i];
        else
            rest->v[n++] = rest->v[i];
    }
    rest->n = n;
    return 0;
}

static int select_both(struct mk_ids *first, struct mk_ids *rest, const struct asking *x,
                       struct mk_error *e)
{
    struct mk_ids groups = { 0 };
    int rc = mk_run_followed(rest, x->r, &x->r->selected, x->p, -1, e);
    if (rc == 0 && rest->why[0])
        snprintf(first->why, sizeof first->why, "%s", rest->why);
    else if (rc == 0 && rest->n)
        rc = of_groups(&groups, x, mk_filter_followed(x->p), e);
    if (rc == 0 && !rest->why[0])
        rc = share_out(first, rest, &groups, e);
    mk_ids_done(&groups);
    return rc;
}

/* ---- both times ---- */

static int ask_list(struct asking *x, const struct mk_ids *ids, struct mk_error *e)
{
    if (!name_columns(x))
        return mk_fail(e, MK_EUSAGE, "%s: too many columns", x->p->uri);
    if (!ids->why[0] && ask_all(x, ids, e))
        return -1;
    return cover(x, ids->why[0] ? ids->why : NULL, e);
}

static int of_provider(struct mk_run *r, const struct mk_provider *p, struct mk_error *e)
{
    struct asking x = { .r = r, .p = p, .groups = true };
    struct mk_filter f, of_rows;
    struct mk_ids first = { 0 };
    mk_filter_of(&f, &r->authority->scope, p);
    if (f.why_not || !mk_plan_wants(r->authority, p->category))
        return 0; /* mk_run_cover_scope() says so */
    if (r->nrest == MK_RUN_RESTS)
        return mk_fail(e, MK_EUSAGE, "%s: too many of its kind", p->uri);
    struct mk_rest *rest = &r->rest[r->nrest++];
    rest->of = p;
    /* Where not all rows are in scope they are few, and conversations out of it are named to
     * nobody, not even by their numbers: all are asked for last. */
    mk_filter_of(&of_rows, &r->authority->scope, mk_filter_followed(p));
    bool narrow = mk_filter_narrows(&of_rows);
    int rc = narrow ? mk_run_followed(&rest->ids, r, &r->selected, p, -1, e)
                    : select_both(&first, &rest->ids, &x, e);
    if (rc == 0 && !narrow)
        rc = ask_list(&x, &first, e);
    mk_ids_done(&first);
    return rc;
}

int mk_run_each(struct mk_run *r, struct mk_error *e)
{
    const struct mk_app *app;
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++)
            if (p->each && of_provider(r, p, e))
                return -1;
    return 0;
}

int mk_run_each_rest(struct mk_run *r, struct mk_error *e)
{
    for (size_t i = 0; i < r->nrest; i++) {
        struct asking x = { .r = r, .p = r->rest[i].of };
        if (ask_list(&x, &r->rest[i].ids, e))
            return -1;
    }
    return 0;
}

void mk_run_rest_done(struct mk_run *r)
{
    for (size_t i = 0; i < r->nrest; i++)
        mk_ids_done(&r->rest[i].ids);
    r->nrest = 0;
}
