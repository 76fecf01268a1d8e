#include "parsers/base/hash.h"
#include "parsers/match/entity_private.h"
#include <string.h>

/* Addresses of money. Facts: BIP 13 and the Bitcoin wiki's "Base58Check encoding" (version bytes
 * 0x00 and 0x05 of Bitcoin), TRON's documents (0x41), BIP 173 and BIP 350 (bech32, bech32m),
 * EIP-55. */

static const char base58[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
static const char bech32[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static int digit(const char *alphabet, uint8_t c)
{
    const char *p = c ? strchr(alphabet, c) : NULL;
    return p ? (int)(p - alphabet) : -1;
}

/* 25 bytes of which the last four are the beginning of the double SHA-256 of the rest. */
static bool base58_holds(struct mk_span s, uint8_t *version)
{
    uint8_t raw[25] = { 0 };
    struct mk_digest once, twice;
    for (size_t i = 0; i < s.len; i++) {
        int carry = digit(base58, s.p[i]);
        if (carry < 0)
            return false;
        for (size_t k = sizeof raw; k-- > 0; carry >>= 8) {
            carry += 58 * raw[k];
            raw[k] = (uint8_t)carry;
        }
        if (carry)
            return false;
    }
    *version = raw[0];
    return mk_sha256_of(&once, mk_span(raw, 21), NULL) == 0 &&
           mk_sha256_of(&twice, mk_span(once.b, sizeof once.b), NULL) == 0 &&
           !memcmp(twice.b, raw + 21, 4);
}

static uint32_t polymod(uint32_t chk, unsigned v)
{
    static const uint32_t gen[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
    uint32_t top = chk >> 25;
    chk = (chk & 0x1ffffff) << 5 ^ v;
    for (int i = 0; i < 5; i++)
        chk ^= top >> i & 1 ? gen[i] : 0;
    return chk;
}

/* Of Bitcoin's main net, one case throughout; the constant is 1 of version 0, else bech32m's. */
static bool bech32_holds(struct mk_span s)
{
    static const unsigned hrp[] = { 3, 3, 0, 2, 3 }; /* "bc" */
    uint32_t chk = 1;
    bool upper = false, lower = false;
    int version = -1;
    for (size_t i = 0; i < 5; i++)
        chk = polymod(chk, hrp[i]);
    for (size_t i = 0; i < s.len; i++) {
        upper |= s.p[i] >= 'A' && s.p[i] <= 'Z';
        lower |= s.p[i] >= 'a' && s.p[i] <= 'z';
        if (i < 3)
            continue;
        int v = digit(bech32, (uint8_t)mk_lower(s.p[i]));
        if (v < 0)
            return false;
        version = i == 3 ? v : version;
        chk = polymod(chk, (unsigned)v);
    }
    return !(upper && lower) && version <= 16 && chk == (version == 0 ? 1 : 0x2bc830a3);
}

static const char *rule_of(struct mk_span s)
{
    uint8_t version = 0xff;
    if (s.len >= 14 && s.len <= 74 && !strncasecmp((const char *)s.p, "bc1", 3))
        return bech32_holds(s) ? "wallet.segwit" : NULL;
    if (s.len == 42 && s.p[0] == '0' && s.p[1] == 'x') {
        for (size_t i = 2; i < s.len; i++)
            if (!mk_is_digit(s.p[i]) && ((s.p[i] | 32) < 'a' || (s.p[i] | 32) > 'f'))
                return NULL;
        return "wallet.ethereum";
    }
    if (s.len < 26 || s.len > 35 || !base58_holds(s, &version))
        return NULL;
    return version == 0 || version == 5 ? "wallet.bitcoin" : version == 0x41 ? "wallet.tron" : NULL;
}

size_t mk_entity_wallet(struct mk_entity *out, struct mk_span t, size_t at)
{
    size_t n = 0;
    while (at + n < t.len && mk_is_alnum(t.p[at + n]) && n <= 74)
        n++;
    struct mk_span s = mk_span(t.p + at, n);
    const char *rule = n >= 14 ? rule_of(s) : NULL;
    if (!rule)
        return 0;
    bool fold = strcmp(rule, "wallet.segwit") == 0 || strcmp(rule, "wallet.ethereum") == 0;
    out->kind = MK_ENTITY_WALLET;
    out->rule = rule;
    out->text = s;
    for (size_t i = 0; i < n; i++)
        out->value[i] = fold ? mk_lower(s.p[i]) : (char)s.p[i];
    out->value[n] = 0;
    return n;
}
