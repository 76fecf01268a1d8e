/* Any bytes as the property lists, the JSON and the small files that iPhones keep; the first byte
 * says which. Shapes with several tables, with facts, with archives; lines; lists in columns. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const struct {
        const char *app, *path;
    } all[] = {
        { "ios.wifi", "com.apple.wifi.known-networks.plist" },
        { "ios.wifi_old", "com.apple.wifi.plist" },
        { "ios.sim", "com.apple.commcenter.data.plist" },
        { "ios.app_privacy", "App_Privacy_Report.ndjson" },
        { "ios.keyboard_apps", "app_usage_database.plist" },
        { "ios.keyboard_words", "dynamic-lexicon.dat" },
        { "ios.computers", "iTunesPrefs" },
        { "twitter.ios", "com.atebits.tweetie.direct-message.cache/x" },
        { "bereal.ios", "disk-bereal-BlockedUserManager/x" },
        { "clubhouse.ios", "co.alphaexploration.clubhouse.plist" },
        { "burner.ios_lists", "com.adhoclabs.burner/fsCachedData/x" },
    };
    if (n == 0)
        return 0;
    size_t i = p[0] % (sizeof all / sizeof *all);
    fuzz_document(all[i].app, all[i].path, mk_span(p + 1, n - 1));
    return 0;
}
