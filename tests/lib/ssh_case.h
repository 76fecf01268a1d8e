#ifndef SSH_CASE_H
#define SSH_CASE_H

#include "firmware/bundle/sshkey.h"

/*
 * Keys, certificates, signatures and trust files in a folder of their own, made by stock ssh-keygen
 * where it is installed. All of these abort the test when they fail; paths are stock_path()'s.
 */
#define SSH_KEYGEN  "/usr/bin/ssh-keygen"
#define SSH_MESSAGE "the tag manifest\n"
#define SSH_NOW     1767225600 /* 2026-01-01 */
#if defined __SANITIZE_ADDRESS__
#define SSH_STRIDE 7 /* of bits that are flipped: sanitizers are slow */
#else
#define SSH_STRIDE 1
#endif

/* Setup makes <name>, <name>.pub and <name>.sig, of SSH_MESSAGE, of each; and the authority "ca".
 */
#define SSH_KEYS 6
struct ssh_kind {
    const char *name, *type, *bits;
};
extern const struct ssh_kind ssh_keys[SSH_KEYS];
extern bool ssh_stock; /* ssh-keygen is there, and setup made all that */

int ssh_setup(void **state);
int ssh_teardown(void **state);

const char *ssh_in(const char *name);
const char *ssh_in2(const char *name, const char *suffix);

struct ssh_ask { /* NULL and 0: the usual ones */
    const char *sig, *message, *space, *principal, *trust, *revoked;
    int64_t at_s;
};
enum mk_sshsig ssh_check(const struct ssh_ask *a, char why[static 400]);
/* What stock ssh-keygen says of the same question. */
bool ssh_stock_allows(const struct ssh_ask *a);

void ssh_sign_stock(const char *key, const char *sig);
/* "<principals> <options> <the .pub file's line>" as a trust file of that name. */
const char *ssh_trust(const char *name, const char *principals, const char *options,
                      const char *pub);
/* Options of ssh-keygen, NULL-ended; <key>-cert.pub comes out. */
void ssh_certify(const char *ca, const char *key, const char *const extra[]);
#define SSH_CERTIFY(ca, key, ...) ssh_certify(ca, key, (const char *const[]){ __VA_ARGS__, NULL })
/* A revocation list by ssh-keygen's specification; `extra`: a further file of keys, or NULL. */
const char *ssh_krl(const char *spec, const char *extra);

#endif
