#ifndef MK_USB_DESC_H
#define MK_USB_DESC_H

#include "parsers/base/error.h"

/*
 * A device's descriptors, as a read of its node gives them: the device
 * descriptor, then each configuration with all that belongs to it, little
 * endian (the kernel turns the device descriptor's numbers, which are not used here).
 *
 *   offset size
 *   0      1    bLength, of this descriptor
 *   1      1    bDescriptorType
 *   device (1, 18 bytes)         17 bNumConfigurations
 *   configuration (2, 9 bytes)   2..3 wTotalLength, to the next one  5 bConfigurationValue
 *   interface (4, 9 bytes)       2 bInterfaceNumber 3 bAlternateSetting 4 bNumEndpoints
 *                                5 class 6 subclass 7 protocol
 *   endpoint (5, 7 or 9 bytes)   2 bEndpointAddress (bit 7: IN, 0..3: number)
 *                                3 bmAttributes (0..1: 2 is bulk)  4..5 wMaxPacketSize
 *
 * Source: USB 2.0, 9.6 and table 9-13; Linux drivers/usb/core/devio.c usbdev_read().
 */
struct mk_usb_ends {
    uint8_t interface, in, out;
    uint16_t packet; /* bytes; the same in both directions */
};

#define MK_USB_DESC_MAX 65536u

/*
 * Finds the ADB interface of the configuration with this value (0: of the first). It has to be the
 * only one, in one setting, with exactly one bulk endpoint in each direction and a packet size
 * that bulk endpoints have. MK_EPROTO says what is not so.
 */
MK_CHECK int mk_usb_descriptors(struct mk_usb_ends *out, struct mk_span bytes,
                                unsigned configuration, struct mk_error *e);

#endif
