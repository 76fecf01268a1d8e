#ifndef MK_ADDRESS_H
#define MK_ADDRESS_H

#include "parsers/base/error.h"

/*
 * The words that name a phone, as the operator types them and `moka devices`
 * prints them:
 *
 *     tcp:ADDRESS:PORT   numeric, 127.0.0.1:5555 or [::1]:5555
 *     usb                the only phone on the cables that speaks ADB
 *     usb:1-2.3          whatever hangs at this port: bus, then the ports of the
 *                        hubs on the way, as the kernel names it
 *     usb:SERIAL         the phone whose descriptor gives this serial number
 *     iphone             the only iPhone that usbmuxd knows
 *     iphone:UDID        the one of this identifier
 *     iphone...@SOCKET   either, of the usbmuxd that listens at this path
 *
 * What has the shape of a port is a port. A serial is compared in the form in
 * which it is displayed, see struct mk_usb_device.
 */
enum mk_address_kind {
    MK_ADDRESS_TCP,
    MK_ADDRESS_USB,
    MK_ADDRESS_USB_PATH,
    MK_ADDRESS_USB_SERIAL,
    MK_ADDRESS_IPHONE,
};

#define MK_ADDRESS_PATH_MAX   32  /* six hubs deep, with its NUL */
#define MK_ADDRESS_SERIAL_MAX 256 /* with its NUL */
#define MK_ADDRESS_SOCKET_MAX 108 /* with its NUL: what a unix socket's address takes */
#define MK_ADDRESS_USBMUXD    "/var/run/usbmuxd"

struct mk_address {
    enum mk_address_kind kind;
    char host[64];
    uint16_t port;
    char path[MK_ADDRESS_PATH_MAX];
    char serial[MK_ADDRESS_SERIAL_MAX]; /* an iPhone's UDID, "": the only one */
    char socket[MK_ADDRESS_SOCKET_MAX]; /* usbmuxd's */
};

/* MK_EUSAGE with the words and what they should be. */
MK_CHECK int mk_address_parse(struct mk_address *out, const char *words, struct mk_error *e);

/* Whether the text names a port: "1-2.3". */
bool mk_address_is_path(struct mk_span s);

#endif
