#include "firmware/adb/unzstd.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* The first byte: the size of the pieces; the rest is a file as a phone compressed it. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static struct mk_unzstd *u;
    struct mk_span piece;
    size_t bytes = 0;
    int rc = 0;
    if (n == 0 || (!u && mk_unzstd_new(&u, NULL) != 0))
        return 0;
    mk_unzstd_begin(u);
    for (size_t at = 1, step = 1u + p[0] % 64; at < n && rc >= 0; at += step) {
        struct mk_span in = mk_span(p + at, n - at < step ? n - at : step);
        while (bytes < 8 << 20 && (rc = mk_unzstd_next(&piece, u, &in, NULL)) > 0) {
            if (piece.len == 0)
                abort();
            bytes += piece.len;
        }
        if (rc > 0)
            break; /* a bomb */
    }
    if (rc == 0)
        rc = mk_unzstd_end(u, NULL);
    return 0;
}
