/* The key's file: see adbkey.h. */
#include "firmware/acquire/adbkey_private.h"
#include "firmware/bundle/disk.h"
#include "parsers/base/cursor.h"
#include "parsers/base/hash.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <unistd.h>

#define DER_MAX 4096u

int mk_adbkey_mark(int fd, enum mk_adbkey_state state, struct mk_error *e)
{
    uint8_t byte = (uint8_t)state;
    return pwrite(fd, &byte, 1, 0) == 1 && fsync(fd) == 0 ? 0 : mk_fail_errno(e, "the phone's key");
}

static int write_all(struct mk_buf *b, int fd, struct mk_error *e)
{
    struct mk_digest d;
    if (!mk_buf_ok(b) || mk_sha256_of(&d, mk_span_from(mk_buf_span(b), 1), e))
        return mk_fail(e, MK_ENOMEM, "the phone's key");
    mk_buf_put(b, d.b, sizeof d.b);
    if (!mk_buf_ok(b))
        return mk_fail(e, MK_ENOMEM, "the phone's key");
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return mk_fail_errno(e, "the phone's key");
    if (mk_disk_write_all(mk_disk_real(), fd, mk_buf_span(b), e))
        return -1;
    return fsync(fd) == 0 ? 0 : mk_fail_errno(e, "the phone's key");
}

int mk_adbkey_write(const struct mk_adbkey *k, int fd, struct mk_error *e)
{
    struct mk_buf b;
    uint8_t *der = NULL;
    int n = i2d_PrivateKey(mk_adbkey_pkey(k), &der);
    if (n <= 0)
        return mk_fail(e, MK_ENOMEM, "the phone's key");
    mk_buf_init(&b, DER_MAX + 64);
    /* Whole at once: a buffer that grows leaves pieces of the key behind. */
    (void)mk_buf_room(&b, DER_MAX + 64);
    mk_buf_u8(&b, MK_ADBKEY_MADE);
    mk_buf_text(&b, mk_span(der, (size_t)n));
    int rc = write_all(&b, fd, e);
    OPENSSL_clear_free(der, (size_t)n);
    if (b.p)
        OPENSSL_cleanse(b.p, b.cap);
    mk_buf_done(&b);
    return rc;
}

static int parse(struct mk_adbkey **out, enum mk_adbkey_state *state, struct mk_span all,
                 struct mk_error *e)
{
    struct mk_digest d;
    struct mk_cursor c = mk_cur(all);
    unsigned byte = mk_cur_u8(&c);
    struct mk_span der = mk_cur_text(&c), sum = mk_cur_take(&c, sizeof d.b);
    if (!mk_cur_ok(&c) ||
        (byte != MK_ADBKEY_MADE && byte != MK_ADBKEY_OFFERED && byte != MK_ADBKEY_ALLOWED))
        return mk_fail(e, MK_EABSENT, "no key for the phone yet");
    if (mk_sha256_of(&d, mk_span(all.p + 1, der.len + 4), e))
        return -1;
    if (memcmp(d.b, sum.p, sizeof d.b) != 0)
        return mk_fail(e, MK_EABSENT, "the phone's key is damaged");
    const uint8_t *p = der.p;
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &p, (long)der.len);
    if (!key)
        return mk_fail(e, MK_EABSENT, "the phone's key is damaged");
    *state = (enum mk_adbkey_state)byte;
    return mk_adbkey_adopt(out, key, e);
}

int mk_adbkey_read(struct mk_adbkey **out, enum mk_adbkey_state *state, int fd, struct mk_error *e)
{
    uint8_t all[DER_MAX + 64];
    ssize_t n = mk_disk_read_at(fd, all, sizeof all, 0);
    int rc =
        n < 0 ? mk_fail_errno(e, "the phone's key") : parse(out, state, mk_span(all, (size_t)n), e);
    OPENSSL_cleanse(all, sizeof all);
    return rc;
}
