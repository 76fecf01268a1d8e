#include "firmware/age/private.h"

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint32_t step(uint32_t sum, uint32_t five)
{
    static const uint32_t by[5] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
    uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ five;
    for (unsigned i = 0; i < 5; i++)
        sum ^= top >> i & 1 ? by[i] : 0;
    return sum;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_upper(const char *prefix)
{
    return prefix[0] >= 'A' && prefix[0] <= 'Z';
}

static uint32_t of_prefix(const char *prefix)
{
    uint32_t sum = 1;
    for (const char *p = prefix; *p; p++)
        sum = step(sum, (uint8_t)lower(*p) >> 5);
    sum = step(sum, 0);
    for (const char *p = prefix; *p; p++)
        sum = step(sum, (uint8_t)lower(*p) & 31);
    return sum;
}

static void put_five(struct mk_buf *out, uint32_t five, bool upper)
{
    char c = alphabet[five & 31];
    mk_buf_u8(out, (uint8_t)(upper && c >= 'a' ? c - 'a' + 'A' : c));
}

/* A digit of what the sum is over; the sum with it. */
static uint32_t put_digit(struct mk_buf *out, uint32_t sum, uint32_t five, bool upper)
{
    put_five(out, five, upper);
    return step(sum, five & 31);
}

void mk_bech32_put(struct mk_buf *out, const char *prefix, struct mk_span bytes)
{
    bool upper = is_upper(prefix);
    uint32_t sum = of_prefix(prefix), bits = 0;
    unsigned have = 0;
    mk_buf_puts(out, prefix);
    mk_buf_u8(out, '1');
    for (size_t i = 0; i < bytes.len; i++) {
        bits = bits << 8 | bytes.p[i];
        for (have += 8; have >= 5; have -= 5)
            sum = put_digit(out, sum, bits >> (have - 5), upper);
    }
    if (have)
        sum = put_digit(out, sum, bits << (5 - have), upper);
    for (unsigned i = 0; i < 6; i++)
        sum = step(sum, 0);
    for (unsigned i = 0; i < 6; i++)
        put_five(out, (sum ^ 1) >> 5 * (5 - i), upper);
}

/* 0 to 31, or 32 */
static uint8_t five_of(uint8_t c, bool upper)
{
    const char *at = NULL;
    if (c && (upper ? !(c >= 'a' && c <= 'z') : !(c >= 'A' && c <= 'Z')))
        at = strchr(alphabet, lower((char)c));
    return at ? (uint8_t)(at - alphabet) : 32;
}

bool mk_bech32_get(uint8_t *out, size_t n, const char *prefix, struct mk_span text)
{
    bool upper = is_upper(prefix);
    size_t head = strlen(prefix), digits = (n * 8 + 4) / 5, at = 0;
    uint32_t sum = of_prefix(prefix), bits = 0;
    unsigned have = 0;
    if (text.len != head + 1 + digits + 6 || memcmp(text.p, prefix, head) || text.p[head] != '1')
        return false;
    for (size_t i = head + 1; i < text.len; i++) {
        uint8_t five = five_of(text.p[i], upper);
        if (five > 31)
            return false;
        sum = step(sum, five);
        if (i >= head + 1 + digits)
            continue;
        bits = bits << 5 | five;
        have += 5;
        if (have >= 8) {
            have -= 8;
            out[at++] = (uint8_t)(bits >> have);
        }
    }
    return sum == 1 && at == n && (bits & ((1u << have) - 1)) == 0;
}
