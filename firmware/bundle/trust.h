#ifndef MK_TRUST_H
#define MK_TRUST_H

#include "firmware/bundle/sshpub.h"

/*
 * Who is trusted (allowed_signers, ssh-keygen(1) "ALLOWED SIGNERS") and who no longer is (KRL,
 * OpenSSH PROTOCOL.krl, or a list of public keys). Both files come from whoever checks, never out
 * of a bundle; they are read strictly all the same: a line that is not understood is an error,
 * not a line that is skipped.
 */
struct mk_trust_ask {
    const struct mk_sshpub *key;
    const struct mk_sk_said *said;
    const char *principal, *name_space;
    int64_t at_s;
};

/* Whether the file allows this key for this principal, namespace and time; `why` in any case.
 * MK_EFORMAT with the number of a line that is wrong. */
MK_CHECK int mk_trust_allows(bool *yes, struct mk_buf *why, struct mk_span file,
                             const struct mk_trust_ask *ask, struct mk_error *e);

/* Whether the file has this very name, and only other keys (no authority's) for it. MK_EFORMAT. */
MK_CHECK int mk_trust_other(bool *yes, struct mk_span file, const char *principal,
                            struct mk_span blob, struct mk_error *e);

/* Whether the key, its certificate or its authority is revoked; `why` only then. */
MK_CHECK int mk_trust_revoked(bool *yes, struct mk_buf *why, struct mk_span file,
                              const struct mk_sshpub *key, struct mk_error *e);

/* Comma separated patterns with * and ?, and ! in front to exclude (ssh_config(5), PATTERNS). */
bool mk_trust_match(struct mk_span patterns, struct mk_span name);

/* Next token of a line: up to a blank, or what stands in double quotes, which may contain blanks.
 * False at the end of the line, or for quotes that are not closed (*bad). */
bool mk_trust_token(struct mk_span *out, struct mk_cursor *line, bool *bad);

#endif
