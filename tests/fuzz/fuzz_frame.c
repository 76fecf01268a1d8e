/* The frame codec, fed in pieces whose sizes the input's first byte decides. */
#include "firmware/worker/unframe.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_unframe u;
    struct mk_frame f;
    struct mk_error e;
    size_t step = size ? data[0] + 1u : 1, room;
    uint64_t out = 0, sum = 0;
    int rc = 0;
    mk_unframe_init(&u);
    for (size_t at = 1; at < size && rc >= 0;) {
        uint8_t *p = mk_unframe_room(&u, &room);
        size_t n = size - at < step ? size - at : step;
        if (!p || room < n)
            abort();
        memcpy(p, data + at, n);
        mk_unframe_fed(&u, n);
        at += n;
        while ((rc = mk_unframe_next(&f, &u, &e)) > 0) {
            out += MK_FRAME_HEAD + f.body.len;
            for (size_t i = 0; i < f.body.len; i++)
                sum += f.body.p[i];
        }
    }
    if (out != u.taken || u.taken > u.fed || sum > 255 * out)
        abort();
    mk_unframe_done(&u);
    return 0;
}
