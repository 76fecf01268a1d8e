#include "firmware/daemon/acts.h"
#include "firmware/daemon/inside.h"
#include "firmware/vault/vault.h"
#include "parsers/base/time.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/*
 * The end of a case by its key: the owner's withdrawal before sealing, and the wipe after
 * hand-over. First the state becomes durable, then a child destroys the key and what it kept, then
 * the certificate is written. What a cut leaves undone is done at the next start.
 */
#define DESTROY_S  600 /* it removes files, one by one */
#define EXIT_OPEN  75  /* files of it were open: again */
#define CERT_BYTES 16384

int mk_daemon_destroy(const char *dir, const char *keyfile)
{
    struct mk_error e = { 0 };
    struct mk_vault_facts facts;
    struct mk_buf b;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int rc =
        mk_vault_destroy(&facts, dir, keyfile, (int64_t)now.tv_sec * MK_US, mk_disk_real(), &e);
    if (rc) {
        fprintf(stderr, "%s\n", e.text);
        return e.code == MK_ESTATE ? EXIT_OPEN : 3;
    }
    mk_buf_init(&b, CERT_BYTES);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_vault_certify(&j, &facts);
    mk_json_close(&j, '}');
    const char *text = mk_buf_cstr(&b);
    rc = text && puts(text) >= 0 && fflush(stdout) == 0 ? 0 : 3;
    mk_buf_done(&b);
    return rc;
}

/* Of what was said only what names the case: neither the owner nor anything of the phone. */
static int strip_parts(struct mk_case *x, struct mk_error *e)
{
    static const char *const stay[][2] = { { "exhibit", "number" },
                                           { "authority", "basis" },
                                           { "authority", "reference" } };
    json_t *was = json_object_get(x->doc, "parts"), *is = json_object();
    bool good = is != NULL;
    for (size_t i = 0; good && i < sizeof stay / sizeof *stay; i++) {
        json_t *v = json_object_get(json_object_get(was, stay[i][0]), stay[i][1]);
        json_t *part = json_object_get(is, stay[i][0]);
        if (!v)
            continue;
        if (!part && json_object_set_new(is, stay[i][0], json_object()))
            good = false;
        part = json_object_get(is, stay[i][0]);
        good = good && json_object_set(part, stay[i][1], v) == 0;
    }
    if (good && json_object_set_new(x->doc, "parts", is) == 0)
        return 0;
    if (!good)
        json_decref(is);
    return mk_fail(e, MK_ENOMEM, "case");
}

static int put_certificate(struct mk_case *x, struct mk_span text, struct mk_error *e)
{
    static const char of_file[] =
        "The file for the recipients was removed. It is ciphertext that only they can open: tools "
        "that recover deleted files may find it.";
    bool file = mk_cases_is_encrypted(x);
    json_t *c = json_loadb((const char *)text.p, text.len, 0, NULL);
    json_t *plain = json_object_get(x->doc, "plain"); /* its key went when it was sealed */
    if (!c || (plain && json_object_set(c, "plain", plain)) ||
        (file && json_object_set_new(c, "sealed_file", json_string(of_file))) ||
        json_object_set_new(c, "case", json_string(x->id)) ||
        json_object_set_new(c, "exhibit", json_string(x->exhibit)) ||
        json_object_set_new(c, "reference", json_string(x->reference)) ||
        json_object_set_new(c, "officer", json_string(x->officer)) ||
        json_object_set_new(c, "state", json_string(mk_cases_state_word(x->state)))) {
        json_decref(c);
        return mk_fail(e, MK_ENOMEM, "certificate");
    }
    return json_object_set_new(x->doc, "certificate", c) ? mk_fail(e, MK_ENOMEM, "certificate") : 0;
}

/* The key is gone: now what is left in the clear. */
static int clean(struct mk_daemon *d, struct mk_case *x, struct mk_span certificate,
                 struct mk_error *e)
{
    x->device[0] = x->platform[0] = '\0'; /* a device's word has the phone's serial number */
    if (mk_cases_load(x, e) || put_certificate(x, certificate, e) || strip_parts(x, e) ||
        mk_acts_strip(x->dir, "operator.jsonl", d->disk, e))
        return -1;
    /* The file for the recipients as well, and what a cut left of one: whoever has their keys could
     * open it. Its transfers stay, they hold nothing of the phone. */
    static const char *const files[] = { "authority.json", "authority.json" MK_DISK_TMP,
                                         "bundle.tar.age", "bundle.tar.age" MK_DISK_TMP,
                                         MK_RESULT };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (d->disk->unlinkat(d->disk->u, x->dir, files[i], 0) && errno != ENOENT)
            return mk_fail_errno(e, files[i]);
    if (mk_disk_sync_dir(d->disk, x->dir, e))
        return -1;
    return mk_cases_save(d->cases, x, e);
}

