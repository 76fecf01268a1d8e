#ifndef WALSUM_H
#define WALSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Puts the salts and checksums of a write-ahead log right, so that tests and the fuzzer get past
 * them with bytes of their own. Header only: fuzz targets do not link tests/lib. Independent of the
 * reader under test on purpose.
 */
static inline uint32_t walsum_get(const uint8_t *p, bool big)
{
    return big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
               : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static inline void walsum_put(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static inline void walsum_add(uint32_t s[2], const uint8_t *p, size_t n, bool big)
{
    for (; n >= 8; p += 8, n -= 8) {
        s[0] += walsum_get(p, big) + s[1];
        s[1] += walsum_get(p + 4, big) + s[0];
    }
}

/* `frames` at most; the words of the sums in the byte order that is asked for. */
static inline void walsum_repair(uint8_t *p, size_t n, bool big, size_t frames)
{
    uint32_t s[2] = { 0, 0 };
    if (n < 32)
        return;
    size_t page = walsum_get(p + 8, true);
    walsum_put(p, 0x377f0682u | big);
    walsum_put(p + 4, 3007000);
    walsum_add(s, p, 24, big);
    walsum_put(p + 24, s[0]);
    walsum_put(p + 28, s[1]);
    if (page < 512 || page > 65536)
        return;
    for (size_t at = 32; frames && n - at >= 24 + page; at += 24 + page, frames--) {
        uint8_t *f = p + at;
        for (int i = 0; i < 8; i++)
            f[8 + i] = p[16 + i];
        walsum_add(s, f, 8, big);
        walsum_add(s, f + 24, page, big);
        walsum_put(f + 16, s[0]);
        walsum_put(f + 20, s[1]);
    }
}

#endif
