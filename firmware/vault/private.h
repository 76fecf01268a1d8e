#ifndef MK_VAULT_PRIVATE_H
#define MK_VAULT_PRIVATE_H

#include "firmware/vault/vault.h"

#define MK_VAULT_KEY 64 /* bytes; FSCRYPT_MAX_KEY_SIZE */
#define MK_VAULT_ID  16 /* FSCRYPT_KEY_IDENTIFIER_SIZE */

/* ---- fscrypt.c: what the kernel does ---- */

/* What a folder is: an encrypted one has the name of its key. */
enum mk_fscrypt { MK_FSCRYPT_CANNOT, MK_FSCRYPT_NONE, MK_FSCRYPT_SET };
MK_CHECK int mk_fscrypt_look(enum mk_fscrypt *out, uint8_t id[static MK_VAULT_ID], int fd,
                             struct mk_error *e);
/* fd: any folder of the file system. Gives the kernel the key; its name comes back. */
MK_CHECK int mk_fscrypt_add(uint8_t id[static MK_VAULT_ID], int fd,
                            const uint8_t key[static MK_VAULT_KEY], struct mk_error *e);
/* The empty folder fd is encrypted from now on. */
MK_CHECK int mk_fscrypt_set(int fd, const uint8_t id[static MK_VAULT_ID], struct mk_error *e);
/* *gone: the kernel has it no more, and nothing of it is open. */
MK_CHECK int mk_fscrypt_remove(bool *gone, int fd, const uint8_t id[static MK_VAULT_ID],
                               struct mk_error *e);

/* ---- keyfile.c ---- */

enum mk_keyfile {
    MK_KEYFILE_ABSENT, /* or overwritten */
    MK_KEYFILE_THERE,
};
struct mk_vault_key {
    enum mk_vault_kind kind;
    uint8_t key[MK_VAULT_KEY]; /* secret: mk_wipe() */
};
MK_CHECK int mk_keyfile_read(enum mk_keyfile *out, struct mk_vault_key *k, const char *path,
                             struct mk_error *e);
/* With a new key, for a kind that needs one. */
MK_CHECK int mk_keyfile_make(struct mk_vault_key *k, const char *path, const struct mk_disk *disk,
                             struct mk_error *e);
MK_CHECK int mk_keyfile_destroy(struct mk_vault_facts *f, const char *path,
                                const struct mk_disk *disk, struct mk_error *e);

#endif
