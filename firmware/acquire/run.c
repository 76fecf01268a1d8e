#include "firmware/acquire/glance.h"
#include "firmware/acquire/meet.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/worker/phone.h"

#define VAIN_MAX 4 /* new connections in a row after which nothing came; see suspect.h */

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
    if (mk_run_withheld_open(r, e))
        return -1;
    if (mk_run_device(r, e) || mk_run_window(r, e) || mk_run_providers(r, e) ||
        mk_run_services(r, e) || mk_run_parts(r, e))
        return -1;
    if (r->authority->scope.categories[MK_CAT_FILES] && mk_run_storage(r, e))
        return -1;
    if (mk_run_cover_scope(r, e) || mk_withheld_put(r->withheld, e))
        return -1;
    return mk_run_changes(r, e) || log_end(r, e) ? -1 : 0;
}

/* The run is cut, not lost: what is whole is put on the disk and the reason is written down. */
static void log_cut(struct mk_run *r, const struct mk_error *why)
{
    struct mk_error ignored = { 0 };
    const struct mk_fact facts[] = { MK_FACT_STR("why", why->text) };
    bool asked = r->o->stop && *r->o->stop;
    const char *act = why->code == MK_ECLOSED && !asked ? "disconnected" : "stopped";
    if (mk_run_key_left(r, why->text, &ignored) == 0 &&
        mk_run_act(r, act, facts, 1, true, &ignored) == 0)
        (void)!mk_bundle_sync(r->b, &ignored);
}

/* What was learnt of the phone is learnt again, from stored answers. */
static void from_the_top(struct mk_run *r)
{
    mk_run_withheld_close(r);
    mk_selected_done(&r->selected);
    r->next_number = 1;
    r->level = 0;
    r->users = (struct mk_users){ 0 };
    memset(r->answered, 0, sizeof r->answered);
    r->result = (struct mk_acquire_result){ .phone = true };
}

/* The phone went away, or its worker died of it: the run goes on with a new connection, from the
 * top, where what is whole is not asked for again; just as it would when resumed. Not for ever: a
 * phone that goes at the same place each time is no use. */
static int go_on(struct mk_run *r, unsigned *vain, uint64_t *had, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("why", e->text) };
    struct mk_error why = *e;
    bool gone = e->code == MK_ECLOSED && !(r->o->stop && *r->o->stop);
    *vain = r->arrived > *had ? 0 : *vain + 1;
    *had = r->arrived;
    if ((!gone && e->code != MK_ESTATE) || r->o->wait_s == 0 || *vain > VAIN_MAX)
        return -1;
    mk_bundle_recall(r->b);
    if (mk_run_act(r, gone ? "disconnected" : "worker-died", facts, 1, true, e))
        return -1;
    mk_run_say(r, why.text);
    from_the_top(r);
    return mk_exhibit_reconnect(r->x, e);
}

static int work_on(struct mk_run *r, struct mk_error *e)
{
    unsigned vain = 0;
    uint64_t had = 0;
    int rc;
    while ((rc = work(r, e)) != 0 && go_on(r, &vain, &had, e) == 0)
        ;
    return rc;
}

static void warn(const struct mk_run *r, const char *text)
{
    if (!r->o->quiet)
        mk_run_say(r, text);
}

/* Sealing needs neither phone nor an authority that still holds: what it seals was taken under one
 * that did. */
static int start(struct mk_run *r, struct mk_error *e)
{
    if (mk_run_open(r, e))
        return -1;
    if (r->b && mk_bundle_sealing(r->b))
        return mk_run_begin(r, e);
    if (r->o->keep)
        return mk_run_without_phone(r, e);
    if (mk_authority_holds(r->authority, r->began.wall_us, r->began.trusted, r->doubt, e))
        return -1;
    if (!r->began.trusted)
        warn(r, "warning: nothing vouches for this kit's clock; the bundle says so");
    warn(r, r->doubt);
    warn(r, "warning: this version does not encrypt the bundle; whoever has the disk can read it");
    r->result.phone = true;
    return mk_run_connect(r, e);
}

int mk_acquire(struct mk_acquire_result *out, const struct mk_acquire_options *o,
               struct mk_error *e)
{
    struct mk_run r = { .o = o, .next_number = 1, .offset_s = INT64_MIN };
    r.progress.tell = o->quiet ? NULL : o->tell;
    r.progress.event = o->event;
    r.progress.tell_u = o->tell_u;
    r.progress.training = o->training;
    mk_progress_start(&r.progress, "exhibit", 0);
    mk_buf_init(&r.authority_text, MK_AUTHORITY_MAX + 4096);
    int rc = start(&r, e);
    if (rc == 0 && !mk_bundle_sealing(r.b))
        rc = work_on(&r, e);
    if (rc && r.counted)
        log_cut(&r, e);
    mk_run_glance_end(&r);
    if (rc == 0)
        rc = seal(&r, e);
    if (rc == 0 && r.changed)
        mk_run_say(&r, "The phone was changed: it was told to allow this kit's key. To take that "
                       "back, " MK_RUN_REVOKE ".");
    r.result.begun = r.b != NULL;
    *out = r.result;
    mk_run_withheld_close(&r);
    mk_bundle_free(r.b);
    mk_exhibit_free(r.x);
    mk_adbkey_free(r.key);
    mk_kit_free(r.kit);
    mk_selected_done(&r.selected);
    mk_authority_free(r.authority);
    mk_buf_done(&r.authority_text);
    return rc;
}
