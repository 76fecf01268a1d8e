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
/* Its secret, for what age encrypted to it; to be wiped. */
#define MK_SSHKEY_SEED 32
MK_CHECK int mk_sshkey_seed(uint8_t out[static MK_SSHKEY_SEED], const struct mk_sshkey *k,
                            struct mk_error *e);
/* The key of that secret, kept elsewhere than in `path`; a certificate beside that is used. */
MK_CHECK int mk_sshkey_of_seed(struct mk_sshkey **out, const uint8_t seed[static MK_SSHKEY_SEED],
                               const char *path, struct mk_error *e);

/* Armoured SSHSIG over `message`. */
MK_CHECK int mk_sshkey_sign(struct mk_buf *out, const struct mk_sshkey *k, const char *name_space,
                            struct mk_span message, struct mk_error *e);
/* The same by /usr/bin/ssh-keygen -Y sign: any key, agent or token that OpenSSH can use. */
MK_CHECK int mk_ssh_sign_by_tool(struct mk_buf *out, const char *key_path, const char *name_space,
                                 struct mk_span message, struct mk_error *e);

/* What a signature proved. */
enum mk_sshsig {
    MK_SIG_TRUSTED,   /* good, by a key that the trust file allows for this principal */
    MK_SIG_UNTRUSTED, /* good, but by a key the trust file does not allow (or it is expired) */
    MK_SIG_REVOKED,   /* good, but by a key that was taken back: nothing else speaks for it */
    MK_SIG_NO_TRUST,  /* good; no trust file was given */
    MK_SIG_BAD,       /* does not fit the message, or is no signature */
};
/* principal "kit:<id>" or "officer:<id>". at_s: time for validity of keys and certificates. `why`
 * in any case. */
MK_CHECK int mk_sshsig_check(enum mk_sshsig *out, struct mk_buf *why, struct mk_span armoured,
                             struct mk_span message, const char *name_space, const char *principal,
                             const char *trust, const char *revoked, int64_t at_s,
                             struct mk_error *e);
/* Whether a signature is good and by that very key, "type base64 [comment]"; a certificate around
 * the key does not matter. Who the key belongs to is for others to say. MK_ENOMEM */
MK_CHECK int mk_sshsig_by(bool *yes, struct mk_span armoured, struct mk_span message,
                          const char *name_space, struct mk_span key, struct mk_error *e);

/* Whether a file of ssh-keygen -s ("TYPE BASE64 [comment]") certifies that public key for the
 * principal, at that time; `told` names it then. MK_EFORMAT: it is no certificate; MK_EAUTH: it
 * does not hold, or is not for it. Whether its authority is the agency's is for trust files to say.
 */
MK_CHECK int mk_sshcert_fits(struct mk_buf *told, struct mk_span line, const char *public_key,
                             const char *principal, int64_t at_s, struct mk_error *e);

#endif
