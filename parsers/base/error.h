#ifndef MK_ERROR_H
#define MK_ERROR_H

#include "parsers/base/span.h"

/*
 * An error: the operation could not be done. Filled once, where it happened;
 * callers pass it on or put context in front of it. (What is odd about the
 * evidence is an issue, not an error: see parsers/record/record.h.)
 */
enum mk_code {
    MK_OK,
    MK_EIO,      /* reading or writing failed */
    MK_ENOMEM,   /* memory, or an arena's cap */
    MK_ENOSPC,   /* the disk is full */
    MK_ELIMIT,   /* larger than this program accepts */
    MK_EFORMAT,  /* the bytes are not what they should be */
    MK_EPROTO,   /* the peer broke the protocol */
    MK_EAUTH,    /* not authorised, or a key does not fit */
    MK_EUSAGE,   /* wrong arguments */
    MK_ETIMEOUT, /* no answer in time */
    MK_ECLOSED,  /* the peer is gone */
    MK_ESTATE,   /* not possible in this state */
    MK_EREFUSED, /* policy says no */
    MK_EABSENT,  /* not there */
};

struct mk_error {
    enum mk_code code;
    char text[320];
};

/* Fills `e` (which may be NULL) and returns -1. */
int mk_fail(struct mk_error *e, enum mk_code code, const char *fmt, ...) MK_PRINTF(3, 4);

/* The same for a failed system call: code from errno, text "what: strerror". */
int mk_fail_errno(struct mk_error *e, const char *what);

/* Puts "context: " in front of the text and returns -1. */
int mk_fail_in(struct mk_error *e, const char *context);

const char *mk_code_name(enum mk_code code);

#endif
