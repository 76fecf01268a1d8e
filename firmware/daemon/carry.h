#ifndef MK_CARRY_H
#define MK_CARRY_H

#include "firmware/transport/usb.h"

/*
 * The one stick that is written to: a second one, on USB, that the sealed file is carried away on.
 * A helper with root's rights does it for mokad, one call at a time (moka-carry list|in|out), and
 * only when an officer asked for the copy; nothing happens because a stick is there.
 *
 *   list   the sticks that are plugged in, by their descriptors; none is let in for it
 *   in     lets that one in, waits for its disk, mounts its one file system for writing
 *   out    writes all out, unmounts it, shuts the port to it again: it may be pulled
 *
 * A stick is a device whose interfaces are all of mass storage, in every configuration, and whose
 * maker makes no phones: what shows anything else is a phone, or no stick. Never the disk that the
 * kit came from, nor one that anything has open. Its disk is the exception to the write block:
 * RUN/carried names its port from before it is let in until after it is shut out, and the rule of
 * udev looks there (moka-stick).
 *
 * Sources: usb_guard.h; Linux block/ioctl.c (BLKROSET), block/bdev.c (a claim of a disk fails when
 * a part of it is claimed), ABI/testing/sysfs-block; the kinds: see carry_kind.c.
 */
#define MK_CARRY_AT   "/run/moka/carry" /* where it is mounted */
#define MK_CARRY_PORT 32                /* "1-2.3", NUL-ended */
#define MK_CARRY_HEAD ((size_t)4096)    /* bytes of a partition that are looked at */

struct mk_carry {
    const char *usb;    /* NULL: /sys/bus/usb/devices */
    const char *blocks; /* NULL: /sys/class/block */
    const char *nodes;  /* NULL: /dev */
    const char *udev;   /* NULL: /run/udev/data; a disk is whole when udev has it there */
    const char *run;    /* NULL: /run/moka; "stick": the kit's disk, "carried": the port */
    const char *at;     /* NULL: MK_CARRY_AT */
    int wait_ms;        /* for a disk to come */
    /* NULL: the kernel's. Tests put their own. */
    int (*writable)(const char *node); /* sets it so; 1 when it then is, 0 when not, -1 */
    int (*mount)(const char *node, const char *at, const char *fs, unsigned long flags,
                 const char *data);
    int (*unmount)(const char *at);
};

struct mk_carried {
    char port[MK_CARRY_PORT];
    char name[2 * MK_USB_TEXT], serial[MK_ADDRESS_SERIAL_MAX]; /* as struct mk_usb_device has it */
    char disk[32], part[32];                                   /* part: the disk when it has none */
    const char *fs;
    /* Why not, MK_CARRY_CODES; NULL: it is mounted. */
    const char *code;
};

/* gone, no-stick, in-use, no-disk, several, locked, no-fs, read-only, failed. */
MK_CHECK int mk_carry_in(struct mk_carried *out, const struct mk_carry *c, const char *port,
                         struct mk_error *e);
/* What RUN/carried names, also when its disk is gone or mokad was killed. Fails when it cannot be
 * unmounted: then it is not to be pulled. Nothing is carried: 0. */
MK_CHECK int mk_carry_out(const struct mk_carry *c, struct mk_error *e);

/* Those that could be asked for; at most max. */
size_t mk_carry_list(struct mk_carried *out, size_t max, const struct mk_carry *c);

/* What a file system begins with: "vfat", "exfat", "ext4"; "" none that is written here; "locked":
 * encrypted (LUKS, BitLocker). */
const char *mk_carry_kind(struct mk_span head);
/* "1-2.3": a port and nothing else. */
bool mk_carry_is_port(const char *word);

/* The program. Lines of JSON; exit status. */
int mk_carry_main(int argc, char **argv);

#endif
