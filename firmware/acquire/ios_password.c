/* A backup password that the kit sets and takes off again: see ios.h. */
#include "firmware/acquire/events.h"
#include "firmware/acquire/ios.h"
#include "firmware/acquire/ios_backup.h"
#include "firmware/acquire/meet.h"
#include "firmware/plan/ios.h"
#include "firmware/worker/phone.h"
#include "parsers/base/mac.h"
#include <stdio.h>

#define CHANGE                                                                                     \
    "the phone is given a backup password of the kit's: until it is taken off again all its "      \
    "backups "                                                                                     \
    "are encrypted under it"
#define TAKE_BACK                                                                                  \
    "moka resume with the phone takes it off; by hand: a computer's backup settings, with the "    \
    "password out of the kit's folder (backup-passwords/RUN)"
#define LOST_MAX 2 /* times that it is set again after the connection was lost over it */
#define QUESTION "com.apple.mobile.backup"

/* Whether it encrypts now: the answer in the bundle may be of before. */
static int ask_now(struct mk_ios_state *now, struct mk_run *r, struct mk_error *e)
{
    struct mk_buf answer;
    mk_ios_state_init(now);
    mk_buf_init(&answer, 65536);
    int rc = mk_run_ask(&answer, r, "lockdown " QUESTION, e);
    if (rc == 0)
        mk_ios_state_read(now, "lockdown-" QUESTION, mk_buf_span(&answer));
    mk_buf_done(&answer);
    return rc;
}

/* 1, 0 when the run has none, -1. */
static int get(struct mk_kit_password *p, struct mk_run *r, struct mk_error *e)
{
    struct mk_error why = { 0 };
    memset(p, 0, sizeof *p);
    if (mk_kit_password_get(p, r->kit, r->id, &why) == 0)
        return 1;
    if (why.code == MK_EABSENT)
        return 0;
    *e = why;
    return -1;
}

static int put(struct mk_run *r, struct mk_kit_password *p, enum mk_kit_password_state state,
               struct mk_error *e)
{
    p->state = state;
    return mk_kit_password_put(r->kit, p, e);
}

static int act(struct mk_run *r, const char *word, const char *why, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("why", why) };
    return mk_run_act(r, word, facts, why ? 1 : 0, true, e);
}

/* ---- on ---- */

static int make(struct mk_kit_password *p, struct mk_run *r, struct mk_error *e)
{
    struct mk_span udid = mk_exhibit_prop(r->x, "UniqueDeviceID");
    snprintf(p->run, sizeof p->run, "%s", r->id);
    snprintf(p->udid, sizeof p->udid, "%.*s", (int)(udid.len < 79 ? udid.len : 79),
             (const char *)udid.p);
    snprintf(p->exhibit, sizeof p->exhibit, "%s", r->authority->exhibit);
    snprintf(p->bundle, sizeof p->bundle, "%s", r->o->bundle);
    return mk_kit_password_make(p->password, e) || put(r, p, MK_PASSWORD_MADE, e) ? -1 : 0;
}

static int refused(struct mk_run *r, struct mk_kit_password *p, enum mk_kit_password_state state,
                   const char *why, struct mk_error *e)
{
    bool made = p->run[0];
    char line[400];
    const struct mk_coverage c = { .artefact = "ios.backup-password",
                                   .route = "ios:mobilebackup2",
                                   .state = MK_COVER_REFUSED,
                                   .why = why,
                                   .proven_on = "simulated" };
    snprintf(line, sizeof line,
             "The phone did not take the kit's backup password (%.200s): its backup is taken as it "
             "is, without what only encrypted ones hold.",
             why);
    mk_run_tell(r, &(struct mk_told){ MK_TOLD_PASSWORD_REFUSED, line, why, MK_TOLD_NO_TIME });
    return (made && put(r, p, state, e)) || act(r, "backup-password-refused", why, e) ||
                   mk_run_cover_untaken(r, &c, e)
               ? -1
               : 0;
}

