#include "firmware/acquire/run.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/worker/phone.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PLAN_MAX ((size_t)1 << 20)

/* ---- what the officer gave ---- */

static int read_small(struct mk_buf *out, const char *path, struct mk_error *e)
{
    ssize_t n = 1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, path);
    while (n > 0) {
        uint8_t *room = mk_buf_room(out, 4096);
        n = room ? read(fd, room, 4096) : -1;
        if (n < 0) {
            close(fd);
            return room ? mk_fail_errno(e, path) : mk_fail(e, MK_ELIMIT, "%s: too large", path);
        }
        out->len += (size_t)n;
    }
    close(fd);
    return 0;
}

static int load_authority(struct mk_run *r, struct mk_error *e)
{
    char path[4200];
    if (!r->o->authority && !r->o->resume)
        return mk_fail(e, MK_EREFUSED,
                       "no authority given. Needed: --authority FILE, a moka-authority-1 file with "
                       "basis, reference, officer, exhibit, term and scope (moka help acquire)");
    snprintf(path, sizeof path, "%s/authority.json", r->o->bundle);
    if (r->o->resume && access(path, F_OK) != 0 && errno == ENOENT)
        return mk_fail(e, MK_EABSENT,
                       "%s holds no authority: no bundle, or one that was cut before anything was "
                       "asked of the phone. Remove it and begin anew",
                       r->o->bundle);
    if (read_small(&r->authority_text, r->o->resume ? path : r->o->authority, e) ||
        mk_authority_parse(&r->authority, mk_buf_span(&r->authority_text), e))
        return -1;
    r->began = mk_clock_read();
    if (r->o->clock != MK_CLOCK_ASK)
        r->began.trusted = r->o->clock == MK_CLOCK_TRUSTED;
    return 0;
}

/* Now, and not when everything is acquired. A key of another kind is ssh-keygen's to read. */
static int check_officer_key(const struct mk_run *r, struct mk_error *e)
{
    struct mk_sshkey *k = NULL;
    if (!r->o->officer_key)
        return 0;
    if (access(r->o->officer_key, R_OK) != 0)
        return mk_fail_errno(e, r->o->officer_key);
    int rc = mk_sshkey_load(&k, r->o->officer_key, e);
    mk_sshkey_free(k);
    return rc && e->code == MK_EAUTH ? 0 : rc;
}

static int check_training(const struct mk_run *r, struct mk_error *e)
{
    bool exercise = r->authority->basis == MK_BASIS_EXERCISE;
    if (r->o->training && !exercise)
        return mk_fail(e, MK_EREFUSED, "--training needs an authority with basis \"exercise\"");
    if (!r->o->training && exercise)
        return mk_fail(e, MK_EREFUSED, "an authority with basis \"exercise\" needs --training");
    return 0;
}

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

/* ---- bundle ---- */

static int new_id(struct mk_run *r, struct mk_error *e)
{
    uint8_t raw[16];
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    for (size_t i = 0; i < sizeof raw; i++)
        snprintf(r->id + 2 * i, 3, "%02x", raw[i]);
    return 0;
}

static int make_plan(struct mk_buf *out, const struct mk_authority *a, struct mk_error *e)
{
    struct mk_json j = mk_json(out);
    mk_plan_json(&j, a);
    mk_buf_u8(out, '\n');
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "plan");
}

static int put_plan(struct mk_run *r, struct mk_error *e)
{
    struct mk_buf plan;
    mk_buf_init(&plan, PLAN_MAX);
    int rc = make_plan(&plan, r->authority, e);
    if (rc == 0)
        rc = mk_bundle_put(r->b, "plan.json", mk_buf_span(&plan), e);
    mk_buf_done(&plan);
    return rc;
}

/* A resumed run goes by the plan that it was begun with, or not at all. */
static int check_plan(struct mk_run *r, struct mk_error *e)
{
    char path[4200];
    struct mk_buf is, was;
    snprintf(path, sizeof path, "%s/plan.json", r->o->bundle);
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return put_plan(r, e); /* cut before it was written */
    mk_buf_init(&is, PLAN_MAX);
    mk_buf_init(&was, PLAN_MAX);
    int rc = make_plan(&is, r->authority, e);
    if (rc == 0)
        rc = read_small(&was, path, e);
    if (rc == 0 && !mk_span_eq(mk_buf_span(&is), mk_buf_span(&was)))
        rc = mk_fail(e, MK_EREFUSED,
                     "plan.json is not what authority.json becomes: one was changed since the run "
                     "was begun, or another version of moka began it");
    mk_buf_done(&is);
    mk_buf_done(&was);
    return rc;
}

/* Before the counter moves: a number spent on a mistyped folder looks like a run thrown away. */
static int check_folder(const struct mk_run *r, struct mk_error *e)
{
    char journal[4200], bag[4200];
    snprintf(journal, sizeof journal, "%s/journal", r->o->bundle);
    snprintf(bag, sizeof bag, "%s/bag-info.txt", r->o->bundle);
    if (access(journal, F_OK) == 0)
        return mk_fail(e, MK_ESTATE, "%s holds a run that was begun: moka resume goes on with it",
                       r->o->bundle);
    if (access(bag, F_OK) == 0)
        return mk_fail(e, MK_ESTATE, "%s holds a sealed bundle", r->o->bundle);
    return 0;
}

