#ifndef MK_SSHPUB_H
#define MK_SSHPUB_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"
#include <openssl/types.h>

/*
 * SSH public keys and certificates, hostile. Layouts: RFC 4253 section 6.6 (ssh-rsa), RFC 5656
 * section 3.1 (ecdsa), RFC 8709 (ed25519), OpenSSH PROTOCOL.u2f (sk-*), PROTOCOL.certkeys.
 *
 *   string type              what comes next depends on it
 *   string nonce             certificates only
 *   ssh-ed25519              string pk (32)
 *   ecdsa-sha2-nistpNNN      string curve, string Q (uncompressed point)
 *   ssh-rsa                  mpint e, mpint n
 *   sk-*                     as the plain kind, then string application
 *   then, certificates only  see struct mk_sshcert
 */
struct mk_ssh_kind; /* a row of the table of key types, sshpub.c */

/* What a certificate adds; spans into the key's blob. */
struct mk_sshcert {
    uint64_t serial;
    uint32_t type; /* 1 user, 2 host */
    struct mk_span key_id;
    struct mk_span principals; /* strings, one after the other */
    uint64_t valid_after, valid_before;
    struct mk_span critical;   /* pairs of strings: name, data; names ascending */
    struct mk_span extensions; /* likewise */
    struct mk_span ca;         /* public key of the authority, never a certificate */
    struct mk_span made;       /* the authority's signature */
    struct mk_span covered;    /* what it is made over */
};

struct mk_sshpub {
    const struct mk_ssh_kind *kind;
    EVP_PKEY *pkey;
    struct mk_buf blob;         /* as it came */
    struct mk_buf plain;        /* the same key without its certificate */
    struct mk_span application; /* sk-*: into blob */
    bool is_cert;
    struct mk_sshcert cert;
};

/*
 * Decodes `blob` whole. A certificate's own signature is checked too. MK_EFORMAT for anything that
 * is no such key, MK_EREFUSED for RSA under 2048 bits, MK_EAUTH when the authority's signature does
 * not fit, MK_ENOMEM. After -1 there is nothing to release.
 */
MK_CHECK int mk_sshpub_parse(struct mk_sshpub *out, struct mk_span blob, struct mk_error *e);
void mk_sshpub_done(struct mk_sshpub *k);

/* "ssh-ed25519", also of a certificate. */
const char *mk_sshpub_type(const struct mk_sshpub *k);
/* Whether it is the name of a type of key (or certificate) that mk_sshpub_parse() reads. */
bool mk_sshpub_known(struct mk_span type);
/* "SHA256:..." over the plain key, as ssh-keygen -l shows it. */
void mk_sshpub_fingerprint(struct mk_buf *out, const struct mk_sshpub *k);

/* What a hardware key said of itself while signing; all zero for other keys. */
struct mk_sk_said {
    bool hardware;
    uint8_t flags; /* 1 user present, 4 user verified */
    uint32_t counter;
};
/* Whether `sig` (an SSH signature blob) is this key's over `message`. MK_EAUTH when not. */
MK_CHECK int mk_sshpub_verify(struct mk_sk_said *said, const struct mk_sshpub *k,
                              struct mk_span sig, struct mk_span message, struct mk_error *e);

/* Reads the part of a certificate behind its key fields; mk_sshpub_parse() calls it. */
struct mk_cursor;
MK_CHECK int mk_sshcert_parse(struct mk_sshcert *out, struct mk_cursor *c, struct mk_error *e);
/* The authority's own signature. */
MK_CHECK int mk_sshcert_check(const struct mk_sshcert *cert, struct mk_error *e);
/* Whether it is a user certificate for the principal, valid at that time, with nothing critical
 * that forbids this use; `why` otherwise. `said`: for the options about hardware keys. */
bool mk_sshcert_allows(const struct mk_sshcert *cert, const char *principal, int64_t at_s,
                       const struct mk_sk_said *said, struct mk_buf *why);
bool mk_sshcert_has_extension(const struct mk_sshcert *cert, const char *name);

#endif
