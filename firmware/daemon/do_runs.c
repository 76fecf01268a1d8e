#include "firmware/daemon/acts.h"
#include "firmware/daemon/compose.h"
#include "firmware/daemon/inside.h"
#include "firmware/plan/authority.h"
#include "firmware/vault/vault.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WAIT_S 120 /* for a phone that went away */

/* The paths a run is given. */
struct paths {
    char authority[4096], bundle[4096], log[4096], vault[4096], key[4096];
};

static void make_paths(struct paths *p, const struct mk_daemon *d, const struct mk_case *x)
{
    mk_cases_path(p->authority, sizeof p->authority, d->cases, x, "authority.json");
    mk_cases_path(p->bundle, sizeof p->bundle, d->cases, x, "vault/bundle");
    mk_cases_path(p->log, sizeof p->log, d->cases, x, "operator.jsonl");
    mk_cases_path(p->vault, sizeof p->vault, d->cases, x, "vault");
    mk_cases_key(p->key, sizeof p->key, d->cases, x);
}

static int write_authority(struct mk_daemon *d, struct mk_case *x, struct mk_error *e)
{
    struct mk_buf b;
    int64_t until;
    mk_buf_init(&b, MK_AUTHORITY_MAX);
    int rc = mk_compose_authority(&b, &until, x, e);
    if (rc == 0)
        rc = mk_disk_put(d->disk, x->dir, "authority.json", mk_buf_span(&b), e);
    mk_buf_done(&b);
    return rc;
}

static bool phone_ok(const struct mk_daemon *d, const struct mk_call *c, const char *device,
                     struct mk_refusal *r)
{
    const struct mk_phone *p = mk_phones_find(d->phones, device);
    if (!p || !p->plugged) {
        mk_refuse(r, MK_IPC_NOT_FOUND, "no such phone");
        return false;
    }
    for (size_t i = 0; i < p->nfindings; i++)
        if (p->findings[i].stops && strcmp(p->findings[i].code, "managed") != 0) {
            mk_refuse(r, MK_IPC_FORBIDDEN, "%s", p->findings[i].text);
            return false;
        }
    if (p->held[0] && strcmp(p->held, c->x->id) != 0) {
        mk_refuse(r, MK_IPC_BUSY, "another case has that phone");
        return false;
    }
    return true;
}

static bool trusts(const struct mk_daemon *d, const struct mk_case *x)
{
    const char *source;
    return mk_clock_trusts(d, &source) &&
           (strcmp(source, "kernel") == 0 ||
            json_is_true(json_object_get(mk_cases_part(x, "clock"), "agrees")));
}

/* Which phone, as far as the list says. */
static void take_platform(struct mk_daemon *d, struct mk_case *x, const char *device)
{
    const struct mk_phone *p = mk_phones_find(d->phones, device);
    if (device != x->device)
        snprintf(x->device, sizeof x->device, "%s", device);
    if (p && p->platform != MK_PHONE_UNKNOWN)
        snprintf(x->platform, sizeof x->platform, "%s", mk_phone_platform_name(p->platform));
}

struct wish {
    const char *act, *device, *why;
    bool resume, keep, glance;
};

static int spawn(struct mk_daemon *d, const struct mk_case *x, const struct wish *w,
                 const struct paths *p, struct mk_error *e)
{
    const struct mk_run_start s = { .case_id = x->id,
                                    .device = w->device,
                                    .kit = d->kit_path,
                                    .authority = p->authority,
                                    .bundle = p->bundle,
                                    .operator_log = p->log,
                                    .training = x->training,
                                    .resume = w->resume,
                                    .keep = w->keep,
                                    .glance = w->glance,
                                    .until_full = x->until_full,
                                    .clock_trusted = trusts(d, x),
                                    .why = w->why,
                                    .password = x->password,
                                    .wait_s = WAIT_S };
    return mk_runs_start(d->runs, &s, e);
}

static int act_of(struct mk_daemon *d, const struct mk_call *c, const struct wish *w,
                  struct mk_error *e)
{
    struct mk_buf b;
    struct mk_json j;
    mk_buf_init(&b, 2048);
    j = mk_json(&b);
    if (w->device)
        mk_json_kv_str(&j, "device", w->device);
    if (w->why)
        mk_json_kv_str(&j, "why", w->why);
    int rc = mk_buf_ok(&b)
                 ? mk_cases_act(d->cases, c->x, w->act, c->officer->id, mk_buf_span(&b), e)
                 : mk_fail(e, MK_ENOMEM, "case");
    mk_buf_done(&b);
    return rc;
}

/* Everything that has to be durable before the run begins; then the run. */
static int begin(struct mk_daemon *d, const struct mk_call *c, const struct wish *w,
                 struct mk_error *e)
{
    struct paths p;
    enum mk_vault_kind kind;
    struct mk_case *x = c->x;
    enum mk_case_state was = x->state, to = w->device ? MK_CASE_MEETING : MK_CASE_SEALING;
    make_paths(&p, d, x);
    if (mk_vault_make(&kind, p.vault, p.key, d->disk, e))
        return -1;
    if (!w->resume && write_authority(d, x, e))
        return -1;
    if (w->device && mk_phones_hold(d->phones, w->device, x->id, e))
        return -1;
    x->begun = w->resume || x->begun;
    if (w->device)
        take_platform(d, x, w->device);
    int rc = act_of(d, c, w, e);
    if (rc == 0)
        rc = mk_cases_become(d->cases, x, to, NULL, NULL, c->officer->id, e);
    if (rc == 0 && spawn(d, x, w, &p, e)) {
        struct mk_error none;
        rc = -1;
        if (mk_cases_become(d->cases, x, x->begun ? MK_CASE_CUT : MK_CASE_READY, "failed", e->text,
                            "mokad", &none))
            x->state = was; /* the next start of the daemon finds it so, too */
    }
    if (rc)
        mk_phones_release(d->phones, x->id);
    else
        mk_watch_expiry(d, x);
    return rc;
}

