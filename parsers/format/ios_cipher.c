#include "parsers/format/ios_cipher.h"
#include "parsers/base/aes.h"
#include "parsers/base/mac.h"
#include <stdlib.h>

#define PIECE    ((size_t)64 << 10)
#define PAGE_MIN 512u /* sqlite.org/fileformat2.html, the smallest page */

struct deciphered {
    struct mk_file in;
    struct mk_aes *aes;
    uint64_t size;                       /* plain */
    uint8_t piece[MK_AES_BLOCK + PIECE]; /* the block before, which is the vector; then blocks */
};

/* The blocks from `at` on, a multiple of 16: their plain bytes are piece[16 .. 16 + *got). */
static int read_piece(struct deciphered *d, uint64_t at, size_t n, size_t *got, struct mk_error *e)
{
    size_t skip = at ? 0 : MK_AES_BLOCK, all;
    memset(d->piece, 0, MK_AES_BLOCK);
    if (d->in.pread(d->in.u, at ? at - MK_AES_BLOCK : 0, d->piece + skip, n + MK_AES_BLOCK - skip,
                    &all, e) != 0)
        return -1;
    all += skip;
    *got = all > MK_AES_BLOCK ? (all - MK_AES_BLOCK) / MK_AES_BLOCK * MK_AES_BLOCK : 0;
    uint8_t vector[MK_AES_BLOCK];
    memcpy(vector, d->piece, sizeof vector);
    if (mk_aes_begin(d->aes, mk_span(vector, sizeof vector), e) != 0)
        return -1;
    return mk_aes_put(d->piece + MK_AES_BLOCK, d->aes, mk_span(d->piece + MK_AES_BLOCK, *got), e);
}

static int deciphered_pread(void *u, uint64_t at, void *out, size_t n, size_t *got,
                            struct mk_error *e)
{
    struct deciphered *d = u;
    *got = 0;
    while (*got < n && at < d->size) {
        size_t within = at % MK_AES_BLOCK, have, want = within + MK_AES_BLOCK - 1;
        want += n - *got < PIECE ? n - *got : PIECE;
        want = want < PIECE ? want / MK_AES_BLOCK * MK_AES_BLOCK : PIECE;
        if (read_piece(d, at - within, want, &have, e) != 0)
            return -1;
        if (have <= within)
            return 0; /* it became shorter meanwhile */
        size_t take = have - within;
        if (take > n - *got)
            take = n - *got;
        if (take > d->size - at)
            take = (size_t)(d->size - at);
        memcpy((uint8_t *)out + *got, d->piece + MK_AES_BLOCK + within, take);
        *got += take;
        at += take;
    }
    return 0;
}

static void deciphered_close(void *u)
{
    struct deciphered *d = u;
    mk_file_close(&d->in);
    mk_aes_free(d->aes);
    mk_wipe(d, sizeof *d);
    free(d);
}

/* Bytes of padding at the end of so many encrypted ones; 0: what stands there is none. */
static int padding(size_t *out, struct deciphered *d, uint64_t whole, struct mk_error *e)
{
    size_t got;
    *out = 0;
    if (whole == 0)
        return 0;
    if (read_piece(d, whole - MK_AES_BLOCK, MK_AES_BLOCK, &got, e) != 0)
        return -1;
    const uint8_t *last = d->piece + MK_AES_BLOCK;
    size_t n = got ? last[MK_AES_BLOCK - 1] : 0;
    if (n > MK_AES_BLOCK)
        n = 0;
    for (size_t i = 0; i < n; i++)
        if (last[MK_AES_BLOCK - 1 - i] != n)
            return 0;
    *out = n;
    return 0;
}

static int find_size(const char **odd, struct deciphered *d, const uint64_t *size,
                     struct mk_error *e)
{
    uint64_t whole = d->in.size / MK_AES_BLOCK * MK_AES_BLOCK;
    size_t pad;
    *odd = whole == d->in.size ? NULL : "cut off: not whole blocks";
    if (size && *size <= whole && whole - *size <= MK_AES_BLOCK) {
        d->size = *size;
        return 0;
    }
    if (padding(&pad, d, whole, e) != 0)
        return -1;
    if (!size && (pad != MK_AES_BLOCK || whole % PAGE_MIN != MK_AES_BLOCK))
        pad = 0; /* a page may end in anything */
    d->size = whole - pad;
    if (size && !*odd)
        *odd = pad ? "of another size than the manifest says"
                   : "of another size than the manifest says, and not padded: cut off, or damaged";
    return 0;
}

int mk_ios_decrypted(struct mk_file *out, const char **odd, struct mk_file *in,
                     const uint8_t key[static MK_IOS_KEY], const uint64_t *size, struct mk_error *e)
{
    struct deciphered *d = calloc(1, sizeof *d);
    if (!d) {
        mk_file_close(in);
        return mk_fail(e, MK_ENOMEM, "decrypting");
    }
    d->in = *in;
    *in = (struct mk_file){ 0 };
    if (mk_aes_new(&d->aes, MK_AES_CBC, mk_span(key, MK_IOS_KEY), e) != 0 ||
        find_size(odd, d, size, e) != 0) {
        deciphered_close(d);
        return -1;
    }
    *out = (struct mk_file){ deciphered_pread, deciphered_close, d, d->size };
    return 0;
}
