#include "parsers/format/markup.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_buf b;
    mk_buf_init(&b, size + 1);
    size_t tags = mk_markup_text(&b, mk_span(data, size));
    if (tags > size || b.len > size || !mk_buf_ok(&b))
        abort();
    mk_buf_done(&b);
    return 0;
}
