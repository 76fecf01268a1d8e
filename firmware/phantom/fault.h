#ifndef MK_PHANTOM_FAULT_H
#define MK_PHANTOM_FAULT_H

#include "firmware/phantom/state.h"
#include "parsers/base/error.h"

/*
 * Faults on request: what a phone does wrong, and when. Pure: who moves the
 * bytes asks, tells what it sent and what it was asked, and obeys. One text each:
 *
 *   FAULT[/CONNECTION][=VALUE]@WHEN
 *
 *   FAULT            the link
 *   unplug[=MS]        it is cut; for MS milliseconds nobody gets in (USB: it is off the bus)
 *   stall              nothing more is sent, though it stands (USB: the endpoint halts)
 *   pieces=BYTES       transfers of at most so many bytes
 *   delay=MS           and a pause before each of them
 *   restart            adbd starts again: streams are gone, a new CNXN comes
 *   garbage[=BYTES]    noise in front of the next packet
 *   lie=WHAT           see enum mk_lie
 *                    the phone
 *   lock[=screen]      it locks as before the first unlock, or only shows its lock screen
 *   unlock
 *   reboot[=MS]        gone for MS; then booted anew and before the first unlock
 *   battery=PERCENT    0: it goes off for good
 *   clock=MS           its clock jumps by so much (may be negative)
 *   full               its storage takes nothing more
 *   refuse=WHAT        a provider's URI or an absolute path: refused from now on
 *
 *   CONNECTION       N: on the N-th connection only; "each": whenever it comes true; nothing: the
 *                    first time
 *   WHEN             N bytes were sent on a connection (0: at its begin); #N: its N-th request
 * comes in; else a glob (parsers/base/glob.h) that fits a request: "shell,v2,raw:id", or for a sync
 * stream "RCV2 /sdcard/x", or of an iPhone "afc:Open /private/var/mobile/Media/x"
 *
 * An iPhone's connection is all that there is between plugging it in and pulling it out: its
 * services' connections share it.
 */
enum mk_lie {
    MK_LIE_PACKET = 1 << 0,  /* "packet": one of more payload than was agreed */
    MK_LIE_MAGIC = 1 << 1,   /* "magic": one that is no packet by its magic */
    MK_LIE_SUM = 1 << 2,     /* "sum": one with a wrong sum (only old phones have sums) */
    MK_LIE_STREAM = 1 << 3,  /* "stream": one for a stream that nobody opened */
    MK_LIE_DATA = 1 << 4,    /* "data": a piece of a file over 64 KiB */
    MK_LIE_NAMES = 1 << 5,   /* "names": of a listing: "..", with '/', with NUL, empty */
    MK_LIE_FILE = 1 << 6,    /* "file": from now on files do not end */
    MK_LIE_LISTING = 1 << 7, /* "listing": nor do listings, */
    MK_LIE_ANSWER = 1 << 8,  /* "answer": nor what commands say, nor an iPhone's list of apps */
    /* of an iPhone only; the first five are of adb only */
    MK_LIE_LENGTH = 1 << 9,   /* "length": an answer of AFC says that it has 2^40 bytes */
    MK_LIE_LIST = 1 << 10,    /* "list": a property list says that it has 4 GiB */
    MK_LIE_DEEP = 1 << 11,    /* "deep": one that is nested a hundred thousand times */
    MK_LIE_COUNT = 1 << 12,   /* "count": a binary one with an array of 2^40 items */
    MK_LIE_SESSION = 1 << 13, /* "session": a session's id is not the one that ends it */
    /* of an iPhone's backup */
    MK_LIE_BLOCK = 1 << 14,    /* "block": a block of a file says that it has 4 GiB */
    MK_LIE_SHORT = 1 << 15,    /* "short": one has more bytes than it says */
    MK_LIE_TOTAL = 1 << 16,    /* "total": files that are announced as one byte */
    MK_LIE_ERROR = 1 << 17,    /* "error": in the middle of a file there comes an error */
    MK_LIE_UNREAD = 1 << 18,   /* "unread": a file it cannot read, a pairing it forgot */
    MK_LIE_SNAPSHOT = 1 << 19, /* "snapshot": there is none, or no longer */
    MK_LIE_LONG = 1 << 20,     /* "long": a name of 70,000 bytes */
    MK_LIE_HEAVY = 1 << 21,    /* "heavy": a Manifest.db of 1.2 GB, which is no lie at all */
};

enum mk_fault_kind {
    MK_FAULT_UNPLUG,
    MK_FAULT_STALL,
    MK_FAULT_PIECES,
    MK_FAULT_DELAY,
    MK_FAULT_RESTART,
    MK_FAULT_GARBAGE,
    MK_FAULT_LIE,
    MK_FAULT_LOCK,
    MK_FAULT_UNLOCK,
    MK_FAULT_REBOOT,
    MK_FAULT_BATTERY,
    MK_FAULT_CLOCK,
    MK_FAULT_FULL,
    MK_FAULT_REFUSE,
};

#define MK_FAULTS_MAX 32u

struct mk_fault {
    enum mk_fault_kind kind;
    char *text;       /* owned: the whole SPEC, cut apart */
    const char *word; /* VALUE, or NULL */
    int64_t value;
    unsigned connection;
    bool each, spent;
    enum { MK_WHEN_SENT, MK_WHEN_NTH, MK_WHEN_ASKED } when;
    uint64_t n;
    const char *glob;
};

struct mk_faults {
    struct mk_fault f[MK_FAULTS_MAX];
    size_t n;
    bool iphone;                  /* understands an iPhone's, not an Android phone's */
    struct mk_phone_state *phone; /* what the phone's faults change */
    unsigned connections;         /* so far */
    /* Wanted of whoever holds the link to the host. */
    uint32_t away_ms; /* nobody gets in for so long; taken by setting it to 0 */
    bool off;         /* for good */
};

/* MK_EUSAGE says what of the text is not understood; MK_ELIMIT above MK_FAULTS_MAX. */
MK_CHECK int mk_faults_add(struct mk_faults *all, const char *spec, struct mk_error *e);
void mk_faults_done(struct mk_faults *all);

/* What holds on one connection. */
struct mk_fault_link {
    struct mk_faults *all; /* NULL: nothing ever goes wrong */
    unsigned number;       /* of the connection, from 1 */
    uint64_t sent, asked;
    bool over;         /* to be cut now */
    bool stalled;      /* nothing more is to be sent */
    size_t piece;      /* most bytes of a transfer; 0: any */
    uint32_t delay_ms; /* before each transfer */
    bool restart;      /* wanted; set back by who did it */
    size_t garbage;    /* bytes wanted */
    unsigned lies;     /* enum mk_lie */
    uint64_t made_up;  /* names of a listing so far */
};

void mk_fault_begin(struct mk_fault_link *l, struct mk_faults *all);
/* How many of n bytes may be sent in one transfer now. */
size_t mk_fault_room(const struct mk_fault_link *l, size_t n);
void mk_fault_sent(struct mk_fault_link *l, size_t n);
/* A request came in: `head` and `rest` are one text, with a blank between them if there is a head.
 */
void mk_fault_asked(struct mk_fault_link *l, const char *head, struct mk_span rest);

/* Whether to lie so now; those that are told once are not wanted a second time. */
bool mk_fault_lies(struct mk_fault_link *l, enum mk_lie lie);
/* The next name that a listing is to hold although no file has it; false when there is none. */
bool mk_fault_name(struct mk_fault_link *l, struct mk_span *name, char room[static 32]);

#endif
