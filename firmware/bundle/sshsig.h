#ifndef MK_SSHSIG_H
#define MK_SSHSIG_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * SSHSIG (OpenSSH PROTOCOL.sshsig), armoured as "SSH SIGNATURE":
 *
 *   "SSHSIG"   uint32 version 1   string public key (or certificate)   string namespace
 *   string reserved   string hash, "sha256" or "sha512"   string signature blob
 *
 * The signature is made over
 *
 *   "SSHSIG"   string namespace   string reserved   string hash   string H(message)
 */
#define MK_SSHSIG_MAGIC "SSHSIG"
#define MK_SSHSIG_LABEL "SSH SIGNATURE"
#define MK_SSHSIG_MAX   ((size_t)1 << 17)

/* What is signed. `hash` "sha256" or "sha512". */
MK_CHECK int mk_sshsig_message(struct mk_buf *out, const char *name_space, const char *hash,
                               struct mk_span message, struct mk_error *e);

#endif
