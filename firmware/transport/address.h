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
 *
 * What has the shape of a port is a port. A serial is compared in the form in
 * which it is displayed, see struct mk_usb_device.
 */
enum mk_address_kind { MK_ADDRESS_TCP, MK_ADDRESS_USB, MK_ADDRESS_USB_PATH, MK_ADDRESS_USB_SERIAL };

#define MK_ADDRESS_PATH_MAX   32  /* six hubs deep, with its NUL */
#define MK_ADDRESS_SERIAL_MAX 256 /* with its NUL */

struct mk_address {
    enum mk_address_kind kind;
    char host[64];
    uint16_t port;
    char path[MK_ADDRESS_PATH_MAX];
    char serial[MK_ADDRESS_SERIAL_MAX];
};

/* MK_EUSAGE with the words and what they should be. */
MK_CHECK int mk_address_parse(struct mk_address *out, const char *words, struct mk_error *e);

/* Whether the text names a port: "1-2.3". */
bool mk_address_is_path(struct mk_span s);

#endif
