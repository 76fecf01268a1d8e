/* Any bytes as usage statistics of numbers, and as the file that names them: the first byte says
 * where the one ends and the other begins, in 256th of the whole. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    size_t at = n ? (n - 1) * p[0] / 256 : 0;
    struct mk_span names = mk_span(p + (n > 0), at), all = mk_span_from(mk_span(p, n), at + 1);
    struct mk_file beside = mk_file_memory(&names);
    fuzz_document_beside("android.usage_stats", "usagestats/0/daily/1700000000000", all, &beside);
    return 0;
}
