#ifndef MK_CURSOR_H
#define MK_CURSOR_H

#include "parsers/base/span.h"

/*
 * Reads a hostile buffer front to back. No call here can read outside the span
 * it was opened on. The first short read sets `bad_at` and from then on every
 * read yields zero / an empty span, so a structure is decoded straight through
 * and checked once with mk_cur_ok().
 */
struct mk_cursor {
    struct mk_span in;
    size_t pos;    /* next unread byte, <= in.len */
    size_t bad_at; /* offset of the first failed read, MK_CUR_OK while none */
};
#define MK_CUR_OK SIZE_MAX

struct mk_cursor mk_cur(struct mk_span in);
bool mk_cur_ok(const struct mk_cursor *c);
size_t mk_cur_left(const struct mk_cursor *c);
uint8_t mk_cur_u8(struct mk_cursor *c);
uint16_t mk_cur_u16le(struct mk_cursor *c);
uint16_t mk_cur_u16be(struct mk_cursor *c);
uint32_t mk_cur_u32le(struct mk_cursor *c);
uint32_t mk_cur_u32be(struct mk_cursor *c);
uint64_t mk_cur_u64le(struct mk_cursor *c);
uint64_t mk_cur_u64be(struct mk_cursor *c);
uint64_t mk_cur_varint(struct mk_cursor *c); /* protobuf base-128, at most 10 bytes */
struct mk_span mk_cur_take(struct mk_cursor *c, uint64_t n);
struct mk_span mk_cur_text(struct mk_cursor *c); /* u32 little endian length, then the bytes */
struct mk_span mk_cur_rest(struct mk_cursor *c); /* all that is left */

/* Marks the cursor bad at its place: what was read makes no sense. */
void mk_cur_refuse(struct mk_cursor *c);

/* A claimed element count, refused unless n elements of >= min bytes still fit. */
size_t mk_cur_count(struct mk_cursor *c, uint64_t n, size_t min);

#endif
