#include "parsers/format/whatsapp_crypt.h"
#include "parsers/base/aes.h"
#include "parsers/base/mac.h"
#include "parsers/format/proto.h"
#include "parsers/format/unpack.h"
#include "parsers/format/whatsapp_key.h"
#include <stdlib.h>
#include <zlib.h>

#define STEP    ((size_t)64 << 10)
#define TAG     16u
#define MD5     16u
#define TEST    ((size_t)4096) /* bytes that have to make sense for a key to fit */
#define HEAD_12 67u
#define IV_12   51u

/* ---- header ---- */

static bool read_12(struct mk_whatsapp *w, struct mk_span head)
{
    struct mk_cursor c = mk_cur(head);
    uint16_t cipher = mk_cur_u16be(&c);
    uint8_t key = mk_cur_u8(&c);
    mk_cur_take(&c, IV_12 - 3);
    struct mk_span iv = mk_cur_take(&c, 16);
    if (!mk_cur_ok(&c) || cipher != 1 || key < 1 || key > 3)
        return false;
    memcpy(w->iv, iv.p, iv.len);
    w->iv_len = iv.len;
    w->crypt = 12;
    w->at = HEAD_12;
    return true;
}

static bool take_iv(struct mk_whatsapp *w, unsigned crypt, struct mk_span message, uint32_t number)
{
    struct mk_proto_field f;
    if (!mk_proto_find(&f, message, number) || f.wire != MK_PROTO_BYTES || f.s.len < 12 ||
        f.s.len > sizeof w->iv)
        return false;
    memcpy(w->iv, f.s.p, f.s.len);
    w->iv_len = f.s.len;
    w->crypt = crypt;
    return true;
}

static bool read_14(struct mk_whatsapp *w, struct mk_span head)
{
    struct mk_cursor c = mk_cur(head);
    struct mk_proto_field f;
    struct mk_span message;
    if (mk_proto_delimited(&message, &c, MK_HEAD_MAX) != 1 || !mk_proto_is(message))
        return false;
    w->at = c.pos;
    return (mk_proto_find(&f, message, 3) && take_iv(w, 15, f.s, 1)) ||
           (mk_proto_find(&f, message, 2) && take_iv(w, 14, f.s, 5));
}

static int read_head(uint8_t *head, size_t *got, const struct mk_file *f, struct mk_error *e)
{
    return f->pread(f->u, 0, head, MK_HEAD_MAX, got, e);
}

int mk_whatsapp_open(struct mk_whatsapp *out, const struct mk_file *f, struct mk_error *e)
{
    uint8_t head[MK_HEAD_MAX];
    size_t got;
    *out = (struct mk_whatsapp){ 0 };
    if (read_head(head, &got, f, e) != 0)
        return -1;
    if (!read_12(out, mk_span(head, got)) && !read_14(out, mk_span(head, got)))
        return mk_fail(e, MK_EFORMAT, "no WhatsApp backup: no header of crypt12, 14 or 15");
    uint64_t tail = TAG + MD5 + (out->crypt == 12 ? 4 : 0);
    if (f->size < out->at + tail)
        return mk_fail(e, MK_EFORMAT, "a WhatsApp backup that is cut off in its first bytes");
    out->end = f->size - tail;
    return 0;
}

/* ---- key ---- */

static bool inflates(struct mk_span s)
{
    uint8_t out[256];
    z_stream z = { .next_in = (Bytef *)s.p, .avail_in = (uInt)s.len };
    if (inflateInit(&z) != Z_OK)
        return false;
    int rc = Z_OK;
    while (rc == Z_OK && z.avail_in) {
        z.next_out = out;
        z.avail_out = sizeof out;
        rc = inflate(&z, Z_NO_FLUSH);
    }
    inflateEnd(&z);
    return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR;
}

static bool makes_sense(struct mk_span s)
{
    return mk_span_starts(s, mk_span("PK\3\4", 4)) || mk_span_starts(s, mk_span("PK\5\6", 4)) ||
           mk_span_starts(s, mk_span("SQLite format 3", 16)) || (s.len >= 8 && inflates(s));
}

