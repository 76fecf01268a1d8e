#ifndef MK_SSHWIRE_H
#define MK_SSHWIRE_H

#include "parsers/base/base64.h"
#include "parsers/base/cursor.h"

/*
 * The encoding that all SSH formats share (RFC 4251, section 5), and the base64 armour around
 * them. Everything read here is hostile.
 *
 *   uint32, uint64   big endian
 *   string           uint32 length, bytes
 *   mpint            string holding a big-endian two's complement number, as short as it can be
 */
static inline struct mk_span mk_ssh_string(struct mk_cursor *c)
{
    return mk_cur_take(c, mk_cur_u32be(c));
}

/* The magnitude of a positive mpint, without leading zero; refuses any other encoding of it. */
struct mk_span mk_ssh_mpint(struct mk_cursor *c);

void mk_ssh_put(struct mk_buf *b, struct mk_span s); /* as string */
void mk_ssh_puts(struct mk_buf *b, const char *s);

/*
 * "-----BEGIN <label>-----", base64 in lines of 70 columns as OpenSSH breaks them (sshbuf-misc.c,
 * sshbuf_dtob64), "-----END <label>-----".
 */
void mk_ssh_armour(struct mk_buf *b, const char *label, struct mk_span blob);
/* Strict: true only for the very bytes that mk_ssh_armour() gives for the decoded blob. No memory:
 * false, and the blob is bad. */
bool mk_ssh_unarmour(struct mk_buf *blob, const char *label, struct mk_span text);

/* A whole file, as far as the buffer takes it. MK_EABSENT, MK_EIO, MK_ELIMIT, MK_ENOMEM. */
struct mk_error;
MK_CHECK int mk_ssh_read_file(struct mk_buf *out, const char *path, struct mk_error *e);

#endif