static int create_bundle(struct mk_run *r, struct mk_error *e)
{
    uint64_t counter;
    if (new_id(r, e) || mk_kit_count(&counter, r->kit, r->id, "begun", r->began.wall_us, e))
        return -1;
    const struct mk_bundle_info info = {
        .id = r->id,
        .kit_id = mk_kit_id(r->kit),
        .officer_id = r->o->officer_key ? r->authority->officer_id : NULL,
        .exhibit = r->authority->exhibit,
        .reference = r->authority->reference,
        .software = "moka " MK_VERSION,
        .training = r->o->training,
        .kit_counter = counter,
        .started_us = r->began.wall_us,
        .clock_trusted = r->began.trusted,
    };
    if (mk_bundle_create(&r->b, r->o->bundle, mk_disk_real(), &info, e) ||
        mk_bundle_put(r->b, "authority.json", mk_buf_span(&r->authority_text), e))
        return -1;
    return put_plan(r, e);
}

static int resume_bundle(struct mk_run *r, struct mk_error *e)
{
    if (mk_bundle_resume(&r->b, r->o->bundle, mk_disk_real(), e))
        return -1;
    const struct mk_bundle_info *info = mk_bundle_info(r->b);
    snprintf(r->id, sizeof r->id, "%s", info->id);
    if (strcmp(info->kit_id, mk_kit_id(r->kit)) != 0)
        return mk_fail(e, MK_EREFUSED, "the run was begun by kit %s, this is %s", info->kit_id,
                       mk_kit_id(r->kit));
    if (info->training != r->o->training)
        return mk_fail(e, MK_EREFUSED, "the run was begun %s --training",
                       info->training ? "with" : "without");
    if ((info->officer_id != NULL) != (r->o->officer_key != NULL))
        return mk_fail(e, MK_EREFUSED, "the run was begun %s an officer's key (--officer-key)",
                       info->officer_id ? "with" : "without");
    return mk_bundle_sealing(r->b) ? 0 : check_plan(r, e);
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
    if (log_beginning(r, e) || check_serial(r, e))
        return -1;
    if (r->authority->categories[MK_CAT_DEVICE] && mk_run_device(r, e))
        return -1;
    if (mk_run_providers(r, e))
        return -1;
    if (r->authority->categories[MK_CAT_FILES] && mk_run_storage(r, e))
        return -1;
    return mk_run_cover_scope(r, e) || log_end(r, e) ? -1 : 0;
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

static int open_inputs(struct mk_run *r, struct mk_error *e)
{
    if (load_authority(r, e) || check_training(r, e) || check_officer_key(r, e) ||
        mk_kit_open(&r->kit, r->o->kit, e))
        return -1;
    return r->o->resume ? resume_bundle(r, e) : check_folder(r, e);
}

static int begin(struct mk_run *r, struct mk_error *e)
{
    uint64_t counter;
    return r->o->resume ? mk_kit_count(&counter, r->kit, r->id, "resumed", r->began.wall_us, e)
                        : create_bundle(r, e);
}

/* Sealing needs neither phone nor an authority that still holds: what it seals was taken under one
 * that did. */
static int start(struct mk_run *r, struct mk_error *e)
{
    if (open_inputs(r, e))
        return -1;
    if (r->b && mk_bundle_sealing(r->b))
        return begin(r, e);
    if (mk_authority_holds(r->authority, r->began.wall_us, r->began.trusted, r->doubt, e))
        return -1;
    if (!r->began.trusted)
        warn(r, "warning: nothing vouches for this kit's clock; the bundle says so");
    warn(r, r->doubt);
    warn(r, "warning: this version does not encrypt the bundle; whoever has the disk can read it");
    return connect_phone(r, e) || begin(r, e) ? -1 : 0;
}

int mk_acquire(struct mk_acquire_result *out, const struct mk_acquire_options *o,
               struct mk_error *e)
{
    struct mk_run r = { .o = o, .next_number = 1 };
    r.progress.tell = o->tell;
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
    if (rc == 0)
        rc = seal(&r, e);
    r.result.begun = r.b != NULL;
    *out = r.result;
    mk_bundle_free(r.b);
    mk_exhibit_free(r.x);
    mk_kit_free(r.kit);
    mk_authority_free(r.authority);
    mk_buf_done(&r.authority_text);
    return rc;
}

int mk_acquire_plan(struct mk_buf *out, const char *authority_path, struct mk_error *e)
{
    struct mk_authority *a = NULL;
    struct mk_buf text;
    mk_buf_init(&text, MK_AUTHORITY_MAX + 4096);
    int rc = read_small(&text, authority_path, e);
    if (rc == 0)
        rc = mk_authority_parse(&a, mk_buf_span(&text), e);
    if (rc == 0)
        rc = make_plan(out, a, e);
    mk_authority_free(a);
    mk_buf_done(&text);
    return rc;
}
