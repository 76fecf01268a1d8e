/* What an iPhone is asked in words: see firmware/plan/questions_ios.c. */
#include "firmware/acquire/events.h"
#include "firmware/acquire/ios.h"
#include "firmware/acquire/ios_judge.h"
#include "firmware/acquire/meet.h"
#include "firmware/worker/phone.h"
#include <stdio.h>

#define ROUTE       "ios:lockdown"
#define ANSWER_MAX  ((size_t)16 << 20) /* of an answer that is looked at: the list of apps */
#define ANSWER_MOST ((uint64_t)64 << 20)
#define PROFILES    "profiles" /* the ledger names them, and how many there are */
#define LOCKDOWN    "lockdown" /* the question that the others are controlled by */

struct asker {
    struct mk_run *r;
    const struct mk_question *q;
    struct mk_answer a;
    struct mk_buf head, err;
    char artefact[80], file[96];
};

static int cover(struct asker *k, const struct mk_judged *j, int64_t taken, struct mk_error *e)
{
    const struct mk_ios_state *s = &k->r->ios;
    bool profiles = j->state == MK_COVER_FOUND && !strcmp(k->q->name, PROFILES);
    char of[sizeof s->profile_names + 32];
    snprintf(of, sizeof of, "%s%s", s->managed == MK_YES ? "of a management: " : "",
             s->profile_names);
    const struct mk_coverage c = { .artefact = k->artefact,
                                   .route = ROUTE,
                                   .where = k->q->command,
                                   .state = j->state,
                                   .seen = profiles ? (int64_t)s->profiles : MK_COVER_NONE,
                                   .taken = taken,
                                   .records = MK_COVER_NONE,
                                   .issues = MK_COVER_NONE,
                                   .control = j->control,
                                   .why = profiles ? of : j->why,
                                   .proven_on = "simulated" };
    return mk_run_cover(k->r, &c, e);
}

static bool controlled(const struct asker *k)
{
    const struct mk_question *q;
    for (size_t i = 0; k->q->control && (q = mk_ios_question_at(i)); i++)
        if (k->r->answered[i] && !strcmp(q->name, k->q->control))
            return true;
    return false;
}

static struct mk_span read_as(void *u, const struct mk_reply *reply)
{
    const struct asker *k = u;
    return mk_str(mk_ios_judge(k->q, reply, false).state == MK_COVER_FOUND ? k->file : "");
}

static struct mk_judged none(const struct asker *k)
{
    return (struct mk_judged){ k->a.status == MK_PH_REFUSED ? MK_COVER_REFUSED : MK_COVER_FAILED,
                               k->a.why[0] ? k->a.why : "no whole answer", NULL };
}

/* What the rest of the run goes by. */
static int learn(struct mk_run *r, const char *question, struct mk_span answer, struct mk_error *e)
{
    mk_ios_state_read(&r->ios, question, answer);
    if (strcmp(question, "apps") != 0)
        return 0;
    mk_ios_apps_done(&r->ios_apps);
    return mk_ios_apps_read(&r->ios_apps, answer, e);
}

static int ask(struct asker *k, bool *answered, struct mk_error *e)
{
    const struct mk_command c = { .text = mk_str(k->q->command),
                                  .route = mk_str(ROUTE),
                                  .how = { .role = MK_ROLE_FILE, .timeout_s = k->q->timeout_s },
                                  .most = ANSWER_MOST,
                                  .err = &k->err,
                                  .as = read_as,
                                  .as_u = k };
    uint64_t before = k->r->result.bytes;
    mk_buf_clear(&k->head);
    mk_buf_clear(&k->err);
    if (mk_run_command(&k->a, k->r, &c, &k->head, e))
        return -1;
    const struct mk_reply reply = { mk_buf_span(&k->head), mk_buf_span(&k->err),
                                    k->r->result.bytes - before, k->a.exit_code };
    struct mk_judged j =
        k->a.status == MK_PH_OK ? mk_ios_judge(k->q, &reply, controlled(k)) : none(k);
    *answered = j.state == MK_COVER_FOUND;
    if (j.state == MK_COVER_FOUND && learn(k->r, k->q->name, mk_buf_span(&k->head), e))
        return -1;
    return cover(k, &j, j.state == MK_COVER_FOUND, e);
}

