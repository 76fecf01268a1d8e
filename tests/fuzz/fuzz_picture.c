/* A picture of any bytes, made anew as moka-picture does. */
#include "host/viewer/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_picture how = { .max = 64, .orientation = n ? p[n - 1] & 15 : 1 };
    struct mk_buf out;
    struct mk_error e;
    mk_buf_init(&out, MK_PICTURE_OUT);
    int rc = mk_picture_anew(&out, &how, mk_span(p, n), &e);
    bool small = how.width <= how.max && how.height <= how.max && how.width && how.height;
    if (rc == 0 && (!small || !mk_span_starts(mk_buf_span(&out), mk_str("\xff\xd8\xff"))))
        __builtin_trap();
    mk_buf_done(&out);
    return 0;
}
