/* Any bytes as Android's lists of packages and networks. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    fuzz_document("android.packages", "system/packages.xml", mk_span(p, n));
    fuzz_document("android.wifi", "WifiConfigStore.xml", mk_span(p, n));
    return 0;
}
