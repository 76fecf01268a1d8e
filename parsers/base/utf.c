#include "parsers/base/utf.h"

/* The range of the second byte tells overlongs, surrogates and too large values apart. */
static size_t lead(uint8_t c, uint8_t *low, uint8_t *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (c < 0x80)
        return 1;
    if (c >= 0xc2 && c <= 0xdf)
        return 2;
    if (c >= 0xe0 && c <= 0xef) {
        if (c == 0xe0)
            *low = 0xa0;
        if (c == 0xed)
            *high = 0x9f;
        return 3;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        if (c == 0xf0)
            *low = 0x90;
        if (c == 0xf4)
            *high = 0x8f;
        return 4;
    }
    return 0;
}

int32_t mk_utf8_next(struct mk_span s, size_t *at)
{
    static const uint8_t mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint8_t low, high, c = s.p[*at];
    size_t n = lead(c, &low, &high), i = 1;
    int32_t cp = c & mask[n];
    for (; i < n; i++) {
        if (*at + i >= s.len)
            break;
        uint8_t next = s.p[*at + i];
        if (next < low || next > high)
            break;
        cp = cp << 6 | (next & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    *at += i;
    return n && i == n ? cp : -1;
}

size_t mk_utf8_valid(struct mk_span s)
{
    size_t at = 0;
    while (at < s.len) {
        uint64_t w;
        if (s.len - at >= 8 && (memcpy(&w, s.p + at, 8), (w & 0x8080808080808080u) == 0)) {
            at += 8;
            continue;
        }
        size_t before = at;
        if (mk_utf8_next(s, &at) < 0)
            return before;
    }
    return at;
}

void mk_utf8_put(struct mk_buf *b, uint32_t cp)
{
    if (cp < 0x80) {
        mk_buf_u8(b, (uint8_t)cp);
    } else if (cp < 0x800) {
        mk_buf_u8(b, (uint8_t)(0xc0 | cp >> 6));
        mk_buf_u8(b, (uint8_t)(0x80 | (cp & 0x3f)));
    } else if (cp < 0x10000) {
        mk_buf_u8(b, (uint8_t)(0xe0 | cp >> 12));
        mk_buf_u8(b, (uint8_t)(0x80 | (cp >> 6 & 0x3f)));
        mk_buf_u8(b, (uint8_t)(0x80 | (cp & 0x3f)));
    } else {
        mk_buf_u8(b, (uint8_t)(0xf0 | cp >> 18));
        mk_buf_u8(b, (uint8_t)(0x80 | (cp >> 12 & 0x3f)));
        mk_buf_u8(b, (uint8_t)(0x80 | (cp >> 6 & 0x3f)));
        mk_buf_u8(b, (uint8_t)(0x80 | (cp & 0x3f)));
    }
}

static uint32_t unit(struct mk_span s, size_t at, bool big)
{
    return big ? (uint32_t)s.p[at] << 8 | s.p[at + 1] : (uint32_t)s.p[at + 1] << 8 | s.p[at];
}

size_t mk_utf16_put(struct mk_buf *b, struct mk_span s, bool big)
{
    size_t bad = s.len % 2;
    for (size_t at = 0; at + 1 < s.len; at += 2) {
        uint32_t cp = unit(s, at, big), low;
        if (cp >= 0xd800 && cp < 0xdc00 && at + 3 < s.len &&
            (low = unit(s, at + 2, big), low >= 0xdc00 && low < 0xe000)) {
            cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
            at += 2;
        } else if (cp >= 0xd800 && cp < 0xe000) {
            cp = 0xfffd;
            bad++;
        }
        mk_utf8_put(b, cp);
    }
    return bad;
}

/* The surrogate stored in three bytes at `at`, or 0. */
static uint32_t stored_surrogate(struct mk_span s, size_t at)
{
    if (s.len - at < 3 || s.p[at] != 0xed || s.p[at + 1] < 0xa0 || s.p[at + 1] > 0xbf ||
        (s.p[at + 2] & 0xc0) != 0x80)
        return 0;
    return 0xd000 | (uint32_t)(s.p[at + 1] & 0x3f) << 6 | (s.p[at + 2] & 0x3f);
}

void mk_utf8_from_java(struct mk_buf *b, struct mk_span s)
{
    for (size_t at = 0; at < s.len;) {
        size_t n = mk_utf8_valid(mk_span_from(s, at));
        mk_buf_put(b, s.p + at, n);
        at += n;
        if (at == s.len)
            break;
        uint32_t high = stored_surrogate(s, at);
        uint32_t low = high && s.len - at >= 6 ? stored_surrogate(s, at + 3) : 0;
        bool nul = s.len - at >= 2 && s.p[at] == 0xc0 && s.p[at + 1] == 0x80;
        if (high >= 0xd800 && high < 0xdc00 && low >= 0xdc00) {
            mk_utf8_put(b, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            at += 6;
        } else {
            mk_buf_u8(b, nul ? 0 : s.p[at]);
            at += nul ? 2 : 1;
        }
    }
}
