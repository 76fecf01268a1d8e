#ifndef MK_PROTO_H
#define MK_PROTO_H

#include "parsers/base/cursor.h"
#include "parsers/table/decoder.h"

/*
 * Protocol buffers without their schema: the fields of a message one after the other. Hostile.
 *
 *   tag   varint: number << 3 | wire type; numbers are 1 to 2^29 - 1
 *   0     varint, at most 10 bytes      1  8 bytes, little endian
 *   2     varint length, then bytes     5  4 bytes, little endian
 *   3, 4  start and end of a group of fields with the same number, up to MK_PROTO_DEPTH deep
 *
 * Source: protobuf.dev, "Encoding"; the limit on numbers from the language guide, "Assigning Field
 * Numbers". What bytes of wire type 2 mean (text, message, packed numbers) only a schema tells.
 */
#define MK_PROTO_DEPTH 32

enum mk_proto_wire {
    MK_PROTO_VARINT,
    MK_PROTO_FIXED64,
    MK_PROTO_BYTES,
    MK_PROTO_GROUP,
    MK_PROTO_FIXED32 = 5,
};

struct mk_proto_field {
    uint32_t number;
    enum mk_proto_wire wire;
    uint64_t v;           /* VARINT, FIXED64, FIXED32 */
    struct mk_span s;     /* BYTES: they; GROUP: the fields inside */
    struct mk_span whole; /* with its tag, as it stands in the message */
};

/* Next field of a message: false at its end, and where it makes no sense: check mk_cur_ok() then,
 * bad_at says where. */
bool mk_proto_next(struct mk_proto_field *out, struct mk_cursor *c);

/* Whether all of it is fields (an empty message is one). */
bool mk_proto_is(struct mk_span message);

/* The first field of that number; false when there is none before the end or the damage. */
bool mk_proto_find(struct mk_proto_field *out, struct mk_span message, uint32_t number);

/* sint32 and sint64 hide their sign in the lowest bit. */
int64_t mk_proto_zigzag(uint64_t v);
double mk_proto_double(uint64_t fixed64);
double mk_proto_float(uint64_t fixed32);

/*
 * The next message of a stream that puts each one's length before it as a varint: 1; 0 at the end;
 * -1 when what is left is cut off or longer than `max`.
 */
int mk_proto_delimited(struct mk_span *message, struct mk_cursor *c, size_t max);

/*
 * Columns are paths of field numbers, the first occurrence each: "1.4.2"; "1.4#2" is the third
 * field 4. Numbers are integers as they stand, bytes are text when they are UTF-8 without control
 * characters, else a blob. A type may follow: "1.4:blob", ":text", ":sint" (zigzag), ":double",
 * ":float" (of 8 and of 4 bytes), ":count" (how many there are). "*.101.2": the same below the
 * first message, up to 12 deep, where there is such a field; none where there is not.
 */
extern const struct mk_decoder mk_decoder_proto;
/* The same of a message that is stored as base64 text. */
extern const struct mk_decoder mk_decoder_proto_base64;
/* The same of a message that is gzipped, up to 16 MiB of it. */
extern const struct mk_decoder mk_decoder_proto_gzip;

#endif