/* Calls `put` with the plain bytes of [at, end), and says whether the tag behind them fits. */
static int decrypt(bool *fits, const struct mk_whatsapp *w, uint64_t end, const struct mk_file *f,
                   int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
                   struct mk_error *e)
{
    int rc = -1;
    uint8_t tag[TAG];
    size_t got = 0;
    struct mk_aes *a = NULL;
    uint8_t *step = malloc(STEP);
    if (!step) {
        mk_fail(e, MK_ENOMEM, "decrypting");
        goto out;
    }
    if (mk_aes_new(&a, MK_AES_GCM, mk_span(w->key, sizeof w->key), e) != 0 ||
        mk_aes_begin(a, mk_span(w->iv, w->iv_len), e) != 0)
        goto out;
    for (uint64_t at = w->at; at < end; at += got) {
        size_t n = end - at < STEP ? (size_t)(end - at) : STEP;
        if (f->pread(f->u, at, step, n, &got, e) != 0 ||
            mk_aes_put(step, a, mk_span(step, got), e) != 0)
            goto out;
        if (got == 0) {
            mk_fail(e, MK_EIO, "the file became shorter while it was read");
            goto out;
        }
        if (put && put(u, step, got, e) != 0)
            goto out;
    }
    if (f->pread(f->u, end, tag, sizeof tag, &got, e) != 0)
        goto out;
    *fits = got == sizeof tag && mk_aes_tag_fits(a, mk_span(tag, sizeof tag));
    rc = 0;
out:
    mk_aes_free(a);
    free(step);
    return rc;
}

static int begins_well(bool *well, const struct mk_whatsapp *w, const struct mk_file *f,
                       struct mk_error *e)
{
    uint8_t in[TEST];
    size_t n = w->end - w->at < TEST ? (size_t)(w->end - w->at) : TEST, got;
    struct mk_aes *a = NULL;
    int rc = -1;
    if (f->pread(f->u, w->at, in, n, &got, e) != 0 ||
        mk_aes_new(&a, MK_AES_GCM, mk_span(w->key, sizeof w->key), e) != 0)
        return -1;
    if (mk_aes_begin(a, mk_span(w->iv, w->iv_len), e) == 0 &&
        mk_aes_put(in, a, mk_span(in, got), e) == 0) {
        *well = makes_sense(mk_span(in, got));
        rc = 0;
    }
    mk_aes_free(a);
    return rc;
}

/* 1 when w->key is the one, with `end`, `multi` and `damaged` settled. */
static int try_key(struct mk_whatsapp *w, const struct mk_file *f, struct mk_error *e)
{
    bool well = false, fits;
    uint64_t multi_end = w->end + MD5 + (w->crypt == 12 ? 4 : 0);
    if (begins_well(&well, w, f, e) != 0 || decrypt(&fits, w, w->end, f, NULL, NULL, e) != 0)
        return -1;
    if (fits)
        return 1;
    if (decrypt(&fits, w, multi_end, f, NULL, NULL, e) != 0)
        return -1;
    w->multi = fits;
    w->damaged = !fits && well;
    if (fits)
        w->end = multi_end;
    return fits || well;
}

int mk_whatsapp_unlock(struct mk_whatsapp *w, const struct mk_file *f, const struct mk_context *cx,
                       struct mk_error *e)
{
    struct mk_whatsapp_key k;
    struct mk_span given;
    size_t n = 0, keys = 0;
    for (; mk_secret_at(&given, cx, "whatsapp", n); n++) {
        if (!mk_whatsapp_key_parse(&k, given))
            continue;
        keys++;
        int rc = 0;
        if (w->crypt == 15 && k.root) {
            if (mk_whatsapp_key_derive(w->key, &k, e) != 0)
                return -1;
            rc = try_key(w, f, e);
        }
        if (rc == 0) { /* of crypt14, or given as it was derived */
            memcpy(w->key, k.b, sizeof w->key);
            rc = try_key(w, f, e);
        }
        mk_wipe(&k, sizeof k);
        if (rc != 0)
            return rc < 0 ? -1 : 0;
    }
    mk_wipe(w->key, sizeof w->key);
    return mk_fail(e, MK_EAUTH, "%s",
                   n == 0 ? "encrypted, no key given (whatsapp=)"
                   : keys == 0
                       ? "what was given is no WhatsApp key: neither a key file nor 64 digits"
                       : "encrypted, the key given does not fit");
}

/* ---- plain bytes ---- */

int mk_whatsapp_plain(const struct mk_whatsapp *w, const struct mk_file *f,
                      int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
                      struct mk_error *e)
{
    bool fits;
    struct mk_unpack *x;
    if (mk_unpack_new(&x, put, u, e) != 0)
        return -1;
    int rc = decrypt(&fits, w, w->end, f, mk_unpack_put, x, e);
    if (rc == 0)
        rc = mk_unpack_end(x, e);
    mk_unpack_free(x);
    return rc;
}
