#ifndef MK_SQLCIPHER_PAGE_H
#define MK_SQLCIPHER_PAGE_H

#include "parsers/base/aes.h"
#include "parsers/base/mac.h"

/* One page of SQLCipher, under settings and keys that are known or are being tried. sqlcipher.h has
 * the layout. */
struct mk_sqlcipher_set {
    uint32_t page_size;
    uint32_t plain;   /* bytes of page 1 that are not encrypted: 16 of salt, or a plain header */
    uint32_t reserve; /* at the end of each page */
    bool has_hmac, big_endian;
    enum mk_mac hmac;
};

/* What the reserve has to be, from has_hmac and hmac. */
uint32_t mk_sqlcipher_reserve(const struct mk_sqlcipher_set *s);
/* Whether the HMAC of the encrypted page fits: 1, 0; -1. */
MK_CHECK int mk_sqlcipher_page_fits(const struct mk_sqlcipher_set *s, struct mk_hmac *h,
                                    uint32_t page, struct mk_span bytes, struct mk_error *e);
/* Decrypts it in place; the reserved bytes become zero, the start of page 1 SQLite's. */
MK_CHECK int mk_sqlcipher_page_decrypt(const struct mk_sqlcipher_set *s, struct mk_aes *a,
                                       uint32_t page, uint8_t *bytes, struct mk_error *e);
/* Whether a decrypted page 1 begins as a database with these settings does. */
bool mk_sqlcipher_page_is_first(const struct mk_sqlcipher_set *s, struct mk_span bytes);

#endif
