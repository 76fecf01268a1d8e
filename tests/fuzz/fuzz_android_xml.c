/* Any bytes as Android's lists of packages, networks and settings. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    fuzz_document("android.packages", "system/packages.xml", mk_span(p, n));
    fuzz_document("android.wifi", "WifiConfigStore.xml", mk_span(p, n));
    fuzz_document("android.settings", "settings_global.xml", mk_span(p, n));
    fuzz_document("android.recent_tasks", "recent_tasks/1_task.xml", mk_span(p, n));
    return 0;
}
