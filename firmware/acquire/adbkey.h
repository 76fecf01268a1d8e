#ifndef MK_ADBKEY_H
#define MK_ADBKEY_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * The key that a phone has to allow before it talks ADB: RSA, 2048 bits, made for one run. No other
 * case's phone knows it, and it goes when the bundle is sealed.
 *
 * AUTH: the phone sends 20 random bytes; they are signed as if they were a SHA-1 digest (PKCS #1
 * v1.5). A phone that knows no such key is given the public one: base64 of 524 bytes, see
 * firmware/phantom/auth.h, then a blank and a name. Its question shows the MD5 of the 524 bytes.
 * Source: AOSP packages/modules/adb client/auth.cpp, daemon/auth.cpp; system/core
 * libcrypto_utils/android_pubkey.cpp; frameworks/base AdbDebuggingManager.java getFingerprints().
 *
 * The key's file, before the run is sealed:
 *   u8 enum mk_adbkey_state, u32 length (LE), private key (DER, PKCS #8), SHA-256 of length and key
 */
#define MK_ADBKEY_TOKEN       20u
#define MK_ADBKEY_STRUCT      524u
#define MK_ADBKEY_FINGERPRINT 48u /* "AA:BB:...", with its NUL */

/* What the phone has been told of it. */
enum mk_adbkey_state {
    MK_ADBKEY_MADE = 'm',
    MK_ADBKEY_OFFERED = 'o', /* or is just about to be */
    MK_ADBKEY_ALLOWED = 'a',
};

struct mk_adbkey;

MK_CHECK int mk_adbkey_make(struct mk_adbkey **out, struct mk_error *e);
void mk_adbkey_free(struct mk_adbkey *k);

/* The file of descriptor `fd`: read from its start; MK_EABSENT when it is empty, cut or damaged. */
MK_CHECK int mk_adbkey_read(struct mk_adbkey **out, enum mk_adbkey_state *state, int fd,
                            struct mk_error *e);
/* Durable when it returns 0. */
MK_CHECK int mk_adbkey_write(const struct mk_adbkey *k, int fd, struct mk_error *e);
MK_CHECK int mk_adbkey_mark(int fd, enum mk_adbkey_state state, struct mk_error *e);

/* "<base64> <name>" */
MK_CHECK int mk_adbkey_public(struct mk_buf *out, const struct mk_adbkey *k, const char *name,
                              struct mk_error *e);
MK_CHECK int mk_adbkey_fingerprint(char out[static MK_ADBKEY_FINGERPRINT],
                                   const struct mk_adbkey *k, struct mk_error *e);
/* 256 bytes. MK_EPROTO when the token is not one: nothing else is ever signed. */
MK_CHECK int mk_adbkey_sign(struct mk_buf *out, const struct mk_adbkey *k, struct mk_span token,
                            struct mk_error *e);

#endif
