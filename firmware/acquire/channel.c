#include "firmware/acquire/events.h"
#include "firmware/acquire/glance.h"
#include "firmware/acquire/left.h"
#include "firmware/acquire/limits.h"
#include "firmware/acquire/run.h"
#include "firmware/provider/provider.h"
#include "firmware/worker/phone.h"
#include "parsers/engine/engine.h"
#include <stdio.h>

#define ROUTE        "adb:content"
#define COMMAND_REST 1024u /* bytes of a command without its filter: columns, window, words */
#define TOO_LONG                                                                                   \
    "more is in scope than a command to this phone can name; not asked without the filter"

/* A provider of one user of the phone. */
struct asked {
    const struct mk_provider *p;
    const struct mk_filter *f;
    const struct mk_user *user;
    struct mk_left *left; /* what its conditions leave out */
    const char *profile;  /* for the ledger; NULL: the owner, who is asked without a number */
    char set[200]; /* the URI; of another user as Android itself writes it: content://10@... */
};

static int user_of(const struct asked *p)
{
    return p->profile ? (int)p->user->number : -1;
}

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

/* Ids of rows that are in scope and of others: looked at, not kept. */
static bool lists_all(const struct mk_channel_query *q)
{
    return q->role == MK_ROLE_CONTROL && mk_span_is(q->columns, "_id");
}

static int ask_one(struct mk_run *r, struct mk_channel *c, const struct asked *p,
                   const struct mk_channel_query *q, struct mk_answer *a, struct mk_error *e)
{
    const struct mk_command cmd = { .text = mk_str(q->command),
                                    .route = mk_str(ROUTE),
                                    .set = mk_str(p->set),
                                    .how = { q->role, q->columns, q->row },
                                    .pass = lists_all(q) };
    if (mk_run_command(a, r, &cmd, NULL, e))
        return -1;
    struct mk_content_result result = result_of(a);
    if (lists_all(q) && mk_left_all(p->left, a, e))
        return -1;
    if (q->role == MK_ROLE_IDS && mk_left_taken(p->left, r, r->next_number - 1, e))
        return -1;
    if (q->role == MK_ROLE_IDS)
        r->progress.total = result.rows;
    mk_progress_step(&r->progress, 0, 0);
    return mk_channel_answer(c, &result, e);
}

static int ask_all(struct mk_run *r, struct mk_channel *c, const struct asked *p,
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

static int cover(struct mk_run *r, const struct asked *p, const struct mk_channel *c,
                 struct mk_error *e)
{
    size_t issues = 0;
    char why[400];
    struct mk_channel_outcome o;
    struct mk_coverage line = { .artefact = p->p->artefact,
                                .route = ROUTE,
                                .where = p->p->uri,
                                .profile = p->profile,
                                .records = MK_COVER_NONE,
                                .proven_on = "simulated" };
    mk_channel_outcome(&o, c);
    for (const char *text; (text = mk_channel_issue(c, issues)); issues++) {
        const struct mk_fact facts[] = { MK_FACT_STR("what", p->set), MK_FACT_STR("issue", text) };
        if (mk_run_act(r, "provider-issue", facts, 2, false, e))
            return -1;
    }
    bool counted = o.cut && o.seen != MK_COVER_NONE && o.rows != MK_COVER_NONE;
    line.not_taken = counted && o.seen > o.rows ? o.seen - o.rows : 0;
    const struct mk_fact facts[] = { MK_FACT_STR("what", p->set),
                                     MK_FACT_STR("state", mk_cover_name(o.state)),
                                     MK_FACT_NUM("rows", o.rows),
                                     MK_FACT_NUM("taken", o.taken),
                                     MK_FACT_NUM("queries", (int64_t)o.queries),
                                     MK_FACT_NUM("out_of_scope", line.not_taken) };
    line.state = o.state;
    line.seen = counted ? o.rows + line.not_taken : o.rows;
    line.taken = o.taken;
    line.issues = (int64_t)issues;
    line.control = o.control;
    line.why = o.why ? o.why : p->f->window && r->window[0] ? r->window : NULL;
    line.why = mk_phone_limits_join(why, sizeof why, line.why, mk_phone_limits_commands(r->x));
    uint64_t withheld;
    if (mk_left_withhold(&withheld, p->left, r, p->p->artefact, p->set, e))
        return -1;
    line.withheld = (int64_t)withheld;
    r->result.rows += o.taken > 0 ? (uint64_t)o.taken : 0;
    r->progress.done = o.taken > 0 ? (uint64_t)o.taken : 0;
    return mk_run_act(r, "provider", facts, counted ? 6 : 5, false, e) || mk_run_cover(r, &line, e)
               ? -1
               : 0;
}

static int died(struct mk_run *r, const struct asked *p, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("what", p->set) };
    mk_bundle_recall(r->b);
    return mk_run_act(r, "worker-died", facts, 1, true, e) || mk_exhibit_reconnect(r->x, e) ? -1
                                                                                            : 0;
}

