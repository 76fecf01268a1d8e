#include "firmware/daemon/inside.h"
#include <stdlib.h>

/* What waits for a PIN to be looked at. */
enum pin_for { FOR_SIGN_IN, FOR_ADD, FOR_PIN, FOR_OLD };
struct pin_wait {
    struct mk_daemon *d;
    struct mk_ask ask;
    enum pin_for what;
    uint64_t session; /* who asked, by number; 0: none */
    char pin[16];     /* FOR_OLD: the new one */
};

static void free_wait(struct pin_wait *w)
{
    explicit_bzero(w, sizeof *w);
    free(w);
}

static struct pin_wait *make_wait(struct mk_daemon *d, const struct mk_call *c, enum pin_for what,
                                  struct mk_refusal *r)
{
    struct pin_wait *w = calloc(1, sizeof *w);
    if (!w) {
        mk_refuse(r, MK_IPC_FAILED, "no memory");
        return NULL;
    }
    w->d = d;
    w->ask = c->ask;
    w->what = what;
    w->session = c->session ? c->session->number : 0;
    return w;
}

int mk_refuse_pin(struct mk_daemon *d, const char *id, const struct mk_error *e,
                  struct mk_refusal *r)
{
    const struct mk_officer *x = mk_officers_find(d->officers, id);
    if (e->code == MK_EREFUSED && x) {
        mk_refuse(r, MK_IPC_LOCKED, "%s", e->text);
        r->retry_s = mk_officer_locked_s(d->officers, x);
    } else if (e->code == MK_ELIMIT) {
        mk_refuse(r, MK_IPC_BUSY, "%s", e->text);
    } else {
        mk_refuse_error(r, e);
    }
    return -1;
}

static void tell_locked(struct mk_daemon *d, const struct mk_officer *x)
{
    struct mk_answer a;
    mk_event_begin(&a, "officer");
    mk_json_kv_str(&a.j, "officer", x->id);
    mk_json_kv_int(&a.j, "locked_s", mk_officer_locked_s(d->officers, x));
    mk_event_send(d, &a, 0);
}

void mk_answer_wrong_pin(struct mk_daemon *d, const struct mk_ask *ask, const char *id)
{
    struct mk_refusal r;
    const struct mk_officer *x = mk_officers_find(d->officers, id);
    int64_t locked_s = x ? mk_officer_locked_s(d->officers, x) : 0;
    mk_access(d, "wrong-pin", id);
    mk_refuse(&r, MK_IPC_PIN, "the PIN is wrong");
    if (locked_s)
        r.retry_s = locked_s;
    mk_answer_refusal(d, ask, &r);
    if (x && mk_officer_tried_hard(d->officers, x))
        tell_locked(d, x);
}

int mk_answer_session(struct mk_daemon *d, const struct mk_ask *ask, const char *act,
                      const char *id, struct mk_span more, struct mk_error *e)
{
    struct mk_answer a;
    const struct mk_session *s;
    const struct mk_officer *x = mk_officers_find(d->officers, id);
    if (mk_sessions_add(&s, d->sessions, id, e))
        return -1;
    mk_access_more(d, act, id, more);
    mk_answer_begin(&a, ask);
    mk_json_kv_str(&a.j, "session", s->token);
    mk_json_key(&a.j, "officer");
    mk_json_open(&a.j, '{');
    mk_json_kv_str(&a.j, "id", id);
    mk_json_kv_str(&a.j, "name", x->name);
    mk_json_kv_bool(&a.j, "admin", x->admin);
    mk_json_close(&a.j, '}');
    mk_json_kv_int(&a.j, "idle_s", MK_SESSION_IDLE_S);
    mk_answer_send(d, &a, ask);
    return 0;
}

static void done(void *u, enum mk_pin_result result, const char *id, const struct mk_error *why);

/* The old PIN was right: now the new one, under the same wait. */
static int set_new(struct pin_wait *w, const char *id, struct mk_error *e)
{
    w->what = FOR_PIN;
    int rc = mk_officers_set(w->d->officers, id, NULL, false, w->pin, done, w, e);
    explicit_bzero(w->pin, sizeof w->pin);
    return rc;
}

