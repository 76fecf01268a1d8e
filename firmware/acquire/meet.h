#ifndef MK_MEET_H
#define MK_MEET_H

/* Private to firmware/acquire: a run and its phone come together. */

#include "firmware/acquire/run.h"

#define MK_RUN_REVOKE                                                                              \
    "on the phone: Settings, System, Developer options, Revoke USB debugging authorisations"

/* ---- the key (key.c) ---- */

/* For struct mk_exhibit_owner; `u` is the run. */
int mk_run_key_sign(void *u, struct mk_buf *out, struct mk_span token, unsigned nth,
                    struct mk_error *e);
int mk_run_key_offer(void *u, struct mk_buf *out, struct mk_error *e);
/* The connection came about: what that says of the key is written down. */
MK_CHECK int mk_run_key_met(struct mk_run *r, struct mk_error *e);
/* The connection did not: likewise. */
MK_CHECK int mk_run_key_left(struct mk_run *r, const char *why, struct mk_error *e);
/* The run's key, if it has one already. */
MK_CHECK int mk_run_key_load(struct mk_run *r, struct mk_error *e);
/* Custody: what the run changed on the phone, and how to take it back; sets r->changed. */
MK_CHECK int mk_run_changes(struct mk_run *r, struct mk_error *e);

/* ---- who it is (who.c) ---- */

/* The same phone as at the first connection of the run, and the one that the authority names, or
 * MK_EREFUSED: asked before anything else. */
MK_CHECK int mk_run_identify(struct mk_run *r, struct mk_error *e);

/* A command that is no part of the evidence: said in the custody log, its answer only looked at. */
MK_CHECK int mk_run_ask(struct mk_buf *out, struct mk_run *r, const char *command,
                        struct mk_error *e);

/* ---- whether it is unlocked (lock.c) ---- */

/* A phone that was open before and has booted since gives next to nothing, and some of that as if
 * it were not there: waited for until its owner has unlocked it, else MK_ECLOSED. */
MK_CHECK int mk_run_unlocked(struct mk_run *r, struct mk_error *e);

/* ---- the connection (meet.c) ---- */

/* Connects; begins the run, if it has not begun. */
MK_CHECK int mk_run_connect(struct mk_run *r, struct mk_error *e);
/* A run that is kept as it is: the same without the phone. */
MK_CHECK int mk_run_without_phone(struct mk_run *r, struct mk_error *e);
/* How the phone greeted, for that (greeting.c). */
MK_CHECK int mk_run_greeting_keep(struct mk_run *r, struct mk_error *e);
MK_CHECK int mk_run_greeting_recall(struct mk_run *r, struct mk_error *e);
/* The run counts, and the first line of its custody is written. */
MK_CHECK int mk_run_ensure_begun(struct mk_run *r, struct mk_error *e);

#endif
