#include "firmware/acquire/events.h"
#include "firmware/acquire/glance.h"
#include "firmware/acquire/ios.h"
#include "firmware/acquire/meet.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/worker/phone.h"
#include "parsers/base/mac.h"

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
    mk_run_is(r, MK_IS_SEALING);
    if (mk_bundle_seal(r->b, signers, r->o->officer_key ? 2 : 1, e))
        return mk_fail_in(e, "sealing");
    if (mk_kit_count(&counter, r->kit, r->id, "sealed", mk_clock_read().wall_us, e) ||
        (r->encrypt && mk_run_encrypt_bundle(r, e)))
        return -1;
    r->result.sealed = true;
    mk_run_is(r, MK_IS_SEALED);
    return 0;
}

/* ---- all of it ---- */

static int work_android(struct mk_run *r, struct mk_error *e)
{
    if (mk_run_device(r, e) || mk_run_window(r, e) || mk_run_providers(r, e) ||
        mk_run_services(r, e) || mk_run_each(r, e) || mk_run_parts(r, e))
        return -1;
    if (r->authority->scope.categories[MK_CAT_FILES] && mk_run_storage(r, e))
        return -1;
    return mk_run_each_rest(r, e);
}

static int take(struct mk_run *r, struct mk_error *e)
{
    bool iphone = r->platform == MK_IPHONE;
    if (mk_run_withheld_open(r, e) || (iphone ? mk_run_ios : work_android)(r, e))
        return -1;
    if (mk_run_cover_scope(r, e) || mk_withheld_put(r->withheld, e))
        return -1;
    return iphone ? mk_run_ios_mark_done(r, e) : 0;
}

/* Sealed as it is, and the phone is there to have back what was changed on it. */
static int come_back(struct mk_run *r, struct mk_error *e)
{
    bool changed;
    if (!r->o->keep || !r->o->device || !mk_exhibit_is_offline(r->x))
        return 0;
    if (mk_run_ios_changed(&changed, r, e))
        return -1;
    if (!changed)
        return 0;
    mk_exhibit_free(r->x);
    r->x = NULL;
    return mk_run_connect(r, e);
}

static int work(struct mk_run *r, struct mk_error *e)
{
    bool iphone = r->platform == MK_IPHONE;
    if (iphone && mk_run_ios_done(&r->took_all, r, e))
        return -1;
    if (!r->took_all && take(r, e))
        return -1;
    if (iphone && (come_back(r, e) || mk_run_decrypt(r, e)))
        return -1;
    return (iphone ? mk_run_unpair : mk_run_changes)(r, e) || mk_run_recipients_act(r, e) ||
                   log_end(r, e)
               ? -1
               : 0;
}

/* The run is cut, not lost: what is whole is put on the disk and the reason is written down. */
static void log_cut(struct mk_run *r, const struct mk_error *why)
{
    struct mk_error ignored = { 0 };
    const struct mk_fact facts[] = { MK_FACT_STR("why", why->text) };
    bool asked = r->o->stop && *r->o->stop;
    const char *act = why->code == MK_ECLOSED && !asked ? "disconnected" : "stopped";
    if (mk_run_key_left(r, why->text, &ignored) == 0 &&
        mk_run_pair_left(r, why->text, &ignored) == 0 &&
        mk_run_act(r, act, facts, 1, true, &ignored) == 0)
        (void)!mk_bundle_sync(r->b, &ignored);
}

/* What was learnt of the phone is learnt again, from stored answers. */
static void from_the_top(struct mk_run *r)
{
    mk_run_withheld_close(r);
    mk_selected_done(&r->selected);
    mk_run_rest_done(r);
    r->next_number = 1;
    r->level = 0;
    r->why = NULL;
    r->users = (struct mk_users){ 0 };
    memset(r->answered, 0, sizeof r->answered);
    mk_ios_state_init(&r->ios);
    mk_ios_apps_done(&r->ios_apps);
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
    if ((!gone && e->code != MK_ESTATE) || r->o->wait_s == 0 || *vain > VAIN_MAX || !r->x)
        return -1;
    mk_bundle_recall(r->b);
    if (mk_run_act(r, gone ? "disconnected" : "worker-died", facts, 1, true, e))
        return -1;
    mk_run_tell(r, &(struct mk_told){ MK_TOLD_LOST, why.text, why.text, MK_TOLD_NO_TIME });
    from_the_top(r);
    return mk_exhibit_reconnect(r->x, e);
}

/* met: the phone is there, and the run has begun; else it went in the middle of that. */
static int work_on(struct mk_run *r, bool met, struct mk_error *e)
{
    unsigned vain = 0;
    uint64_t had = 0;
    int rc = -1;
    while ((!met || (rc = work(r, e)) != 0) && go_on(r, &vain, &had, e) == 0)
        met = true;
    return rc;
}

