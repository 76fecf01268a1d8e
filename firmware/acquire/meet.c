#include "firmware/acquire/meet.h"
#include "firmware/acquire/events.h"
#include "firmware/acquire/glance.h"
#include "firmware/acquire/ios.h"
#include "firmware/bundle/sshkey.h"

static int log_begun(struct mk_run *r, struct mk_error *e)
{
    const struct mk_fact begun[] = {
        MK_FACT_STR("mode", r->o->training ? "TRAINING" : "operation"),
        MK_FACT_STR("kit", mk_kit_id(r->kit)),
        MK_FACT_STR("kit_key", mk_sshkey_public(mk_kit_key(r->kit))),
        MK_FACT_STR("kit_key_kept", mk_kit_kept(r->kit)),
        MK_FACT_STR("kit_counter_kept", mk_kit_counter_kept(r->kit)),
        MK_FACT_STR("officer", r->authority->officer_id),
        MK_FACT_STR("authority_sha256", r->authority_sha256),
        MK_FACT_STR("clock", r->began.trusted ? "trusted" : "doubtful"),
        MK_FACT_STR("encrypted", "no"),
        MK_FACT_STR("doubt", r->doubt),
    };
    return mk_run_act(r, r->o->resume ? "resumed" : "begun", begun, 10 - (r->doubt[0] == 0), true,
                      e);
}

int mk_run_ensure_begun(struct mk_run *r, struct mk_error *e)
{
    if (r->counted)
        return 0;
    if (mk_run_begin(r, e) || log_begun(r, e) || mk_run_operator_open(r, e))
        return -1;
    r->counted = true;
    mk_run_operator(r);
    return 0;
}

/* Android's key, or an iPhone's pairing, as far as it got. */
static int log_met(struct mk_run *r, struct mk_error *e)
{
    if (r->platform == MK_ANDROID)
        return mk_run_key_met(r, e);
    return mk_run_said_before(r, e) || mk_run_pair_met(r, e) ? -1 : 0;
}

/* A phantom says so in its greeting; a real phone must never end up in an exercise, nor the
 * reverse. One that wants a key greets only when it has allowed it. */
static int check_phantom(const struct mk_run *r, struct mk_error *e)
{
    bool phantom = mk_exhibit_prop(r->x, "ro.moka.phantom").len > 0;
    const char *late = r->counted && r->key
                           ? "; it said so only once it had allowed this kit's key: take that back "
                             "(" MK_RUN_REVOKE ")"
                           : "";
    if (r->o->training && !phantom)
        return mk_fail(e, MK_EREFUSED, "--training works on phantoms only, and this is a phone%s",
                       late);
    if (!r->o->training && phantom)
        return mk_fail(e, MK_EREFUSED, "this is a phantom: use --training");
    return 0;
}

static int log_worker(struct mk_run *r, struct mk_error *e)
{
    const struct mk_exhibit_facts *f = mk_exhibit_facts(r->x);
    const struct mk_fact sandbox[] = { MK_FACT_TEXT("sandbox", mk_buf_span(&f->sandbox)) };
    return mk_run_act(r, "worker", sandbox, 1, false, e);
}

static int log_iphone(struct mk_run *r, struct mk_error *e)
{
    const struct mk_exhibit_facts *f = mk_exhibit_facts(r->x);
    const struct mk_fact connected[] = {
        MK_FACT_STR("device", r->o->device),
        MK_FACT_TEXT("banner", mk_buf_span(&f->banner)),
        MK_FACT_TEXT("services", mk_buf_span(&f->features)),
        MK_FACT_STR(
            "footprint",
            "a pairing record on the phone, taken off at the end; lockdown sessions and their "
            "entries in the phone's logs; a backup writes its times and a snapshot of its "
            "own on the phone; reading the media partition may change access times"),
    };
    return log_worker(r, e) || mk_run_act(r, "connected", connected, 4, true, e) ? -1 : 0;
}

static int log_connected(struct mk_run *r, struct mk_error *e)
{
    const struct mk_exhibit_facts *f = mk_exhibit_facts(r->x);
    if (r->platform == MK_IPHONE)
        return log_iphone(r, e);
    const struct mk_fact connected[] = {
        MK_FACT_STR("device", r->o->device),
        MK_FACT_TEXT("banner", mk_buf_span(&f->banner)),
        MK_FACT_NUM("adb_version", f->version),
        MK_FACT_NUM("max_payload", f->max_payload),
        MK_FACT_STR("footprint", "an adb session; each command starts a short-lived process on the "
                                 "phone; access times of files read may change"),
    };
    return log_worker(r, e) || mk_run_act(r, "connected", connected, 5, true, e) ? -1 : 0;
}

static int met(void *u, struct mk_error *e)
{
    struct mk_run *r = u;
    struct mk_error wrong = { 0 };
    bool fits = check_phantom(r, &wrong) == 0;
    const char *why = fits ? "recipients" : "training";
    fits = fits && (r->o->training || mk_run_recipients_enough(r, &wrong) == 0);
    if (fits || r->counted) {
        if (mk_run_ensure_begun(r, e) || log_met(r, e) || log_connected(r, e))
            return -1;
    }
    if (!fits) {
        r->why = why;
        if (e)
            *e = wrong;
        return -1;
    }
    if (mk_run_identify(r, e)) {
        struct mk_error ignored = { 0 };
        if (r->platform == MK_IPHONE && e && e->code == MK_EREFUSED)
            (void)!mk_run_unpair(r, &ignored); /* the wrong one: it is left as it was */
        return -1;
    }
    if (r->platform == MK_ANDROID && mk_run_unlocked(r, e))
        return -1;
    if (mk_run_greeting_keep(r, e))
        return -1;
    mk_run_is(r, MK_IS_COPYING);
    return 0;
}

static void tell(void *u, const struct mk_told *told)
{
    if (told->code == MK_TOLD_AWAY)
        mk_run_is(u, MK_IS_AWAY);
    mk_run_tell(u, told);
}

static void idle(void *u)
{
    mk_run_operator_idle(u);
    mk_run_glance_idle(u);
}

int mk_run_connect(struct mk_run *r, struct mk_error *e)
{
    const struct mk_exhibit_owner owner = {
        .u = r,
        .sign = mk_run_key_sign,
        .offer = mk_run_key_offer,
        .pair = mk_run_pair,
        .pairing = mk_run_pairing,
        .paired = mk_run_paired,
        .said = mk_run_said,
        .met = met,
        .tell = tell,
        .idle = idle,
        .allow_ms = r->o->allow_s * 1000,
        .wait_ms = r->o->wait_s * 1000,
        .stop = r->o->stop,
    };
    mk_run_is(r, MK_IS_MEETING);
    return mk_exhibit_connect(&r->x, r->o->device, &owner, e);
}

/* ---- without the phone ---- */

static int met_nobody(void *u, struct mk_error *e)
{
    struct mk_run *r = u;
    const struct mk_fact facts[] = { MK_FACT_STR("why", r->o->why) };
    bool first = !r->counted;
    if (mk_run_ensure_begun(r, e) ||
        (first && r->o->keep && mk_run_act(r, "kept", facts, r->o->why ? 1 : 0, true, e)))
        return -1;
    return log_worker(r, e) || mk_run_greeting_recall(r, e) ? -1 : 0;
}

int mk_run_without_phone(struct mk_run *r, struct mk_error *e)
{
    const struct mk_exhibit_owner owner = {
        .u = r, .met = met_nobody, .tell = tell, .idle = idle, .stop = r->o->stop
    };
    return mk_exhibit_offline(&r->x, &owner, e);
}
