#include "firmware/acquire/events.h"
#include "firmware/acquire/examine.h"
#include "firmware/plan/questions.h"
#include "firmware/worker/phone.h"
#include "parsers/base/cursor.h"
#include <stdio.h>

/* What the phone's own tools are asked: see firmware/plan/questions.h. */

#define ROUTE      "adb:shell"
#define HEAD_BYTES ((size_t)64 << 10)
#define STATE_MOST ((uint64_t)16 << 20) /* bytes of one answer */
#define DUMP_MOST  ((uint64_t)256 << 20)

struct asker {
    struct mk_run *r;
    const struct mk_question *q;
    const struct mk_user *user; /* NULL: not asked for one */
    bool controlled;
    struct mk_answer a;
    struct mk_buf command, head, err;
    struct mk_examine examine;
    bool examined; /* what may stop the run was looked at */
    char artefact[64], file[96];
};

static int run_text(struct mk_answer *a, struct mk_run *r, const char *text, struct mk_buf *head,
                    struct mk_error *e)
{
    const struct mk_command c = { .text = mk_str(text),
                                  .route = mk_str(ROUTE),
                                  .how = { .role = MK_ROLE_FILE } };
    return mk_run_command(a, r, &c, head, e);
}

/* ---- the clock ---- */

/* Seconds since 1970 out of the answer to `date +%s`: digits and a line end, or -1. */
static int64_t seconds_of(struct mk_span s)
{
    int64_t v = 0;
    size_t i = 0;
    for (; i < s.len && i < 11 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        v = v * 10 + (s.p[i] - '0');
    return i > 0 && i < s.len && (s.p[i] == '\n' || s.p[i] == '\r') ? v : -1;
}

/* What the phone's clock says now. A resumed run has the answer of the one before; that is looked
 * at again, as all answers are, and the clock is read anew. */
static int phone_clock(int64_t *seconds, struct mk_run *r, struct mk_answer *a, struct mk_error *e)
{
    static const char date[] = "date +%s";
    struct mk_buf head;
    bool again = mk_bundle_state(r->b, r->next_number) == MK_OBJECT_WHOLE;
    mk_buf_init(&head, 64);
    int rc = run_text(a, r, date, &head, e);
    if (rc == 0 && again) {
        const struct mk_fact facts[] = { MK_FACT_STR("command", date) };
        mk_buf_clear(&head);
        rc = mk_run_act(r, "command", facts, 1, false, e);
        if (rc == 0)
            rc = mk_exhibit_text(a, r->x, mk_str(date), &head, e);
    }
    *seconds = seconds_of(mk_buf_span(&head));
    mk_buf_done(&head);
    return rc;
}

/* The phone's clock against ours: whoever reads the bundle can judge its times. */
static int read_clock(struct mk_run *r, struct mk_answer *a, struct mk_error *e)
{
    int64_t phone;
    struct mk_clock before = mk_clock_read();
    if (phone_clock(&phone, r, a, e))
        return -1;
    struct mk_clock after = mk_clock_read();
    const struct mk_fact facts[] = {
        MK_FACT_NUM("kit_wall_us", after.wall_us),
        MK_FACT_NUM("round_trip_us", after.mono_us - before.mono_us),
        MK_FACT_STR("kit_clock", after.trusted ? "trusted" : "doubtful"),
        MK_FACT_NUM("phone_s", phone),
        MK_FACT_NUM("offset_s", phone - after.wall_us / 1000000),
    };
    if (phone >= 0)
        r->offset_s = phone - after.wall_us / 1000000;
    return mk_run_act(r, "clock", facts, phone < 0 ? 4 : 5, false, e);
}

/* ---- one question ---- */

static void name_it(struct asker *k)
{
    static const char mark[] = "{user}";
    const char *at = strstr(k->q->command, mark);
    snprintf(k->artefact, sizeof k->artefact, "%s%s", MK_QUESTION_ARTEFACT, k->q->name);
    mk_buf_clear(&k->command);
    if (k->user && at) {
        mk_buf_put(&k->command, k->q->command, (size_t)(at - k->q->command));
        mk_buf_printf(&k->command, "%u%s", k->user->number, at + sizeof mark - 1);
        snprintf(k->file, sizeof k->file, "shell/user/%u/%s.%s", k->user->number, k->q->name,
                 k->q->ext ? k->q->ext : "txt");
    } else {
        mk_buf_puts(&k->command, k->q->command);
        snprintf(k->file, sizeof k->file, "shell/%s.%s", k->q->name, k->q->ext ? k->q->ext : "txt");
    }
}

static int cover(struct asker *k, const struct mk_judged *j, int64_t taken, struct mk_error *e)
{
    const struct mk_coverage c = {
        .artefact = k->artefact,
        .route = ROUTE,
        .where = mk_buf_cstr(&k->command),
        .profile = k->user ? k->user->text : NULL,
        .state = j->state,
        .seen = MK_COVER_NONE,
        .taken = taken,
        .records = MK_COVER_NONE,
        .issues = MK_COVER_NONE,
        .control = j->control,
        .why = j->why,
        .proven_on = "simulated",
    };
    return mk_run_cover(k->r, &c, e);
}

static struct mk_span read_as(void *u, const struct mk_reply *reply)
{
    const struct asker *k = u;
    enum mk_cover state = mk_judge(k->q, reply, k->controlled).state;
    return mk_str(state == MK_COVER_FOUND || state == MK_COVER_RESTRICTED ? k->file : "");
}

/* An answer that ended early: there is none. */
static struct mk_judged none(const struct asker *k)
{
    return (struct mk_judged){ k->a.status == MK_PH_REFUSED ? MK_COVER_REFUSED : MK_COVER_FAILED,
                               k->a.why[0] ? k->a.why : "no whole answer", NULL };
}

static int ask(struct asker *k, bool *answered, struct mk_error *e)
{
    const struct mk_command c = {
        .text = mk_buf_span(&k->command),
        .route = mk_str(ROUTE),
        .how = { .role = MK_ROLE_FILE, .timeout_s = k->q->timeout_s },
        .most = k->q->state ? STATE_MOST : DUMP_MOST,
        .err = &k->err,
        .as = read_as,
        .as_u = k,
    };
    uint64_t before = k->r->result.bytes;
    mk_buf_clear(&k->head);
    mk_buf_clear(&k->err);
    if (mk_run_command(&k->a, k->r, &c, &k->head, e))
        return -1;
    const struct mk_reply reply = { mk_buf_span(&k->head), mk_buf_span(&k->err),
                                    k->r->result.bytes - before, k->a.exit_code };
    struct mk_judged j = k->a.status == MK_PH_OK ? mk_judge(k->q, &reply, k->controlled) : none(k);
    *answered = *answered || j.state == MK_COVER_FOUND;
    if (j.state == MK_COVER_FOUND)
        mk_examine_note(&k->examine, k->q->name, mk_buf_span(&k->head));
    return cover(k, &j, j.state == MK_COVER_FOUND || j.state == MK_COVER_RESTRICTED, e);
}

/* ---- what the rest of the run goes by ---- */

static unsigned level_of(struct mk_span s)
{
    unsigned v = 0;
    for (size_t i = 0; i < s.len && i < 3 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        v = v * 10 + (s.p[i] - '0');
    return v;
}

/* An employer's part of the phone, in the ledger by its profile. */
static int leave_profile(struct mk_run *r, struct mk_user *u, struct mk_error *e)
{
    const struct mk_coverage c = {
        .artefact = "android.profile",
        .route = ROUTE,
        .profile = u->text,
        .state = MK_COVER_OUT_OF_SCOPE,
        .why = "a work profile, and the scope does not say \"managed\": not looked at",
    };
    u->left_out = true;
    return mk_run_cover_untaken(r, &c, e);
}

static int learn_users(struct mk_run *r, struct mk_span answer, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR(
        "issue", "more users than are asked for: the rest of them is not looked at") };
    mk_users_read(&r->users, answer);
    for (size_t i = 0; i < r->users.n; i++) {
        struct mk_user *u = &r->users.all[i];
        if (u->flags & MK_USER_MANAGED && !r->authority->scope.managed && leave_profile(r, u, e))
            return -1;
    }
    return r->users.more ? mk_run_act(r, "users", facts, 1, false, e) : 0;
}

static int learn(struct asker *k, struct mk_error *e)
{
    if (!strcmp(k->q->name, "sdk"))
        k->r->level = level_of(mk_buf_span(&k->head));
    if (!strcmp(k->q->name, "volumes"))
        mk_cards_read(&k->r->cards, mk_buf_span(&k->head));
    return strcmp(k->q->name, "users") ? 0 : learn_users(k->r, mk_buf_span(&k->head), e);
}

/* ---- all of them ---- */

static bool is_answered(const struct mk_run *r, const char *name)
{
    const struct mk_question *q;
    for (size_t i = 0; name && (q = mk_question_at(i)) && i < MK_QUESTIONS_MAX; i++)
        if (r->answered[i] && !strcmp(q->name, name))
            return true;
    return false;
}

/* Not asked: the ledger says why. */
static int leave_out(struct asker *k, enum mk_cover state, const char *why, struct mk_error *e)
{
    const struct mk_judged j = { state, why, NULL };
    return cover(k, &j, 0, e);
}

static int of_users(struct asker *k, bool *answered, struct mk_error *e)
{
    for (size_t i = 0; i < k->r->users.n; i++) {
        k->user = &k->r->users.all[i];
        name_it(k);
        if (!k->user->left_out && ask(k, answered, e))
            return -1;
    }
    return 0;
}

/* Another row of its name is the one for this phone. */
static bool fits_otherwise(const struct mk_question *q, unsigned level)
{
    const struct mk_question *other;
    for (size_t i = 0; (other = mk_question_at(i)); i++)
        if (other != q && !strcmp(other->name, q->name) && mk_question_fits(other, level))
            return true;
    return false;
}

static int one(struct asker *k, bool *answered, struct mk_error *e)
{
    const char *why = mk_plan_leaves_out(k->r->authority, MK_ANDROID, k->q);
    k->user = NULL;
    name_it(k);
    if (!mk_question_fits(k->q, k->r->level) && fits_otherwise(k->q, k->r->level))
        return 0;
    if (why)
        return leave_out(k, MK_COVER_OUT_OF_SCOPE, why, e);
    if (!mk_question_fits(k->q, k->r->level))
        return leave_out(k, MK_COVER_ABSENT, "not in this version of Android; not asked", e);
    k->controlled = is_answered(k->r, k->q->control);
    if (mk_question_is_per_user(k->q))
        return of_users(k, answered, e);
    const struct mk_fact change[] = { MK_FACT_TEXT("command", mk_buf_span(&k->command)),
                                      MK_FACT_STR("what", "the phone is busy for minutes, may "
                                                          "vibrate, and logs it") };
    if (k->q->wish && mk_run_act(k->r, "change", change, 2, true, e))
        return -1;
    return ask(k, answered, e) || learn(k, e) ? -1 : 0;
}

/* Before anything but what tells whether it may go on. */
static int examine_once(struct asker *k, struct mk_error *e)
{
    if (k->examined || !k->q->state)
        return 0;
    k->examined = true;
    return mk_examine_tell(k->r, &k->examine, e);
}

static int all_of(struct asker *k, bool state, struct mk_error *e)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < MK_QUESTIONS_MAX && (k->q = mk_question_at(i)); i++) {
        if (k->q->state != state)
            continue;
        rc = k->q->always ? 0 : examine_once(k, e);
        if (rc == 0)
            rc = one(k, &k->r->answered[i], e);
        mk_progress_step(&k->r->progress, 1, 0);
    }
    return rc;
}

