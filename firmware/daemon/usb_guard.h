#ifndef MK_USB_GUARD_H
#define MK_USB_GUARD_H

#include "parsers/base/error.h"

/*
 * What may come in at the ports. From mk_usb_guard_new() on the kernel binds no driver to a new
 * device (authorized_default and interface_authorized_default of each bus are 0) until its
 * descriptors have been read here: those of a device and of all its configurations, by a bounded
 * cursor, without a word to it.
 *
 *   in     ADB, fastboot, MTP, PTP, what usbmuxd speaks to, mass storage, hubs: interface by
 *          interface. The others of such a device (keyboard, network, audio ...) stay unbound
 *   waits  one that is mass storage and nothing else: a stick. It comes in only when an officer
 *          asks for it (carry.h)
 *   key    one that is HID, or HID and a smart card, and nothing else, is asked for the report
 *          descriptors of those interfaces that are neither boot keyboard nor boot mouse. Those
 *          that are FIDO alone (firmware/transport/hid.h) come in, by themselves: keyboards and
 *          cards of the same key stay unbound
 *   out    a device that has none of these, or whose descriptors make no sense
 *
 * No driver is ever bound to a key. An interface has to be authorised before anybody can ask it,
 * and then it stays without a driver unless one is looked for (never here) or one is loaded just
 * then: so keys are let in only where usbhid is loaded already. The key is asked, and later used
 * (firmware/token), through usbfs. One that shows another report descriptor afterwards has deceived
 * nobody: nothing reads it, and moka-token reads it again on the file that it then uses. One whose
 * other descriptors change comes back as a new device, which is closed. Interfaces exist only of a
 * device that was authorised here, so none takes another's place between reading and letting in.
 * Should a driver have come to a key in spite of all, the device is closed at the next look.
 * Each device is asked once a plug, for MK_GUARD_ASKS times half a second at most.
 *
 * What hung on the ports before is left as it is: the kit's own screen and keys. Disks behind USB
 * are set read-only and that is read back ("software write block"): a promise of this kernel, not
 * of a bridge in the cable. The one that was lent is not: mk_usb_guard_lend().
 *
 * Sources: Linux Documentation/usb/authorization.rst (a driver has to be looked for by
 * drivers_probe after an interface was authorised), ABI/stable/sysfs-bus-usb (authorized,
 * descriptors), block/ioctl.c (BLKROSET, BLKROGET), USB 2.0 9.6 (descriptors).
 */

enum mk_guard_verdict {
    MK_GUARD_IN,
    MK_GUARD_OUT,
    MK_GUARD_BLOCKED,     /* a disk: written to it is nothing */
    MK_GUARD_NOT_BLOCKED, /* it could not be set read-only, or was not when read back */
};

struct mk_guard_seen {
    enum mk_guard_verdict verdict;
    const char *where; /* "1-2"; of a disk "sdb" */
    const char *why;   /* "keyboard", "network", "other", ..; of one that is in "", "key", or
                          "key-part": something of it stays out */
};

/* A disk is set read-only: 0 when it then is, by what the kernel says. Tests put their own. */
typedef int mk_guard_block(void *u, const char *disk);

/* The report descriptor of "1-2:1.0", which is authorised: its bytes, MK_HID_REPORT_MAX at most;
 * -1: it gave none. Tests put their own. */
typedef int mk_guard_report(void *u, const char *interface, uint8_t *out);
#define MK_GUARD_ASKS 3u

struct mk_usb_guard;
struct mk_guard_options {
    const char *sysfs;                                       /* NULL: /sys/bus/usb/devices */
    const char *blocks;                                      /* NULL: /sys/class/block */
    mk_guard_block *block;                                   /* NULL: by ioctl on /dev */
    mk_guard_report *report;                                 /* NULL: by usbfs */
    void (*seen)(void *u, const struct mk_guard_seen *seen); /* once a device or disk */
    void *u;
};
/* MK_EIO, MK_EREFUSED: the ports cannot be closed (no bus, no right to). Then nothing is filtered,
 * and that has to be said. They stay closed when this is freed. */
MK_CHECK int mk_usb_guard_new(struct mk_usb_guard **out, const struct mk_guard_options *o,
                              struct mk_error *e);
void mk_usb_guard_free(struct mk_usb_guard *g);
/* Looks at what waits; called whenever the bus changed. True: something was let in, look again. */
bool mk_usb_guard_look(struct mk_usb_guard *g);
/* The disk behind that port ("1-2") is somebody's to write to: it is not set read-only and not
 * told. NULL: none is. */
void mk_usb_guard_lend(struct mk_usb_guard *g, const char *port);

/* ---- what a device says it is ---- */

struct mk_guard_kinds {
    bool good;           /* the descriptors make sense */
    unsigned in;         /* interfaces that may come in, over all configurations */
    unsigned storage;    /* of mass storage; all of them: a stick */
    unsigned most;       /* all interfaces */
    unsigned asks;       /* HID that is no boot keyboard or mouse: perhaps a key */
    unsigned of_keys;    /* HID and smart cards: all that a key may be */
    const char *why_not; /* of one that may not: "keyboard", "network", "other" */
};
/* The file `descriptors`: device, then each configuration, as the device gave them. */
void mk_guard_read(struct mk_guard_kinds *out, struct mk_span descriptors);
bool mk_guard_is_stick(const struct mk_guard_kinds *k);
bool mk_guard_may_be_key(const struct mk_guard_kinds *k);
/* The same of a device, by the kernel's file: "/sys/bus/usb/devices" and "1-2". */
void mk_guard_read_device(struct mk_guard_kinds *out, const char *sysfs, const char *name);
/* The first line of FOLDER/NAME/ATTR (attr "": of FOLDER/NAME), at most max - 1 bytes; false: there
 * is none, or it cannot be read. */
bool mk_guard_text(char *out, size_t max, const char *folder, const char *name, const char *attr);
/* What a link of /sys/class/block points at lies behind that port. */
bool mk_guard_is_behind(const char *blocks, const char *disk, const char *port);
/* Class, subclass, protocol of an interface. NULL: it may come in; else what it is. */
const char *mk_guard_interface(uint16_t vendor, uint8_t class, uint8_t sub, uint8_t protocol);

#endif
