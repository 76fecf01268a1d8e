#ifndef MK_CIPHERED_H
#define MK_CIPHERED_H

#include "parsers/base/reader.h"

/*
 * A file whose bytes lie on a disk under AES-256 in counter mode (SP 800-38A), by a key that lives
 * in memory only and is used for this one file: block n, of 16 bytes, with n as the counter. What
 * is left of it on the disk is noise once the key is gone. It is no protection against changes.
 */
#define MK_CIPHERED_KEY 32 /* bytes */

/* Wraps a descriptor, which the file then owns; the key is copied, and wiped at closing. */
MK_CHECK int mk_file_ciphered(struct mk_file *out, int fd, const uint8_t key[MK_CIPHERED_KEY],
                              struct mk_error *e);
/* The descriptor and the key of such a file, still the file's; -1 when it is none. */
int mk_file_ciphered_parts(const uint8_t **key, const struct mk_file *f);

/* Both ways: `n` bytes that lie at `at`, in place. */
MK_CHECK int mk_cipher_at(uint8_t *p, size_t n, uint64_t at, const uint8_t key[MK_CIPHERED_KEY],
                          struct mk_error *e);

#endif