static int begin_or_refuse(struct mk_daemon *d, const struct mk_call *c, const struct wish *w,
                           struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    if (mk_runs_has(d->runs, c->x->id))
        return mk_refuse(r, MK_IPC_BUSY, "its last run is still ending");
    if (w->device && !phone_ok(d, c, w->device, r))
        return -1;
    if (begin(d, c, w, &e))
        return mk_refuse_error(r, &e);
    mk_answer_case(d, c);
    return 0;
}

/* The self-test's last result goes into the bundle; a kit that fails it begins nothing. */
static int put_selftest(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_buf b;
    struct mk_span last = mk_selftest_last(d->selftest);
    json_t *o = json_loadb((const char *)last.p, last.len, 0, NULL);
    bool good = json_is_true(json_object_get(o, "ok"));
    json_decref(o);
    if (!good)
        return mk_refuse(r, MK_IPC_FAILED, "the kit's self-test has failed");
    mk_buf_init(&b, MK_ACT_LINE);
    mk_buf_puts(&b, "\"result\":");
    mk_buf_put(&b, last.p, last.len);
    int rc = mk_buf_ok(&b)
                 ? mk_cases_act(d->cases, c->x, "selftest", c->officer->id, mk_buf_span(&b), &e)
                 : mk_fail(&e, MK_ELIMIT, "self-test");
    mk_buf_done(&b);
    return rc ? mk_refuse_error(r, &e) : 0;
}

int mk_do_start(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    const json_t *glance = mk_request_json(c->q, "glance");
    const struct wish w = { .act = "start",
                            .device = mk_request_str(c->q, "device"),
                            .glance = !glance || json_is_true(glance) };
    if (c->x->begun)
        return mk_refuse(r, MK_IPC_STATE, "it was begun: resume or keep");
    if (d->testing) /* for this case: then it is said again */
        return mk_say_later(d, c, r);
    if (put_selftest(d, c, r))
        return -1;
    if (mk_request_bool(c->q, "until_full"))
        c->x->until_full = true;
    return begin_or_refuse(d, c, &w, r);
}

int mk_do_resume(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    const char *device = mk_request_str(c->q, "device");
    const struct wish w = {
        .act = "resume", .device = device ? device : c->x->device, .resume = true, .glance = true
    };
    if (!c->x->begun)
        return mk_refuse(r, MK_IPC_STATE, "nothing was begun: start");
    return begin_or_refuse(d, c, &w, r);
}

int mk_do_keep(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    const struct wish w = { .act = "keep",
                            .device = mk_request_str(c->q, "device"),
                            .why = mk_request_str(c->q, "why"),
                            .resume = true,
                            .keep = true };
    if (!c->x->begun)
        return mk_refuse(r, MK_IPC_STATE, "nothing was taken: there is nothing to keep");
    return begin_or_refuse(d, c, &w, r);
}

int mk_do_stop(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    if (mk_cases_act(d->cases, c->x, "stop", c->officer->id, mk_str(NULL), &e) ||
        mk_runs_stop(d->runs, c->x->id, &e))
        return mk_refuse_error(r, &e);
    mk_answer_ok(d, &c->ask);
    return 0;
}

int mk_do_until_full(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    c->x->until_full = true;
    if (mk_cases_act(d->cases, c->x, "until-full", c->officer->id, mk_str(NULL), &e) ||
        mk_cases_save(d->cases, c->x, &e))
        return mk_refuse_error(r, &e);
    mk_answer_ok(d, &c->ask);
    return 0;
}

int mk_do_answer(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_buf b;
    struct mk_json j;
    const char *what = mk_request_str(c->q, "what"), *value = mk_request_str(c->q, "value");
    mk_buf_init(&b, 2048);
    j = mk_json(&b);
    mk_json_kv_str(&j, "what", what);
    mk_json_kv_str(&j, "value", value);
    int rc = mk_runs_answer(d->runs, c->x->id, what, value, &e);
    if (rc == 0)
        rc = mk_cases_act(d->cases, c->x, "answer", c->officer->id, mk_buf_span(&b), &e);
    mk_buf_done(&b);
    if (rc)
        return mk_refuse_error(r, &e);
    mk_answer_ok(d, &c->ask);
    return 0;
}

int mk_do_backup_password(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    mk_cases_forget_password(c->x);
    c->x->password = strdup(mk_request_str(c->q, "password"));
    if (!c->x->password)
        return mk_refuse(r, MK_IPC_FAILED, "no memory");
    if (mk_cases_act(d->cases, c->x, "backup-password", c->officer->id, mk_str(NULL), &e))
        return mk_refuse_error(r, &e);
    mk_answer_ok(d, &c->ask);
    return 0;
}

int mk_do_glance(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_answer a;
    struct mk_span json = mk_runs_glance(d->runs, c->x->id);
    if (mk_cases_is_encrypted(c->x))
        json = mk_str(NULL); /* not to be read here any more */
    if (json.len &&
        mk_cases_act(d->cases, c->x, "looked-at-glance", c->officer->id, mk_str(NULL), &e))
        return mk_refuse_error(r, &e);
    mk_answer_begin(&a, &c->ask);
    mk_json_key(&a.j, "glance");
    if (json.len)
        mk_json_raw(&a.j, json);
    else
        mk_json_null(&a.j);
    mk_answer_send(d, &a, &c->ask);
    return 0;
}
