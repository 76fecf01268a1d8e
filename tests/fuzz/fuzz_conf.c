/* Any bytes as the lists that Android keeps as lines. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    fuzz_document("android.bluetooth", "bt_config.conf", mk_span(p, n));
    fuzz_document("android.wifi_old", "wpa_supplicant.conf", mk_span(p, n));
    fuzz_document("android.package_list", "system/packages.list", mk_span(p, n));
    return 0;
}
