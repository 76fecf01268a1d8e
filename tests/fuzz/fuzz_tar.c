/* A file of that kind: opened, listed, every entry read through. */
#include "tests/lib/boxed.h"

extern const struct mk_container mk_container_tar;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return boxed_fuzz(&mk_container_tar, data, size);
}
