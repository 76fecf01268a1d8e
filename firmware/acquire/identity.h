#ifndef MK_IDENTITY_H
#define MK_IDENTITY_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * Which phone this is, by what it says of itself: taken at the first connection of a run, compared
 * at every later one. None of it can be trusted to be unlike another phone's (clones are sold with
 * the serial 0123456789ABCDEF), so all of it is looked at.
 *
 * ANDROID_ID is made at the first start of a phone that was wiped: 16 hex digits of chance. Source:
 * AOSP provider/Settings.java, "ANDROID_ID".
 */
enum mk_identity_part {
    MK_ID_USB_SERIAL, /* of the descriptor */
    MK_ID_SERIAL,     /* ro.serialno */
    MK_ID_BOOT_SERIAL,
    MK_ID_ANDROID_ID,
    /* of an iPhone, whose other strong parts are not said: lockdown's values */
    MK_ID_UDID,
    MK_ID_IOS_SERIAL,
    MK_ID_ECID,
    MK_ID_WIFI,
    MK_ID_BANNER,      /* of ADB, without the features; of an iPhone its product type */
    MK_ID_FINGERPRINT, /* of the build: an update changes it */
    MK_ID_IOS_BUILD,   /* likewise */
    MK_ID_COUNT
};
#define MK_ID_STRONG MK_ID_BANNER /* those before it never change */
#define MK_ID_BYTES  240u         /* kept of each */

struct mk_identity {
    struct mk_identity_value {
        uint8_t n; /* 0: not said */
        uint8_t v[MK_ID_BYTES];
    } part[MK_ID_COUNT];
};

/* As custody entries call them. */
const char *mk_identity_name(enum mk_identity_part p);
/* Whether phones of that platform say it. */
bool mk_identity_is_of(enum mk_identity_part p, bool iphone);
/* The command whose answer it is, or NULL. */
const char *mk_identity_command(enum mk_identity_part p);
/* Takes a value without the white space around it; what is no value ("null", an error) is not
 * said. */
void mk_identity_put(struct mk_identity *id, enum mk_identity_part p, struct mk_span value);
struct mk_span mk_identity_get(const struct mk_identity *id, enum mk_identity_part p);

/*
 * Whether `now` is the phone that `was` is. A strong part that both say has to be equal. Unless the
 * ANDROID_IDs are, the others have to be as well, and there has to be something to compare: where
 * one of the two says a part that no other phone should (an ANDROID_ID, a serial number that is not
 * just counted up), one such part in both, for all phones of a make have the rest in common. `why`
 * names what differs.
 */
bool mk_identity_same(struct mk_buf *why, const struct mk_identity *was,
                      const struct mk_identity *now);
/* Whether one of its serial numbers is this one. */
bool mk_identity_has_serial(const struct mk_identity *id, const char *serial);

/* A file of the run: durable when it returns 0; MK_EABSENT when it is empty, cut or damaged. */
MK_CHECK int mk_identity_write(const struct mk_identity *id, int fd, struct mk_error *e);
MK_CHECK int mk_identity_read(struct mk_identity *id, int fd, struct mk_error *e);

#endif
