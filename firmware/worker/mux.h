#ifndef MK_MUX_H
#define MK_MUX_H

#include "firmware/worker/frame.h"

/*
 * What is said over the hand-over socket of moka-mux, the only program that talks to usbmuxd: the
 * iPhone's worker asks, the proxy answers each request with one frame, in order. The proxy knows
 * one phone; a worker that asks for what is not listed here is left. Stream is always 0; numbers
 * are little endian, texts u32 length + bytes.
 *
 * A connection is handed over as its descriptor: after usbmuxd has answered Connect, its socket is
 * a pipe to that port of that phone and takes no message any more, so that bulk data need not pass
 * through the proxy.
 */
enum mk_mux_frame {
    /* requests */
    MK_MUX_FIND = 1, /* which phone is it, and is it there? DEVICE or FAILED */
    MK_MUX_LIST,     /* all iPhones there are; only of a proxy that has none. DEVICES or FAILED */
    MK_MUX_CONNECT,  /* u16 port: CONNECTED with the descriptor, or FAILED */
    MK_MUX_READ,     /* the pairing record: RECORD */
    MK_MUX_SAVE,     /* bytes of the record, at most MK_MUX_RECORD_MAX; none: it goes. SAVED */
    /* answers */
    MK_MUX_DEVICE = 64, /* a device */
    MK_MUX_DEVICES,     /* u32 count, devices */
    MK_MUX_CONNECTED,
    MK_MUX_RECORD, /* bytes; none: there is no record */
    MK_MUX_SAVED,
    MK_MUX_FAILED, /* u32 enum mk_code, text */
};

/* A device: u32 usbmuxd's number of it, u32 USB product id, u32 location, text UDID. */

#define MK_MUX_UDID_MAX 64 /* with its NUL; usbmuxd gives 40 or 25 */
struct mk_mux_device {
    uint32_t id, product, location;
    char udid[MK_MUX_UDID_MAX];
};

/*
 * The record's memory, shared by the parent and its proxy, of fixed size:
 *
 *   offset size
 *   0      4    length of the record, little endian; 0: there is none
 *   4      ...  the record: a property list with this case's host identity and, once the phone has
 *               accepted it, what it gave for it (see firmware/ios/identity.h)
 */
#define MK_MUX_MEMORY     ((size_t)64 << 10)
#define MK_MUX_RECORD_MAX (MK_MUX_MEMORY - 4)

/* Descriptors of moka-mux beside its channel. */
#define MK_MUX_FD_ASKER  4 /* the hand-over socket */
#define MK_MUX_FD_RECORD 5 /* the record's memory */
#define MK_MUX_FD_SOCKET 6 /* usbmuxd's socket, opened with O_PATH */
/* Its arguments: "one UDID" ("one" alone: the only phone there is), or "list". */

/* ---- the asking side ---- */

/* The code and text of a FAILED, or MK_EPROTO, MK_ECLOSED: the proxy has gone. */
MK_CHECK int mk_mux_find(struct mk_mux_device *out, struct mk_chan *proxy, struct mk_error *e);
MK_CHECK int mk_mux_list(struct mk_mux_device *out, size_t max, size_t *n, struct mk_chan *proxy,
                         struct mk_error *e);
/* *fd: a connected stream socket, the caller's. */
MK_CHECK int mk_mux_connect(int *fd, struct mk_chan *proxy, uint16_t port, struct mk_error *e);
/* Empty: there is none. */
MK_CHECK int mk_mux_read(struct mk_buf *out, struct mk_chan *proxy, struct mk_error *e);
MK_CHECK int mk_mux_save(struct mk_chan *proxy, struct mk_span record, struct mk_error *e);

#endif
