#ifndef MK_PHANTOM_AUTH_H
#define MK_PHANTOM_AUTH_H

#include "parsers/base/error.h"
#include <signal.h>

/*
 * The phone's side of ADB's authentication: a 20-byte token, answered by its
 * RSA-2048 signature (PKCS #1 v1.5; the token stands for a SHA-1 digest).
 * A public key is base64 of, little endian:
 *
 *   u32 words of the modulus (64), u32 -1/n mod 2^32, modulus (256 bytes),
 *   R^2 mod n (256 bytes), u32 exponent
 *
 * then a blank and a name. Source: AOSP system/core libcrypto_utils/android_pubkey.cpp;
 * packages/modules/adb protocol.txt, "AUTH"; daemon/auth.cpp.
 */
#define MK_AUTH_TOKEN 20u
#define MK_AUTH_KEYS  8u

struct mk_phantom_auth {
    bool required;                 /* a signature is asked for */
    bool allow;                    /* the finger on "Allow": an offered key is taken, */
    bool once;                     /* without a tick in "Always allow": for one connection */
    bool refuse;                   /* asks again instead */
    volatile sig_atomic_t *finger; /* not 0: now it touches "Allow", once; may be NULL */
    void *keys[MK_AUTH_KEYS];
    size_t n;
};

void mk_phantom_auth_done(struct mk_phantom_auth *a);
/* Takes a public key's text; MK_EFORMAT when it is none, MK_ELIMIT above MK_AUTH_KEYS. */
MK_CHECK int mk_phantom_auth_accept(struct mk_phantom_auth *a, struct mk_span text,
                                    struct mk_error *e);
/* A key is offered, or was and its question is still on the screen: 1 taken, 0 not now. */
MK_CHECK int mk_phantom_auth_offered(struct mk_phantom_auth *a, struct mk_span text,
                                     struct mk_error *e);
MK_CHECK int mk_phantom_auth_accept_file(struct mk_phantom_auth *a, const char *path,
                                         struct mk_error *e);
MK_CHECK int mk_phantom_auth_token(uint8_t token[static MK_AUTH_TOKEN], struct mk_error *e);
bool mk_phantom_auth_check(const struct mk_phantom_auth *a,
                           const uint8_t token[static MK_AUTH_TOKEN], struct mk_span signature);

#endif
