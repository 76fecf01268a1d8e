#ifndef MK_AGE_H
#define MK_AGE_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * age v1 files (C2SP age.md: https://c2sp.org/age), as stock `age` makes and opens them: binary, to
 * X25519 and ssh-ed25519 recipients. Ciphers by OpenSSL.
 *
 *   header   "age-encryption.org/v1", a stanza a recipient, "--- " and an HMAC of all of it
 *   payload  16 bytes of nonce, then chunks of 64 KiB, each with a tag of 16 bytes
 *
 * A stanza wraps the file's key, 16 bytes of chance. Stanzas of other kinds are passed over, as
 * age says; passphrases (scrypt) are not for evidence and not known here.
 */
enum mk_age_kind { MK_AGE_X25519, MK_AGE_SSH_ED25519 };

#define MK_AGE_RECIPIENTS 32u
#define MK_AGE_KEY        32
#define MK_AGE_HEADER_MAX ((size_t)64 << 10) /* bytes of a header that is read */

struct mk_age_recipient {
    enum mk_age_kind kind;
    uint8_t key[MK_AGE_KEY]; /* X25519; of an SSH key its Ed25519 point */
};

/* Secret: mk_age_identity_wipe() when done. */
struct mk_age_identity {
    enum mk_age_kind kind;
    uint8_t secret[MK_AGE_KEY]; /* X25519 scalar; of an SSH key its Ed25519 seed */
    struct mk_age_recipient to;
};

/* "age1..." or "ssh-ed25519 AAAA... comment". MK_EUSAGE, also for a point that is none. */
MK_CHECK int mk_age_recipient_read(struct mk_age_recipient *out, struct mk_span text,
                                   struct mk_error *e);
/* "AGE-SECRET-KEY-1..."; MK_EUSAGE */
MK_CHECK int mk_age_identity_read(struct mk_age_identity *out, struct mk_span text,
                                  struct mk_error *e);
MK_CHECK int mk_age_identity_ssh(struct mk_age_identity *out, const uint8_t seed[static MK_AGE_KEY],
                                 struct mk_error *e);
MK_CHECK int mk_age_identity_make(struct mk_age_identity *out, struct mk_error *e);
void mk_age_identity_wipe(struct mk_age_identity *id);
/* An X25519 key as text: "age1...", "AGE-SECRET-KEY-1..." */
void mk_age_recipient_put(struct mk_buf *out, const struct mk_age_recipient *r);
void mk_age_identity_put(struct mk_buf *out, const struct mk_age_identity *id);

/* Where bytes go that are made. */
typedef int mk_age_sink(void *u, struct mk_span bytes, struct mk_error *e);

/* ---- making ---- */

struct mk_age_writer;
/* Writes the header. n: 1 to MK_AGE_RECIPIENTS. */
MK_CHECK int mk_age_writer_new(struct mk_age_writer **out, const struct mk_age_recipient *to,
                               size_t n, mk_age_sink *sink, void *u, struct mk_error *e);
MK_CHECK int mk_age_write(struct mk_age_writer *w, struct mk_span bytes, struct mk_error *e);
/* The last chunk: without it nobody opens the file. */
MK_CHECK int mk_age_write_end(struct mk_age_writer *w, struct mk_error *e);
void mk_age_writer_free(struct mk_age_writer *w);

/* ---- opening ---- */

struct mk_age_reader;
/* The identities are copied. */
MK_CHECK int mk_age_reader_new(struct mk_age_reader **out, const struct mk_age_identity *ids,
                               size_t n, mk_age_sink *sink, void *u, struct mk_error *e);
/* The file from its beginning, in pieces of any size. What reaches the sink has been authenticated;
 * that it is all, says only mk_age_read_end(). MK_EFORMAT: no age file, or changed; MK_EAUTH: to
 * none of the identities, or its header was changed. */
MK_CHECK int mk_age_read(struct mk_age_reader *r, struct mk_span bytes, struct mk_error *e);
MK_CHECK int mk_age_read_end(struct mk_age_reader *r, struct mk_error *e);
void mk_age_reader_free(struct mk_age_reader *r);

#endif
