#ifndef MK_PHONES_LIST_H
#define MK_PHONES_LIST_H

/*
 * Private to firmware/daemon/phones*.c.
 *
 * Where phones are seen, and by whom: what hangs on the cables is read from sysfs here (bounded,
 * firmware/transport; no word to a phone), and judged by the doctor. Who has to be talked to is
 * talked to by a child, moka-devices: usbmuxd (a list, then once what an iPhone tells anybody) and
 * the phones that the command line names. A phone's bytes are never in this process: moka-devices
 * starts a worker for them, and what it prints is text, read here with limits.
 */

#include "firmware/daemon/child.h"
#include "firmware/daemon/phones.h"
#include "firmware/daemon/usb_guard.h"
#include "firmware/transport/usb.h"
#include <jansson.h>

#define MK_PHONES_SOURCES 10u
#define MK_PHONES_REFUSED 8u
#define MK_PHONES_AGAIN   1500000  /* us between two looks for what is not there */
#define MK_PHONES_STILL   3000000  /* and whether it still is */
#define MK_PHONES_SCAN    500000   /* of a sysfs that tells nothing by itself */
#define MK_PHONES_CHILD   30000000 /* us that a child may take */

enum mk_origin { MK_ORIGIN_USB, MK_ORIGIN_MUX, MK_ORIGIN_TCP };

struct mk_source {
    struct mk_phones *phones;
    enum mk_origin origin; /* MUX or TCP */
    char word[256];        /* "127.0.0.1:5555", "iphone@SOCKET", "iphone" */
    struct mk_child *child;
    struct mk_timer timer; /* the next look; while a child runs, its end */
    bool asks;             /* the child asks an iPhone, it does not list */
    char asked[256];       /* whom */
    bool answered;         /* the child said something that makes sense */
};

struct mk_phone_entry {
    struct mk_phone p;
    enum mk_origin origin;
    const struct mk_source *source; /* NULL: on USB */
    bool seen;                      /* by the look that goes on */
    bool known;                     /* of an iPhone: it was asked */
    char serial[96];                /* as USB or usbmuxd has it, without '-': to find both as one */
};

struct mk_phones {
    struct mk_loop *loop;
    struct mk_phones_options o;
    char sysfs[256], usbmuxd[256];
    struct mk_usb_watch *usb;
    struct mk_watch usb_watch;
    struct mk_usb_guard *guard; /* NULL: not asked for, or not possible */
    struct {
        char where[32], why[16]; /* a port, what hangs there; "" free */
    } refused[MK_PHONES_REFUSED];
    size_t nrefused;                /* so far: the next place of the ring */
    bool disk_seen, disk_unblocked; /* one behind USB; one of them could not be set read-only */
    struct mk_timer scan, tell;
    struct mk_source sources[MK_PHONES_SOURCES];
    size_t nsources;
    struct mk_source *mux; /* the machine's usbmuxd; asked while an iPhone hangs on a cable */
    struct mk_phone_entry all[2 * MK_PHONES_MAX];
    size_t n;
    struct mk_phone shown[MK_PHONES_MAX]; /* what callers see */
    size_t nshown;
    const char *program; /* moka-devices; a test's */
};

/* ---- phones.c ---- */

/* The entry of a device, made when new; NULL: there is no room. */
struct mk_phone_entry *mk_phones_entry(struct mk_phones *p, const char *device,
                                       enum mk_origin origin, const struct mk_source *source);
/* Those of that origin that were not seen go, or, held by a run, are unplugged. */
void mk_phones_unseen(struct mk_phones *p, enum mk_origin origin, const struct mk_source *source,
                      bool begin);
/* Shows what there is now, and tells if that is another list. */
void mk_phones_show(struct mk_phones *p);
/* Text from outside: valid UTF-8 without control characters, cut at a whole one. */
void mk_phones_text(char *out, size_t max, const char *text);
/* A finding; `todo` is cut into its sentences. */
void mk_phones_finding(struct mk_phone *p, const char *code, const char *text, const char *todo,
                       bool stops);

/* ---- phones_usb.c ---- */

void mk_phones_scan(struct mk_phones *p);
/* The ports are closed, if that was asked for (phones_guard.c). */
void mk_phones_guard(struct mk_phones *p);
/* Lets in what waits and may. */
void mk_phones_let_in(struct mk_phones *p);
/* What it is that was kept out at a port, all of it or a part; NULL: nothing. */
struct mk_kept_out {
    const char *why;                /* of struct mk_guard_seen */
    const char *code, *text, *todo; /* of a finding */
};
const struct mk_kept_out *mk_phones_kept_out(const struct mk_phones *p, const char *port);
/* What is to be known of the ports themselves, as findings of one at them. */
void mk_phones_guard_findings(const struct mk_phones *p, struct mk_phone *phone);

/* ---- phones_ask.c ---- */

/* Begins to look; `in_us`: not at once. */
void mk_source_look(struct mk_source *s, int64_t in_us);
/* Nothing of it has a phone open when this returns. */
void mk_source_stop(struct mk_source *s);

#endif
