#ifndef MK_AB_H
#define MK_AB_H

#include "parsers/format/decrypt.h"
#include "parsers/source/container.h"

/*
 * Android backups (adb backup, .ab): lines of text, then a tar, maybe packed by zlib, maybe
 * encrypted.
 *
 *   "ANDROID BACKUP"     the lines, each ended by \n
 *   1 to 5               version
 *   1 or 0               packed or not
 *   none or AES-256      when it is encrypted, five more lines:
 *     hex                salt of the user's key; hex salt of the checksum; rounds of PBKDF2,
 * decimal; hex IV of the blob; hex blob
 *
 * The user's key is PBKDF2-HMAC-SHA1 of the password, 256 bits; the blob, AES-256-CBC with PKCS #7
 * padding under it, is u8 length + IV, u8 length + key, u8 length + checksum. What follows the
 * lines is AES-256-CBC under that key. The checksum is PBKDF2 of that key under the second salt,
 * its bytes taken for (signed) characters, in UTF-8. Early devices took the low byte of each
 * character instead, of passwords and keys. Source: AOSP (LineageOS 21), frameworks/base,
 * services/backup, restore/ PerformAdbRestoreTask.java (parseBackupFileHeaderAndReturnStream,
 * attemptEncryptionKeyDecryption), utils/PasswordUtils.java, and UserBackupManagerService.java,
 * BACKUP_FILE_VERSION.
 */
#define MK_AB_KEY 32u
#define MK_AB_IV  16u

struct mk_ab {
    unsigned version;
    bool packed, encrypted;
    uint64_t at; /* of what follows the lines */
    uint8_t salt[128], check_salt[128], user_iv[MK_AB_IV], blob[512];
    size_t salt_len, check_salt_len, blob_len;
    uint32_t rounds;
    uint8_t iv[MK_AB_IV], key[MK_AB_KEY]; /* once it is unlocked */
};

/* MK_EFORMAT when it is none, or of an unknown version. */
MK_CHECK int mk_ab_header(struct mk_ab *out, const struct mk_file *f, struct mk_error *e);
/* Finds which of the secrets "ab" fits; nothing to do when it is not encrypted. MK_EAUTH. The key
 * is wiped by mk_ab_forget(). */
MK_CHECK int mk_ab_unlock(struct mk_ab *ab, const struct mk_context *cx, struct mk_error *e);
void mk_ab_forget(struct mk_ab *ab);
/* The tar. *odd says why it is not whole, or NULL; what could be had was given. */
MK_CHECK int mk_ab_plain(const char **odd, const struct mk_ab *ab, const struct mk_file *f,
                         int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
                         struct mk_error *e);

extern const struct mk_container mk_container_ab;
extern const struct mk_decrypt_kind mk_decrypt_ab;

#endif
