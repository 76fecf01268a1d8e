#include "firmware/daemon/acts.h"
#include "firmware/daemon/compose.h"
#include "firmware/daemon/inside.h"
#include "parsers/base/hash.h"
#include <stdio.h>
#include <stdlib.h>

#define LOG_BYTES ((size_t)256 << 10) /* of one answer */
#define ACT_VALUE 2800u               /* bytes of a part's value that fit in an act */

int mk_do_cases(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_answer a;
    (void)r;
    mk_answer_begin(&a, &c->ask);
    mk_json_key(&a.j, "cases");
    mk_json_open(&a.j, '[');
    for (size_t i = mk_cases_count(d->cases); i-- > 0;) {
        const struct mk_case *x = mk_cases_at(d->cases, i);
        if (!c->officer->admin && strcmp(x->officer, c->officer->id) != 0)
            continue;
        mk_json_open(&a.j, '{');
        mk_cases_summary(&a.j, x, c->officer->id);
        mk_json_close(&a.j, '}');
    }
    mk_json_close(&a.j, ']');
    mk_answer_send(d, &a, &c->ask);
    return 0;
}

int mk_do_case(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    (void)r;
    mk_answer_case(d, c);
    return 0;
}

int mk_do_case_new(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_call with = *c;
    bool training = mk_request_bool(c->q, "training");
    if (d->o->training_only && !training)
        return mk_refuse(r, MK_IPC_FORBIDDEN, "this kit is for training only");
    if (mk_cases_make(&with.x, d->cases, training, c->officer->id, c->officer->name, &e) ||
        mk_cases_load(with.x, &e))
        return mk_refuse_error(r, &e);
    with.x->holder = c->session->number;
    mk_test_self(d);
    mk_answer_case(d, &with);
    struct mk_answer a;
    mk_event_begin(&a, "case");
    mk_json_key(&a.j, "case");
    mk_json_open(&a.j, '{');
    mk_cases_summary(&a.j, with.x, NULL);
    mk_json_close(&a.j, '}');
    mk_event_send_of(d, &a, with.x->officer);
    mk_cases_unload(with.x);
    return 0;
}

/* What was said goes into the log as well, as far as it fits; strokes of a pen never do. */
static int act_of_part(struct mk_daemon *d, const struct mk_call *c, const char *part,
                       const json_t *value, struct mk_error *e)
{
    struct mk_digest digest;
    char hex[MK_SHA256_HEX];
    struct mk_buf b;
    json_t *shown = json_copy((json_t *)(uintptr_t)value);
    char *whole = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    json_object_del(shown, "signature");
    char *text = json_dumps(shown, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    int rc = -1;
    mk_buf_init(&b, MK_ACT_LINE);
    if (!whole || !text) {
        mk_fail(e, MK_ENOMEM, "case");
        goto out;
    }
    if (mk_sha256_of(&digest, mk_str(whole), e))
        goto out;
    mk_digest_hex(hex, &digest);
    mk_buf_printf(&b, "\"part\":\"%s\",\"sha256\":\"%s\"", part, hex);
    if (strlen(text) <= ACT_VALUE)
        mk_buf_printf(&b, ",\"value\":%s", text);
    rc = mk_buf_ok(&b) ? mk_cases_act(d->cases, c->x, "said", c->officer->id, mk_buf_span(&b), e)
                       : mk_fail(e, MK_ENOMEM, "case");
out:
    mk_buf_done(&b);
    free(text);
    free(whole);
    json_decref(shown);
    return rc;
}

static int put_part(struct mk_case *x, const char *part, json_t *value, struct mk_error *e)
{
    json_t *parts = json_object_get(x->doc, "parts");
    if (json_is_null(value))
        json_object_del(parts, part);
    else if (json_object_set(parts, part, value))
        return mk_fail(e, MK_ENOMEM, "case");
    return 0;
}

/* draft and ready follow from what is said. */
static int follow(struct mk_daemon *d, const struct mk_call *c, struct mk_error *e)
{
    struct mk_buf b;
    int64_t until;
    struct mk_error none = { 0 };
    enum mk_case_state to = MK_CASE_DRAFT;
    mk_buf_init(&b, (size_t)64 << 10);
    if (mk_cases_is_ready(c->x) && mk_compose_authority(&b, &until, c->x, &none) == 0)
        to = MK_CASE_READY;
    mk_buf_done(&b);
    return to == c->x->state ? mk_cases_save(d->cases, c->x, e)
                             : mk_cases_become(d->cases, c->x, to, NULL, NULL, c->officer->id, e);
}

int mk_do_case_set(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    const char *part = mk_request_str(c->q, "part"), *source;
    json_t *value = mk_request_json(c->q, "value");
    if (c->x->begun) {
        mk_refuse(r, MK_IPC_STATE, "something was taken already");
        r->is = mk_cases_state_word(c->x->state);
        return -1;
    }
    if (!json_is_null(value) && mk_part_check(c->x, part, value, r))
        return -1;
    if (act_of_part(d, c, part, value, &e) || put_part(c->x, part, value, &e) || follow(d, c, &e))
        return mk_refuse_error(r, &e);
    if (!strcmp(part, "clock") && !mk_clock_trusts(d, &source))
        d->clock.confirmed = json_is_true(json_object_get(value, "agrees"));
    mk_answer_case(d, c);
    return 0;
}

int mk_do_case_drop(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_answer a;
    char id[MK_CASE_ID], officer[MK_OFFICER_ID];
    memcpy(id, c->x->id, sizeof id);
    snprintf(officer, sizeof officer, "%s", c->x->officer);
    if (mk_cases_drop(d->cases, c->x, &e))
        return mk_refuse_error(r, &e);
    mk_access(d, "case-dropped", c->officer->id);
    mk_event_begin(&a, "case-gone");
    mk_json_kv_str(&a.j, "case", id);
    mk_event_send_of(d, &a, officer);
    mk_answer_ok(d, &c->ask);
    return 0;
}

int mk_do_log(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_answer a;
    uint64_t next = 0;
    json_int_t from = json_integer_value(mk_request_json(c->q, "from"));
    mk_answer_begin(&a, &c->ask);
    mk_json_key(&a.j, "entries");
    mk_json_open(&a.j, '[');
    int rc = mk_acts_list(&a.j, c->x->dir, "operator.jsonl", from > 1 ? (uint64_t)from : 1,
                          LOG_BYTES, &next, &e);
    if (rc) {
        mk_buf_done(&a.b);
        return mk_refuse_error(r, &e);
    }
    mk_json_close(&a.j, ']');
    mk_json_key(&a.j, "next");
    if (next)
        mk_json_uint(&a.j, next);
    else
        mk_json_null(&a.j);
    mk_answer_send(d, &a, &c->ask);
    return 0;
}
