#ifndef MK_IOS_KEYBAG_H
#define MK_IOS_KEYBAG_H

#include "parsers/source/context.h"

/*
 * The keybag of an encrypted backup (Manifest.plist, BackupKeyBag): items of tag (4 characters),
 * u32 length, value; numbers are u32, all big endian. First those of the bag, then for each class
 * UUID and what follows it:
 *
 *   VERS TYPE (1: backup) UUID HMCK WRAP    the bag
 *   SALT ITER           PBKDF2-HMAC-SHA1 of the password
 *   DPSL DPIC           since iOS 10.2: before it PBKDF2-HMAC-SHA256, whose 32 bytes are its
 * password UUID CLAS WRAP KTYP WPKY (PBKY)         a class: its key, wrapped as RFC 3394 has it
 * under the 32 bytes of the password when WRAP has bit 2
 *
 * Sources: iphone-dataprotection, python_scripts/keystore/keybag.py; iphone_backup_decrypt 0.9,
 * google_iphone_dataprotection.py; John the Ripper, itunes_fmt_plug.c.
 */
#define MK_IOS_KEY     32u
#define MK_IOS_WRAPPED 40u
#define MK_IOS_CLASSES 32u

/* What a hostile bag may make us compute: ten times what phones ask for. */
#define MK_IOS_ROUNDS_MAX 100000000u

struct mk_ios_class {
    uint32_t number, wrap;
    uint8_t wrapped[MK_IOS_WRAPPED];
    bool has_wrapped;
};

struct mk_ios_keybag {
    uint32_t version, type;
    struct mk_span salt, salt2; /* SALT, DPSL: in the bytes that were parsed */
    uint32_t rounds, rounds2;   /* ITER, DPIC; rounds2 0: there is no first derivation */
    struct mk_ios_class classes[MK_IOS_CLASSES];
    size_t n;
};

struct mk_ios_keys {
    struct {
        uint32_t number;
        uint8_t key[MK_IOS_KEY];
    } classes[MK_IOS_CLASSES];
    size_t n, refused; /* unlocked; wrapped by the password, but it does not fit them */
};

/* MK_EFORMAT; MK_ELIMIT when it asks for more rounds or has more classes than is plausible. */
MK_CHECK int mk_ios_keybag_read(struct mk_ios_keybag *out, struct mk_span bytes,
                                struct mk_error *e);
/* One password. MK_EAUTH when it fits no class. */
MK_CHECK int mk_ios_keybag_try(struct mk_ios_keys *out, const struct mk_ios_keybag *bag,
                               struct mk_span password, const struct mk_listener *progress,
                               struct mk_error *e);
/* Each of the secrets "ios-backup" once, without a line break at its end. MK_EAUTH: none fits, or
 * none was given. */
MK_CHECK int mk_ios_keybag_unlock(struct mk_ios_keys *out, const struct mk_ios_keybag *bag,
                                  const struct mk_context *cx, struct mk_error *e);
void mk_ios_keys_wipe(struct mk_ios_keys *k);

/* A key as a manifest has it: u32 little endian class, then wrapped under that class's key.
 * MK_EFORMAT, MK_EAUTH. */
MK_CHECK int mk_ios_file_key(uint8_t out[static MK_IOS_KEY], const struct mk_ios_keys *k,
                             struct mk_span stored, struct mk_error *e);

#endif
