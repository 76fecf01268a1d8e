/* The words about hardware keys. */
#include "firmware/daemon/inside.h"
#include <stdlib.h>

/* What waits for a PIN to be looked at. */
struct key_wait {
    struct mk_daemon *d;
    struct mk_ask ask;
    uint64_t session;
    char key[MK_KEY_PRINT]; /* that goes; "": one is added */
    char of[MK_OFFICER_ID]; /* whose it is */
};

int mk_do_sign_in_key(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    const char *id = mk_request_str(c->q, "officer");
    const struct mk_officer *x = mk_officers_find(d->officers, id);
    if (!x)
        return mk_refuse(r, MK_IPC_NOT_FOUND, "no such officer");
    if (mk_officer_locked_s(d->officers, x) > 0) {
        mk_fail(&e, MK_EREFUSED, "locked after wrong PINs");
        return mk_refuse_pin(d, id, &e, r);
    }
    if (!x->nkeys)
        return mk_refuse(r, MK_IPC_NOT_FOUND, "that officer has no key");
    return mk_key_try(d, &c->ask, MK_KEY_SIGN_IN, id, 0, &e) ? mk_refuse_error(r, &e) : 0;
}

int mk_do_key_stop(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    (void)r;
    mk_key_try_stop(d, mk_request_str(c->q, "officer"));
    mk_answer_ok(d, &c->ask);
    return 0;
}

/* Whose keys are meant; NULL: refused. */
static const struct mk_officer *whose(const struct mk_daemon *d, const struct mk_call *c,
                                      struct mk_refusal *r)
{
    const char *id = mk_request_str(c->q, "officer");
    const struct mk_officer *x = id ? mk_officers_find(d->officers, id) : c->officer;
    if (x != c->officer && !c->officer->admin) {
        mk_refuse(r, MK_IPC_FORBIDDEN, "another officer's keys");
        return NULL;
    }
    if (!x)
        mk_refuse(r, MK_IPC_NOT_FOUND, "no such officer");
    return x;
}

int mk_do_keys(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_answer a;
    char print[MK_KEY_PRINT];
    struct mk_error e = { 0 };
    const struct mk_officer *x = whose(d, c, r);
    if (!x)
        return -1;
    mk_answer_begin(&a, &c->ask);
    mk_json_key(&a.j, "keys");
    mk_json_open(&a.j, '[');
    for (size_t i = 0; i < x->nkeys; i++) {
        const struct mk_key *k = &x->keys[i];
        if (mk_key_print(print, k, &e))
            continue;
        mk_json_open(&a.j, '{');
        mk_json_kv_str(&a.j, "key", print);
        mk_json_kv_iso(&a.j, "made", k->made_s * 1000000, 0);
        mk_json_close(&a.j, '}');
    }
    mk_json_close(&a.j, ']');
    mk_json_kv_uint(&a.j, "most", MK_KEYS_MAX);
    mk_answer_send(d, &a, &c->ask);
    return 0;
}

/* By `id`. A key that an administrator takes away may be in other hands, and so a session. */
static int drop(struct key_wait *w, const char *id, struct mk_error *e)
{
    struct mk_buf more;
    bool own = !strcmp(w->of, id);
    if (mk_officers_key_drop(w->d->officers, w->of, w->key, e))
        return -1;
    mk_buf_init(&more, 200);
    mk_buf_printf(&more, "\"key\":\"%s\"", w->key);
    if (!own)
        mk_buf_printf(&more, ",\"by\":\"%s\"", id);
    mk_access_more(w->d, "key-dropped", w->of, mk_buf_span(&more));
    mk_buf_done(&more);
    if (!own)
        mk_sessions_end_of(w->d->sessions, w->of, w->session, "administrator");
    mk_answer_ok(w->d, &w->ask);
    return 0;
}

static void done(void *u, enum mk_pin_result result, const char *id, const struct mk_error *why)
{
    struct key_wait *w = u;
    struct mk_error e = { 0 };
    struct mk_refusal r;
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
        rc =
            w->key[0] ? drop(w, id, &e) : mk_key_try(w->d, &w->ask, MK_KEY_ADD, id, w->session, &e);
        break;
    }
    if (rc) {
        mk_refuse_error(&r, &e);
        mk_answer_refusal(w->d, &w->ask, &r);
    }
    free(w);
}

static int with_pin(struct mk_daemon *d, const struct mk_call *c, const char *key, const char *of,
                    struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    const char *id = c->officer->id;
    struct key_wait *w = calloc(1, sizeof *w);
    if (!w)
        return mk_refuse(r, MK_IPC_FAILED, "no memory");
    w->d = d;
    w->ask = c->ask;
    w->session = c->session->number;
    memcpy(w->key, key, strlen(key) + 1);
    memcpy(w->of, of, strlen(of) + 1); /* mk_is_officer_id() */
    if (mk_officers_check(d->officers, id, mk_request_str(c->q, "pin"), done, w, &e)) {
        free(w);
        return mk_refuse_pin(d, id, &e, r);
    }
    return 0;
}

int mk_do_key_add(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    if (c->officer->nkeys == MK_KEYS_MAX)
        return mk_refuse(r, MK_IPC_LIMIT, "no more than %u keys", MK_KEYS_MAX);
    return with_pin(d, c, "", c->officer->id, r);
}

int mk_do_key_drop(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    const char *key = mk_request_str(c->q, "key");
    const struct mk_officer *x = whose(d, c, r);
    if (!x)
        return -1;
    if (strlen(key) >= MK_KEY_PRINT)
        return mk_refuse(r, MK_IPC_NOT_FOUND, "no such key");
    return with_pin(d, c, key, x->id, r);
}
