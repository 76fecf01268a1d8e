#include "firmware/adb/sync.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void require(bool fact)
{
    if (!fact)
        abort();
}

static void check(const struct mk_sync_event *ev)
{
    if (ev->kind == MK_SYNC_EV_ENTRY)
        require(ev->bytes.len <= MK_SYNC_NAME_MAX);
    if (ev->kind == MK_SYNC_EV_DATA)
        require(ev->bytes.len > 0 && ev->bytes.len <= MK_SYNC_DATA_MAX);
}

/* The first byte: the forms that the phone has, and the size of the pieces. A stat, a listing and
 * a file are expected in turn. */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_sync s;
    unsigned turn = 0;
    int rc = 0;
    if (n == 0)
        return 0;
    const struct mk_sync_forms forms = { p[0] & 1, p[0] & 2, p[0] & 4 };
    size_t piece = 1u + p[0] / 8;
    mk_sync_init(&s, &forms);
    for (size_t at = 1; at < n && rc >= 0; at += piece) {
        struct mk_span in = mk_span(p + at, n - at < piece ? n - at : piece);
        struct mk_sync_event ev;
        while ((rc = mk_sync_next(&ev, &s, (enum mk_sync_ask)(turn % 3), &in, NULL)) > 0) {
            check(&ev);
            turn += ev.kind != MK_SYNC_EV_ENTRY && ev.kind != MK_SYNC_EV_DATA;
        }
        require(rc < 0 || in.len == 0);
    }
    return 0;
}
