#ifndef MK_DOCTOR_GUIDE_H
#define MK_DOCTOR_GUIDE_H

#include "parsers/base/span.h"

/*
 * What to touch on a phone, by make and Android version: names of menus in English, as the phones
 * show them. Where menus of a make changed, the row says from which Android version on.
 *
 * Source of the menus: developer.android.com "Configure on-device developer options" (build number,
 * versions, revoking), the makers' public help pages; none was checked on a phone by us, and the
 * text says "look for" where makers move things often. Vendor ids: developer.android.com "Run apps
 * on a hardware device" (its list of USB vendor ids up to 2020), usb.ids for later ones. iPhones:
 * support.apple.com 109054 ("Trust This Computer"), 111806 (accessories), 120340 (Stolen Device
 * Protection), 105120 (Lockdown Mode); libimobiledevice, issue 1379 (passcode for backups).
 */
enum mk_topic {
    MK_TOPIC_DEVELOPER, /* how developer options are made visible */
    MK_TOPIC_DEBUGGING, /* how USB debugging is switched on */
    MK_TOPIC_EXTRA,     /* switches of the make that stand in the way besides */
    /* of iPhones, which have none of the first three */
    MK_TOPIC_TRUST,    /* how the kit is let in */
    MK_TOPIC_CABLE,    /* when the phone is not seen */
    MK_TOPIC_PASSCODE, /* when its passcode is needed again */
    MK_TOPIC_GUARDS,   /* what of its protections stands in the way */
    MK_TOPIC_BACK,     /* how all of it is taken back */
    MK_TOPIC_COUNT
};
const char *mk_topic_name(enum mk_topic t);

struct mk_make {
    const char *name; /* "Samsung" */
    const char *also; /* further words that makers print of themselves, blanks between; or NULL */
    uint16_t vendors[4];
    bool apart; /* no Android: rows for all makes are not for it, versions are those of iOS */
};

/* The make of a phone: by what it calls itself first (any case), else by its USB vendor id. NULL:
 * unknown; what holds for Android as such is told then. */
const struct mk_make *mk_make_find(struct mk_span maker, uint16_t vendor);
/* The i-th make that there is a guide for, or NULL. */
const struct mk_make *mk_make_at(size_t i);

/* The text for a topic; android (of an iPhone: iOS) 0: version unknown, the newest is told. NULL:
 * nothing to say. */
const char *mk_guide(const struct mk_make *make, int android, enum mk_topic t);

#endif