/* It may have it all the same: whether it encrypts now tells. Where it does not say, the end of the
 * run tries to take it off. */
static int said_no(struct mk_run *r, struct mk_kit_password *p, const char *why, struct mk_error *e)
{
    struct mk_ios_state now;
    if (ask_now(&now, r, e))
        return -1;
    if (now.encrypts == MK_YES)
        return put(r, p, MK_PASSWORD_SET, e) ||
                       act(r, "backup-password-set",
                           "found set, although the phone answered with an error", e)
                   ? -1
                   : 0;
    return refused(r, p, now.encrypts == MK_YES_NO ? MK_PASSWORD_NEVER : MK_PASSWORD_MADE, why, e);
}

/* Cut in the middle: the phone may have it or may yet get it, the next connection tells. */
static int lost(struct mk_run *r, const char *why, struct mk_error *e)
{
    r->passwords_lost++;
    if (act(r, "backup-password-unsure", why, e))
        return -1;
    return mk_fail(e, MK_ECLOSED, "while the phone was given the kit's backup password: %s", why);
}

/* A phone that is locked is asked again: its service is waited for until it is unlocked. */
static int change(struct mk_answer *a, struct mk_run *r, const char *from, const char *to,
                  struct mk_error *e)
{
    int rc = 0;
    for (unsigned i = 0; i < MK_BACKUP_ASKED_MAX; i++) {
        rc = mk_exhibit_password(a, r->x, mk_str(from), mk_str(to), e);
        if (rc || a->status != MK_PH_REFUSED || a->exit_code != MK_BACKUP_LOCKED)
            break;
        mk_run_tell(r,
                    &(struct mk_told){ MK_TOLD_PASSWORD_LOCKED, a->why, a->why, MK_TOLD_NO_TIME });
    }
    return rc;
}

static int set(struct mk_run *r, struct mk_kit_password *p, struct mk_error *e)
{
    struct mk_answer a;
    const struct mk_fact facts[] = { MK_FACT_STR("change", CHANGE),
                                     MK_FACT_STR("take_back", TAKE_BACK) };
    /* the same one again after a cut: the phone may take the first in the meantime */
    if ((p->run[0] ? put(r, p, MK_PASSWORD_MADE, e) : make(p, r, e)) ||
        mk_run_act(r, "backup-password-setting", facts, 2, true, e))
        return -1;
    mk_run_say(r, MK_TOLD_PASSWORD_SETTING,
               "The phone is given a backup password for this one backup. If it asks, have its "
               "passcode entered on it.");
    mk_answer_init(&a);
    int rc = change(&a, r, "", p->password, e);
    bool good = a.status == MK_PH_OK && a.exit_code <= 0;
    if (rc == 0 && good)
        rc = put(r, p, MK_PASSWORD_SET, e) || act(r, "backup-password-set", NULL, e) ? -1 : 0;
    else if (rc == 0 && a.status == MK_PH_REFUSED)
        rc = said_no(r, p, a.why[0] ? a.why : "it gave no reason", e);
    else if (rc == 0)
        rc = lost(r, a.why[0] ? a.why : "no answer", e);
    mk_answer_done(&a);
    return rc;
}

/* One that could not be taken off again is not set. */
static int may_set(struct mk_run *r, struct mk_kit_password *p, const struct mk_ios_state *now,
                   struct mk_error *e)
{
    if (r->passwords_lost >= LOST_MAX)
        return refused(r, p, MK_PASSWORD_NEVER,
                       "the connection was lost each time that it was to be set", e);
    if (now->forced != MK_YES)
        return set(r, p, e);
    return refused(r, p, MK_PASSWORD_NEVER,
                   "a rule of an organisation's forces encryption: it could not be taken off again",
                   e);
}

/* A scope that is not whole keeps what a password opens, and that is the kit's then. */
static int open_with(struct mk_run *r, const struct mk_kit_password *p, struct mk_error *e)
{
    if (!p->run[0] || p->state != MK_PASSWORD_SET)
        return 0;
    mk_buf_clear(&r->password);
    mk_buf_puts(&r->password, p->password);
    return mk_buf_ok(&r->password) ? 0 : mk_fail(e, MK_ENOMEM, "password");
}

