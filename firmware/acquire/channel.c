#include "firmware/acquire/glance.h"
#include "firmware/acquire/provider.h"
#include "firmware/acquire/run.h"
#include "firmware/worker/phone.h"
#include "parsers/engine/engine.h"
#include <stdio.h>

#define ROUTE "adb:content"

/* What the worker made of an answer, as the machine wants it. */
static struct mk_content_result result_of(const struct mk_answer *a)
{
    struct mk_content_result r = {
        .answer = a->content,
        .flags = a->flags,
        .rows = a->rows,
        .first = a->first,
        .last = a->last,
        .singles = (const int64_t *)(const void *)a->singles.p,
        .nsingles = a->singles.len / sizeof(int64_t),
        .changed = (const int64_t *)(const void *)a->changed.p,
        .nchanged = a->changed.len / sizeof(int64_t),
    };
    if (a->status != MK_PH_OK) /* cut off or timed out: not a whole reply */
        r.answer = MK_ANSWER_ERROR;
    snprintf(r.why, sizeof r.why, "%.150s", a->why);
    return r;
}

static int ask_one(struct mk_run *r, struct mk_channel *c, const struct mk_provider *p,
                   const struct mk_channel_query *q, struct mk_answer *a, struct mk_error *e)
{
    const struct mk_command cmd = { .text = mk_str(q->command),
                                    .route = mk_str(ROUTE),
                                    .set = mk_str(p->uri),
                                    .how = { q->role, q->columns, q->row } };
    if (mk_run_command(a, r, &cmd, NULL, e))
        return -1;
    struct mk_content_result result = result_of(a);
    if (q->role == MK_ROLE_IDS)
        r->progress.total = result.rows;
    mk_progress_step(&r->progress, 0, 0);
    return mk_channel_answer(c, &result, e);
}

static int ask_all(struct mk_run *r, struct mk_channel *c, const struct mk_provider *p,
                   struct mk_error *e)
{
    struct mk_answer a;
    struct mk_channel_query q;
    int got;
    mk_answer_init(&a);
    while ((got = mk_channel_next(&q, c, e)) == 1)
        if (ask_one(r, c, p, &q, &a, e)) {
            got = -1;
            break;
        }
    mk_answer_done(&a);
    return got;
}

static int cover(struct mk_run *r, const struct mk_provider *p, const struct mk_channel *c,
                 struct mk_error *e)
{
    size_t issues = 0;
    struct mk_channel_outcome o;
    struct mk_coverage line = { .artefact = p->artefact,
                                .route = ROUTE,
                                .where = p->uri,
                                .records = MK_COVER_NONE,
                                .proven_on = "simulated" };
    mk_channel_outcome(&o, c);
    for (const char *text; (text = mk_channel_issue(c, issues)); issues++) {
        const struct mk_fact facts[] = { MK_FACT_STR("what", p->uri), MK_FACT_STR("issue", text) };
        if (mk_run_act(r, "provider-issue", facts, 2, false, e))
            return -1;
    }
    const struct mk_fact facts[] = { MK_FACT_STR("what", p->uri),
                                     MK_FACT_STR("state", mk_cover_name(o.state)),
                                     MK_FACT_NUM("rows", o.rows), MK_FACT_NUM("taken", o.taken),
                                     MK_FACT_NUM("queries", (int64_t)o.queries) };
    line.state = o.state;
    line.seen = o.rows;
    line.taken = o.taken;
    line.issues = (int64_t)issues;
    line.control = o.control;
    line.why = o.why;
    r->result.rows += o.taken > 0 ? (uint64_t)o.taken : 0;
    r->progress.done = o.taken > 0 ? (uint64_t)o.taken : 0;
    return mk_run_act(r, "provider", facts, 5, false, e) || mk_bundle_cover(r->b, &line, e) ? -1
                                                                                            : 0;
}

static int died(struct mk_run *r, const struct mk_provider *p, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("what", p->uri) };
    mk_bundle_recall(r->b);
    return mk_run_act(r, "worker-died", facts, 1, true, e) || mk_exhibit_reconnect(r->x, e) ? -1
                                                                                            : 0;
}

static int give_up(struct mk_run *r, const struct mk_provider *p, struct mk_error *e)
{
    const struct mk_coverage line = {
        .artefact = p->artefact,
        .route = ROUTE,
        .where = p->uri,
        .state = MK_COVER_FAILED,
        .seen = MK_COVER_NONE,
        .taken = MK_COVER_NONE,
        .records = MK_COVER_NONE,
        .issues = 1,
        .why = "the worker died twice of what the phone answered; the answers before are kept",
        .proven_on = "simulated",
    };
    return mk_bundle_cover(r->b, &line, e);
}

/* A worker that died has lost its list of ids: the provider is gone through again from its start,
 * with the answers that are whole already looked at again instead of asked for. */
static int one_provider(struct mk_run *r, const struct mk_provider *p, struct mk_error *e)
{
    uint64_t first = r->next_number;
    const struct mk_channel_spec spec = {
        .provider = p,
        .user = -1,
        .from_us = p->time_column ? r->authority->scope.begin_us : INT64_MIN,
        .until_us = p->time_column ? r->authority->scope.end_us : INT64_MAX,
    };
    for (int deaths = 0; deaths < 2; deaths++) {
        struct mk_channel *c = NULL;
        if (mk_channel_new(&c, &spec, e))
            return -1;
        r->next_number = first;
        int rc = ask_all(r, c, p, e);
        if (rc == 0)
            rc = cover(r, p, c, e);
        mk_channel_free(c);
        if (rc == 0 || e->code != MK_ESTATE)
            return rc;
        if (died(r, p, e))
            return -1;
    }
    return give_up(r, p, e);
}

/* In order of value: who was in touch first, then what was said, then the names, then
 * what was planned. */
static const char *const order[] = { "calls", "messages", "contacts", "calendar", "device" };

static int of_category(struct mk_run *r, const char *category, struct mk_error *e)
{
    const struct mk_app *app;
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++) {
            if (strcmp(p->category, category) != 0 || !mk_plan_takes(r->authority, p))
                continue;
            mk_progress_start(&r->progress, p->artefact, 0);
            if (one_provider(r, p, e))
                return -1;
            mk_progress_end(&r->progress);
        }
    return 0;
}

int mk_run_providers(struct mk_run *r, struct mk_error *e)
{
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!mk_plan_wants(r->authority, order[i]))
            continue;
        if (of_category(r, order[i], e))
            return -1;
        mk_run_glance(r);
    }
    return 0;
}
