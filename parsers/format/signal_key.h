#ifndef MK_SIGNAL_KEY_H
#define MK_SIGNAL_KEY_H

#include "parsers/source/context.h"

/*
 * The keys of Signal's backups, version 2, from what the examiner gives along:
 *
 *   signal            account entropy pool (recovery key): 64 letters and digits, as Signal shows
 *                     them: upper case, in groups, '#' for o and '=' for 0
 *   signal-aci        the account's UUID; signal-backup-id: 32 hex digits instead of it
 *   signal-token      forward secrecy token, 64 hex digits; of files that begin with "SBACKUP"
 *
 *   backup key    HKDF(pool, "20240801_SIGNAL_BACKUP_KEY"), 32 bytes
 *   backup id     HKDF(backup key, "20241024_SIGNAL_BACKUP_ID:" + ACI), 16 bytes
 *   message keys  HKDF(backup key, "20241007_SIGNAL_BACKUP_ENCRYPT_MESSAGE_BACKUP:" + backup id);
 * with a token HKDF(backup key, salt token, "20250708_..." + backup id): 32 bytes of HMAC-SHA256,
 * 32 of AES
 *
 * Sources: libsignal b056faa6, rust/account-keys/src/backup.rs, rust/message-backup/src/key.rs;
 * Signal-Android, core models, AccountEntropyPool.kt (how it is shown).
 */
struct mk_signal_key {
    uint8_t hmac[32], aes[32];
};

/* The n-th combination of what was given: 1; 0 behind the last one; -1. */
MK_CHECK int mk_signal_key_at(struct mk_signal_key *out, const struct mk_context *cx, size_t n,
                              struct mk_error *e);

#endif
