#ifndef MK_EXAMINE_H
#define MK_EXAMINE_H

/* Private to firmware/acquire: the doctor's look at a connected phone. */

#include "firmware/acquire/run.h"
#include "firmware/doctor/doctor.h"

/* The answers that the doctor goes by; see struct mk_doctor_phone. */
#define MK_EXAMINE_ANSWERS 6u
struct mk_examine {
    struct mk_buf answers[MK_EXAMINE_ANSWERS];
};

void mk_examine_init(struct mk_examine *x);
void mk_examine_done(struct mk_examine *x);
/* The beginning of an answer to the question of that name; those that say nothing to the doctor are
 * passed over. */
void mk_examine_note(struct mk_examine *x, const char *question, struct mk_span head);

/*
 * What is in the way, from the answers noted so far: told to the operator, and an act of custody
 * each; a finding is told once a run. MK_EREFUSED when one of them stops the run.
 */
MK_CHECK int mk_examine_tell(struct mk_run *r, const struct mk_examine *x, struct mk_error *e);

/* A mk_finding_sink, `u` is this: told once a run, and an act of custody each time. */
struct mk_examination {
    struct mk_run *r;
    bool stop; /* one of them stops the run, and why */
    char why[1024];
    const char *id;
};
int mk_examine_finding(void *u, const struct mk_finding *f, struct mk_error *e);
/* MK_EREFUSED when one of them stops the run and there is a phone. */
MK_CHECK int mk_examine_end(const struct mk_examination *x, struct mk_error *e);

#endif
