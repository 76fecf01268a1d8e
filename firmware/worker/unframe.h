#ifndef MK_UNFRAME_H
#define MK_UNFRAME_H

#include "firmware/worker/frame.h"

/*
 * The frame codec, without I/O: bytes go in as they come, whole frames go out.
 * After a refused head (a length over MK_FRAME_MAX) nothing more comes out.
 */
struct mk_unframe {
    struct mk_buf in;
    size_t at;      /* where the next frame starts in `in` */
    uint64_t taken; /* bytes of all frames handed out */
    uint64_t fed;   /* bytes that went in */
};

void mk_unframe_init(struct mk_unframe *u);
void mk_unframe_done(struct mk_unframe *u);

/* Room for the next bytes (at least what the frame in hand lacks) and its size, or NULL without
 * memory. Ends the life of the frames handed out. mk_unframe_fed() says how much was used. */
uint8_t *mk_unframe_room(struct mk_unframe *u, size_t *n);
void mk_unframe_fed(struct mk_unframe *u, size_t n);

/* 1 and a frame, valid until the next room; 0 when more bytes are needed; -1 with MK_EPROTO. */
MK_CHECK int mk_unframe_next(struct mk_frame *out, struct mk_unframe *u, struct mk_error *e);
/* Whether mk_unframe_next() would give anything but 0. */
bool mk_unframe_ready(const struct mk_unframe *u);
/* Whether a frame has begun and is not whole. */
bool mk_unframe_torn(const struct mk_unframe *u);

/* The head of a frame whose payload has `len` <= MK_FRAME_MAX bytes. */
void mk_frame_head(uint8_t out[static MK_FRAME_HEAD], uint16_t type, uint16_t stream, size_t len);

#endif
