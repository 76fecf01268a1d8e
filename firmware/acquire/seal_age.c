/*
 * Sealing to the recipients: the sealed folder becomes one file that only they open, and goes.
 *
 * In this order, so that a cut leaves either the whole folder or the whole file:
 *   NAME.tar.age.tmp   streamed, synced        NAME.sealed.json   what is still known of it
 *   NAME.tar.age       by its name             BUNDLE.given-up    the folder, and then nothing
 */
#include "firmware/acquire/events.h"
#include "firmware/acquire/run.h"
#include "firmware/bundle/pack.h"
#include "firmware/bundle/sealed.h"
#include "firmware/vault/vault.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GIVEN_UP ".given-up"

/* ---- who ---- */

int mk_run_recipients(struct mk_run *r, struct mk_error *e)
{
    if (r->o->no_encrypt && !r->o->training)
        return mk_fail(e, MK_EUSAGE, "--no-encrypt is for exercises only");
    if (mk_kit_recipients_read(&r->to, r->kit, e))
        return -1;
    r->encrypt = r->b ? mk_bundle_info(r->b)->encrypt : r->to.n > 0 && !r->o->no_encrypt;
    if (r->encrypt && r->to.n == 0)
        return mk_fail(e, MK_EREFUSED,
                       "the run is to be encrypted, and the kit knows no recipient any more: moka "
                       "kit recipients add");
    return 0;
}

int mk_run_recipients_enough(const struct mk_run *r, struct mk_error *e)
{
    if (r->encrypt && r->to.n >= MK_KIT_RECIPIENTS_MIN)
        return 0;
    return mk_fail(e, MK_EREFUSED,
                   "a real phone is only taken from for at least %u recipients, as the laboratory "
                   "and the agency's recovery key; this %s has %zu: moka kit recipients add",
                   MK_KIT_RECIPIENTS_MIN, r->b && !r->encrypt ? "run" : "kit",
                   r->b && !r->encrypt ? (size_t)0 : r->to.n);
}

int mk_run_recipients_act(struct mk_run *r, struct mk_error *e)
{
    struct mk_buf keys;
    if (!r->encrypt)
        return 0;
    mk_buf_init(&keys, (size_t)64 << 10);
    for (size_t i = 0; i < r->to.n; i++)
        mk_buf_printf(&keys, "%s%s (%s)", i ? ", " : "", r->to.text[i], r->to.name[i]);
    const struct mk_fact facts[] = { MK_FACT_TEXT("recipients", mk_buf_span(&keys)) };
    int rc = mk_buf_ok(&keys) ? mk_run_act(r, "encrypts-to", facts, 1, true, e)
                              : mk_fail(e, MK_ENOMEM, "custody entry");
    mk_buf_done(&keys);
    return rc;
}

/* ---- the file ---- */

/* Without slashes at its end. */
static int folder_name(char out[static 4096], const struct mk_run *r, struct mk_error *e)
{
    size_t n = strlen(r->o->bundle);
    while (n > 1 && r->o->bundle[n - 1] == '/')
        n--;
    if (n == 0 || n > 4000)
        return mk_fail(e, MK_EUSAGE, "the bundle's name is too long");
    snprintf(out, 4096, "%.*s", (int)n, r->o->bundle);
    return 0;
}

static int file_name(struct mk_run *r, struct mk_error *e)
{
    char folder[4096], beside[4096];
    if (folder_name(folder, r, e))
        return -1;
    int n = r->o->sealed ? snprintf(r->result.file, sizeof r->result.file, "%s", r->o->sealed)
                         : snprintf(r->result.file, sizeof r->result.file, "%s.tar.age", folder);
    if ((size_t)n >= sizeof r->result.file - 32 ||
        !mk_sealed_name(beside, sizeof beside, r->result.file, ".sealed.json"))
        return mk_fail(e, MK_EUSAGE, "the sealed file is to be called NAME.tar.age");
    return 0;
}

static int put_notice(struct mk_run *r, int dir, const char *name, const struct mk_sealed *s,
                      struct mk_error *e)
{
    char notice[256];
    const char *keys[MK_AGE_RECIPIENTS];
    for (size_t i = 0; i < r->to.n; i++)
        keys[i] = r->to.text[i];
    if (!mk_sealed_name(notice, sizeof notice, name, ".sealed.json"))
        return mk_fail(e, MK_EUSAGE, "the sealed file's name is too long");
    return mk_sealed_put(mk_disk_real(), dir, notice, s, keys, r->to.n, e);
}

static void was_read(void *u, uint64_t bytes)
{
    mk_progress_step(&((struct mk_run *)u)->progress, 0, bytes);
}

/* As long as the copying of what is encrypted, or nearly: how far it is shows. */
static int pack_told(struct mk_packed *packed, struct mk_run *r, int fd, const char *folder,
                     uint64_t payload, struct mk_error *e)
{
    const struct mk_pack_watch watch = { was_read, r };
    mk_progress_start(&r->progress, "encrypting", 0);
    mk_progress_expect(&r->progress, payload);
    int rc = mk_pack(packed, fd, folder, r->to.to, r->to.n, mk_disk_real(), &watch, e);
    mk_progress_end(&r->progress);
    return rc;
}