static int right_pin(struct pin_wait *w, const char *id, bool *more, struct mk_error *e)
{
    struct mk_daemon *d = w->d;
    switch (w->what) {
    case FOR_SIGN_IN:
        return mk_answer_session(d, &w->ask, "signed-in", id, mk_str(NULL), e);
    case FOR_OLD:
        *more = true;
        return set_new(w, id, e);
    case FOR_ADD:
    case FOR_PIN:
        mk_access(d, w->what == FOR_ADD ? "officer-added" : "pin-set", id);
        mk_store_forget(d);
        if (w->what == FOR_PIN)
            mk_sessions_end_of(d->sessions, id, w->session, "pin");
        mk_answer_ok(d, &w->ask);
        break;
    }
    return 0;
}

static void done(void *u, enum mk_pin_result result, const char *id, const struct mk_error *why)
{
    struct pin_wait *w = u;
    struct mk_error e = { 0 };
    struct mk_refusal r;
    bool more = false;
    int rc = 0;
    switch (result) {
    case MK_PIN_WRONG:
        mk_answer_wrong_pin(w->d, &w->ask, id);
        break;
    case MK_PIN_FAILED:
        e = *why;
        rc = -1;
        break;
    case MK_PIN_RIGHT:
        rc = right_pin(w, id, &more, &e);
        break;
    }
    if (rc) {
        mk_refuse_error(&r, &e);
        mk_answer_refusal(w->d, &w->ask, &r);
    }
    if (rc || !more)
        free_wait(w);
}

int mk_do_sign_in(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    const char *id = mk_request_str(c->q, "officer");
    struct pin_wait *w = make_wait(d, c, FOR_SIGN_IN, r);
    if (!w)
        return -1;
    if (mk_officers_check(d->officers, id, mk_request_str(c->q, "pin"), done, w, &e)) {
        free_wait(w);
        return mk_refuse_pin(d, id, &e, r);
    }
    return 0;
}

/* The first one needs nobody and is an administrator; each further one is added by one. */
int mk_do_officer_add(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    bool first = mk_officers_count(d->officers) == 0;
    if (first && mk_officers_busy(d->officers)) /* there is one first */
        return mk_refuse(r, MK_IPC_BUSY, "the first officer is being added");
    if (!first && !c->officer)
        return mk_refuse(r, MK_IPC_SESSION, "somebody has to sign in first");
    if (!first && !c->officer->admin)
        return mk_refuse(r, MK_IPC_FORBIDDEN, "for administrators");
    struct pin_wait *w = make_wait(d, c, FOR_ADD, r);
    if (!w)
        return -1;
    if (mk_officers_set(d->officers, mk_request_str(c->q, "officer"), mk_request_str(c->q, "name"),
                        first || mk_request_bool(c->q, "admin"), mk_request_str(c->q, "pin"), done,
                        w, &e)) {
        free_wait(w);
        return mk_refuse_error(r, &e);
    }
    return 0;
}

int mk_do_officer_pin(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    const char *id = mk_request_str(c->q, "officer"), *old = mk_request_str(c->q, "old");
    const char *pin = mk_request_str(c->q, "pin");
    bool own = !strcmp(id, c->officer->id);
    if (!own && !c->officer->admin)
        return mk_refuse(r, MK_IPC_FORBIDDEN, "another officer's PIN");
    if (own && !old)
        return mk_refuse(r, MK_IPC_USAGE, "one's own needs \"old\"");
    struct pin_wait *w = make_wait(d, c, own ? FOR_OLD : FOR_PIN, r);
    if (!w)
        return -1;
    if (own)
        memcpy(w->pin, pin, strlen(pin) + 1); /* 12 digits at most */
    int rc = own ? mk_officers_check(d->officers, id, old, done, w, &e)
                 : mk_officers_set(d->officers, id, NULL, false, pin, done, w, &e);
    if (rc) {
        free_wait(w);
        return mk_refuse_pin(d, id, &e, r);
    }
    return 0;
}

int mk_do_sign_out(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    (void)r;
    mk_answer_ok(d, &c->ask);
    mk_sessions_end(d->sessions, c->session->number, "signed-out");
    return 0;
}
