#ifndef MK_ACQUIRE_GLANCE_H
#define MK_ACQUIRE_GLANCE_H

/* Private to firmware/acquire: the first records on the screen while the rest is copied. */

#include "firmware/acquire/run.h"

/*
 * After each category of tables, and before the files. Starts moka-glance on what the bundle holds
 * by now, if the operator asked for it and the last one has ended, beside the run: a program of its
 * own, so that it has none of our keys and cannot hold the copying up. That it could not be
 * started, or failed, is told and does no harm to the run.
 */
void mk_run_glance(struct mk_run *r);
/* One that came too early is made up for: without waiting, for places that are passed often. */
void mk_run_glance_idle(struct mk_run *r);
/* Before the bundle is sealed or left: waits for it a moment, then ends it. */
void mk_run_glance_end(struct mk_run *r);

#endif
