#include "parsers/source/ciphered.h"
#include "parsers/base/aes.h"
#include "parsers/base/mac.h"
#include "parsers/source/source.h"
#include <stdlib.h>

struct ciphered {
    struct mk_file file;
    uint8_t key[MK_CIPHERED_KEY];
};

int mk_cipher_at(uint8_t *p, size_t n, uint64_t at, const uint8_t key[MK_CIPHERED_KEY],
                 struct mk_error *e)
{
    uint8_t iv[MK_AES_BLOCK] = { 0 }, before[MK_AES_BLOCK] = { 0 };
    uint64_t block = at / MK_AES_BLOCK;
    struct mk_aes *a = NULL;
    for (size_t i = 0; i < 8; i++)
        iv[MK_AES_BLOCK - 1 - i] = (uint8_t)(block >> 8 * i);
    int rc = mk_aes_new(&a, MK_AES_CTR, mk_span(key, MK_CIPHERED_KEY), e);
    if (rc == 0)
        rc = mk_aes_begin(a, mk_span(iv, sizeof iv), e);
    if (rc == 0) /* up to where it begins in its block */
        rc = mk_aes_put(before, a, mk_span(before, at % MK_AES_BLOCK), e);
    if (rc == 0)
        rc = mk_aes_put(p, a, mk_span(p, n), e);
    mk_aes_free(a);
    return rc;
}

static int ciphered_pread(void *u, uint64_t at, void *out, size_t n, size_t *got,
                          struct mk_error *e)
{
    const struct ciphered *c = u;
    if (c->file.pread(c->file.u, at, out, n, got, e) != 0)
        return -1;
    return *got ? mk_cipher_at(out, *got, at, c->key, e) : 0;
}

static void ciphered_close(void *u)
{
    struct ciphered *c = u;
    mk_file_close(&c->file);
    mk_wipe(c->key, sizeof c->key);
    free(c);
}

int mk_file_ciphered(struct mk_file *out, int fd, const uint8_t key[MK_CIPHERED_KEY],
                     struct mk_error *e)
{
    struct ciphered *c = calloc(1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "file");
    if (mk_file_fd(&c->file, fd, e) != 0) {
        free(c);
        return -1;
    }
    memcpy(c->key, key, sizeof c->key);
    *out = (struct mk_file){
        .pread = ciphered_pread, .close = ciphered_close, .u = c, .size = c->file.size
    };
    return 0;
}

int mk_file_ciphered_parts(const uint8_t **key, const struct mk_file *f)
{
    if (f->pread != ciphered_pread)
        return -1;
    const struct ciphered *c = f->u;
    *key = c->key;
    return mk_file_descriptor(&c->file);
}
