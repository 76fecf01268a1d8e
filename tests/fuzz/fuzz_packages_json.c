/* Any bytes as androidqf's list of packages. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    fuzz_document("android.packages_json", "packages.json", mk_span(p, n));
    return 0;
}
