#ifndef USB_TREE_H
#define USB_TREE_H

#include <stddef.h>
#include <stdint.h>

/* A folder that looks like /sys/bus/usb/devices, and one like /dev/bus/usb beside it. */
struct usb_tree {
    char root[64], sysfs[80], nodes[80];
};

void usb_tree_new(struct usb_tree *t);
void usb_tree_free(struct usb_tree *t);

/* Writes an attribute; NULL: takes it away. `where`: "1-2" or "1-2:1.0". */
void usb_attr(const struct usb_tree *t, const char *where, const char *name, const char *value);
/* What an attribute says now, without its line's end: until the next call. */
const char *usb_attr_of(const struct usb_tree *t, const char *where, const char *name);
/* A device's descriptors, as bytes. */
void usb_descriptors(const struct usb_tree *t, const char *where, const uint8_t *p, size_t n);
/* A device of 04e8:6860 with node; NULL serial: none. It has no interface yet. */
void usb_plug(const struct usb_tree *t, const char *path, unsigned bus, unsigned number,
              const char *serial);
/* "ff/42/01" as interface `number` of the device. */
void usb_interface(const struct usb_tree *t, const char *path, unsigned number, const char *kind,
                   const char *name);
void usb_unplug(const struct usb_tree *t, const char *path);
/* A phone with ADB and MTP. */
void usb_phone(const struct usb_tree *t, const char *path, unsigned bus, unsigned number,
               const char *serial);

#endif
