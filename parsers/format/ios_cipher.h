#ifndef MK_IOS_CIPHER_H
#define MK_IOS_CIPHER_H

#include "parsers/format/ios_keybag.h"

/*
 * A file of an encrypted backup, decrypted where it is read: AES-256-CBC, vector zero, padded as
 * PKCS #7 (RFC 5652, 6.3) says. Nothing of it is kept but one piece. The padding is no check: only
 * what is inside tells whether it is whole.
 */

/*
 * `in` becomes the file's, and is closed on failure as well.
 *
 * size  what the manifest says of it; it is believed where the encrypted size fits it, else the
 *       padding. NULL: a database, of whole pages
 * *odd  what does not fit, or NULL; the bytes can be read all the same
 */
MK_CHECK int mk_ios_decrypted(struct mk_file *out, const char **odd, struct mk_file *in,
                              const uint8_t key[static MK_IOS_KEY], const uint64_t *size,
                              struct mk_error *e);

#endif