int mk_run_encrypt(struct mk_run *r, struct mk_error *e)
{
    struct mk_kit_password p;
    struct mk_ios_state now;
    if (mk_exhibit_is_offline(r->x))
        return 0;
    int had = get(&p, r, e), rc = had < 0 ? -1 : ask_now(&now, r, e);
    /* One that a cut left behind is ours as long as the phone encrypts. */
    if (rc == 0 && had && p.state == MK_PASSWORD_MADE && now.encrypts == MK_YES)
        rc = put(r, &p, MK_PASSWORD_SET, e) || act(r, "backup-password-set", "found set", e) ? -1
                                                                                             : 0;
    bool again = had && p.state >= MK_PASSWORD_OFF;
    if (rc == 0 && r->authority->scope.encrypt_backup && now.encrypts == MK_YES_NO && !again)
        rc = may_set(r, &p, &now, e) || ask_now(&now, r, e) ? -1 : 0;
    if (rc == 0)
        r->ios.encrypts = now.encrypts;
    if (rc == 0 && now.encrypts == MK_YES && !mk_ios_whole(&r->authority->scope))
        rc = open_with(r, &p, e);
    mk_wipe(&p, sizeof p);
    return rc;
}

int mk_run_encrypted(bool *yes, struct mk_run *r, struct mk_error *e)
{
    struct mk_kit_password p;
    int had = get(&p, r, e);
    bool ours = had > 0 && (p.state == MK_PASSWORD_SET || p.state == MK_PASSWORD_OFF);
    *yes = ours || r->ios.encrypts == MK_YES;
    mk_wipe(&p, sizeof p);
    return had < 0 ? -1 : 0;
}

/* ---- off ---- */

static int still_set(struct mk_run *r, const struct mk_kit_password *p, const char *why,
                     struct mk_error *e)
{
    char line[700];
    const struct mk_fact facts[] = { MK_FACT_STR("why", why), MK_FACT_STR("take_back", TAKE_BACK) };
    snprintf(
        line, sizeof line,
        "THE PHONE STILL HAS THE KIT'S BACKUP PASSWORD (%.200s). All its backups are encrypted "
        "under it until it is taken off: by a computer's backup settings, with the password in "
        "the kit's folder, backup-passwords/%s. Never have the phone's settings reset for it.",
        why, p->run);
    mk_run_tell(r, &(struct mk_told){ MK_TOLD_PASSWORD_STILL, line, why, MK_TOLD_NO_TIME });
    return mk_run_act(r, "backup-password-still-set", facts, 2, true, e);
}

static int off(struct mk_run *r, struct mk_kit_password *p, struct mk_error *e)
{
    struct mk_answer a;
    if (act(r, "backup-password-taking-off", NULL, e))
        return -1;
    mk_run_say(r, MK_TOLD_PASSWORD_OFF,
               "The kit's backup password is taken off the phone again. If it asks, have its "
               "passcode entered on it.");
    mk_answer_init(&a);
    int rc = change(&a, r, p->password, "", e);
    bool good = a.status == MK_PH_OK && a.exit_code <= 0;
    if (rc == 0 && good)
        rc = put(r, p, MK_PASSWORD_OFF, e) || act(r, "backup-password-off", NULL, e) ? -1 : 0;
    else if (rc == 0)
        rc = still_set(r, p, a.why[0] ? a.why : "it gave no reason", e);
    mk_answer_done(&a);
    return rc;
}