static int pack(struct mk_run *r, int dir, const char *name, const char *folder,
                struct mk_sealed *s, struct mk_error *e)
{
    char tmp[300];
    struct mk_packed packed;
    snprintf(tmp, sizeof tmp, "%s" MK_DISK_TMP, name);
    int fd = openat(dir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return mk_fail_errno(e, tmp);
    if (pack_told(&packed, r, fd, folder, s->payload, e) == 0) {
        mk_digest_hex(s->file, &packed.sha256);
        s->bytes = packed.bytes;
        if (put_notice(r, dir, name, s, e) == 0)
            return mk_disk_keep(mk_disk_real(), dir, fd, name, e);
    }
    close(fd);
    unlinkat(dir, tmp, 0);
    return mk_fail_in(e, "encrypting (the sealed folder is whole; moka resume tries again)");
}

/* One that is there already is this run's, or nobody's business of ours. */
static int check_there(int dir, const char *name, const char *run, struct mk_error *e)
{
    char notice[256];
    struct mk_sealed s;
    if (!mk_sealed_name(notice, sizeof notice, name, ".sealed.json") ||
        mk_sealed_get(&s, dir, notice, e))
        return -1;
    return strcmp(s.run, run) == 0
               ? 0
               : mk_fail(e, MK_ESTATE, "%.200s is there already, of another run", name);
}

/* ---- the folder ---- */

static int remove_given_up(struct mk_run *r, const char *folder, struct mk_error *e)
{
    char path[4200];
    const char *name;
    uint64_t files = 0;
    int dir = -1;
    snprintf(path, sizeof path, "%s" GIVEN_UP, folder);
    if (mk_disk_place(&dir, &name, path, e))
        return -1;
    int rc = mk_vault_remove(&files, dir, name, mk_disk_real(), e);
    close(dir);
    if (rc == 0 && files)
        mk_run_say(r, MK_TOLD_PLAIN_REMOVED,
                   "The plain working copy was removed. It was not encrypted on this disk: what "
                   "recovers deleted files may find parts of it.");
    return rc;
}

static int give_up(struct mk_run *r, const char *folder, struct mk_error *e)
{
    char path[4200];
    const char *name;
    int dir = -1;
    snprintf(path, sizeof path, "%s" GIVEN_UP, folder);
    if (r->o->leave_plain)
        return 0;
    if (mk_disk_place(&dir, &name, folder, e))
        return -1;
    int rc = rename(folder, path) == 0 || errno == ENOENT ? mk_disk_sync_dir(mk_disk_real(), dir, e)
                                                          : mk_fail_errno(e, folder);
    close(dir);
    return rc == 0 ? remove_given_up(r, folder, e) : -1;
}

/* ---- both ---- */

int mk_run_encrypt_bundle(struct mk_run *r, struct mk_error *e)
{
    char folder[4096];
    const char *name;
    struct mk_sealed s;
    bool encrypt;
    int dir = -1;
    if (folder_name(folder, r, e) || file_name(r, e) || mk_sealed_of(&s, &encrypt, folder, e) ||
        mk_disk_place(&dir, &name, r->result.file, e))
        return -1;
    int rc = faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
                 ? check_there(dir, name, s.run, e)
                 : pack(r, dir, name, folder, &s, e);
    close(dir);
    return rc || mk_kit_digest_give_up(r->kit, s.run, e) || give_up(r, folder, e) ? -1 : 0;
}

/* The folder is given up, and not all of it is gone. */
static bool half_gone(const char *folder)
{
    char path[4200];
    snprintf(path, sizeof path, "%s" GIVEN_UP, folder);
    return access(folder, F_OK) != 0 && access(path, F_OK) == 0;
}

int mk_run_seal_left(bool *left, struct mk_run *r, struct mk_error *e)
{
    char folder[4096];
    struct mk_sealed s;
    bool encrypt = false;
    *left = false;
    if (folder_name(folder, r, e))
        return -1;
    if (half_gone(folder)) {
        *left = true;
        if (file_name(r, e) || remove_given_up(r, folder, e))
            return -1;
    } else if (mk_sealed_of(&s, &encrypt, folder, NULL) == 0 && encrypt) {
        *left = true;
        if (s.training != r->o->training)
            return mk_fail(e, MK_EREFUSED, "the run was begun %s --training",
                           s.training ? "with" : "without");
        if (mk_kit_open(&r->kit, r->o->kit, e) || mk_kit_recipients_read(&r->to, r->kit, e))
            return -1;
        if (strcmp(s.kit, mk_kit_id(r->kit)) != 0 || r->to.n == 0)
            return mk_fail(e, MK_EREFUSED, "this kit did not begin the run, or knows no recipient");
        mk_run_is(r, MK_IS_SEALING);
        if (mk_run_encrypt_bundle(r, e))
            return -1;
    } else {
        return 0;
    }
    r->result.sealed = true;
    mk_run_is(r, MK_IS_SEALED);
    return 0;
}
