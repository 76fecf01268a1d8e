#ifndef MK_WHATSAPP_CRYPT_H
#define MK_WHATSAPP_CRYPT_H

#include "parsers/format/decrypt.h"
#include "parsers/source/container.h"

/*
 * WhatsApp's encrypted backups on Android: msgstore.db.crypt12, .crypt14, .crypt15 and their kind.
 * AES-256-GCM over a zlib stream (a zip, or the file itself, in some).
 *
 *   crypt12       0   2  cipher version, 00 01      crypt14, 15   varint length, then a protobuf
 *                 2   1  key version                  2  of crypt14: 1 cipher version, 2 key
 * version, 3  32  server salt                     3 server salt, 4 Google id, 5 IV 35 16  Google id
 * 3  of crypt15: 1 IV 51 16  IV, of GCM with 16 bytes     4  1 WhatsApp's version, 3 last digits of
 * the 67  -  encrypted                       user's number then encrypted at the end    16 bytes
 * tag of GCM; 16 bytes MD5 of all before (not in multi-file backups); crypt12 also '-' '-' and two
 * digits of the user's number
 *
 * Source: wa-crypt-tools 57ec6329, src/wa_crypt_tools/lib/db/{db12,db14,db15}.py and proto/. What
 * these take for a flag behind a length byte is the second byte of the length (observed: 129 is
 * 81 01, 188 is bc 01, and files below 128 have none).
 */
struct mk_whatsapp {
    unsigned crypt; /* 12, 14, 15 */
    uint8_t iv[64];
    size_t iv_len;
    uint64_t at, end; /* of the encrypted bytes; the tag follows */
    uint8_t key[32];  /* once it is unlocked */
    bool damaged;     /* the key fits, the tag does not */
    bool multi;       /* no MD5 behind the tag */
};

/* MK_EFORMAT when it is no such file. */
MK_CHECK int mk_whatsapp_open(struct mk_whatsapp *out, const struct mk_file *f, struct mk_error *e);
/* Finds which of the secrets "whatsapp" fits, and checks the tag: reads the whole file. MK_EAUTH
 * when none was given or none fits. */
MK_CHECK int mk_whatsapp_unlock(struct mk_whatsapp *w, const struct mk_file *f,
                                const struct mk_context *cx, struct mk_error *e);
/* The plain file, inflated. Fails where a damaged one makes no sense any more (MK_EFORMAT). */
MK_CHECK int mk_whatsapp_plain(const struct mk_whatsapp *w, const struct mk_file *f,
                               int (*put)(void *u, const void *p, size_t n, struct mk_error *e),
                               void *u, struct mk_error *e);

extern const struct mk_container mk_container_whatsapp; /* one entry: the name without .cryptNN */
extern const struct mk_decrypt_kind mk_decrypt_whatsapp;

#endif
