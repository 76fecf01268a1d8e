#include "parsers/format/sqlcipher_page.h"
#include "parsers/base/cursor.h"

#define MAGIC "SQLite format 3" /* 16 bytes with its NUL */

uint32_t mk_sqlcipher_reserve(const struct mk_sqlcipher_set *s)
{
    size_t n = MK_AES_BLOCK + (s->has_hmac ? mk_mac_len(s->hmac) : 0);
    return (uint32_t)((n + MK_AES_BLOCK - 1) / MK_AES_BLOCK * MK_AES_BLOCK);
}

static uint32_t start(const struct mk_sqlcipher_set *s, uint32_t page)
{
    return page == 1 ? s->plain : 0;
}

int mk_sqlcipher_page_fits(const struct mk_sqlcipher_set *s, struct mk_hmac *h, uint32_t page,
                           struct mk_span bytes, struct mk_error *e)
{
    uint8_t number[4], want[MK_MAC_MAX];
    size_t from = start(s, page), end = s->page_size - s->reserve + MK_AES_BLOCK;
    for (size_t i = 0; i < sizeof number; i++)
        number[i] = (uint8_t)(page >> 8 * (s->big_endian ? sizeof number - 1 - i : i));
    if (mk_hmac_add(h, mk_span(bytes.p + from, end - from), e) != 0 ||
        mk_hmac_add(h, mk_span(number, sizeof number), e) != 0 || mk_hmac_end(want, h, e) != 0)
        return -1;
    return mk_mac_same(mk_span(bytes.p + end, mk_mac_len(s->hmac)),
                       mk_span(want, mk_mac_len(s->hmac)));
}

int mk_sqlcipher_page_decrypt(const struct mk_sqlcipher_set *s, struct mk_aes *a, uint32_t page,
                              uint8_t *bytes, struct mk_error *e)
{
    size_t from = start(s, page), end = s->page_size - s->reserve;
    if (mk_aes_begin(a, mk_span(bytes + end, MK_AES_BLOCK), e) != 0 ||
        mk_aes_put(bytes + from, a, mk_span(bytes + from, end - from), e) != 0)
        return -1;
    memset(bytes + end, 0, s->reserve);
    if (page == 1 && from == sizeof MAGIC)
        memcpy(bytes, MAGIC, sizeof MAGIC);
    return 0;
}

/* sqlite.org/fileformat2.html, 1.3: page size, versions, reserved bytes, payload fractions. */
bool mk_sqlcipher_page_is_first(const struct mk_sqlcipher_set *s, struct mk_span bytes)
{
    struct mk_cursor c = mk_cur(bytes);
    mk_cur_take(&c, sizeof MAGIC);
    uint32_t size = mk_cur_u16be(&c);
    uint8_t write = mk_cur_u8(&c), read = mk_cur_u8(&c), reserve = mk_cur_u8(&c);
    uint8_t most = mk_cur_u8(&c), least = mk_cur_u8(&c), leaf = mk_cur_u8(&c);
    return mk_cur_ok(&c) && (size == 1 ? 65536 : size) == s->page_size && write >= 1 &&
           write <= 2 && read >= 1 && read <= 2 && reserve == s->reserve && most == 64 &&
           least == 32 && leaf == 32;
}