int mk_run_decrypt(struct mk_run *r, struct mk_error *e)
{
    struct mk_kit_password p;
    struct mk_ios_state now = { 0 };
    bool there = r->x && !mk_exhibit_is_offline(r->x);
    int had = get(&p, r, e), rc = had < 0 ? -1 : 0;
    bool ours = had > 0 && p.state < MK_PASSWORD_OFF;
    if (rc == 0 && ours && there)
        rc = ask_now(&now, r, e);
    if (rc == 0 && ours && now.encrypts == MK_YES_NO)
        rc = put(r, &p, MK_PASSWORD_OFF, e) || act(r, "backup-password-off", "found off", e) ? -1
                                                                                             : 0;
    else if (rc == 0 && ours && there)
        rc = off(r, &p, e);
    else if (rc == 0 && ours)
        rc = still_set(r, &p, "the phone is not there", e);
    mk_wipe(&p, sizeof p);
    return rc;
}

/* ---- those of other runs ---- */

struct teller {
    const struct mk_run *r;
    const char *but;
};

static void tell_one(void *u, const struct mk_kit_password *p)
{
    const struct teller *t = u;
    char line[5000];
    if (strcmp(p->run, t->but) != 0 && mk_kit_password_words(line, sizeof line, p))
        mk_run_say(t->r, MK_TOLD_PASSWORD_LEFT, line);
}

void mk_run_tell_passwords(const struct mk_run *r, const char *but)
{
    struct mk_error why = { 0 };
    struct teller t = { r, but };
    if (mk_kit_passwords(r->o->kit, tell_one, &t, &why))
        mk_run_say(r, MK_TOLD_PASSWORD_LEFT, why.text);
}

/* ---- the owner's ---- */

static int cover(struct mk_run *r, enum mk_cover state, const char *why, struct mk_error *e)
{
    const struct mk_coverage c = { .artefact = "ios.backup-password",
                                   .route = "ios:mobilebackup2",
                                   .state = state,
                                   .why = why,
                                   .proven_on = "simulated" };
    return mk_run_cover_untaken(r, &c, e);
}

#define OWNERS "the backup can be read with its owner's password only"

/* Once: another one is another start of the run. */
static int try_owners(struct mk_run *r, struct mk_error *e)
{
    enum mk_backup_fit fit;
    struct mk_error why = { 0 };
    if (mk_run_ios_backup_try(&fit, r, mk_buf_span(&r->password), &why))
        return cover(r, MK_COVER_FAILED, why.text, e);
    if (fit == MK_BACKUP_OPENS) {
        mk_run_say(r, MK_TOLD_PASSWORD_OPENS,
                   "The backup password that was given opens the backup.");
        return cover(r, MK_COVER_FOUND, OWNERS "; the one that was given opens it", e);
    }
    mk_run_say(
        r, MK_TOLD_PASSWORD_WRONG,
        "THE BACKUP PASSWORD THAT WAS GIVEN DOES NOT OPEN THE BACKUP. It is not tried again. "
        "Ask for the right one while its owner is here: moka resume --backup-password-file "
        "tries another while the run is open, moka decrypt ios-backup --check at any time.");
    return cover(r, MK_COVER_FAILED, OWNERS "; the one that was given does not open it", e);
}

#define OPENED "it opened what is in scope, and that is kept decrypted; the rest was not opened"
#define GIVEN  "its owner's, which was given: "
#define KITS   "the kit's, for this one backup: "

int mk_run_try_password(struct mk_run *r, struct mk_error *e)
{
    struct mk_kit_password p;
    int had = get(&p, r, e);
    bool ours = had > 0 && (p.state == MK_PASSWORD_SET || p.state == MK_PASSWORD_OFF);
    mk_wipe(&p, sizeof p);
    if (had < 0)
        return -1;
    if (!mk_ios_whole(&r->authority->scope)) /* or it would not have come to its end */
        return cover(r, MK_COVER_FOUND, ours ? KITS OPENED : GIVEN OPENED, e);
    if (ours)
        return cover(
            r, MK_COVER_FOUND,
            "the kit's, in its folder (backup-passwords): hand it over apart from the bundle", e);
    if (r->password.len)
        return try_owners(r, e);
    return cover(r, MK_COVER_UNREACHABLE, OWNERS "; none was given", e);
}
