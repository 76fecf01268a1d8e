#include "parsers/source/tar.h"
#include <stdio.h>

#define OCTAL_MAX (((uint64_t)1 << 33) - 1) /* 11 digits */

static void octal(uint8_t *to, size_t digits, uint64_t v)
{
    for (size_t i = digits; i-- > 0; v >>= 3)
        to[i] = (uint8_t)('0' + (v & 7));
}

/* GNU's binary form: the first bit set, then big endian. */
static void put_size(uint8_t to[12], uint64_t size)
{
    if (size <= OCTAL_MAX) {
        octal(to, 11, size);
        return;
    }
    to[0] = 0x80;
    for (size_t i = 0; i < 8; i++)
        to[11 - i] = (uint8_t)(size >> 8 * i);
}

int mk_tar_put_head(uint8_t out[static MK_TAR_BLOCK], struct mk_span name, uint64_t size,
                    int64_t modified, struct mk_error *e)
{
    unsigned sum = 0;
    if (name.len == 0 || name.len > 100)
        return mk_fail(e, MK_ELIMIT, "tar: a name of %zu bytes", name.len);
    memset(out, 0, MK_TAR_BLOCK);
    memcpy(out, name.p, name.len);
    octal(out + 100, 7, 0600);
    octal(out + 108, 7, 0);
    octal(out + 116, 7, 0);
    put_size(out + 124, size);
    octal(out + 136, 11, modified > 0 && (uint64_t)modified <= OCTAL_MAX ? (uint64_t)modified : 0);
    memset(out + 148, ' ', 8);
    out[156] = '0';
    memcpy(out + 257, "ustar\00000", 8);
    for (size_t i = 0; i < MK_TAR_BLOCK; i++)
        sum += out[i];
    octal(out + 148, 6, sum);
    out[154] = 0;
    return 0;
}
