#include "firmware/acquire/run.h"
#include "firmware/acquire/space.h"
#include "firmware/bundle/disk.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/plan/words.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <openssl/rand.h>
#include <stdio.h>
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
        n = room ? mk_disk_read(fd, room, 4096) : -1;
        if (n < 0) {
            close(fd);
            return room ? mk_fail_errno(e, path) : mk_fail(e, MK_ELIMIT, "%s: too large", path);
        }
        out->len += (size_t)n;
    }
    close(fd);
    return 0;
}

static bool has_journal(const struct mk_run *r)
{
    char journal[4200];
    snprintf(journal, sizeof journal, "%s/journal", r->o->bundle);
    return access(journal, F_OK) == 0;
}

static int no_authority(const struct mk_run *r, struct mk_error *e)
{
    if (!has_journal(r)) /* somebody's folder: no word of removing that */
        return mk_fail(e, MK_EABSENT, "%s is no bundle", r->o->bundle);
    return mk_fail(e, MK_ESTATE,
                   "%s: the run was cut before it had begun, nothing was taken; give the authority "
                   "again with --authority FILE, or remove the folder and use moka acquire",
                   r->o->bundle);
}

static int load_authority(struct mk_run *r, struct mk_error *e)
{
    char path[4200];
    struct mk_digest d;
    if (!r->o->authority && !r->o->resume)
        return mk_fail(e, MK_EREFUSED,
                       "no authority given. Needed: --authority FILE, a moka-authority-1 file with "
                       "basis, reference, officer, exhibit, term and scope (moka help acquire)");
    snprintf(path, sizeof path, "%s/authority.json", r->o->bundle);
    r->has_authority = r->o->resume && (access(path, F_OK) == 0 || errno != ENOENT);
    if (r->o->resume && !r->has_authority && (!has_journal(r) || !r->o->authority))
        return no_authority(r, e);
    if (read_small(&r->authority_text, r->has_authority ? path : r->o->authority, e) ||
        mk_authority_parse(&r->authority, mk_buf_span(&r->authority_text), e) ||
        mk_sha256_of(&d, mk_buf_span(&r->authority_text), e))
        return -1;
    mk_digest_hex(r->authority_sha256, &d);
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

static int make_plan(struct mk_buf *out, const struct mk_authority *a, enum mk_platform p,
                     struct mk_error *e)
{
    struct mk_json j = mk_json(out);
    mk_plan_json(&j, a, p);
    mk_buf_u8(out, '\n');
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "plan");
}

static int put_plan(struct mk_run *r, struct mk_error *e)
{
    struct mk_buf plan;
    mk_buf_init(&plan, PLAN_MAX);
    int rc = make_plan(&plan, r->authority, r->platform, e);
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
    int rc = make_plan(&is, r->authority, r->platform, e);
    if (rc == 0)
        rc = read_small(&was, path, e);
    if (rc == 0 && !mk_span_eq(mk_buf_span(&is), mk_buf_span(&was)))
        rc = mk_fail(e, MK_EREFUSED,
                     "plan.json is not what authority.json becomes on this kind of phone: one was "
                     "changed since the run was begun, it was begun on another kind, or another "
                     "version of moka began it");
    mk_buf_done(&is);
    mk_buf_done(&was);
    return rc;
}

/* Before the counter moves: a number spent on a mistyped folder looks like a run thrown away. */
static int check_folder(const struct mk_run *r, struct mk_error *e)
{
    char bag[4200], file[4200];
    snprintf(bag, sizeof bag, "%s/bag-info.txt", r->o->bundle);
    snprintf(file, sizeof file, "%s%s", r->o->sealed ? r->o->sealed : r->o->bundle,
             r->o->sealed ? "" : ".tar.age");
    if (access(file, F_OK) == 0)
        return mk_fail(e, MK_ESTATE, "%s is a sealed bundle", file);
    if (has_journal(r))
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
        .authority_sha256 = r->authority_sha256,
        .software = "moka " MK_VERSION,
        .training = r->o->training,
        .encrypt = r->encrypt,
        .kit_counter = counter,
        .started_us = r->began.wall_us,
        .clock_trusted = r->began.trusted,
    };
    if (mk_bundle_create(&r->b, r->o->bundle, mk_disk_real(), &info, e) ||
        mk_bundle_put(r->b, "authority.json", mk_buf_span(&r->authority_text), e))
        return -1;
    return put_plan(r, e);
}

