#ifndef MK_SQLCIPHER_H
#define MK_SQLCIPHER_H

#include "parsers/format/decrypt.h"
#include "parsers/format/sqlite_open.h"

/*
 * Databases encrypted by SQLCipher, versions 1 to 4: each page by itself, with AES-256 in CBC.
 *
 *   page      0   -  encrypted; of page 1 the first 16 bytes are the salt instead of SQLite's
 *                    magic, or as many as `plaintext header` says are plain
 *             -  16  initialisation vector          (both at the page's end: its "reserved" bytes,
 *             -   -  HMAC over encrypted, vector     a multiple of 16)
 *                    and page number (u32 little endian; big in early 2.0)
 *   key       PBKDF2(passphrase, salt), or given raw: x'64 hex digits', of which a further 32 are
 *             the salt; or 160 digits: key, key of the HMAC, salt
 *   HMAC key  PBKDF2(key, salt with each byte xor 3a, 2 rounds)
 *
 *   version   page  rounds  PBKDF2  HMAC
 *   1         1024    4000  SHA1    none
 *   2         1024    4000  SHA1    SHA1
 *   3         1024   64000  SHA1    SHA1
 *   4         4096  256000  SHA512  SHA512
 *   Signal    4096       1  SHA1    SHA1       (on Android)
 *
 * Each of these is tried with every page size from 512 to 65536. Sources: SQLCipher 4.9.0,
 * src/sqlcipher.c, sqlcipher_page_cipher(), sqlcipher_page_hmac(),
 * sqlcipher_cipher_ctx_key_derive(), "cipher_compatibility"; Signal-Android,
 * SqlCipherDatabaseHook.java.
 */
struct mk_sqlcipher;

/* Whether it can be one: no SQLite header (or one without a first page), whole sectors, and bytes
 * as if drawn by lot. `head`: the first bytes, 512 or more. */
bool mk_sqlcipher_looks(struct mk_span head, uint64_t size);

/*
 * Tries every secret named "sqlcipher" and "signal". The file stays the caller's and must outlive
 * it. MK_EFORMAT when it does not look encrypted; MK_EAUTH when it does and no key was given, or
 * none fits: PBKDF2 then has cost about half a second for each passphrase.
 */
MK_CHECK int mk_sqlcipher_open(struct mk_sqlcipher **out, const struct mk_file *f,
                               const struct mk_context *cx, struct mk_error *e);
void mk_sqlcipher_free(struct mk_sqlcipher *c);

/* For struct mk_sqlite_set, beside the encrypted files. */
const struct mk_page_codec *mk_sqlcipher_codec(struct mk_sqlcipher *c);
/* The plain database as a file; reading a page that does not fit its HMAC fails, MK_EFORMAT. */
struct mk_file mk_sqlcipher_file(struct mk_sqlcipher *c);
/* "SQLCipher: pages of 4096 bytes, key by PBKDF2-SHA512 in 256000 rounds, HMAC-SHA512" */
const char *mk_sqlcipher_about(const struct mk_sqlcipher *c);

extern const struct mk_decrypt_kind mk_decrypt_sqlcipher;

#endif
