/* Any bytes as what Android's tools print. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const apps[] = {
        "android.getprop",
        "android.processes",
        "android.dump_packages",
        "android.dump_appops",
        "android.dump_databases",
        "android.dump_adb",
        "android.dump_accessibility",
    };
    for (size_t i = 0; i < sizeof apps / sizeof *apps; i++)
        fuzz_document(apps[i], "dumpsys.txt", mk_span(p, n));
    fuzz_document("android.settings_text", "x/settings_secure.txt", mk_span(p, n));
    return 0;
}