static void answer_end(struct mk_daemon *d, const struct mk_ask *ask, const struct mk_case *x)
{
    struct mk_answer a;
    mk_answer_begin(&a, ask);
    if (x->state == MK_CASE_WIPED) {
        char *text = json_dumps(json_object_get(x->doc, "certificate"), JSON_COMPACT);
        mk_json_key(&a.j, "certificate");
        mk_json_raw(&a.j, mk_str(text ? text : "null"));
        free(text);
    } else {
        mk_json_key(&a.j, "case");
        mk_json_open(&a.j, '{');
        mk_cases_full(&a.j, x, x->officer);
        mk_json_close(&a.j, '}');
    }
    mk_answer_send(d, &a, ask);
}

static void destroyed(struct mk_daemon *d, const struct mk_ask *ask, const char *id,
                      struct mk_span out, const char *failed)
{
    struct mk_error e = { 0 };
    struct mk_refusal r;
    struct mk_case *x = mk_cases_find(d->cases, id);
    int rc = !x || failed ? mk_fail(&e, MK_EIO, "%s", failed ? failed : "the case is gone")
                          : clean(d, x, out, &e);
    if (rc) {
        fprintf(stderr, "mokad: %s: %s\n", id, e.text);
        mk_refuse(&r, MK_IPC_STORE, "%s; it is tried again at the next start", e.text);
        mk_answer_refusal(d, ask, &r);
    } else {
        answer_end(d, ask, x);
    }
    if (x)
        mk_cases_unload(x);
}

int mk_destroy(struct mk_daemon *d, const struct mk_case *x, const struct mk_ask *ask,
               mk_task_done *done, struct mk_error *e)
{
    char dir[4096], key[4096];
    const char *const argv[] = { "mokad", "--destroy", dir, key, NULL };
    mk_cases_path(dir, sizeof dir, d->cases, x, "vault");
    mk_cases_key(key, sizeof key, d->cases, x);
    struct mk_task_spec spec = { .program = "mokad",
                                 .argv = argv,
                                 .done = done,
                                 .ask = *ask,
                                 .late_s = DESTROY_S,
                                 .again = EXIT_OPEN };
    memcpy(spec.about, x->id, sizeof spec.about);
    return mk_task_start(d, &spec, e);
}

static int destroy(struct mk_daemon *d, const struct mk_case *x, const struct mk_ask *ask,
                   struct mk_error *e)
{
    return mk_destroy(d, x, ask, destroyed, e);
}

void mk_destroy_rest(struct mk_daemon *d)
{
    const struct mk_ask nobody = { 0, -1 };
    for (size_t i = 0; i < mk_cases_count(d->cases); i++) {
        struct mk_case *x = mk_cases_at(d->cases, i);
        struct mk_error e = { 0 };
        if (x->state == MK_CASE_SEALED || x->state == MK_CASE_HANDED)
            mk_case_sealed(d, x);
        if (x->state != MK_CASE_WITHDRAWN && x->state != MK_CASE_WIPED)
            continue;
        if (mk_cases_load(x, &e) == 0 && !json_object_get(x->doc, "certificate") &&
            destroy(d, x, &nobody, &e))
            fprintf(stderr, "mokad: %s: %s\n", x->id, e.text);
        mk_cases_unload(x);
    }
}

static int end_case(struct mk_daemon *d, const struct mk_call *c, enum mk_case_state to,
                    const char *act, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    /* What was not written cannot be said to have been: the run ends in any case. */
    mk_runs_kill(d->runs, c->x->id);
    mk_phones_release(d->phones, c->x->id);
    mk_timer_stop(d->loop, &c->x->expiry);
    mk_cases_forget_password(c->x);
    if (mk_cases_act(d->cases, c->x, act, c->officer->id, mk_str(NULL), &e) ||
        mk_cases_become(d->cases, c->x, to, NULL, NULL, c->officer->id, &e) ||
        destroy(d, c->x, &c->ask, &e))
        return mk_refuse_error(r, &e);
    return 0;
}

/* Why is not kept: it may tell of the owner. That it was said is. */
int mk_do_withdraw(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    return end_case(d, c, MK_CASE_WITHDRAWN, "withdraw", r);
}

int mk_do_wipe(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    if (c->x->stick[0])
        return mk_refuse(r, MK_IPC_BUSY, "it is being copied to a stick");
    if (strcmp(mk_request_str(c->q, "exhibit"), c->x->exhibit) != 0) {
        mk_refuse(r, MK_IPC_USAGE, "that is not this case's exhibit");
        snprintf(r->part, sizeof r->part, "exhibit");
        snprintf(r->field, sizeof r->field, "number");
        return -1;
    }
    return end_case(d, c, MK_CASE_WIPED, "wipe", r);
}