static void warn(const struct mk_run *r, enum mk_told_code code, const char *text)
{
    if (!r->o->quiet)
        mk_run_say(r, code, text);
}

/* All was taken and the phone has forgotten the kit: it would have to be told to trust it again. */
static int needs_no_phone(bool *enough, struct mk_run *r, struct mk_error *e)
{
    *enough = false;
    if (!r->b || r->platform != MK_IPHONE)
        return 0;
    if (mk_run_ios_done(enough, r, e) || (*enough && mk_run_ios_unpaired(enough, r, e)))
        return -1;
    if (*enough)
        mk_run_say(r, MK_TOLD_NOT_NEEDED,
                   "Everything had been taken: the phone is not needed any more.");
    return 0;
}

/* Sealing needs neither phone nor an authority that still holds: what it seals was taken under one
 * that did. */
static int start(struct mk_run *r, struct mk_error *e)
{
    if (mk_run_open(r, e))
        return -1;
    mk_run_tell_passwords(r, r->id);
    if (r->b && mk_bundle_sealing(r->b))
        return mk_run_begin(r, e);
    bool enough = r->o->keep;
    if (!enough && needs_no_phone(&enough, r, e))
        return -1;
    if (enough)
        return mk_run_without_phone(r, e);
    if (mk_authority_holds(r->authority, r->began.wall_us, r->began.trusted, r->doubt, e)) {
        r->why = "authority";
        return -1;
    }
    if (!r->began.trusted)
        warn(r, MK_TOLD_CLOCK_DOUBTFUL,
             "warning: nothing vouches for this kit's clock; the bundle says so");
    warn(r, MK_TOLD_TERM_DOUBTFUL, r->doubt);
    if (!r->encrypt)
        warn(r, MK_TOLD_NOT_ENCRYPTED,
             "warning: the bundle will not be encrypted; whoever has the disk can read it");
    r->result.phone = true;
    return mk_run_connect(r, e);
}

static void run_init(struct mk_run *r, const struct mk_acquire_options *o)
{
    *r = (struct mk_run){ .o = o, .next_number = 1, .offset_s = INT64_MIN };
    r->desk.open = o->hears;
    r->desk.fd = o->operator_fd;
    r->progress.tell = o->quiet ? NULL : o->tell;
    r->progress.event = o->event;
    r->progress.tell_u = o->tell_u;
    r->progress.training = o->training;
    mk_progress_start(&r->progress, "exhibit", 0);
    mk_buf_init(&r->authority_text, MK_AUTHORITY_MAX + 4096);
    mk_buf_init(&r->said, MK_RUN_SAID_MAX);
    mk_buf_init(&r->password, 16384);
    mk_ios_state_init(&r->ios);
}

static void run_done(struct mk_run *r)
{
    mk_run_withheld_close(r);
    mk_bundle_free(r->b);
    mk_exhibit_free(r->x);
    mk_adbkey_free(r->key);
    mk_kit_free(r->kit);
    mk_selected_done(&r->selected);
    mk_run_rest_done(r);
    mk_authority_free(r->authority);
    mk_buf_done(&r->authority_text);
    mk_buf_done(&r->said);
    if (r->password.p)
        mk_wipe(r->password.p, r->password.cap);
    mk_buf_done(&r->password);
    mk_ios_apps_done(&r->ios_apps);
}

int mk_acquire(struct mk_acquire_result *out, const struct mk_acquire_options *o,
               struct mk_error *e)
{
    struct mk_run r;
    run_init(&r, o);
    bool left = false;
    int rc = o->resume ? mk_run_seal_left(&left, &r, e) : 0;
    if (rc == 0 && !left)
        rc = start(&r, e);
    bool met = rc == 0;
    if (met ? !left && !mk_bundle_sealing(r.b) : r.counted && r.x)
        rc = work_on(&r, met, e);
    if (rc && r.counted) {
        mk_run_operator(&r);
        log_cut(&r, e);
    }
    mk_run_glance_end(&r);
    mk_run_operator(&r); /* what comes later is of the bundle's transfers */
    if (rc == 0 && !left)
        rc = seal(&r, e);
    if (rc == 0 && r.changed && r.platform == MK_ANDROID)
        mk_run_say(&r, MK_TOLD_STILL_ALLOWED,
                   "The phone was changed: it was told to allow this kit's key. To take that "
                   "back, " MK_RUN_REVOKE ".");
    r.result.begun = r.b != NULL;
    r.result.why = r.why;
    r.result.iphone = r.platform == MK_IPHONE;
    *out = r.result;
    run_done(&r);
    return rc;
}
