#ifndef MK_SQLCIPHER_KEY_H
#define MK_SQLCIPHER_KEY_H

#include "parsers/format/sqlcipher_page.h"
#include "parsers/source/context.h"

/* Finding out with which key and which settings a database was encrypted. */
#define MK_SQLCIPHER_KEY 32u

struct mk_sqlcipher_found {
    struct mk_sqlcipher_set set;
    uint8_t key[MK_SQLCIPHER_KEY], hmac_key[MK_SQLCIPHER_KEY];
    char about[96];
};

/* first  the file's first bytes, up to 65536 of them
 * MK_EAUTH when no secret fits, or there is none. */
MK_CHECK int mk_sqlcipher_find(struct mk_sqlcipher_found *out, struct mk_span first,
                               const struct mk_context *cx, struct mk_error *e);

#endif
