#ifndef MK_PHANTOM_IOS_USBMUXD_H
#define MK_PHANTOM_IOS_USBMUXD_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"
#include <plist/plist.h>

/*
 * usbmuxd as its clients see it, without I/O of its own; one phone, maybe on the cable. A message:
 *
 *   0   u32  length of all, little endian as the rest
 *   4   u32  version: 1, property lists
 *   8   u32  message: 8, a property list
 *   12  u32  tag: the answer has the same; 0 where nobody asked
 *   16  ...  XML property list with "MessageType"
 *
 * Source: usbmuxd src/usbmuxd-proto.h and src/client.c, libusbmuxd src/libusbmuxd.c.
 */
#define MK_USBMUXD_RECORDS 16u
#define MK_USBMUXD_MESSAGE 65536u

/* Numbers of a Result. */
enum mk_usbmuxd_result {
    MK_USBMUXD_OK = 0,
    MK_USBMUXD_BAD_COMMAND = 1,
    MK_USBMUXD_BAD_DEVICE = 2, /* no such device; ENOENT, too: no such pairing record */
    MK_USBMUXD_REFUSED = 3,    /* nobody listens on that port of the phone */
    MK_USBMUXD_BAD_VERSION = 6,
};

struct mk_usbmuxd {
    const char *udid;
    bool attached;
    uint32_t device; /* its number: another one each time that it is plugged in */
    struct {
        char *id;
        struct mk_buf bytes;
    } records[MK_USBMUXD_RECORDS];
    size_t n;
};
void mk_usbmuxd_done(struct mk_usbmuxd *u);

struct mk_usbmuxd_client {
    struct mk_buf in, out;
    bool listens;
    bool wants; /* a connection to `port` of the phone: the caller makes it, then answers `tag` */
    uint16_t port;
    uint32_t tag;
};
void mk_usbmuxd_client_init(struct mk_usbmuxd_client *c);
void mk_usbmuxd_client_done(struct mk_usbmuxd_client *c);

/* Answers what came in as far as it is whole. `fresh`: a pairing record was saved, which all that
 * listen are to be told. -1 ends the connection. */
MK_CHECK int mk_usbmuxd_feed(bool *fresh, struct mk_usbmuxd_client *c, struct mk_usbmuxd *u,
                             struct mk_span bytes, struct mk_error *e);
void mk_usbmuxd_result(struct mk_usbmuxd_client *c, uint32_t tag, enum mk_usbmuxd_result r);
/* "Attached" or "Detached" as the device now is, or "Paired"; to one that listens. */
void mk_usbmuxd_tell(struct mk_usbmuxd_client *c, const struct mk_usbmuxd *u, bool paired);

#endif
