#ifndef MK_ADB_WIRE_H
#define MK_ADB_WIRE_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * ADB messages, as both ends speak them. Little endian:
 *
 *   offset size
 *   0      4    command, four letters
 *   4      4    arg0   CNXN: version   OPEN, OKAY, WRTE, CLSE: the sender's id of the stream
 *   8      4    arg1   CNXN: most bytes of payload the sender takes   else: the receiver's id
 *   12     4    length of the payload
 *   16     4    sum of the payload's bytes, modulo 2^32 (the field's upstream name, crc32, is
 * wrong); zero and unchecked from version 0x01000001 on 20     4    command ^ 0xffffffff 24     ...
 * payload
 *
 * Source: AOSP packages/modules/adb (before 2020 system/core/adb): protocol.txt "protocol overview
 * and basics"; types.h struct amessage; adb.h A_VERSION_MIN, A_VERSION_SKIP_CHECKSUM, MAX_PAYLOAD,
 * MAX_PAYLOAD_V1; transport.cpp check_header(), calculate_apacket_checksum().
 */
#define MK_ADB_HEAD        24u
#define MK_ADB_PAYLOAD_MAX ((size_t)1 << 20)
#define MK_ADB_PAYLOAD_V1  4096u /* what every phone takes before it said what it takes */

#define MK_ADB_VERSION_MIN       0x01000000u
#define MK_ADB_VERSION_NO_CHECKS 0x01000001u

#define MK_ADB_CMD(a, b, c, d)                                                                     \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)
#define MK_ADB_CNXN MK_ADB_CMD('C', 'N', 'X', 'N')
#define MK_ADB_AUTH MK_ADB_CMD('A', 'U', 'T', 'H')
#define MK_ADB_STLS MK_ADB_CMD('S', 'T', 'L', 'S')
#define MK_ADB_OPEN MK_ADB_CMD('O', 'P', 'E', 'N')
#define MK_ADB_OKAY MK_ADB_CMD('O', 'K', 'A', 'Y')
#define MK_ADB_WRTE MK_ADB_CMD('W', 'R', 'T', 'E')
#define MK_ADB_CLSE MK_ADB_CMD('C', 'L', 'S', 'E')
#define MK_ADB_SYNC MK_ADB_CMD('S', 'Y', 'N', 'C')

/* arg0 of AUTH. */
#define MK_ADB_AUTH_TOKEN     1u
#define MK_ADB_AUTH_SIGNATURE 2u
#define MK_ADB_AUTH_PUBLIC    3u

/* What a sum is held to. LAX takes the right one or zero: the other side may already know that none
 * is needed. */
enum mk_adb_sums { MK_ADB_SUMS_LAX, MK_ADB_SUMS_CHECKED, MK_ADB_SUMS_IGNORED };

struct mk_adb_packet {
    uint32_t command, arg0, arg1;
    struct mk_span payload;
};

/* Four letters, other bytes as '?'. */
const char *mk_adb_command_name(char out[static 5], uint32_t command);

/* Appends one message; whether it fits is the buffer's affair. */
void mk_adb_put(struct mk_buf *out, const struct mk_adb_packet *p, bool with_sum);

/*
 * Bytes in, packets out. Room is made for any whole packet of up to max_payload
 * bytes of payload, and read-ahead behind it.
 */
struct mk_adb_wire {
    uint8_t *p;
    size_t cap, at, end; /* unread bytes are p[at..end) */
    size_t max_payload;
    enum mk_adb_sums sums;
};

MK_CHECK int mk_adb_wire_init(struct mk_adb_wire *w, size_t max_payload, struct mk_error *e);
void mk_adb_wire_done(struct mk_adb_wire *w);

/* Where the next bytes go, *n > 0 of them; then tells how many came. Packets taken out before are
 * no longer valid. To be called only when mk_adb_wire_next() has returned 0. */
uint8_t *mk_adb_wire_room(struct mk_adb_wire *w, size_t *n);
void mk_adb_wire_fed(struct mk_adb_wire *w, size_t n);

/*
 * Next packet: 1; 0 when more bytes are needed; -1 with MK_EPROTO (magic, sum,
 * length over max_payload), after which the stream cannot be trusted any more.
 */
MK_CHECK int mk_adb_wire_next(struct mk_adb_packet *out, struct mk_adb_wire *w, struct mk_error *e);

#endif
