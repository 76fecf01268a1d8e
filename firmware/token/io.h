#ifndef MK_TOKEN_IO_H
#define MK_TOKEN_IO_H

#include "firmware/token/token.h"
#include "parsers/base/error.h"
#include <fido.h>

/* A key behind a descriptor that is open already: libfido2 opens nothing. `late` is set when it did
 * not answer in its time. One at a time. */
MK_CHECK int mk_token_open(fido_dev_t **out, const struct mk_token_key *key, bool *late,
                           struct mk_error *e);
void mk_token_close(fido_dev_t *dev);

#endif
