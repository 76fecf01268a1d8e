/* What usbmuxd says: a list of devices, a result, a head. */
#include "firmware/ios/muxd.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_mux_device out[MK_MUXD_MOST];
    size_t count = 0;
    uint32_t body = 0;
    struct mk_error e = { 0 };
    if (mk_muxd_devices(out, MK_MUXD_MOST, &count, mk_span(p, n), NULL) == 0)
        for (size_t i = 0; i < count; i++)
            if (count > MK_MUXD_MOST || out[i].id == 0 ||
                !mk_muxd_is_udid(mk_span(out[i].udid, strnlen(out[i].udid, MK_MUX_UDID_MAX))))
                abort();
    if (mk_muxd_result(mk_span(p, n), &e) != 0 && e.code == MK_OK)
        abort();
    if (mk_muxd_head(&body, mk_span(p, n < 16 ? n : 16), 1, NULL) == 0 &&
        (body == 0 || body > MK_MUXD_MAX))
        abort();
    return 0;
}
