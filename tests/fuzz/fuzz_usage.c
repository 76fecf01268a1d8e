/* Any bytes as usage statistics, as the lists of their packages, and as notifications. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    fuzz_document("android.usage_stats", "usagestats/0/daily/1700000000000", mk_span(p, n));
    fuzz_document("android.usage_stats", "usagestats/mappings", mk_span(p, n));
    fuzz_document("android.notifications", "notification_history/history/1", mk_span(p, n));
    return 0;
}
