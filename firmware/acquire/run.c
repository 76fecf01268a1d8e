#include "firmware/acquire/run.h"
#include "firmware/acquire/glance.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/worker/phone.h"
#include <stdio.h>

/* A phantom says so in its greeting; a real phone must never end up in an exercise, nor the
 * reverse. */
static int check_phantom(const struct mk_run *r, struct mk_error *e)
{
    bool phantom = mk_exhibit_prop(r->x, "ro.moka.phantom").len > 0;
    if (r->o->training && !phantom)
        return mk_fail(e, MK_EREFUSED, "--training works on phantoms only, and this is a phone");
    if (!r->o->training && phantom)
        return mk_fail(e, MK_EREFUSED, "this is a phantom: use --training");
    return 0;
}

/* ---- custody of the beginning and the end ---- */

static int log_beginning(struct mk_run *r, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    const struct mk_exhibit_facts *f = mk_exhibit_facts(r->x);
    if (mk_sha256_of(&d, mk_buf_span(&r->authority_text), e))
        return -1;
    mk_digest_hex(hex, &d);
    const struct mk_fact begun[] = {
        MK_FACT_STR("mode", r->o->training ? "TRAINING" : "operation"),
        MK_FACT_STR("kit", mk_kit_id(r->kit)),
        MK_FACT_STR("kit_key", mk_sshkey_public(mk_kit_key(r->kit))),
        MK_FACT_STR("kit_key_kept", "in a file: no TPM or hardware key in this version"),
        MK_FACT_STR("officer", r->authority->officer_id),
        MK_FACT_STR("authority_sha256", hex),
        MK_FACT_STR("clock", r->began.trusted ? "trusted" : "doubtful"),
        MK_FACT_STR("encrypted", "no"),
        MK_FACT_STR("doubt", r->doubt),
    };
    const struct mk_fact connected[] = {
        MK_FACT_STR("device", r->o->device),
        MK_FACT_TEXT("banner", mk_buf_span(&f->banner)),
        MK_FACT_NUM("adb_version", f->version),
        MK_FACT_NUM("max_payload", f->max_payload),
        MK_FACT_STR("footprint", "an adb session; each command starts a short-lived process on the "
                                 "phone; access times of files read may change"),
    };
    const struct mk_fact sandbox[] = { MK_FACT_TEXT("sandbox", mk_buf_span(&f->sandbox)) };
    return mk_run_act(r, r->o->resume ? "resumed" : "begun", begun, 9 - (r->doubt[0] == 0), true,
                      e) ||
                   mk_run_act(r, "worker", sandbox, 1, false, e) ||
                   mk_run_act(r, "connected", connected, 5, true, e)
               ? -1
               : 0;
}

/* The same exhibit as before? Its serial number is the first thing asked, and kept. */
static int check_serial(struct mk_run *r, struct mk_error *e)
{
    struct mk_answer a;
    struct mk_buf first, now;
    const struct mk_command c = { .text = mk_str("getprop ro.serialno"),
                                  .route = mk_str("adb:shell"),
                                  .how = { .role = MK_ROLE_FILE } };
    bool again = mk_bundle_state(r->b, r->next_number) == MK_OBJECT_WHOLE;
    mk_answer_init(&a);
    mk_buf_init(&first, 256);
    mk_buf_init(&now, 256);
    int rc = mk_run_command(&a, r, &c, &first, e);
    if (rc == 0 && again) {
        const struct mk_fact facts[] = { MK_FACT_TEXT("command", c.text) };
        rc = mk_run_act(r, "command", facts, 1, false, e);
        if (rc == 0)
            rc = mk_exhibit_text(&a, r->x, c.text, &now, e);
        if (rc == 0 && !mk_span_eq(mk_buf_span(&first), mk_buf_span(&now)))
            rc = mk_fail(e, MK_EREFUSED, "this is another phone than the one the run was begun on");
    }
    mk_answer_done(&a);
    mk_buf_done(&first);
    mk_buf_done(&now);
    return rc;
}

static int log_end(struct mk_run *r, struct mk_error *e)
{
    const struct mk_fact facts[] = {
        MK_FACT_NUM("objects", (int64_t)r->result.objects),
        MK_FACT_NUM("bytes", (int64_t)r->result.bytes),
        MK_FACT_NUM("rows", (int64_t)r->result.rows),
    };
    return mk_run_act(r, "finished", facts, 3, true, e);
}

/* ---- sealing ---- */

static int sign_as_kit(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *e)
{
    const struct mk_run *r = u;
    return mk_sshkey_sign(out, mk_kit_key(r->kit), MK_SSH_NAMESPACE, message, e);
}

