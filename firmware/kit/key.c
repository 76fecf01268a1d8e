/* Where the kit's key comes from: nobody else knows whether a file or a TPM keeps it. */
#include "firmware/bundle/disk.h"
#include "firmware/kit/private.h"
#include "parsers/base/mac.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALED "key.tpm"

static bool there(const struct mk_kit *k, const char *name)
{
    return faccessat(k->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static int read_sealed(struct mk_buf *out, const struct mk_kit *k, struct mk_error *e)
{
    int fd = openat(k->dir, SEALED, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, "kit folder: " SEALED);
    uint8_t *room = mk_buf_room(out, MK_KIT_ANSWER);
    ssize_t n = room ? mk_disk_read(fd, room, MK_KIT_ANSWER) : -1;
    int rc = room ? 0 : mk_fail(e, MK_ENOMEM, SEALED);
    if (rc == 0 && n < 0)
        rc = mk_fail_errno(e, "kit folder: " SEALED);
    close(fd);
    out->len = n > 0 ? (size_t)n : 0;
    return rc;
}

/* What lies in the folder, opened; `seed` lies in locked memory. */
static int unseal(uint8_t *seed, struct mk_kit *k, struct mk_error *e)
{
    struct mk_buf b;
    struct mk_kit_answer *a = mk_kit_secret_new(sizeof *a, e);
    if (!a)
        return -1;
    mk_buf_init(&b, 2 * MK_KIT_ANSWER);
    int rc = read_sealed(&b, k, e) || mk_kit_tpm_ask(a, "unseal", mk_buf_span(&b), e) ? -1 : 0;
    if (rc == 0 && a->said.len != MK_SSHKEY_SEED)
        rc = mk_fail(e, MK_EPROTO, "the TPM's answer is no key");
    if (rc == 0) {
        memcpy(seed, a->said.p, MK_SSHKEY_SEED);
        k->locked = a->locked;
    }
    mk_buf_done(&b);
    mk_kit_secret_free(a, sizeof *a);
    return rc == 0 ? 0 : mk_fail_in(e, "the kit's key (" SEALED ")");
}

/* Written, read back and opened again: only then it is kept. *refused: the TPM did not do it, and
 * there is no file. */
static int seal(bool *refused, struct mk_kit *k, const uint8_t *seed, struct mk_error *e)
{
    uint8_t *back = mk_kit_secret_new(MK_SSHKEY_SEED, e);
    struct mk_kit_answer *a = back ? mk_kit_secret_new(sizeof *a, e) : NULL;
    int rc = -1;
    *refused = false;
    if (!a)
        goto out;
    if (mk_kit_tpm_ask(a, "seal", mk_span(seed, MK_SSHKEY_SEED), e)) {
        *refused = true;
        goto out;
    }
    if (mk_disk_put(mk_disk_real(), k->dir, SEALED, a->said, e))
        goto out;
    rc = unseal(back, k, e);
    if (rc == 0 && memcmp(back, seed, MK_SSHKEY_SEED) != 0)
        rc = mk_fail(e, MK_EPROTO, "the TPM gave another key back than it was given");
    if (rc == 0)
        goto out;
    if (unlinkat(k->dir, SEALED, 0) != 0)
        rc = mk_fail_errno(e, "kit folder: " SEALED);
    else
        *refused = mk_disk_sync_dir(mk_disk_real(), k->dir, e) == 0;
out:
    mk_kit_secret_free(a, sizeof *a);
    mk_kit_secret_free(back, MK_SSHKEY_SEED);
    return rc;
}

/* key.pub, for those who certify it; a kit whose power went before it was written gets it now. */
static int put_public(const struct mk_kit *k, struct mk_error *e)
{
    char line[300];
    if (there(k, "key.pub"))
        return 0;
    snprintf(line, sizeof line, "%s moka kit %s\n", mk_sshkey_public(k->key), k->id);
    return mk_disk_put(mk_disk_real(), k->dir, "key.pub", mk_str(line), e);
}

static int open_sealed(struct mk_kit *k, const char *path, struct mk_error *e)
{
    uint8_t *seed = mk_kit_secret_new(MK_SSHKEY_SEED, e);
    int rc = seed && unseal(seed, k, e) == 0 && mk_sshkey_of_seed(&k->key, seed, path, e) == 0 &&
                     put_public(k, e) == 0
                 ? 0
                 : -1;
    mk_kit_secret_free(seed, MK_SSHKEY_SEED);
    k->sealed = rc == 0;
    return rc;
}

/* A TPM that does not do it leaves the key to a file, which the kit says wherever it says how its
 * key is kept: an officer in the field needs a kit now. */
static int make_sealed(bool *made, struct mk_kit *k, struct mk_error *e)
{
    bool refused = false;
    struct mk_error why = { 0 };
    uint8_t *seed = mk_kit_secret_new(MK_SSHKEY_SEED, e);
    *made = false;
    if (!seed)
        return -1;
    int rc =
        RAND_priv_bytes(seed, MK_SSHKEY_SEED) == 1 ? 0 : mk_fail(e, MK_EIO, "no random numbers");
    if (rc == 0) {
        *made = seal(&refused, k, seed, &why) == 0;
        if (!*made && !refused)
            rc = mk_fail(e, why.code, "%s", why.text);
    }
    mk_kit_secret_free(seed, MK_SSHKEY_SEED);
    return rc;
}

static int make(struct mk_kit *k, const char *path, struct mk_error *e)
{
    char comment[64];
    bool made = false;
    /* Another key under the same name would make two kits of one. */
    if (there(k, "counter.jsonl"))
        return mk_fail(e, MK_EABSENT, "%s: this kit has been used, and its key is gone", path);
    if (mk_kit_tpm_state() == MK_KIT_TPM_THERE && make_sealed(&made, k, e))
        return -1;
    if (made)
        return open_sealed(k, path, e);
    snprintf(comment, sizeof comment, "moka kit %s", k->id);
    return mk_sshkey_make(path, comment, e) ? -1 : mk_sshkey_load(&k->key, path, e);
}

/* Where there are both, the key is being moved: until that is done it is in the file. */
int mk_kit_key_read(struct mk_kit *k, const char *dir, struct mk_error *e)
{
    char path[4200];
    struct stat st;
    snprintf(path, sizeof path, "%s/key", dir);
    if (fstatat(k->dir, "key", &st, 0) == 0) {
        if (st.st_mode & 077)
            return mk_fail(e, MK_EREFUSED, "%s: others may read it: chmod 600, or make a new kit",
                           path);
        return mk_sshkey_load(&k->key, path, e);
    }
    if (errno != ENOENT)
        return mk_fail_errno(e, path);
    return there(k, SEALED) ? open_sealed(k, path, e) : make(k, path, e);
}

static int move(struct mk_kit *k, struct mk_error *e)
{
    bool refused;
    uint8_t *seed = mk_kit_secret_new(MK_SSHKEY_SEED, e);
    int rc =
        seed && mk_sshkey_seed(seed, k->key, e) == 0 && seal(&refused, k, seed, e) == 0 ? 0 : -1;
    mk_kit_secret_free(seed, MK_SSHKEY_SEED);
    if (rc == 0)
        rc = mk_kit_replace_secret(k->dir, "key", mk_span(NULL, 0), e);
    k->sealed = rc == 0;
    return rc;
}

int mk_kit_to_tpm(struct mk_kit *k, struct mk_error *e)
{
    if (k->sealed)
        return 0;
    if (mk_kit_tpm_state() != MK_KIT_TPM_THERE)
        return mk_fail(e, MK_EABSENT, "the key stays %s", mk_kit_kept(k));
    if (flock(k->dir, LOCK_EX) != 0)
        return mk_fail_errno(e, "kit folder");
    /* Somebody else may have moved it since this one was opened. */
    int rc = there(k, "key") ? move(k, e) : mk_fail(e, MK_ESTATE, "the key was moved meanwhile");
    flock(k->dir, LOCK_UN);
    return rc;
}

const char *mk_kit_kept(const struct mk_kit *k)
{
    if (k->sealed)
        return k->locked ? "sealed by this machine's TPM 2.0"
                         : "sealed by this machine's TPM 2.0; opened in memory that could not be "
                           "locked (ulimit -l)";
    switch (mk_kit_tpm_state()) {
    case MK_KIT_TPM_OFF:
        break;
    case MK_KIT_TPM_NO_PROGRAM:
        return "in a file: no TPM, as this installation of Moka has none of its part for it";
    case MK_KIT_TPM_NONE:
        return "in a file: no TPM 2.0 that can be reached on this machine";
    case MK_KIT_TPM_THERE:
        return "in a file, not by the TPM that can be reached on this machine (moka kit tpm)";
    }
    return "in a file: no TPM is to be used (MOKA_TPM=none)";
}
