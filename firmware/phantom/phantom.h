#ifndef MK_PHANTOM_H
#define MK_PHANTOM_H

#include "firmware/phantom/auth.h"
#include "firmware/phantom/exercise.h"
#include "firmware/phantom/fault.h"
#include "firmware/phantom/log.h"

/*
 * A simulated Android phone: the device's end of ADB, played from an exercise
 * folder (its format: host/train/train.h, the one place) that is never written
 * to. Services: shell (v2 and old), exec, sync. See play.h and sync.h for what
 * they answer.
 */
struct mk_phantom {
    struct mk_exercise *exercise;
    struct mk_phantom_log *log;
    struct mk_phantom_auth *auth;
    struct mk_faults *faults; /* NULL: none; they change exercise->now */
};

/* One connection, a state machine without I/O of its own. `p` must outlive it. */
struct mk_phantom_conn;

MK_CHECK int mk_phantom_conn_new(struct mk_phantom_conn **out, const struct mk_phantom *p,
                                 struct mk_error *e);
void mk_phantom_conn_free(struct mk_phantom_conn *c);

/* Where received bytes go, and that they came. MK_EPROTO ends the connection. */
uint8_t *mk_phantom_conn_room(struct mk_phantom_conn *c, size_t *n);
MK_CHECK int mk_phantom_conn_fed(struct mk_phantom_conn *c, size_t n, struct mk_error *e);

/* What is to be sent, made up to about 1 MiB ahead and no further; then tells how much went. */
MK_CHECK int mk_phantom_conn_out(struct mk_span *out, struct mk_phantom_conn *c,
                                 struct mk_error *e);
void mk_phantom_conn_sent(struct mk_phantom_conn *c, size_t n);
/* What goes wrong on it: who moves the bytes has to obey mk_fault_room(), `over` and `delay_ms`. */
struct mk_fault_link *mk_phantom_conn_link(struct mk_phantom_conn *c);

/* ---- over TCP ---- */

struct mk_phantom_serve {
    const char *host; /* numeric IPv4 address */
    uint16_t port;    /* 0: any */
    bool once;        /* ends with its first connection */
};

/* Prints "listening ADDRESS:PORT" when it does. Returns with `once`, when the phone goes off, or
 * -1. */
MK_CHECK int mk_phantom_serve(const struct mk_phantom *p, const struct mk_phantom_serve *how,
                              struct mk_error *e);

#endif