static int give_up(struct mk_run *r, const struct asked *p, struct mk_error *e)
{
    struct mk_coverage line = {
        .artefact = p->p->artefact,
        .route = ROUTE,
        .where = p->p->uri,
        .profile = p->profile,
        .state = MK_COVER_FAILED,
        .seen = MK_COVER_NONE,
        .taken = MK_COVER_NONE,
        .records = MK_COVER_NONE,
        .issues = 1,
        .why = "the worker died twice of what the phone answered; the answers before are kept",
        .proven_on = "simulated",
    };
    uint64_t withheld;
    mk_left_done(p->left);
    if (mk_left_withhold(&withheld, p->left, r, p->p->artefact, p->set, e))
        return -1;
    line.withheld = (int64_t)withheld;
    return mk_run_cover(r, &line, e);
}

/* A worker that died has lost its list of ids: the provider is gone through again from its start,
 * with the answers that are whole already looked at again instead of asked for. */
static int channel_of(struct mk_run *r, const struct asked *p, const char *filter,
                      struct mk_error *e)
{
    uint64_t first = r->next_number;
    const struct mk_channel_spec spec = {
        .provider = p->p,
        .user = user_of(p),
        .from_us = p->f->window ? r->authority->scope.begin_us : INT64_MIN,
        .until_us = p->f->window ? r->authority->scope.end_us : INT64_MAX,
        .filter = filter,
    };
    for (int deaths = 0; deaths < 2; deaths++) {
        struct mk_channel *c = NULL;
        if (mk_channel_new(&c, &spec, e))
            return -1;
        r->next_number = first;
        mk_left_done(p->left);
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

static int one_channel(struct mk_run *r, const struct asked *of, const char *filter,
                       struct mk_error *e)
{
    struct mk_left left = { 0 };
    struct asked p = *of;
    p.left = &left;
    int rc = channel_of(r, &p, filter, e);
    mk_left_done(&left);
    return rc;
}

/* Never without its filter: what cannot be cut is not asked. */
static int not_asked(struct mk_run *r, const struct asked *p, const char *why, struct mk_error *e)
{
    const struct mk_coverage line = { .artefact = p->p->artefact,
                                      .route = ROUTE,
                                      .where = p->p->uri,
                                      .profile = p->profile,
                                      .state = MK_COVER_REFUSED,
                                      .why = why,
                                      .proven_on = "simulated" };
    return mk_run_cover_untaken(r, &line, e);
}

/* The longest filter that a command to this phone has room for, besides columns and window. */
static size_t filter_room(const struct mk_run *r)
{
    const struct mk_exhibit_facts *f = mk_exhibit_facts(r->x);
    size_t room = f->max_payload > COMMAND_REST ? f->max_payload - COMMAND_REST : 0;
    return room < MK_CHANNEL_FILTER ? room : MK_CHANNEL_FILTER;
}

static int with_filter(struct mk_run *r, const struct asked *p, const struct mk_linked *ids,
                       struct mk_error *e)
{
    struct mk_buf where;
    int rc;
    struct mk_provider known = *p->p; /* to this phone */
    const char *const first[] = { known.party_columns ? known.party_columns[0] : NULL, NULL };
    if (r->level && r->level < known.party_since)
        known.party_columns = first;
    mk_buf_init(&where, 4 * MK_CHANNEL_FILTER);
    mk_filter_sql(&where, p->f, &r->authority->scope, &known, ids);
    const char *filter = mk_buf_cstr(&where);
    if (!filter)
        rc = where.len ? not_asked(r, p, TOO_LONG, e) : mk_fail(e, MK_ENOMEM, "filter");
    else if (where.len > filter_room(r))
        rc = not_asked(r, p, TOO_LONG, e);
    else
        rc = one_channel(r, p, where.len ? filter : NULL, e);
    mk_buf_done(&where);
    return rc;
}

/* The selections too, when the worker dies of what the phone answers to them. */
static int selected(struct mk_linked *ids, const char **why, struct mk_run *r, struct mk_ids *rows,
                    const struct asked *p, struct mk_error *e)
{
    uint64_t first = r->next_number;
    int rc = mk_run_select(ids, why, r, &r->selected, rows, p->f, p->p, user_of(p), e);
    if (rc == 0 || e->code != MK_ESTATE)
        return rc;
    mk_selected_done(&r->selected);
    mk_ids_done(rows);
    if (died(r, p, e))
        return -1;
    r->next_number = first;
    rc = mk_run_select(ids, why, r, &r->selected, rows, p->f, p->p, user_of(p), e);
    if (rc && e->code == MK_ESTATE) {
        *why = "the worker died twice of what the phone answered";
        rc = died(r, p, e);
    }
    return rc;
}

static int one_provider(struct mk_run *r, const struct asked *p, struct mk_error *e)
{
    struct mk_linked ids = { 0 };
    struct mk_ids rows = { 0 };
    const char *why = NULL;
    int rc = selected(&ids, &why, r, &rows, p, e);
    if (rc == 0)
        rc = why ? not_asked(r, p, why, e) : with_filter(r, p, &ids, e);
    mk_ids_done(&rows);
    return rc;
}

static int of_user(struct mk_run *r, const struct mk_provider *p, const struct mk_filter *f,
                   const struct mk_user *u, struct mk_error *e)
{
    struct asked a = { .p = p, .f = f, .user = u, .profile = u->number ? u->text : NULL };
    snprintf(a.set, sizeof a.set, "content://%s%s%s", a.profile ? a.profile : "",
             a.profile ? "@" : "", p->uri + strlen("content://"));
    mk_progress_start(&r->progress, p->artefact, 0);
    if (one_provider(r, &a, e))
        return -1;
    mk_progress_end(&r->progress);
    return 0;
}

static int of_users(struct mk_run *r, const struct mk_provider *p, const struct mk_filter *f,
                    struct mk_error *e)
{
    for (size_t i = 0; i < r->users.n; i++) {
        const struct mk_user *u = &r->users.all[i];
        if (!u->left_out && !(p->phone_wide && u->number) && of_user(r, p, f, u, e))
            return -1;
    }
    return 0;
}

/* In order of value: who was in touch first, then what was said, then the names, then what was
 * planned, then what was done. */
static const char *const order[] = { "calls",    "messages", "contacts", "calendar", "device",
                                     "activity", "files",    "apps",     "accounts", "network" };

static int of_category(struct mk_run *r, const char *category, struct mk_error *e)
{
    const struct mk_app *app;
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++) {
            struct mk_filter f;
            mk_filter_of(&f, &r->authority->scope, p);
            if (strcmp(p->category, category) != 0 || f.why_not || p->each)
                continue; /* each: when all that is asked for at once is there, each.c */
            if (of_users(r, p, &f, e))
                return -1;
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
