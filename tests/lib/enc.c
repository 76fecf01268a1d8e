#include "tests/lib/enc.h"
#include "tests/lib/t.h"
#include <openssl/evp.h>
#include <zlib.h>

static void encrypt(uint8_t *out, uint8_t *tag, const EVP_CIPHER *cipher, struct mk_span key,
                    struct mk_span iv, struct mk_span in)
{
    int n;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    assert_non_null(c);
    assert_int_equal(EVP_CIPHER_get_key_length(cipher), key.len);
    assert_int_equal(EVP_EncryptInit_ex(c, cipher, NULL, NULL, NULL), 1);
    if (tag)
        assert_int_equal(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_IVLEN, (int)iv.len, NULL), 1);
    assert_int_equal(EVP_EncryptInit_ex(c, NULL, NULL, key.p, iv.p), 1);
    EVP_CIPHER_CTX_set_padding(c, 0);
    assert_int_equal(EVP_EncryptUpdate(c, out, &n, in.p, (int)in.len), 1);
    assert_int_equal(n, in.len);
    assert_int_equal(EVP_EncryptFinal_ex(c, out + n, &n), 1);
    if (tag)
        assert_int_equal(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, 16, tag), 1);
    EVP_CIPHER_CTX_free(c);
}

void enc_cbc(uint8_t *out, struct mk_span key, struct mk_span iv, struct mk_span in)
{
    encrypt(out, NULL, EVP_aes_256_cbc(), key, iv, in);
}

void enc_gcm(uint8_t *out, uint8_t tag[16], struct mk_span key, struct mk_span iv,
             struct mk_span in)
{
    encrypt(out, tag, EVP_aes_256_gcm(), key, iv, in);
}

void enc_md5(uint8_t out[16], struct mk_span in)
{
    unsigned n;
    assert_int_equal(EVP_Digest(in.p, in.len, out, &n, EVP_md5(), NULL), 1);
}

static void deflate_all(struct mk_buf *out, struct mk_span in, int window)
{
    z_stream z = { .next_in = (Bytef *)in.p, .avail_in = (uInt)in.len };
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, in.len);
    z.next_out = mk_buf_room(out, room);
    z.avail_out = (uInt)room;
    assert_non_null(z.next_out);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
}

void enc_zlib(struct mk_buf *out, struct mk_span in)
{
    deflate_all(out, in, 15);
}

void enc_gzip(struct mk_buf *out, struct mk_span in)
{
    deflate_all(out, in, 15 + 16);
}

void enc_varint(struct mk_buf *out, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        mk_buf_u8(out, (uint8_t)(v | 0x80));
    mk_buf_u8(out, (uint8_t)v);
}

void enc_int(struct mk_buf *out, uint32_t number, uint64_t v)
{
    enc_varint(out, (uint64_t)number << 3);
    enc_varint(out, v);
}

void enc_bytes(struct mk_buf *out, uint32_t number, struct mk_span s)
{
    enc_varint(out, (uint64_t)number << 3 | 2);
    enc_varint(out, s.len);
    mk_buf_put(out, s.p, s.len);
}