static int run_questions(struct mk_run *r, bool state, struct mk_error *e)
{
    struct asker k = { .r = r };
    mk_answer_init(&k.a);
    mk_buf_init(&k.command, 1024);
    mk_buf_init(&k.head, HEAD_BYTES);
    mk_buf_init(&k.err, 4096);
    mk_examine_init(&k.examine);
    mk_progress_start(&r->progress, state ? "device" : "system services", 0);
    if (!r->users.n)
        mk_users_read(&r->users, mk_str(""));
    int rc = all_of(&k, state, e);
    bool clock = mk_plan_wants(r->authority, "device") || mk_scope_by_time(&r->authority->scope);
    clock = clock && !mk_exhibit_is_offline(r->x);
    if (rc == 0 && state && clock)
        rc = read_clock(r, &k.a, e);
    if (rc == 0 && state)
        rc = mk_examine_tell(r, &k.examine, e);
    mk_progress_end(&r->progress);
    mk_buf_done(&k.command);
    mk_buf_done(&k.head);
    mk_buf_done(&k.err);
    mk_examine_done(&k.examine);
    mk_answer_done(&k.a);
    return rc;
}

int mk_run_device(struct mk_run *r, struct mk_error *e)
{
    return run_questions(r, true, e);
}

int mk_run_services(struct mk_run *r, struct mk_error *e)
{
    return run_questions(r, false, e);
}
