#ifndef MK_IOS_MUXD_H
#define MK_IOS_MUXD_H

#include "firmware/worker/mux.h"

/*
 * The messages of usbmuxd, without I/O. Each is, little endian,
 *
 *   offset size
 *   0      4    length of all of it
 *   4      4    version: 1, property lists
 *   8      4    message: 8, a property list
 *   12     4    tag: an answer has its request's
 *   16     ...  XML property list
 *
 * Source: libusbmuxd 2.0.2, src/usbmuxd-proto.h, src/libusbmuxd.c (send_*_packet, receive_packet,
 * device_info_from_plist).
 */
#define MK_MUXD_HEAD 16u
#define MK_MUXD_MAX  ((size_t)1 << 20) /* of a message */
#define MK_MUXD_MOST 64u               /* devices that are looked at */

/* Requests. */
void mk_muxd_list(struct mk_buf *out, uint32_t tag);
void mk_muxd_connect(struct mk_buf *out, uint32_t tag, uint32_t device, uint16_t port);

/* The length of the body behind a head; MK_EPROTO when it is no answer to `tag`. */
MK_CHECK int mk_muxd_head(uint32_t *body, struct mk_span head, uint32_t tag, struct mk_error *e);

/* The devices on a cable; those without a usable UDID and those of the network are left out. */
MK_CHECK int mk_muxd_devices(struct mk_mux_device *out, size_t max, size_t *n, struct mk_span body,
                             struct mk_error *e);
/* An answer that only tells how it went: 0, or MK_ECLOSED (the phone is gone), MK_EREFUSED (nobody
 * listens there), MK_EPROTO. */
MK_CHECK int mk_muxd_result(struct mk_span body, struct mk_error *e);

/* Letters, digits and '-', 8 to 63: also what a UDID may be made of in words and names. */
bool mk_muxd_is_udid(struct mk_span s);

#endif
