#include "firmware/daemon/inside.h"
#include <assert.h>

/* From a line to the word's function: who asks, whether that may be, in which state. */

static const struct {
    const char *word;
    mk_word_fn *fn;
} functions[] = {
    { "hello", mk_do_hello },
    { "store-new", mk_do_store_new },
    { "store-open", mk_do_store_open },
    { "officer-add", mk_do_officer_add },
    { "sign-in", mk_do_sign_in },
    { "sign-in-key", mk_do_sign_in_key },
    { "key-stop", mk_do_key_stop },
    { "keys", mk_do_keys },
    { "key-add", mk_do_key_add },
    { "key-drop", mk_do_key_drop },
    { "sign-out", mk_do_sign_out },
    { "watch", mk_do_watch },
    { "officer-pin", mk_do_officer_pin },
    { "officers", mk_do_officers },
    { "selftest", mk_do_selftest },
    { "cases", mk_do_cases },
    { "case", mk_do_case },
    { "case-new", mk_do_case_new },
    { "case-set", mk_do_case_set },
    { "case-drop", mk_do_case_drop },
    { "preset", mk_do_preset },
    { "plan", mk_do_plan },
    { "phones", mk_do_phones },
    { "guide", mk_do_guide },
    { "start", mk_do_start },
    { "stop", mk_do_stop },
    { "resume", mk_do_resume },
    { "keep", mk_do_keep },
    { "until-full", mk_do_until_full },
    { "answer", mk_do_answer },
    { "backup-password", mk_do_backup_password },
    { "glance", mk_do_glance },
    { "result", mk_do_result },
    { "handover", mk_do_handover },
    { "withdraw", mk_do_withdraw },
    { "wipe", mk_do_wipe },
    { "log", mk_do_log },
    { "sticks", mk_do_sticks },
    { "copy-out", mk_do_copy_out },
};

mk_word_fn *mk_word_function(const char *word)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (!strcmp(functions[i].word, word))
            return functions[i].fn;
    return NULL;
}

/* The officer of the session; one that is gone meanwhile has none. */
static int who(struct mk_daemon *d, struct mk_call *c, struct mk_refusal *r)
{
    /* A page greets by itself: nobody's use of the session. */
    if (!c->q->session[0] || !strcmp(c->q->word->name, "hello"))
        return c->q->word->needs == MK_NEEDS_NOTHING
                   ? 0
                   : mk_refuse(r, MK_IPC_SESSION, "somebody has to sign in first");
    c->session = mk_sessions_find(d->sessions, c->q->session, !c->q->by_itself);
    c->officer = c->session ? mk_officers_find(d->officers, c->session->officer) : NULL;
    if (!c->officer && c->q->word->needs != MK_NEEDS_NOTHING)
        return mk_refuse(r, MK_IPC_SESSION, "the session has ended");
    return 0;
}

static bool before_store(const struct mk_ipc_word *w)
{
    return !strcmp(w->name, "hello") || !strncmp(w->name, "store-", 6);
}

/* A second one that acts on a case takes it over, and the first is told. */
static int take_over(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_case *x = c->x;
    struct mk_error e = { 0 };
    uint64_t was = x->holder;
    if (was == c->session->number)
        return 0;
    if (!mk_sessions_numbered(d->sessions, was)) {
        x->holder = c->session->number;
        return 0;
    }
    if (mk_cases_act(d->cases, x, "taken-over", c->officer->id, mk_str(NULL), &e))
        return mk_refuse_error(r, &e);
    x->holder = c->session->number;
    struct mk_answer a;
    mk_event_begin(&a, "taken-over");
    mk_json_kv_str(&a.j, "case", x->id);
    mk_json_key(&a.j, "by");
    mk_json_open(&a.j, '{');
    mk_json_kv_str(&a.j, "id", c->officer->id);
    mk_json_kv_str(&a.j, "name", c->officer->name);
    mk_json_close(&a.j, '}');
    mk_event_send(d, &a, was);
    return 0;
}

static int which_case(struct mk_daemon *d, struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    c->x = mk_cases_find(d->cases, mk_request_str(c->q, "case"));
    if (!c->x)
        return mk_refuse(r, MK_IPC_NOT_FOUND, "no such case");
    assert(c->officer); /* words about cases need a session */
    if (!c->officer->admin && strcmp(c->x->officer, c->officer->id) != 0)
        return mk_refuse(r, MK_IPC_FORBIDDEN, "another officer's case");
    if (!(c->q->word->states >> c->x->state & 1u)) {
        mk_refuse(r, MK_IPC_STATE, "not while the case is %s", mk_cases_state_word(c->x->state));
        r->is = mk_cases_state_word(c->x->state);
        return -1;
    }
    if (mk_cases_load(c->x, &e))
        return mk_refuse_error(r, &e);
    return c->q->word->needs == MK_NEEDS_HAND ? take_over(d, c, r) : 0;
}

static int call(struct mk_daemon *d, struct mk_call *c, struct mk_refusal *r)
{
    const struct mk_ipc_word *w = c->q->word;
    bool opened = d->cases && d->store.state != MK_STORE_FAILED; /* failed: perhaps half open */
    if (!opened && !before_store(w)) {
        mk_refuse(r, MK_IPC_STORE, "the store is not open");
        r->is = mk_store_word(d);
        return -1;
    }
    if (opened && who(d, c, r))
        return -1;
    if (w->needs >= MK_NEEDS_CASE && which_case(d, c, r))
        return -1;
    return mk_word_function(w->name)(d, c, r);
}

bool mk_take_line(void *u, uint64_t conn, struct mk_span line)
{
    struct mk_daemon *d = u;
    struct mk_request q;
    struct mk_refusal r;
    bool fatal;
    int rc = mk_request_read(&q, line, &fatal, &r);
    struct mk_call c = { .ask = { conn, q.id }, .q = &q };
    if (rc == 0)
        rc = call(d, &c, &r);
    if (rc)
        mk_answer_refusal(d, &c.ask, &r);
    /* By its name: the word may have dropped it. */
    if (c.x && d->cases) {
        struct mk_case *x = mk_cases_find(d->cases, mk_request_str(&q, "case"));
        if (x)
            mk_cases_unload(x);
    }
    mk_request_done(&q);
    return !fatal;
}

void mk_take_too_long(void *u, uint64_t conn)
{
    struct mk_refusal r;
    const struct mk_ask ask = { conn, -1 };
    mk_refuse(&r, MK_IPC_USAGE, "a line of more than %zu bytes", MK_IPC_LINE);
    mk_answer_refusal(u, &ask, &r);
}
