#include "firmware/daemon/inside.h"

#define ANSWER_MAX ((size_t)2 << 20)

static void begin(struct mk_answer *a)
{
    mk_buf_init(&a->b, ANSWER_MAX);
    a->j = mk_json(&a->b);
    mk_json_open(&a->j, '{');
}

static void put_id(struct mk_answer *a, const struct mk_ask *ask, bool ok)
{
    mk_json_key(&a->j, "id");
    if (ask->id < 0)
        mk_json_null(&a->j);
    else
        mk_json_int(&a->j, ask->id);
    mk_json_kv_bool(&a->j, "ok", ok);
}

void mk_answer_begin(struct mk_answer *a, const struct mk_ask *ask)
{
    begin(a);
    put_id(a, ask, true);
}

static void send_it(struct mk_daemon *d, struct mk_answer *a, const struct mk_ask *ask)
{
    mk_json_close(&a->j, '}');
    if (mk_buf_ok(&a->b)) {
        mk_ipc_send(d->ipc, ask->conn, mk_buf_span(&a->b));
    } else if (ask->id >= 0) {
        struct mk_buf b;
        mk_buf_init(&b, 256);
        mk_buf_printf(&b, "{\"id\":%lld,\"ok\":false,\"code\":\"limit\",\"text\":\"too large\"}",
                      (long long)ask->id);
        mk_ipc_send(d->ipc, ask->conn, mk_buf_span(&b));
        mk_buf_done(&b);
    }
    explicit_bzero(a->b.p, a->b.cap); /* a session's token, a phrase */
    mk_buf_done(&a->b);
}

void mk_answer_send(struct mk_daemon *d, struct mk_answer *a, const struct mk_ask *ask)
{
    send_it(d, a, ask);
}

void mk_answer_ok(struct mk_daemon *d, const struct mk_ask *ask)
{
    struct mk_answer a;
    mk_answer_begin(&a, ask);
    mk_answer_send(d, &a, ask);
}

void mk_answer_case(struct mk_daemon *d, const struct mk_call *c)
{
    struct mk_answer a;
    mk_answer_begin(&a, &c->ask);
    mk_json_key(&a.j, "case");
    mk_json_open(&a.j, '{');
    mk_cases_full(&a.j, c->x, c->session->officer);
    mk_json_close(&a.j, '}');
    mk_answer_send(d, &a, &c->ask);
}

void mk_answer_refusal(struct mk_daemon *d, const struct mk_ask *ask, const struct mk_refusal *r)
{
    struct mk_answer a;
    begin(&a);
    put_id(&a, ask, false);
    mk_json_kv_str(&a.j, "code", mk_ipc_code_word(r->code));
    mk_json_kv_str(&a.j, "text", r->text);
    if (r->retry_s >= 0)
        mk_json_kv_int(&a.j, "retry_s", r->retry_s);
    if (r->is)
        mk_json_kv_str(&a.j, "is", r->is);
    if (r->part[0]) {
        mk_json_kv_str(&a.j, "part", r->part);
        mk_json_kv_str(&a.j, "field", r->field);
    }
    send_it(d, &a, ask);
}

int mk_refuse_error(struct mk_refusal *r, const struct mk_error *e)
{
    enum mk_ipc_code code = MK_IPC_FAILED;
    switch (e->code) {
    case MK_EUSAGE:
        code = MK_IPC_USAGE;
        break;
    case MK_ESTATE:
        code = MK_IPC_STATE;
        break;
    case MK_EABSENT:
        code = MK_IPC_NOT_FOUND;
        break;
    case MK_ELIMIT:
        code = MK_IPC_LIMIT;
        break;
    case MK_ENOSPC:
    case MK_EIO:
        code = MK_IPC_STORE;
        break;
    case MK_EREFUSED:
    case MK_EAUTH:
        code = MK_IPC_FORBIDDEN;
        break;
    case MK_OK:
    case MK_ENOMEM:
    case MK_EFORMAT:
    case MK_EPROTO:
    case MK_ETIMEOUT:
    case MK_ECLOSED:
        break;
    }
    return mk_refuse(r, code, "%s", e->text);
}

void mk_event_begin(struct mk_answer *a, const char *event)
{
    begin(a);
    mk_json_kv_str(&a->j, "event", event);
}

void mk_event_send(struct mk_daemon *d, struct mk_answer *a, uint64_t session)
{
    mk_json_close(&a->j, '}');
    if (mk_buf_ok(&a->b) && d->ipc)
        mk_ipc_event(d->ipc, session, mk_buf_span(&a->b));
    mk_buf_done(&a->b);
}

void mk_event_send_of(struct mk_daemon *d, struct mk_answer *a, const char *officer)
{
    const struct mk_session *s;
    mk_json_close(&a->j, '}');
    for (size_t i = 0; mk_buf_ok(&a->b) && d->ipc && (s = mk_sessions_at(d->sessions, i)); i++) {
        const struct mk_officer *x = mk_officers_find(d->officers, s->officer);
        if (x && (x->admin || !strcmp(x->id, officer)))
            mk_ipc_event(d->ipc, s->number, mk_buf_span(&a->b));
    }
    mk_buf_done(&a->b);
}
