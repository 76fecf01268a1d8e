#ifndef MK_TRAIN_IOS_PROTO_H
#define MK_TRAIN_IOS_PROTO_H

#include "parsers/base/buf.h"

/* Protobuf out (protobuf.dev, Encoding): fields of bytes and of integers. */
static inline void mk_proto_varint(struct mk_buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        mk_buf_u8(b, (uint8_t)(v | 0x80));
    mk_buf_u8(b, (uint8_t)v);
}
static inline void mk_proto_int(struct mk_buf *b, uint32_t field, uint64_t v)
{
    mk_proto_varint(b, (uint64_t)field << 3);
    mk_proto_varint(b, v);
}
static inline void mk_proto_bytes(struct mk_buf *b, uint32_t field, struct mk_span s)
{
    mk_proto_varint(b, (uint64_t)field << 3 | 2);
    mk_proto_varint(b, s.len);
    mk_buf_put(b, s.p, s.len);
}

#endif
