/* A picture or a video of any bytes, read as the app reads it. */
#include "tests/fuzz/documents.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    fuzz_app("media", mk_span(p, n), "DCIM/Camera/a.jpg");
    return 0;
}
