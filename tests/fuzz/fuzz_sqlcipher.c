/*
 * Databases whose pages the fuzzer writes and this target encrypts, so that it gets past the keys;
 * and any bytes as an encrypted database.
 *
 * Input: one byte (1: as it is, else encrypted; 2: with a log; 4: damage a byte of the last page),
 * then pages of 512 bytes, the last 48 of which are overwritten; with a log the second half is it.
 */
#include "parsers/base/mac.h"
#include "parsers/format/sqlcipher.h"
#include "parsers/source/source.h"
#include "tests/lib/walsum.h"
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdlib.h>

#define PAGE 512u
#define END  (PAGE - 48u)
#define K    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void encrypt(uint8_t *p, uint32_t page)
{
    uint8_t key[32], number[4] = { (uint8_t)page, (uint8_t)(page >> 8), (uint8_t)(page >> 16),
                                   (uint8_t)(page >> 24) };
    size_t start = page == 1 ? 16 : 0;
    int n;
    struct mk_hmac *h;
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)i;
    memset(p + END, 7, 16);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    if (!c || EVP_EncryptInit_ex(c, EVP_aes_256_cbc(), NULL, key, p + END) != 1 ||
        EVP_CIPHER_CTX_set_padding(c, 0) != 1 ||
        EVP_EncryptUpdate(c, p + start, &n, p + start, (int)(END - start)) != 1)
        abort();
    EVP_CIPHER_CTX_free(c);
    if (page == 1)
        memcpy(p, key, 16); /* the salt: not used with a raw key of 160 digits */
    if (mk_hmac_new(&h, MK_MAC_SHA1, mk_span(key, 32), NULL) != 0 ||
        mk_hmac_add(h, mk_span(p + start, END + 16 - start), NULL) != 0 ||
        mk_hmac_add(h, mk_span(number, 4), NULL) != 0 || mk_hmac_end(p + END + 16, h, NULL) != 0)
        abort();
    mk_hmac_free(h);
}

static void read_all(struct mk_sqlite *s)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(mk_sqlite_handle(s), "SELECT * FROM sqlite_schema", -1, &st, NULL) ==
        SQLITE_OK)
        while (sqlite3_step(st) == SQLITE_ROW)
            (void)sqlite3_column_text(st, 4);
    sqlite3_finalize(st);
}

static void open_it(uint8_t *p, size_t n, size_t wal)
{
    static const struct mk_secret secrets[] = {
        { "sqlcipher", { (const uint8_t *)"x'" K K "00000000000000000000000000000000'", 163 } },
        { 0 }
    };
    struct mk_span part[2] = { mk_span(p, n), mk_span(p + n, wal) };
    struct mk_file file[2] = { mk_file_memory(&part[0]), mk_file_memory(&part[1]) };
    struct mk_context cx = { .path = mk_str("a.db"), .secrets = secrets };
    struct mk_sqlite_limits limits = { .overlay_max = 65536, .steps_max = 20 };
    struct mk_sqlcipher *c;
    struct mk_sqlite *s;
    if (mk_sqlcipher_open(&c, &file[0], &cx, NULL) != 0)
        return;
    struct mk_sqlite_set set = { &file[0], wal ? &file[1] : NULL, NULL, mk_sqlcipher_codec(c) };
    if (mk_sqlite_open(&s, &set, &limits, NULL) == 0) {
        read_all(s);
        mk_sqlite_close(s);
    }
    mk_sqlcipher_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    sqlite3_hard_heap_limit64((sqlite3_int64)256 << 20);
    uint8_t how = data[0], *copy = malloc(size);
    size_t n = size - 1, wal = how & 2 ? n / 2 : 0;
    if (!copy)
        abort();
    memcpy(copy, data + 1, n);
    n -= wal;
    if (!(how & 1)) {
        n -= n % PAGE;
        memmove(copy + n, copy + size - 1 - wal, wal);
        for (size_t at = 0; at < n; at += PAGE)
            encrypt(copy + at, (uint32_t)(at / PAGE + 1));
        for (size_t at = 32; at + 24 + PAGE <= wal; at += 24 + PAGE)
            encrypt(copy + n + at + 24, walsum_get(copy + n + at, true));
        if (wal > 32)
            walsum_repair(copy + n, wal, false, SIZE_MAX);
        if (n && how & 4)
            copy[n - 100] ^= 1;
    }
    open_it(copy, n, wal);
    free(copy);
    return 0;
}
