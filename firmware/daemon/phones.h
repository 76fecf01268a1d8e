#ifndef MK_PHONES_H
#define MK_PHONES_H

#include "firmware/daemon/loop.h"
#include "parsers/base/json.h"

/*
 * The phones that are there: on USB, behind usbmuxd, and those that the command line names. What
 * they say is hostile; here it is text without control characters, valid UTF-8, cut to its size.
 * One that a run has (mk_phones_hold) is not asked by this module until it is let go, and stays in
 * the list, also while it is unplugged ("shows" then empty, not ready).
 */
#define MK_PHONES_MAX     16u
#define MK_PHONE_FINDINGS 12u
#define MK_PHONE_DO       12u
#define MK_PHONE_SHOWS    8u

enum mk_phone_platform { MK_PHONE_UNKNOWN, MK_PHONE_ANDROID, MK_PHONE_IPHONE };
const char *mk_phone_platform_name(enum mk_phone_platform p);

struct mk_phone_finding {
    char code[32]; /* of the doctor: "managed", "locked", .. */
    char text[256];
    char todo[MK_PHONE_DO][160]; /* what to touch, in order; "" ends */
    bool stops;                  /* a start makes no sense: a managed phone */
};

struct mk_phone {
    char device[256]; /* words of firmware/transport/address.h: stable while it is plugged */
    char port[64];    /* "1-2.3", "127.0.0.1:5555" */
    char name[96], make[64], model[96], version[32], serial[96];
    enum mk_phone_platform platform;
    char shows[MK_PHONE_SHOWS][32]; /* "adb", "mtp", "apple", ..; "" ends */
    bool ready;                     /* a start makes sense now */
    bool phantom;
    bool plugged;
    struct mk_phone_finding findings[MK_PHONE_FINDINGS];
    size_t nfindings;
    char held[16]; /* the case whose run has it, or "" */
};

struct mk_phones_options {
    const char *const *named;    /* --phone; NULL-ended; may be NULL */
    const char *sysfs, *usbmuxd; /* NULL: the machine's */
    bool guard;                  /* the ports are closed to what is no phone: usb_guard.h */
    const char *blocks;          /* with sysfs: in place of /sys/class/block */
    const char *kit;             /* folder: the doctor asks with its key, where that is needed */
    /* The list is another one. Never from within a call of this module. */
    void (*changed)(void *u);
    void *u;
};

struct mk_phones;
MK_CHECK int mk_phones_new(struct mk_phones **out, struct mk_loop *l,
                           const struct mk_phones_options *o, struct mk_error *e);
void mk_phones_free(struct mk_phones *p);

size_t mk_phones_count(const struct mk_phones *p);
const struct mk_phone *mk_phones_at(const struct mk_phones *p, size_t i);
/* NULL: it is not there. */
const struct mk_phone *mk_phones_find(const struct mk_phones *p, const char *device);
/* One as daemon.h's PHONE. */
void mk_phone_json(struct mk_json *j, const struct mk_phone *p);

/* Before a run is started on it: nothing of ours may have it open when this returns. MK_EABSENT; or
 * MK_ESTATE: another case has it. */
MK_CHECK int mk_phones_hold(struct mk_phones *p, const char *device, const char *case_id,
                            struct mk_error *e);
void mk_phones_release(struct mk_phones *p, const char *case_id); /* nothing when none is held */

/* The stick at that port is to be written to, by who asks: see mk_usb_guard_lend(). NULL: none. */
void mk_phones_lend(struct mk_phones *p, const char *port);

#endif
