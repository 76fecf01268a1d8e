#ifndef ENC_H
#define ENC_H

#include "parsers/base/buf.h"

/* The other direction of parsers/base/aes.h and small makers of bytes, for files that tests make
 * themselves. Everything asserts. */
void enc_cbc(uint8_t *out, struct mk_span key, struct mk_span iv,
             struct mk_span in); /* no padding */
void enc_gcm(uint8_t *out, uint8_t tag[16], struct mk_span key, struct mk_span iv,
             struct mk_span in);
void enc_md5(uint8_t out[16], struct mk_span in);
void enc_zlib(struct mk_buf *out, struct mk_span in);
void enc_gzip(struct mk_buf *out, struct mk_span in);

/* Protobuf: a field of each wire type that tests need. */
void enc_varint(struct mk_buf *out, uint64_t v);
void enc_int(struct mk_buf *out, uint32_t number, uint64_t v);
void enc_bytes(struct mk_buf *out, uint32_t number, struct mk_span s);

#endif
