#ifndef MK_USB_GUARD_PRIVATE_H
#define MK_USB_GUARD_PRIVATE_H

/* Private to firmware/daemon/usb_guard*.c. */

#include "firmware/daemon/usb_guard.h"

#define MK_GUARD_NOTED 256u /* devices and disks that were told */
#define MK_GUARD_ASKED 64u  /* devices that were asked whether they are keys */
#define MK_GUARD_KEYS  8u

/* At a port, by the number that the kernel gave it when it came. */
struct mk_guard_at {
    char where[32]; /* "1-2", of a key "1-2:1.0"; "": free */
    char number[8];
};

struct mk_usb_guard {
    struct mk_guard_options o;
    char noted[MK_GUARD_NOTED][64];
    size_t nnoted, next;                      /* a ring: the oldest is forgotten */
    char lent[32];                            /* a port, or "" */
    struct mk_guard_at asked[MK_GUARD_ASKED]; /* a ring */
    size_t nasked;                            /* so far */
    struct mk_guard_at keys[MK_GUARD_KEYS];   /* that are in */
};

/* ---- usb_guard.c ---- */

bool mk_guard_put(const char *folder, const char *name, const char *attr, const char *text);
bool mk_guard_is(const struct mk_usb_guard *g, const char *name, const char *attr,
                 const char *value);
uint8_t mk_guard_hex(const struct mk_usb_guard *g, const char *name, const char *attr, bool *good);
void mk_guard_tell(struct mk_usb_guard *g, enum mk_guard_verdict v, const char *where,
                   const char *why);

/* ---- usb_guard_key.c ---- */

/* One that may be a key and is not authorised: whether it came in. */
bool mk_guard_key(struct mk_usb_guard *g, const char *device);
/* Those that are in have no driver, or are thrown out. */
void mk_guard_watch_keys(struct mk_usb_guard *g);

#endif
