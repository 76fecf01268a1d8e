#ifndef MK_USB_LIST_H
#define MK_USB_LIST_H

#include "firmware/transport/usb.h"

/* Private to firmware/transport/usb_*.c: what sysfs says of a device. */

/* One device by its port, read anew. 1; 0: there is none. Its interfaces as well. */
MK_CHECK int mk_usb_read_device(struct mk_usb_device *out, const char *sysfs, const char *path,
                                struct mk_error *e);

/* An attribute's text without the line break behind it; -1: there is none. */
int mk_usb_attr(char *out, size_t max, size_t *len, int dir, const char *name);

/* The same place, number, serial, vendor and product. */
bool mk_usb_same(const struct mk_usb_device *a, const struct mk_usb_device *b);

/* "usb:1-2 SERIAL (model)", short enough that two fit into an error. */
#define MK_USB_BRIEF 96
void mk_usb_brief(char out[static MK_USB_BRIEF], const struct mk_usb_device *d);

/* The first part of mk_usb_open(): the node, checked against sysfs, not yet claimed. */
MK_CHECK int mk_usb_open_node(int *fd, const struct mk_usb_device *d, const char *sysfs,
                              const char *nodes, struct mk_error *e);

/* A watch that waits on `fd`, which it takes over; -1: it scans at every call. */
MK_CHECK int mk_usb_watch_on(struct mk_usb_watch **out, const char *sysfs, int fd,
                             struct mk_error *e);

#endif