static int one(struct asker *k, bool *answered, struct mk_error *e)
{
    const char *why = mk_plan_leaves_out(k->r->authority, MK_IPHONE, k->q);
    const struct mk_judged left = { MK_COVER_OUT_OF_SCOPE, why, NULL };
    snprintf(k->artefact, sizeof k->artefact, MK_IOS_ARTEFACT "%s", k->q->name);
    snprintf(k->file, sizeof k->file, "ios/%s.plist", k->q->name);
    return why ? cover(k, &left, 0, e) : ask(k, answered, e);
}

int mk_run_ios_questions(struct mk_run *r, bool state, struct mk_error *e)
{
    struct asker k = { .r = r };
    int rc = 0;
    mk_answer_init(&k.a);
    mk_buf_init(&k.head, ANSWER_MAX);
    mk_buf_init(&k.err, 4096);
    mk_progress_start(&r->progress, state ? "device" : "apps and accounts", 0);
    for (size_t i = 0; rc == 0 && i < MK_QUESTIONS_MAX && (k.q = mk_ios_question_at(i)); i++)
        if (k.q->state == state) {
            rc = one(&k, &r->answered[i], e);
            mk_progress_step(&r->progress, 1, 0);
        }
    mk_progress_end(&r->progress);
    mk_buf_done(&k.head);
    mk_buf_done(&k.err);
    mk_answer_done(&k.a);
    return rc;
}

/* ---- asked and not kept ---- */

/* The phone's clock against ours: whoever reads the bundle can judge its times. */
static int log_clock(struct mk_run *r, const struct mk_clock *before, const struct mk_clock *after,
                     double phone_s, struct mk_error *e)
{
    r->offset_s = (int64_t)phone_s - after->wall_us / 1000000;
    const struct mk_fact facts[] = {
        MK_FACT_NUM("kit_wall_us", after->wall_us),
        MK_FACT_NUM("round_trip_us", after->mono_us - before->mono_us),
        MK_FACT_STR("kit_clock", after->trusted ? "trusted" : "doubtful"),
        MK_FACT_NUM("phone_s", (int64_t)phone_s),
        MK_FACT_NUM("offset_s", r->offset_s),
    };
    return mk_run_act(r, "clock", facts, 5, false, e);
}

/* The same answer tells the clock: read on each connection, as identity is. */
int mk_run_ios_identity(struct mk_identity *id, struct mk_run *r, struct mk_error *e)
{
    struct mk_ios_state now;
    struct mk_buf answer;
    mk_buf_init(&answer, (size_t)1 << 20);
    mk_ios_state_init(&now);
    struct mk_clock before = mk_clock_read();
    int rc = mk_run_ask(&answer, r, LOCKDOWN, e);
    struct mk_clock after = mk_clock_read();
    if (rc == 0) {
        mk_ios_identity_read(id, mk_buf_span(&answer));
        mk_ios_state_read(&now, LOCKDOWN, mk_buf_span(&answer));
        snprintf(r->ios.version, sizeof r->ios.version, "%s", now.version);
        r->ios.major = now.major;
    }
    if (rc == 0 && now.time_s > 0)
        rc = log_clock(r, &before, &after, now.time_s, e);
    mk_buf_done(&answer);
    return rc;
}

/* The documents of apps are asked for by their names: where apps are out of scope, of this answer
 * nothing is kept. */
int mk_run_ios_find_apps(struct mk_run *r, struct mk_error *e)
{
    struct mk_buf answer;
    if (r->ios_apps.known || mk_exhibit_is_offline(r->x))
        return 0;
    mk_buf_init(&answer, ANSWER_MAX);
    int rc = mk_run_ask(&answer, r, "apps", e);
    if (rc == 0)
        rc = learn(r, "apps", mk_buf_span(&answer), e);
    mk_buf_done(&answer);
    return rc;
}
