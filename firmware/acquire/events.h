#ifndef MK_ACQUIRE_EVENTS_H
#define MK_ACQUIRE_EVENTS_H

/*
 * Private to firmware/acquire: what a run tells, to people a line, to programs one JSON object each
 * (`moka help acquire` names them):
 *
 *   {"event":"told","code":..,"act":..,"what":..,"left_s":..,"text":..}   firmware/exhibit/told.h
 *   {"event":"state","is":"meeting|copying|away|sealing|sealed"}          when it changes
 *   {"event":"progress",..}                                               progress.h
 *   {"event":"not-taken","artefact":..,"route":..,"profile":..,"state":..,"taken":..,"issues":..,
 *    "why":..}                                    a line of the ledger that is not all well
 *   {"event":"operator","seq":..} or {"event":"operator","refused":..}    operator.h
 *   {"event":"glance",..}                                                 glance.h
 *   {"event":"sealed",..}, {"event":"end",..}                             acquire.h
 */

#include "firmware/acquire/run.h"

enum mk_run_is { MK_IS_NEW, MK_IS_MEETING, MK_IS_COPYING, MK_IS_AWAY, MK_IS_SEALING, MK_IS_SEALED };

/* What the officer has to know or do now. Also of a quiet run. An empty text is not told. */
void mk_run_tell(const struct mk_run *r, const struct mk_told *told);
/* To programs only; people have it from elsewhere. */
void mk_run_tell_program(const struct mk_run *r, const struct mk_told *told);
void mk_run_is(struct mk_run *r, enum mk_run_is state);

/* A line of the ledger; told when something of it was not had. */
MK_CHECK int mk_run_cover(struct mk_run *r, const struct mk_coverage *c, struct mk_error *e);

/* One object to the program that listens, if any: the members are `fill`'s. */
void mk_run_event(const struct mk_run *r, const char *event,
                  void (*fill)(struct mk_json *j, const void *u), const void *u);

#endif
