/* How a run on an iPhone goes: see ios.h. */
#include "firmware/acquire/ios.h"
#include "firmware/acquire/examine.h"
#include "firmware/acquire/glance.h"
#include "firmware/acquire/ios_backup.h"
#include "firmware/acquire/meet.h"
#include "firmware/acquire/space.h"
#include "firmware/acquire/whole.h"
#include "firmware/plan/files.h"
#include "parsers/base/cursor.h"
#include <unistd.h>

/* ---- what stands in the way ---- */

int mk_run_ios_examine(struct mk_run *r, struct mk_error *e)
{
    struct mk_examination x = { .r = r };
    const struct mk_ios_state *s = &r->ios;
    const struct mk_scope *scope = &r->authority->scope;
    uint64_t kit_free;
    if (mk_space_free(&kit_free, r->o->bundle, e))
        return -1;
    const struct mk_doctor_iphone p = {
        .version = s->version,
        .supervised = s->supervised,
        .managed = s->managed,
        .profiles = s->profile_names,
        .organisation = s->organisation,
        .encrypts = s->encrypts,
        .forced = s->forced,
        .find_my = s->find_my,
        .charging = s->charging,
        .battery = s->battery,
        .data_free = s->data_free,
        .data_used = s->data_total >= 0 && s->data_free >= 0 ? s->data_total - s->data_free : -1,
        .kit_free = kit_free > INT64_MAX ? INT64_MAX : (int64_t)kit_free,
        .offset_s = r->offset_s,
        .kit_clock_trusted = r->began.trusted,
        .managed_is_allowed = scope->managed,
        .backup = mk_ios_wants_backup(scope),
        .cut = !mk_ios_whole(scope),
        .encrypt = scope->encrypt_backup,
        .passwords = r->password.len > 0,
    };
    return mk_doctor_iphone(&p, mk_examine_finding, &x, e) ? -1 : mk_examine_end(&x, e);
}

/* ---- the backup ---- */

/* What is asked for in vain where the phone does not encrypt: since when, as versions of iOS.
 * Sources: Apple, "About encrypted backups on your iPhone" (passwords, Wi-Fi, Health, call history,
 * website history); MVT documentation, "Backup your device with iTunes" (call and Safari history
 * since iOS 13). */
static const struct {
    const char *artefact;
    enum mk_category category;
    unsigned since;
} encrypted_only[] = {
    { "ios.calls", MK_CAT_CALLS, 13 },       { "ios.safari_history", MK_CAT_FILES, 13 },
    { "ios.safari_tabs", MK_CAT_FILES, 13 }, { "ios.health", MK_CAT_ACTIVITY, 0 },
    { "ios.keychain", MK_CAT_ACCOUNTS, 0 },  { "ios.wifi_passwords", MK_CAT_NETWORK, 0 },
};

static int cover_plain(struct mk_run *r, struct mk_error *e)
{
    bool said = r->ios.encrypts == MK_YES_NO;
    for (size_t i = 0; i < sizeof encrypted_only / sizeof *encrypted_only; i++) {
        const struct mk_coverage c = { .artefact = encrypted_only[i].artefact,
                                       .route = MK_BACKUP_ROUTE,
                                       .state = said ? MK_COVER_UNREACHABLE : MK_COVER_UNKNOWN,
                                       .why = said ? "needs encrypted backup"
                                                   : "needs encrypted backup, and the phone does "
                                                     "not say whether it makes one",
                                       .proven_on = "simulated" };
        bool wanted = r->authority->scope.categories[encrypted_only[i].category];
        bool told = !r->ios.major || r->ios.major >= encrypted_only[i].since;
        if (wanted && told && mk_run_cover_untaken(r, &c, e))
            return -1;
    }
    return 0;
}

static int cover_unwanted(struct mk_run *r, struct mk_error *e)
{
    const struct mk_coverage c = { .artefact = MK_BACKUP_ARTEFACT,
                                   .route = MK_BACKUP_ROUTE,
                                   .state = MK_COVER_OUT_OF_SCOPE,
                                   .why = MK_PLAN_NOT_IN_SCOPE };
    return mk_run_cover_untaken(r, &c, e);
}

