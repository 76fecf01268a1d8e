#ifndef MK_PHANTOM_STATE_H
#define MK_PHANTOM_STATE_H

#include "parsers/base/span.h"

/*
 * What has become of a phone since its exercise was made. Faults change it
 * (fault.h); plays, queries and the tree ask it by the functions below. All
 * zero: nothing happened.
 */
enum mk_phone_lock {
    MK_PHONE_UNLOCKED,
    MK_PHONE_LOCKED,              /* the lock screen shows; all is still readable */
    MK_PHONE_BEFORE_FIRST_UNLOCK, /* booted and not unlocked: what the owner's key encrypts is not
                                     there: most providers, the shared storage */
};

#define MK_PHONE_REFUSALS 16u

struct mk_phone_state {
    enum mk_phone_lock lock;
    int64_t clock_jump_ms; /* on top of the exercise's clock_offset_ms */
    bool battery_told;     /* else it is as the exercise says */
    int battery;           /* percent */
    bool full;             /* /data, and the storage on it, take nothing more */
    unsigned boots;        /* how often it booted since it began to play */
    /* URIs and paths from which on everything is refused; owned by the faults */
    const char *refused[MK_PHONE_REFUSALS];
    size_t nrefused;
};

struct mk_exercise;

enum mk_phone_lock mk_phone_lock(const struct mk_exercise *x);
int64_t mk_phone_now_ms(const struct mk_exercise *x); /* its own clock, ms since 1970 UTC */
int mk_phone_battery(const struct mk_exercise *x);    /* percent */
bool mk_phone_full(const struct mk_exercise *x);
/* Of /proc/sys/kernel/random/boot_id: the same until it boots again. */
void mk_phone_boot_id(char out[static 37], const struct mk_exercise *x);
/* Whether the URI, or the absolute path, is one of the refused or below one. */
bool mk_phone_refuses(const struct mk_exercise *x, struct mk_span what);

#endif
