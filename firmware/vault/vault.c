#include "firmware/vault/private.h"
#include "parsers/base/mac.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The folder itself; *there false when there is none. */
static int open_folder(int *fd, bool *there, const char *dir, struct mk_error *e)
{
    *fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    *there = *fd >= 0;
    return *fd >= 0 || errno == ENOENT ? 0 : mk_fail_errno(e, dir);
}

static int is_empty(bool *yes, int dir, struct mk_error *e)
{
    const struct dirent *de;
    int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (!d) {
        mk_fail_errno(e, "the case's folder");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *yes = true;
    while ((de = readdir(d)) != NULL)
        if (strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0)
            *yes = false;
    closedir(d);
    return 0;
}

/* The key of a folder that has none yet: of the best kind that its file system can. */
static int first_key(struct mk_vault_key *k, int fd, const char *dir, const char *keyfile,
                     const struct mk_disk *disk, struct mk_error *e)
{
    enum mk_fscrypt can;
    uint8_t id[MK_VAULT_ID];
    bool none;
    if (mk_fscrypt_look(&can, id, fd, e) != 0 || is_empty(&none, fd, e) != 0)
        return -1;
    if (!none || can == MK_FSCRYPT_SET)
        return mk_fail(e, MK_ESTATE, "%.200s: in use already", dir);
    k->kind = can == MK_FSCRYPT_NONE ? MK_VAULT_FSCRYPT : MK_VAULT_PLAIN;
    return mk_keyfile_make(k, keyfile, disk, e);
}

/* Gives the kernel the key and sees that it is this folder's; `set`: makes it so. */
static int unlock(int fd, const struct mk_vault_key *k, const char *dir, bool set,
                  struct mk_error *e)
{
    enum mk_fscrypt is;
    uint8_t id[MK_VAULT_ID], has[MK_VAULT_ID];
    bool gone;
    if (k->kind == MK_VAULT_PLAIN)
        return 0;
    if (mk_fscrypt_add(id, fd, k->key, e) != 0)
        return -1;
    if (set && mk_fscrypt_set(fd, id, e) != 0)
        return -1;
    if (mk_fscrypt_look(&is, has, fd, e) != 0)
        return -1;
    if (is == MK_FSCRYPT_SET && !memcmp(id, has, sizeof id))
        return 0;
    (void)!mk_fscrypt_remove(&gone, fd, id, NULL);
    return mk_fail(e, MK_EAUTH, "%.200s: the key is another folder's", dir);
}

int mk_vault_make(enum mk_vault_kind *kind, const char *dir, const char *keyfile,
                  const struct mk_disk *disk, struct mk_error *e)
{
    struct mk_vault_key k = { 0 };
    enum mk_keyfile has;
    const char *name;
    int in = -1, fd = -1, rc = -1;
    if (mk_disk_place(&in, &name, dir, e) != 0)
        return -1;
    if (mk_disk_folder(&fd, disk, in, name, e) != 0 || mk_disk_sync_dir(disk, in, e) != 0)
        goto out;
    if (mk_keyfile_read(&has, &k, keyfile, e) != 0 ||
        (has == MK_KEYFILE_ABSENT && first_key(&k, fd, dir, keyfile, disk, e) != 0) ||
        unlock(fd, &k, dir, true, e) != 0 || mk_disk_sync_dir(disk, fd, e) != 0)
        goto out;
    *kind = k.kind;
    rc = 0;
out:
    mk_wipe(&k, sizeof k);
    if (fd >= 0)
        close(fd);
    close(in);
    return rc;
}

int mk_vault_open(enum mk_vault_kind *kind, const char *dir, const char *keyfile,
                  struct mk_error *e)
{
    struct mk_vault_key k = { 0 };
    enum mk_keyfile has;
    bool there;
    int fd = -1, rc = -1;
    if (mk_keyfile_read(&has, &k, keyfile, e) != 0)
        goto out;
    if (has == MK_KEYFILE_ABSENT) {
        mk_fail(e, MK_EABSENT, "%.200s: its key is gone", dir);
        goto out;
    }
    if (open_folder(&fd, &there, dir, e) != 0)
        goto out;
    if (!there) {
        mk_fail(e, MK_EABSENT, "%.200s is not there", dir);
        goto out;
    }
    rc = unlock(fd, &k, dir, false, e);
    *kind = k.kind;
out:
    mk_wipe(&k, sizeof k);
    if (fd >= 0)
        close(fd);
    return rc;
}

/*
 * Takes the folder's key from the kernel. The folder itself must not be open meanwhile: it would
 * count as a file in use; so the request goes to the one it lies in.
 */
static int forget(struct mk_vault_facts *f, const char *dir, struct mk_error *e)
{
    enum mk_fscrypt is = MK_FSCRYPT_CANNOT;
    uint8_t id[MK_VAULT_ID] = { 0 };
    const char *name;
    bool there;
    int fd, in = -1;
    if (open_folder(&fd, &there, dir, e) != 0)
        return -1;
    int rc = there ? mk_fscrypt_look(&is, id, fd, e) : 0;
    if (there)
        close(fd);
    if (rc != 0)
        return -1;
    f->kind = !there ? MK_VAULT_NONE : is == MK_FSCRYPT_SET ? MK_VAULT_FSCRYPT : MK_VAULT_PLAIN;
    f->key_forgotten = is != MK_FSCRYPT_SET;
    if (is != MK_FSCRYPT_SET)
        return 0;
    for (size_t i = 0; i < sizeof id; i++)
        snprintf(f->key_id + 2 * i, 3, "%02x", id[i]);
    if (mk_disk_place(&in, &name, dir, e) != 0)
        return -1;
    rc = mk_fscrypt_remove(&f->key_forgotten, in, id, e);
    close(in);
    return rc;
}

static int in_use(const char *dir, struct mk_error *e)
{
    return mk_fail(e, MK_ESTATE, "%.200s: files of it are still open", dir);
}

int mk_vault_close(const char *dir, struct mk_error *e)
{
    struct mk_vault_facts f = { 0 };
    if (forget(&f, dir, e) != 0)
        return -1;
    return f.key_forgotten ? 0 : in_use(dir, e);
}

int mk_vault_destroy(struct mk_vault_facts *out, const char *dir, const char *keyfile,
                     int64_t now_us, const struct mk_disk *disk, struct mk_error *e)
{
    const char *name;
    int in = -1;
    *out = (struct mk_vault_facts){ .at_us = now_us };
    /* The key first: whatever comes between, nobody reads the folder after the next start. */
    if (mk_keyfile_destroy(out, keyfile, disk, e) != 0 || forget(out, dir, e) != 0)
        return -1;
    if (!out->key_forgotten)
        return in_use(dir, e);
    if (mk_disk_place(&in, &name, dir, e) != 0)
        return -1;
    int rc = mk_vault_remove(&out->files, in, name, disk, e);
    close(in);
    return rc;
}
