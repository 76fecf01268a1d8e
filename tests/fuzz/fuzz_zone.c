/* A time zone file, then the instants and local times around what it says. */
#include "parsers/base/time.h"
#include "parsers/base/zone.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct mk_zone *z, const uint8_t *p)
{
    struct mk_civil c = { .year = p[0] | p[1] << 8, .month = p[2] % 14, .day = p[3] % 33 };
    int64_t us;
    bool twice;
    c.hour = p[4] % 25;
    c.minute = p[5] % 61;
    c.second = p[6] % 61;
    c.us = p[7];
    if (!mk_zone_to_utc(&us, &twice, z, &c))
        return;
    int32_t offset = mk_zone_offset_s(z, us);
    if (offset < -7 * 86400 || offset > 7 * 86400 ||
        us % MK_US != (us < 0 && c.us ? c.us - MK_US : c.us))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_zone *z;
    if (size < 8 || mk_zone_new(&z, mk_str("X"), mk_span(data + 8, size - 8), NULL) != 0)
        return 0;
    ask(z, data);
    for (size_t i = 8; i + 8 <= size; i += 8)
        ask(z, data + i);
    mk_zone_free(z);
    return 0;
}