static int check_authority(const struct mk_run *r, const char *was, struct mk_error *e)
{
    if (!was || strcmp(was, r->authority_sha256) != 0)
        return mk_fail(e, MK_EREFUSED,
                       "authority.json is not the one that the run was begun under: put that back");
    return 0;
}

/* The journal names it from its first line on: the power may have failed before the copy was in. */
static int put_authority(struct mk_run *r, const char *was, struct mk_error *e)
{
    if (r->has_authority)
        return 0;
    if (check_authority(r, was, e))
        return -1;
    return mk_bundle_put(r->b, "authority.json", mk_buf_span(&r->authority_text), e);
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
    if (mk_bundle_sealing(r->b))
        return 0;
    return put_authority(r, info->authority_sha256, e) || check_plan(r, e) ? -1 : 0;
}

#define PASSWORD_MAX 1024u

/* What stands in the file, without the end of the line. */
static int load_password(struct mk_run *r, struct mk_error *e)
{
    struct mk_buf *b = &r->password;
    if (!r->o->backup_password)
        return 0;
    (void)mk_buf_room(b, b->max); /* whole at once: growing leaves pieces behind */
    if (read_small(b, r->o->backup_password, e))
        return -1;
    while (b->len && (b->p[b->len - 1] == '\n' || b->p[b->len - 1] == '\r'))
        b->len--;
    return b->len && b->len <= PASSWORD_MAX
               ? 0
               : mk_fail(e, MK_EUSAGE, "%s: a backup password of 1 to %u bytes is needed",
                         r->o->backup_password, PASSWORD_MAX);
}

/* By the word for the device; without one, as it was. */
static int find_platform(struct mk_run *r, struct mk_error *e)
{
    const char *d = r->o->device;
    char path[4200];
    struct mk_buf plan;
    if (d) {
        bool iphone = !strncmp(d, "iphone", 6) && strchr(":@", d[6]);
        r->platform = iphone ? MK_IPHONE : MK_ANDROID;
        return 0;
    }
    snprintf(path, sizeof path, "%s/plan.json", r->o->bundle);
    if (access(path, F_OK) != 0)
        return 0;
    mk_buf_init(&plan, PLAN_MAX);
    int rc = read_small(&plan, path, e);
    json_t *o = rc == 0 ? json_loadb((const char *)plan.p, plan.len, 0, NULL) : NULL;
    const char *was = json_string_value(json_object_get(o, "platform"));
    r->platform = was && !strcmp(was, mk_platform_name(MK_IPHONE)) ? MK_IPHONE : MK_ANDROID;
    json_decref(o);
    mk_buf_done(&plan);
    return rc;
}

int mk_run_open(struct mk_run *r, struct mk_error *e)
{
    if (find_platform(r, e) || load_password(r, e) || load_authority(r, e) ||
        check_training(r, e) || check_officer_key(r, e) || mk_kit_open(&r->kit, r->o->kit, e))
        return -1;
    if (r->o->resume)
        return resume_bundle(r, e) || mk_run_recipients(r, e) ? -1 : 0;
    return check_folder(r, e) || mk_run_recipients(r, e) || mk_space_to_begin(r->o->bundle, e) ? -1
                                                                                               : 0;
}

int mk_run_begin(struct mk_run *r, struct mk_error *e)
{
    uint64_t counter;
    const char *was = r->o->resume ? mk_bundle_info(r->b)->authority_sha256 : r->authority_sha256;
    if (check_authority(r, was, e))
        return -1;
    return r->o->resume ? mk_kit_count(&counter, r->kit, r->id, r->o->keep ? "kept" : "resumed",
                                       r->began.wall_us, e)
                        : create_bundle(r, e);
}

int mk_acquire_plan(struct mk_buf *out, const char *authority_path, bool iphone, bool words,
                    struct mk_error *e)
{
    enum mk_platform p = iphone ? MK_IPHONE : MK_ANDROID;
    struct mk_authority *a = NULL;
    struct mk_buf text;
    mk_buf_init(&text, MK_AUTHORITY_MAX + 4096);
    int rc = read_small(&text, authority_path, e);
    if (rc == 0)
        rc = mk_authority_parse(&a, mk_buf_span(&text), e);
    if (rc == 0 && words)
        mk_plan_words(out, a, p);
    else if (rc == 0)
        rc = make_plan(out, a, p, e);
    if (rc == 0 && !mk_buf_ok(out))
        rc = mk_fail(e, MK_ENOMEM, "plan");
    mk_authority_free(a);
    mk_buf_done(&text);
    return rc;
}
