/* A keybag of an iOS backup: read, and a password tried where that costs little. */
#include "parsers/format/ios_keybag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_ios_keybag bag;
    struct mk_ios_keys keys;
    struct mk_error e;
    uint8_t key[MK_IOS_KEY];
    if (mk_ios_keybag_read(&bag, mk_span(data, size), &e) != 0 || bag.rounds > 64 ||
        bag.rounds2 > 64)
        return 0;
    if (mk_ios_keybag_try(&keys, &bag, mk_str("correct"), NULL, &e) == 0) {
        for (size_t at = 0; at + 44 <= size && at < 4096; at++)
            if (mk_ios_file_key(key, &keys, mk_span(data + at, 44), &e) == 0)
                break;
        mk_ios_keys_wipe(&keys);
    }
    return 0;
}
