/* RFC 3161 answers and tokens: what is taken in is a token that can be checked and taken in again.
 */
#include "firmware/bundle/timestamp.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok)
        abort();
}

/* The first 32 bytes are the digest that it has to be of. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_buf token, again;
    struct mk_digest what;
    struct mk_timestamp t;
    if (size < sizeof what)
        return 0;
    memcpy(&what, data, sizeof what);
    struct mk_span s = mk_span_from(mk_span(data, size), sizeof what);
    mk_buf_init(&token, MK_TIMESTAMP_MAX);
    mk_buf_init(&again, MK_TIMESTAMP_MAX);
    if (mk_timestamp_take(&token, s, &what, NULL) == 0) {
        must(mk_timestamp_take(&again, mk_buf_span(&token), &what, NULL) == 0);
        must(mk_span_eq(mk_buf_span(&token), mk_buf_span(&again)));
    }
    if (mk_timestamp_check(&t, s, &what, NULL, NULL) == 0)
        must(!t.vouched && strlen(t.authority) < sizeof t.authority);
    mk_buf_done(&token);
    mk_buf_done(&again);
    return 0;
}
