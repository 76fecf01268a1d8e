#ifndef MK_ACQUIRE_OPERATOR_H
#define MK_ACQUIRE_OPERATOR_H

/*
 * Private to firmware/acquire: what the officer does at the kit while the run goes. The program
 * that shows it to him writes a line of JSON for each act, and each becomes a custody entry:
 *
 *   {"act":"confirm-clock","officer":"o-1","at":"2026-11-22T14:00:00Z","seq":7, ...}
 *   {"seq":..,"time":..,"mono_us":..,"act":"operator","operator":{that object},"prev":..}
 *
 * act      [a-z0-9-], 1 to 40; officer  printable text, 1 to 100 bytes: both needed
 * seq      0 .. 2^53, ascending; those that the custody log has already are left out, so that a
 *          resumed run may be given all of them again. Without one an act is written each time
 * A line has at most MK_OPERATOR_LINE bytes, an object at most MK_OPERATOR_DEEP levels. One that
 * breaks this is refused with an event, never the run's end.
 */

#include "parsers/base/error.h"

#define MK_OPERATOR_LINE 4096u
#define MK_OPERATOR_DEEP 8u

struct mk_run;
struct mk_operator {
    bool open; /* there may be more on `fd` */
    int fd;
    bool skips;   /* the rest of a line that is too long */
    int64_t last; /* the highest seq in the custody log; -1: none */
    int64_t looked_us;
    size_t len;
    char line[MK_OPERATOR_LINE + 1];
};

/* The custody log of a resumed run is looked through. */
MK_CHECK int mk_run_operator_open(struct mk_run *r, struct mk_error *e);
/* Takes what there is, without waiting; what is written becomes durable with the next group. Before
 * the run counts nothing is read. */
void mk_run_operator(struct mk_run *r);
/* The same at most ten times a second: for places that are passed often. */
void mk_run_operator_idle(struct mk_run *r);

#endif