static int sign_as_officer(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *e)
{
    const struct mk_run *r = u;
    struct mk_sshkey *k = NULL;
    struct mk_error first = { 0 };
    if (mk_sshkey_load(&k, r->o->officer_key, &first) == 0) {
        int rc = mk_sshkey_sign(out, k, MK_SSH_NAMESPACE, message, e);
        mk_sshkey_free(k);
        return rc;
    }
    if (first.code != MK_EAUTH) {
        *e = first;
        return -1;
    }
    return mk_ssh_sign_by_tool(out, r->o->officer_key, MK_SSH_NAMESPACE, message, e);
}

static int seal(struct mk_run *r, struct mk_error *e)
{
    uint64_t counter;
    const struct mk_signer signers[] = { { "kit", sign_as_kit, r },
                                         { "officer", sign_as_officer, r } };
    if (mk_bundle_seal(r->b, signers, r->o->officer_key ? 2 : 1, e))
        return mk_fail_in(e, "sealing");
    r->result.sealed = true;
    return mk_kit_count(&counter, r->kit, r->id, "sealed", mk_clock_read().wall_us, e);
}

/* ---- all of it ---- */

static int work(struct mk_run *r, struct mk_error *e)
{
    if (log_beginning(r, e) || mk_run_withheld_open(r, e) || check_serial(r, e))
        return -1;
    if (mk_run_device(r, e) || mk_run_providers(r, e) || mk_run_services(r, e))
        return -1;
    if (r->authority->scope.categories[MK_CAT_FILES] && mk_run_storage(r, e))
        return -1;
    return mk_run_cover_scope(r, e) || mk_withheld_put(r->withheld, e) || log_end(r, e) ? -1 : 0;
}

/* The run is cut, not lost: what is whole is put on the disk and the reason is written down. */
static void log_cut(struct mk_run *r, const struct mk_error *why)
{
    struct mk_error ignored = { 0 };
    const struct mk_fact facts[] = { MK_FACT_STR("why", why->text) };
    bool asked = r->o->stop && *r->o->stop;
    const char *act = why->code == MK_ECLOSED && !asked ? "disconnected" : "stopped";
    if (mk_run_act(r, act, facts, 1, true, &ignored) == 0)
        (void)!mk_bundle_sync(r->b, &ignored);
}

static void warn(const struct mk_run *r, const char *text)
{
    if (r->o->tell && text[0])
        r->o->tell(r->o->tell_u, text);
}

static int connect_phone(struct mk_run *r, struct mk_error *e)
{
    if (mk_exhibit_connect(&r->x, r->o->device, e))
        return -1;
    mk_exhibit_stop_at(r->x, r->o->stop);
    return check_phantom(r, e);
}

/* Sealing needs neither phone nor an authority that still holds: what it seals was taken under one
 * that did. */
static int start(struct mk_run *r, struct mk_error *e)
{
    if (mk_run_open(r, e))
        return -1;
    if (r->b && mk_bundle_sealing(r->b))
        return mk_run_begin(r, e);
    if (mk_authority_holds(r->authority, r->began.wall_us, r->began.trusted, r->doubt, e))
        return -1;
    if (!r->began.trusted)
        warn(r, "warning: nothing vouches for this kit's clock; the bundle says so");
    warn(r, r->doubt);
    warn(r, "warning: this version does not encrypt the bundle; whoever has the disk can read it");
    return connect_phone(r, e) || mk_run_begin(r, e) ? -1 : 0;
}

int mk_acquire(struct mk_acquire_result *out, const struct mk_acquire_options *o,
               struct mk_error *e)
{
    struct mk_run r = { .o = o, .next_number = 1, .offset_s = INT64_MIN };
    r.progress.tell = o->tell;
    r.progress.event = o->event;
    r.progress.tell_u = o->tell_u;
    r.progress.training = o->training;
    mk_progress_start(&r.progress, "exhibit", 0);
    mk_buf_init(&r.authority_text, MK_AUTHORITY_MAX + 4096);
    int rc = start(&r, e);
    if (rc == 0 && !mk_bundle_sealing(r.b)) {
        rc = work(&r, e);
        if (rc)
            log_cut(&r, e);
    }
    mk_run_glance_end(&r);
    if (rc == 0)
        rc = seal(&r, e);
    r.result.begun = r.b != NULL;
    *out = r.result;
    mk_run_withheld_close(&r);
    mk_bundle_free(r.b);
    mk_exhibit_free(r.x);
    mk_kit_free(r.kit);
    mk_authority_free(r.authority);
    mk_buf_done(&r.authority_text);
    return rc;
}
