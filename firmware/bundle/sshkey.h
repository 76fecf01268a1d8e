#ifndef MK_SSHKEY_H
#define MK_SSHKEY_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * SSH keys and signatures as stock ssh-keygen makes and checks them, on
 * OpenSSL. Formats: OpenSSH PROTOCOL.key (private keys), PROTOCOL.sshsig (signatures),
 * PROTOCOL.certkeys (certificates).
 */
#define MK_SSH_NAMESPACE "moka-bundle"

struct mk_sshkey;

/* A new Ed25519 key: `path` (mode 0600) and `path`.pub, as ssh-keygen writes them. */
MK_CHECK int mk_sshkey_make(const char *path, const char *comment, struct mk_error *e);
/* An unencrypted Ed25519 private key file. A certificate beside it (`path`-cert.pub) is used when
 * signing. MK_EAUTH when it is another kind: the caller then asks ssh-keygen. */
MK_CHECK int mk_sshkey_load(struct mk_sshkey **out, const char *path, struct mk_error *e);
void mk_sshkey_free(struct mk_sshkey *k);
/* "ssh-ed25519 AAAA..." */
const char *mk_sshkey_public(const struct mk_sshkey *k);

/* Armoured SSHSIG over `message`. */
MK_CHECK int mk_sshkey_sign(struct mk_buf *out, const struct mk_sshkey *k, const char *name_space,
                            struct mk_span message, struct mk_error *e);
/* The same by /usr/bin/ssh-keygen -Y sign: any key, agent or token that OpenSSH can use. */
MK_CHECK int mk_ssh_sign_by_tool(struct mk_buf *out, const char *key_path, const char *name_space,
                                 struct mk_span message, struct mk_error *e);

/* What a signature proved. */
enum mk_sshsig {
    MK_SIG_TRUSTED,   /* good, by a key that the trust file allows for this principal */
    MK_SIG_UNTRUSTED, /* good, but by a key the trust file does not allow (or it is revoked,
                         expired) */
    MK_SIG_NO_TRUST,  /* good; no trust file was given */
    MK_SIG_BAD,       /* does not fit the message, or is no signature */
};
/* principal "kit:<id>" or "officer:<id>". at_s: time for validity of keys and certificates. `why`
 * in any case. */
MK_CHECK int mk_sshsig_check(enum mk_sshsig *out, struct mk_buf *why, struct mk_span armoured,
                             struct mk_span message, const char *name_space, const char *principal,
                             const char *trust, const char *revoked, int64_t at_s,
                             struct mk_error *e);

#endif
