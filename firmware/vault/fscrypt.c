/* linux/fscrypt.h; Documentation/filesystems/fscrypt.rst, "User API". */
#include "firmware/vault/private.h"
#include "parsers/base/mac.h"
#include <errno.h>
#include <linux/fscrypt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

_Static_assert(MK_VAULT_KEY == FSCRYPT_MAX_KEY_SIZE && MK_VAULT_ID == FSCRYPT_KEY_IDENTIFIER_SIZE,
               "the kernel's sizes");

int mk_fscrypt_look(enum mk_fscrypt *out, uint8_t id[static MK_VAULT_ID], int fd,
                    struct mk_error *e)
{
    struct fscrypt_get_policy_ex_arg a = { .policy_size = sizeof a.policy };
    memset(id, 0, MK_VAULT_ID);
    if (ioctl(fd, FS_IOC_GET_ENCRYPTION_POLICY_EX, &a) == 0) {
        if (a.policy.version != FSCRYPT_POLICY_V2)
            return mk_fail(e, MK_ESTATE, "the folder is encrypted in another way");
        *out = MK_FSCRYPT_SET;
        memcpy(id, a.policy.v2.master_key_identifier, MK_VAULT_ID);
        return 0;
    }
    if (errno == ENODATA) {
        *out = MK_FSCRYPT_NONE;
        return 0;
    }
    /* ENOTTY: a file system or kernel that does not know it; EOPNOTSUPP: it is switched off. Some
     * sandboxed kernels answer unknown requests otherwise. */
    *out = MK_FSCRYPT_CANNOT;
    return errno == ENOTTY || errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL
               ? 0
               : mk_fail_errno(e, "the folder's encryption");
}

int mk_fscrypt_add(uint8_t id[static MK_VAULT_ID], int fd, const uint8_t key[static MK_VAULT_KEY],
                   struct mk_error *e)
{
    size_t n = sizeof(struct fscrypt_add_key_arg) + MK_VAULT_KEY;
    struct fscrypt_add_key_arg *a = calloc(1, n);
    if (!a)
        return mk_fail(e, MK_ENOMEM, "the case's key");
    a->key_spec.type = FSCRYPT_KEY_SPEC_TYPE_IDENTIFIER;
    a->raw_size = MK_VAULT_KEY;
    memcpy(a->raw, key, MK_VAULT_KEY);
    int rc = ioctl(fd, FS_IOC_ADD_ENCRYPTION_KEY, a) == 0
                 ? 0
                 : mk_fail_errno(e, "giving the kernel the case's key");
    memcpy(id, a->key_spec.u.identifier, MK_VAULT_ID);
    mk_wipe(a, n);
    free(a);
    return rc;
}

int mk_fscrypt_set(int fd, const uint8_t id[static MK_VAULT_ID], struct mk_error *e)
{
    struct fscrypt_policy_v2 p = {
        .version = FSCRYPT_POLICY_V2,
        .contents_encryption_mode = FSCRYPT_MODE_AES_256_XTS,
        .filenames_encryption_mode = FSCRYPT_MODE_AES_256_CTS,
        .flags = FSCRYPT_POLICY_FLAGS_PAD_32,
    };
    memcpy(p.master_key_identifier, id, MK_VAULT_ID);
    if (ioctl(fd, FS_IOC_SET_ENCRYPTION_POLICY, &p) == 0)
        return 0;
    if (errno == ENOTEMPTY || errno == EEXIST)
        return mk_fail(e, MK_ESTATE, "the folder is in use already");
    return mk_fail_errno(e, "encrypting the folder");
}

int mk_fscrypt_remove(bool *gone, int fd, const uint8_t id[static MK_VAULT_ID], struct mk_error *e)
{
    struct fscrypt_remove_key_arg a = { .key_spec.type = FSCRYPT_KEY_SPEC_TYPE_IDENTIFIER };
    memcpy(a.key_spec.u.identifier, id, MK_VAULT_ID);
    /* For all users where that is ours to do; else what we ourselves added. */
    int rc = ioctl(fd, FS_IOC_REMOVE_ENCRYPTION_KEY_ALL_USERS, &a);
    if (rc != 0 && (errno == EACCES || errno == EPERM))
        rc = ioctl(fd, FS_IOC_REMOVE_ENCRYPTION_KEY, &a);
    *gone = rc == 0 ? a.removal_status_flags == 0 : errno == ENOKEY;
    return rc == 0 || *gone ? 0 : mk_fail_errno(e, "taking the case's key from the kernel");
}
