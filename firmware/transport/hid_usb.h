#ifndef MK_HID_USB_H
#define MK_HID_USB_H

#include "firmware/transport/hid.h"
#include "parsers/base/error.h"

/*
 * A HID interface without the kernel's driver for it: held through usbfs, asked for its report
 * descriptor, written to and read from. Nothing that it says becomes a key press: whoever has the
 * descriptor of the file is the only one who reads it.
 *
 * Sources: Device Class Definition for HID 1.11, sections 6.2.1 (the HID descriptor: 2..3 bcdHID,
 * 4 country, 5 descriptors, then type and length of each) and 7.1.1 (GET_DESCRIPTOR of an
 * interface); USB 2.0, tables 9-10, 9-12, 9-13; Linux drivers/usb/core/devio.c (an interface that
 * is not authorised cannot be claimed, one that is claimed gets no other driver).
 */
struct mk_hid_usb {
    int fd; /* -1: none */
    uint8_t interface;
    uint8_t in, out; /* interrupt endpoints */
    uint16_t report; /* bytes of its report descriptor, as it says before it is asked */
};

/* What the file `descriptors` has of an interface of a configuration: one setting, one interrupt
 * endpoint in each direction, one report descriptor of 1 to MK_HID_REPORT_MAX bytes. MK_EPROTO: it
 * is not so, or the descriptors make no sense. */
MK_CHECK int mk_hid_usb_find(struct mk_hid_usb *out, struct mk_span descriptors,
                             uint8_t configuration, uint8_t interface, struct mk_error *e);

/* Opens and claims "1-2:1.0" of a folder as /sys/bus/usb/devices. MK_EREFUSED: a driver has it,
 * or it is not authorised. */
MK_CHECK int mk_hid_usb_open(struct mk_hid_usb *out, const char *sysfs, const char *nodes,
                             const char *interface, struct mk_error *e);
void mk_hid_usb_close(struct mk_hid_usb *h);

/* Its report descriptor: one control transfer of at most MK_HID_USB_MS. MK_EPROTO: it gave another
 * length than it said before. `out` has room for MK_HID_REPORT_MAX. */
#define MK_HID_USB_MS 500 /* USB 2.0, 9.2.6.4 */
MK_CHECK int mk_hid_usb_report(size_t *n, uint8_t *out, const struct mk_hid_usb *h,
                               struct mk_error *e);

/* One report; ms 0: as long as it takes. Bytes, or -1 with errno. */
int mk_hid_usb_read(const struct mk_hid_usb *h, uint8_t *out, size_t max, unsigned ms);
int mk_hid_usb_write(const struct mk_hid_usb *h, const uint8_t *p, size_t n, unsigned ms);

#endif
