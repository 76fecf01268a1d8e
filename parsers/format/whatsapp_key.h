#ifndef MK_WHATSAPP_KEY_H
#define MK_WHATSAPP_KEY_H

#include "parsers/base/error.h"

/*
 * What an examiner gives as WhatsApp's key: the phone's file "key" (crypt12, crypt14) or
 * "encrypted_backup.key" (crypt15), or the 64 digits that WhatsApp shows its user.
 *
 * Both files are a Java byte array, serialised (Java Object Serialization Specification, 6.4):
 *   0   27  ac ed 00 05 'u' 'r' 00 02 "[B" ac f3 17 f8 06 08 54 e0 02 00 00 'x' 'p', u32 big
 *           endian length
 *   27   -  the array: 131 bytes, or 32
 * of 131 bytes:
 *   0    2  cipher version, 00 01                   35  16  Google id salt
 *   2    1  key version, 1 to 3                     51  32  its SHA-256
 *   3   32  server salt                             83  16  zeroes
 *   99  32  the key
 * of 32: the root key.
 * Source: wa-crypt-tools 57ec6329, src/wa_crypt_tools/lib/key/{key14,key15,keyfactory}.py.
 */
struct mk_whatsapp_key {
    uint8_t b[32];
    bool root; /* of crypt15; else the key itself. 64 digits can be either: then it is set */
};

/* False when it is none of these. Arrays without Java's head, and digits with white space between
 * them, are taken too. */
bool mk_whatsapp_key_parse(struct mk_whatsapp_key *out, struct mk_span given);

/* The key of a crypt15 file: HMAC(HMAC(32 zeroes, root), "backup encryption" 01), with SHA-256,
 * which is HKDF without a salt. Source: there, lib/utils.py, encryptionloop(). */
MK_CHECK int mk_whatsapp_key_derive(uint8_t out[static 32], const struct mk_whatsapp_key *k,
                                    struct mk_error *e);

#endif
