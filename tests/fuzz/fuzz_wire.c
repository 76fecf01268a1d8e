#include "firmware/adb/wire.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void require(bool fact)
{
    if (!fact)
        abort();
}

/* The first byte: how sums are held, and the size of the pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_adb_wire w;
    struct mk_adb_packet got;
    struct mk_buf again;
    int rc = 0;
    if (n == 0 || mk_adb_wire_init(&w, 512, NULL) != 0)
        return 0;
    w.sums = (enum mk_adb_sums)(p[0] % 3);
    size_t piece = 1u + p[0] / 3;
    mk_buf_init(&again, n);
    for (size_t at = 1; at < n && rc >= 0; at += piece) {
        size_t room, k = n - at < piece ? n - at : piece;
        uint8_t *to = mk_adb_wire_room(&w, &room);
        require(room >= k);
        memcpy(to, p + at, k);
        mk_adb_wire_fed(&w, k);
        while ((rc = mk_adb_wire_next(&got, &w, NULL)) > 0)
            mk_adb_put(&again, &got, false);
    }
    /* What came out is what went in, but for the sums. */
    require(mk_buf_ok(&again) && again.len < n);
    for (size_t i = 0; i < again.len && i < 16; i++)
        require(again.p[i] == p[1 + i]);
    mk_buf_done(&again);
    mk_adb_wire_done(&w);
    return 0;
}