static int backup(struct mk_run *r, struct mk_error *e)
{
    struct mk_backup_state before;
    bool encrypted;
    if (!mk_ios_wants_backup(&r->authority->scope))
        return cover_unwanted(r, e);
    if (mk_backup_state_read(&before, r, e))
        return -1;
    bool open = before.stand == MK_BACKUP_OPEN;
    if (open && (mk_run_encrypt(r, e) || mk_bundle_sync(r->b, e)))
        return -1;
    if (mk_run_ios_backup(r, e) || (!mk_exhibit_is_offline(r->x) && mk_run_decrypt(r, e)))
        return -1;
    mk_run_glance(r);
    if (mk_run_encrypted(&encrypted, r, e) || mk_backup_state_read(&before, r, e))
        return -1;
    if (!encrypted)
        return cover_plain(r, e);
    return before.stand == MK_BACKUP_WHOLE ? mk_run_try_password(r, e) : 0;
}

/* ---- files ---- */

static bool wants_crashes(const struct mk_scope *s)
{
    for (size_t i = 0; i < s->paths.n; i++)
        if (mk_span_starts(mk_str(MK_IOS_ROOT_CRASHES), mk_str(s->paths.v[i])) ||
            mk_span_starts(mk_str(s->paths.v[i]), mk_str(MK_IOS_ROOT_CRASHES)))
            return true;
    return s->everywhere;
}

/* Reports of crashes lie where computers cannot see them until the phone moves them. */
int mk_run_move_crashes(struct mk_run *r, struct mk_error *e)
{
    struct mk_buf answer;
    const struct mk_fact change[] = {
        MK_FACT_STR("command", "crash-move"),
        MK_FACT_STR("what",
                    "the phone moves its reports of crashes to the folder that computers see"),
    };
    if (!wants_crashes(&r->authority->scope) || mk_exhibit_is_offline(r->x))
        return 0;
    mk_buf_init(&answer, 4096);
    int rc = mk_run_act(r, "change", change, 2, true, e);
    if (rc == 0)
        rc = mk_run_ask(&answer, r, "crash-move", e);
    mk_buf_done(&answer);
    return rc;
}

static int files(struct mk_run *r, struct mk_error *e)
{
    if (!r->authority->scope.categories[MK_CAT_FILES])
        return 0;
    mk_run_glance(r);
    if (r->authority->scope.everywhere && mk_run_ios_find_apps(r, e))
        return -1;
    return mk_run_storage(r, e);
}

int mk_run_ios(struct mk_run *r, struct mk_error *e)
{
    if (mk_run_ios_questions(r, true, e) || mk_run_ios_examine(r, e) || mk_run_window(r, e) ||
        mk_run_ios_questions(r, false, e))
        return -1;
    return backup(r, e) || files(r, e) || mk_run_ios_offloaded(r, e) || mk_run_ios_twice(r, e) ? -1
                                                                                               : 0;
}

/* ---- all is taken ---- */

/* The file: u64 objects, bytes, rows, not_taken. */
static int open_done(int *fd, struct mk_run *r, struct mk_error *e)
{
    return mk_bundle_scratch(fd, r->b, "done", e);
}

int mk_run_ios_mark_done(struct mk_run *r, struct mk_error *e)
{
    int fd;
    struct mk_buf b;
    if (mk_bundle_sync(r->b, e) || open_done(&fd, r, e))
        return -1;
    mk_buf_init(&b, 64);
    mk_buf_u64le(&b, r->result.objects);
    mk_buf_u64le(&b, r->result.bytes);
    mk_buf_u64le(&b, r->result.rows);
    mk_buf_u64le(&b, r->result.not_taken);
    int rc = mk_buf_ok(&b) ? mk_whole_write(fd, mk_buf_span(&b), "done", e)
                           : mk_fail(e, MK_ENOMEM, "done");
    mk_buf_done(&b);
    close(fd);
    return rc;
}

int mk_run_ios_done(bool *done, struct mk_run *r, struct mk_error *e)
{
    int fd;
    struct mk_buf b;
    struct mk_error why = { 0 };
    *done = false;
    if (open_done(&fd, r, e))
        return -1;
    mk_buf_init(&b, 8192);
    int rc = mk_whole_read(&b, fd, "done", &why);
    close(fd);
    struct mk_cursor c = mk_cur(mk_buf_span(&b));
    struct mk_acquire_result was = { .phone = r->result.phone };
    was.objects = mk_cur_u64le(&c);
    was.bytes = mk_cur_u64le(&c);
    was.rows = mk_cur_u64le(&c);
    was.not_taken = mk_cur_u64le(&c);
    *done = rc == 0 && mk_cur_ok(&c);
    if (*done)
        r->result = was;
    mk_buf_done(&b);
    if (rc && why.code != MK_EABSENT) {
        *e = why;
        return -1;
    }
    return 0;
}
