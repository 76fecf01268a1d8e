#include "firmware/bundle/disk.h"
#include "firmware/vault/private.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_FSCRYPT "moka-vault-1 fscrypt\n"
#define HEAD_PLAIN   "moka-vault-1 plain\n"
#define TEXT_MAX     (sizeof HEAD_FSCRYPT + 2 * MK_VAULT_KEY + 1)

static int damaged(const char *path, struct mk_error *e)
{
    return mk_fail(e, MK_EFORMAT, "%.200s: no key file of a case", path);
}

/* A file of zeros is one whose destruction was cut. */
static bool overwritten(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i])
            return false;
    return true;
}

static int parse(enum mk_keyfile *out, struct mk_vault_key *k, struct mk_span s, const char *path,
                 struct mk_error *e)
{
    size_t len = 0;
    if (overwritten(s)) {
        *out = MK_KEYFILE_ABSENT;
        return 0;
    }
    *out = MK_KEYFILE_THERE;
    k->kind = MK_VAULT_PLAIN;
    if (mk_span_is(s, HEAD_PLAIN))
        return 0;
    k->kind = MK_VAULT_FSCRYPT;
    if (s.len != TEXT_MAX - 1 || !mk_span_starts(s, mk_str(HEAD_FSCRYPT)) || s.p[s.len - 1] != '\n')
        return damaged(path, e);
    s = mk_span_from(s, strlen(HEAD_FSCRYPT));
    s.len--;
    return mk_unhex(k->key, MK_VAULT_KEY, &len, s) && len == MK_VAULT_KEY ? 0 : damaged(path, e);
}

int mk_keyfile_read(enum mk_keyfile *out, struct mk_vault_key *k, const char *path,
                    struct mk_error *e)
{
    char text[TEXT_MAX + 1];
    *out = MK_KEYFILE_ABSENT;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, path);
    ssize_t n = mk_disk_read(fd, text, sizeof text);
    int rc = n < 0 ? mk_fail_errno(e, path) : parse(out, k, mk_span(text, (size_t)n), path, e);
    close(fd);
    mk_wipe(text, sizeof text);
    return rc;
}

int mk_keyfile_make(struct mk_vault_key *k, const char *path, const struct mk_disk *disk,
                    struct mk_error *e)
{
    char text[TEXT_MAX] = HEAD_PLAIN;
    const char *name;
    int dir = -1;
    if (k->kind == MK_VAULT_FSCRYPT) {
        if (RAND_priv_bytes(k->key, sizeof k->key) != 1)
            return mk_fail(e, MK_EIO, "no random numbers");
        size_t at = (size_t)snprintf(text, sizeof text, HEAD_FSCRYPT);
        for (size_t i = 0; i < sizeof k->key; i++, at += 2)
            snprintf(text + at, 3, "%02x", k->key[i]);
        text[at++] = '\n';
        text[at] = 0;
    }
    int rc = mk_disk_place(&dir, &name, path, e);
    if (rc == 0)
        rc = mk_disk_put(disk, dir, name, mk_str(text), e);
    if (dir >= 0)
        close(dir);
    mk_wipe(text, sizeof text);
    return rc;
}

static int overwrite(int dir, const char *name, const struct mk_disk *disk, struct mk_error *e)
{
    static const uint8_t zeros[TEXT_MAX];
    struct stat st;
    int fd = disk->openat(disk->u, dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0), rc = -1;
    if (fd < 0)
        return mk_fail_errno(e, name);
    if (fstat(fd, &st) != 0)
        mk_fail_errno(e, name);
    else if (st.st_size >= (off_t)sizeof zeros)
        damaged(name, e);
    else if (mk_disk_write_all(disk, fd, mk_span(zeros, (size_t)st.st_size), e) == 0)
        rc = disk->fsync(disk->u, fd) == 0 ? 0 : mk_fail_errno(e, name);
    disk->close(disk->u, fd);
    return rc;
}

int mk_keyfile_destroy(struct mk_vault_facts *f, const char *path, const struct mk_disk *disk,
                       struct mk_error *e)
{
    const char *name;
    char tmp[300];
    int dir = -1, rc = mk_disk_place(&dir, &name, path, e);
    if (rc != 0)
        return -1;
    /* One that was cut while it was made never had a folder. */
    snprintf(tmp, sizeof tmp, "%s" MK_DISK_TMP, name);
    disk->unlinkat(disk->u, dir, tmp, 0);
    if (faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        rc = overwrite(dir, name, disk, e);
        f->key_overwritten = rc == 0;
        if (rc == 0 && disk->unlinkat(disk->u, dir, name, 0) != 0)
            rc = mk_fail_errno(e, name);
    } else if (errno != ENOENT) {
        rc = mk_fail_errno(e, name);
    }
    if (rc == 0)
        rc = mk_disk_sync_dir(disk, dir, e);
    f->key_unlinked = rc == 0;
    close(dir);
    return rc;
}
